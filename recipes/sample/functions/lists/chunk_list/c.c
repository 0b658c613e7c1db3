#include <stdlib.h>
#include <string.h>

int **chunk_list(const int *values, size_t length, int size, size_t **chunk_lengths, size_t *chunk_count) {
    size_t step = size > 0 ? (size_t)size : 0;
    *chunk_count = step > 0 ? (length + step - 1) / step : 0;
    int **chunks = malloc((*chunk_count + 1) * sizeof *chunks);
    *chunk_lengths = malloc((*chunk_count + 1) * sizeof **chunk_lengths);
    for (size_t i = 0; i < *chunk_count; i++) {
        size_t start = i * step;
        size_t taken = length - start < step ? length - start : step;
        chunks[i] = malloc(taken * sizeof **chunks);
        memcpy(chunks[i], values + start, taken * sizeof *values);
        (*chunk_lengths)[i] = taken;
    }
    return chunks;
}
