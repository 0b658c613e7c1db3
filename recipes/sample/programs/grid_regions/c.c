#include <stdio.h>

static char grid[50][60];
static int rows, columns;

static int fill(int y, int x) {
    if (y < 0 || x < 0 || y >= rows || x >= columns || grid[y][x] != '#') {
        return 0;
    }
    grid[y][x] = '.';
    return 1 + fill(y - 1, x) + fill(y + 1, x) + fill(y, x - 1) + fill(y, x + 1);
}

int main(void) {
    int regions = 0, largest = 0;
    scanf("%d %d", &rows, &columns);
    for (int y = 0; y < rows; y++) {
        scanf("%59s", grid[y]);
    }
    for (int y = 0; y < rows; y++) {
        for (int x = 0; x < columns; x++) {
            int size = fill(y, x);
            regions += size > 0;
            if (size > largest) {
                largest = size;
            }
        }
    }
    printf("%d %d\n", regions, largest);
    return 0;
}
