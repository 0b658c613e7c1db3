import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.util.Arrays;

public class Main {
    public static void main(String[] args) throws Exception {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
        int amount = Integer.parseInt(in.readLine().split(" ")[0]);
        int[] coins = Arrays.stream(in.readLine().trim().split(" ")).mapToInt(Integer::parseInt).toArray();
        int[] fewest = new int[amount + 1];
        Arrays.fill(fewest, Integer.MAX_VALUE - 1);
        fewest[0] = 0;
        for (int coin : coins) {
            for (int part = coin; part <= amount; part++) {
                fewest[part] = Math.min(fewest[part], fewest[part - coin] + 1);
            }
        }
        System.out.println(fewest[amount] == Integer.MAX_VALUE - 1 ? -1 : fewest[amount]);
    }
}
