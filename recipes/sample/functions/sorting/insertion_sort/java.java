public static int[] insertionSort(int[] numbers) {
    int[] result = numbers.clone();
    for (int end = 1; end < result.length; end++) {
        int current = result[end];
        int hole = end;
        while (hole > 0 && result[hole - 1] > current) {
            result[hole] = result[hole - 1];
            hole--;
        }
        result[hole] = current;
    }
    return result;
}
