#include <stdlib.h>

int **transpose(const int *const *matrix, const size_t *row_lengths, size_t row_count,
                size_t **result_lengths, size_t *result_count)
{
    size_t columns = row_count > 0 ? row_lengths[0] : 0;
    int **result = malloc((columns + 1) * sizeof *result);

    *result_lengths = malloc((columns + 1) * sizeof **result_lengths);
    *result_count = columns;
    for (size_t j = 0; j < columns; j++) {
        result[j] = malloc(row_count * sizeof *result[j]);
        (*result_lengths)[j] = row_count;
        for (size_t i = 0; i < row_count; i++)
            result[j][i] = matrix[i][j];
    }
    return result;
}
