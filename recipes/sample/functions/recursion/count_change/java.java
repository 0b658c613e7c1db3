import java.util.Arrays;

static int countChange(int amount, int[] coins) {
    if (amount == 0) {
        return 1;
    }
    if (amount < 0 || coins.length == 0) {
        return 0;
    }
    int[] others = Arrays.copyOfRange(coins, 1, coins.length);
    return countChange(amount - coins[0], coins) + countChange(amount, others);
}
