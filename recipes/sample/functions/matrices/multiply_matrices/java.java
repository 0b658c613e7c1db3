import java.util.Optional;

public static Optional<int[][]> multiplyMatrices(int[][] left, int[][] right) {
    if (left.length == 0 || right.length == 0 || left[0].length != right.length) {
        return Optional.empty();
    }
    int[][] product = new int[left.length][right[0].length];
    for (int i = 0; i < left.length; i++) {
        for (int j = 0; j < right[0].length; j++) {
            for (int k = 0; k < right.length; k++) {
                product[i][j] += left[i][k] * right[k][j];
            }
        }
    }
    return Optional.of(product);
}
