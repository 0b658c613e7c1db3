#include <stdlib.h>

int **multiply_matrices(const int *const *left, const size_t *left_lengths, size_t left_count,
                        const int *const *right, const size_t *right_lengths, size_t right_count,
                        size_t **row_lengths, size_t *row_count)
{
    if (left_count == 0 || right_count == 0 || left_lengths[0] != right_count)
        return NULL;

    size_t columns = right_lengths[0];
    int **product = malloc(left_count * sizeof *product);
    *row_lengths = malloc(left_count * sizeof **row_lengths);
    *row_count = left_count;
    for (size_t i = 0; i < left_count; i++) {
        product[i] = calloc(columns + 1, sizeof *product[i]);
        (*row_lengths)[i] = columns;
        for (size_t j = 0; j < columns; j++) {
            for (size_t k = 0; k < right_count; k++)
                product[i][j] += left[i][k] * right[k][j];
        }
    }
    return product;
}
