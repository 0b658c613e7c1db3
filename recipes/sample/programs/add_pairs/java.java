import java.util.Scanner;

public class Main {
    public static void main(String[] args) {
        Scanner in = new Scanner(System.in);
        int n = in.nextInt();
        long total = 0;
        for (int i = 0; i < n; i++) {
            long sum = in.nextLong() + in.nextLong();
            System.out.println(sum);
            total += sum;
        }
        System.out.println(total);
    }
}
