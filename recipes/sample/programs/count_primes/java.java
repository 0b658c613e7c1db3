import java.util.BitSet;
import java.util.Scanner;

public class Main {
    public static void main(String... args) {
        int n = new Scanner(System.in).nextInt();
        BitSet crossed = new BitSet(n + 1);
        int count = 0;
        int last = 0;
        for (int number = 2; number <= n; number++) {
            if (!crossed.get(number)) {
                count++;
                last = number;
                for (long multiple = (long) number * number; multiple <= n; multiple += number) {
                    crossed.set((int) multiple);
                }
            }
        }
        System.out.println(count + " " + (last == 0 ? "none" : last));
    }
}
