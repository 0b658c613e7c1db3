#include <stddef.h>

int first_not_below(const int *numbers, size_t length, int limit)
{
    size_t low = 0, high = length;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (numbers[middle] < limit)
            low = middle + 1;
        else
            high = middle;
    }
    return (int)low;
}
