#include <stddef.h>

int max_subarray_sum(const int *values, size_t length) {
    int best = 0;
    int current = 0;
    for (size_t i = 0; i < length; i++) {
        current += values[i];
        if (current < 0) {
            current = 0;
        }
        if (current > best) {
            best = current;
        }
    }
    return best;
}
