#include <stddef.h>

int count_spans_with_sum(const int *numbers, size_t length, int target)
{
    int spans = 0;

    /* without a hash table in the library, try every start: quadratic, but no memory */
    for (size_t start = 0; start < length; start++) {
        int total = 0;
        for (size_t end = start; end < length; end++) {
            total += numbers[end];
            if (total == target)
                spans++;
        }
    }
    return spans;
}
