public static int kthSmallest(int[] numbers, int k) {
    int[] items = numbers.clone();
    int low = 0;
    int high = items.length - 1;
    while (low < high) {
        int pivot = items[(low + high) / 2];
        int i = low;
        int j = high;
        while (i <= j) {
            while (items[i] < pivot) {
                i++;
            }
            while (items[j] > pivot) {
                j--;
            }
            if (i <= j) {
                int swapped = items[i];
                items[i++] = items[j];
                items[j--] = swapped;
            }
        }
        if (k - 1 <= j) {
            high = j;
        } else if (k - 1 >= i) {
            low = i;
        } else {
            break;
        }
    }
    return items[k - 1];
}
