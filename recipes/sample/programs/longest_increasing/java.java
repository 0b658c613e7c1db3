import java.util.Arrays;
import java.util.Scanner;

public class Main {
    public static void main(String[] args) {
        Scanner in = new Scanner(System.in);
        int n = in.nextInt();
        int[] ends = new int[n];
        int length = 0;
        for (int i = 0; i < n; i++) {
            int value = in.nextInt();
            int at = Arrays.binarySearch(ends, 0, length, value);
            at = at < 0 ? -at - 1 : at;
            ends[at] = value;
            length = Math.max(length, at + 1);
        }
        System.out.println(length);
    }
}
