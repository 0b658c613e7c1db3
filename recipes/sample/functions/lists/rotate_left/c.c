#include <stdlib.h>

int *rotate_left(const int *values, size_t length, int steps, size_t *result_length) {
    int *rotated = malloc((length + 1) * sizeof *rotated);
    *result_length = length;
    if (length == 0) {
        return rotated;
    }
    long long size = (long long)length;
    size_t offset = (size_t)((steps % size + size) % size);
    for (size_t i = 0; i < length; i++) {
        rotated[i] = values[(i + offset) % length];
    }
    return rotated;
}
