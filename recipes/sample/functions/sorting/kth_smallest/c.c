#include <stdlib.h>

int kth_smallest(const int *numbers, size_t length, int k)
{
    int *items = malloc((length + 1) * sizeof *items);
    long low = 0, high = (long)length - 1;

    for (size_t n = 0; n < length; n++)
        items[n] = numbers[n];
    while (low < high) {
        int pivot = items[(low + high) / 2];
        long i = low, j = high;
        while (i <= j) {
            while (items[i] < pivot)
                i++;
            while (items[j] > pivot)
                j--;
            if (i <= j) {
                int swapped = items[i];
                items[i++] = items[j];
                items[j--] = swapped;
            }
        }
        if (k - 1 <= j)
            high = j;
        else if (k - 1 >= i)
            low = i;
        else
            break;
    }
    int result = items[k - 1];
    free(items);
    return result;
}
