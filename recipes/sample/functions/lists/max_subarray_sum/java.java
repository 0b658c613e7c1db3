static int maxSubarraySum(int[] values) {
    int best = 0;
    int current = 0;
    for (int value : values) {
        current = Math.max(0, current + value);
        best = Math.max(best, current);
    }
    return best;
}
