import java.util.Arrays;

public static int[] mergeSort(int[] numbers) {
    if (numbers.length < 2) {
        return numbers.clone();
    }
    int middle = numbers.length / 2;
    int[] left = mergeSort(Arrays.copyOfRange(numbers, 0, middle));
    int[] right = mergeSort(Arrays.copyOfRange(numbers, middle, numbers.length));
    int[] merged = new int[numbers.length];
    int i = 0;
    int j = 0;
    for (int k = 0; k < merged.length; k++) {
        boolean takeLeft = j == right.length || (i < left.length && left[i] <= right[j]);
        merged[k] = takeLeft ? left[i++] : right[j++];
    }
    return merged;
}
