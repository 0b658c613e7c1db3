import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

static List<Integer> primesBelow(int limit) {
    BitSet composite = new BitSet(Math.max(limit, 0));
    List<Integer> primes = new ArrayList<>();
    for (int number = 2; number < limit; number++) {
        if (composite.get(number)) {
            continue;
        }
        primes.add(number);
        for (long multiple = (long) number * number; multiple < limit; multiple += number) {
            composite.set((int) multiple);
        }
    }
    return primes;
}
