import java.math.BigInteger;
import java.util.Scanner;

class Main {
    public static void main(String[] args) {
        Scanner in = new Scanner(System.in);
        int count = in.nextInt();
        StringBuilder out = new StringBuilder();
        while (count-- > 0) {
            BigInteger base = in.nextBigInteger();
            BigInteger exponent = in.nextBigInteger();
            out.append(base.modPow(exponent, in.nextBigInteger())).append('\n');
        }
        System.out.print(out);
    }
}
