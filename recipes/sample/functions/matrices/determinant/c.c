#include <stdlib.h>

int determinant(const int *const *matrix, const size_t *row_lengths, size_t size)
{
    if (size == 0)
        return 1;

    long long **rows = malloc(size * sizeof *rows);
    for (size_t i = 0; i < size; i++) {
        rows[i] = malloc(size * sizeof *rows[i]);
        for (size_t j = 0; j < row_lengths[i]; j++)
            rows[i][j] = matrix[i][j];
    }

    long long sign = 1, previous = 1;
    for (size_t k = 0; k + 1 < size && sign != 0; k++) {
        size_t pivot = k;
        while (pivot < size && rows[pivot][k] == 0)
            pivot++;
        if (pivot == size) {
            sign = 0;
            break;
        }
        if (pivot != k) {
            long long *swapped = rows[k];
            rows[k] = rows[pivot];
            rows[pivot] = swapped;
            sign = -sign;
        }
        for (size_t i = k + 1; i < size; i++) {
            for (size_t j = k + 1; j < size; j++)
                rows[i][j] = (rows[i][j] * rows[k][k] - rows[i][k] * rows[k][j]) / previous;
        }
        previous = rows[k][k];
    }

    int result = (int)(sign * rows[size - 1][size - 1]);
    for (size_t i = 0; i < size; i++)
        free(rows[i]);
    free(rows);
    return result;
}
