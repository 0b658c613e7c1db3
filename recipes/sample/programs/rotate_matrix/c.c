#include <stdio.h>

int main(void) {
    int rows, columns, matrix[20][20];
    scanf("%d %d", &rows, &columns);
    for (int y = 0; y < rows; y++) {
        for (int x = 0; x < columns; x++) {
            scanf("%d", &matrix[y][x]);
        }
    }
    for (int x = 0; x < columns; x++) {
        for (int y = rows - 1; y >= 0; y--) {
            printf("%d%c", matrix[y][x], y ? ' ' : '\n');
        }
    }
    return 0;
}
