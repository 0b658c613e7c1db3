public static long determinant(int[][] matrix) {
    int size = matrix.length;
    long[][] rows = new long[size][size];
    for (int i = 0; i < size; i++) {
        for (int j = 0; j < size; j++) {
            rows[i][j] = matrix[i][j];
        }
    }
    int sign = 1;
    long previous = 1;
    for (int k = 0; k < size - 1; k++) {
        int pivot = k;
        while (pivot < size && rows[pivot][k] == 0) {
            pivot++;
        }
        if (pivot == size) {
            return 0;
        }
        if (pivot != k) {
            long[] swapped = rows[k];
            rows[k] = rows[pivot];
            rows[pivot] = swapped;
            sign = -sign;
        }
        for (int i = k + 1; i < size; i++) {
            for (int j = k + 1; j < size; j++) {
                rows[i][j] = (rows[i][j] * rows[k][k] - rows[i][k] * rows[k][j]) / previous;
            }
        }
        previous = rows[k][k];
    }
    return size == 0 ? 1 : sign * rows[size - 1][size - 1];
}
