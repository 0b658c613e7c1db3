import java.util.*;
import java.util.stream.*;

public class Main {
    public static void main(String[] args) {
        Scanner in = new Scanner(System.in).useLocale(Locale.ROOT);
        int n = in.nextInt();
        double[] values = IntStream.range(0, n).mapToDouble(i -> in.nextDouble()).toArray();
        double mean = DoubleStream.of(values).average().orElse(0);
        double variance = DoubleStream.of(values).map(value -> (value - mean) * (value - mean)).sum() / n;
        System.out.printf(Locale.ROOT, "%.7f%n%.7f%n", mean, Math.sqrt(variance));
    }
}
