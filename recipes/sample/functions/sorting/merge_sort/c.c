#include <stdlib.h>
#include <string.h>

static void sort_range(int *numbers, int *buffer, size_t length)
{
    if (length < 2)
        return;
    size_t middle = length / 2;
    sort_range(numbers, buffer, middle);
    sort_range(numbers + middle, buffer, length - middle);

    size_t i = 0, j = middle;
    for (size_t k = 0; k < length; k++) {
        if (j == length || (i < middle && numbers[i] <= numbers[j]))
            buffer[k] = numbers[i++];
        else
            buffer[k] = numbers[j++];
    }
    memcpy(numbers, buffer, length * sizeof *numbers);
}

int *merge_sort(const int *numbers, size_t length, size_t *result_length)
{
    int *result = malloc((length + 1) * sizeof *result);
    int *buffer = malloc((length + 1) * sizeof *buffer);

    for (size_t i = 0; i < length; i++)
        result[i] = numbers[i];
    sort_range(result, buffer, length);
    free(buffer);
    *result_length = length;
    return result;
}
