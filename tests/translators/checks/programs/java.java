import java.util.Scanner;

public class Main {
    static String classify(long total) {
        return total == 0 ? "balanced" : total > 0 ? "positive" : "negative";
    }

    public static void main(String[] args) {
        Scanner in = new Scanner(System.in);
        int count = in.nextInt();
        long total = 0;
        for (int i = 0; i < count; i++) {
            total += in.nextLong();
        }
        total %= 1000007;
        System.out.println(classify(total) + " " + total + " " + (4096 + count));
    }
}
