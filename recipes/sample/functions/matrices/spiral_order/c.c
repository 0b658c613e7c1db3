#include <stdlib.h>

int *spiral_order(const int *const *matrix, const size_t *row_lengths, size_t row_count, size_t *length)
{
    int columns = row_count > 0 ? (int)row_lengths[0] : 0;
    int *values = malloc((row_count * (size_t)columns + 1) * sizeof *values);
    int top = 0, bottom = (int)row_count - 1;
    int left = 0, right = columns - 1;

    *length = 0;
    while (top <= bottom && left <= right) {
        for (int column = left; column <= right; column++)
            values[(*length)++] = matrix[top][column];
        for (int row = top + 1; row <= bottom; row++)
            values[(*length)++] = matrix[row][right];
        if (top < bottom) {
            for (int column = right - 1; column >= left; column--)
                values[(*length)++] = matrix[bottom][column];
        }
        if (left < right) {
            for (int row = bottom - 1; row > top; row--)
                values[(*length)++] = matrix[row][left];
        }
        top++;
        bottom--;
        left++;
        right--;
    }
    return values;
}
