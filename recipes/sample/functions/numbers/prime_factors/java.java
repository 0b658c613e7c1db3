import java.util.ArrayList;
import java.util.List;

static List<Integer> primeFactors(int number) {
    List<Integer> factors = new ArrayList<>();
    for (int divisor = 2; (long) divisor * divisor <= number; divisor++) {
        while (number % divisor == 0) {
            factors.add(divisor);
            number /= divisor;
        }
    }
    if (number > 1) {
        factors.add(number);
    }
    return factors;
}
