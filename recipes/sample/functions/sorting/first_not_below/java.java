public static int firstNotBelow(int[] numbers, int limit) {
    int low = 0;
    int high = numbers.length;
    while (low < high) {
        int middle = (low + high) >>> 1;
        if (numbers[middle] < limit) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}
