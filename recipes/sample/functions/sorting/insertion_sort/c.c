#include <stddef.h>
#include <stdlib.h>

int *insertion_sort(const int *numbers, size_t length, size_t *result_length)
{
    int *result = malloc((length + 1) * sizeof *result);

    for (size_t end = 0; end < length; end++) {
        int current = numbers[end];
        size_t hole = end;
        while (hole > 0 && result[hole - 1] > current) {
            result[hole] = result[hole - 1];
            hole--;
        }
        result[hole] = current;
    }
    *result_length = length;
    return result;
}
