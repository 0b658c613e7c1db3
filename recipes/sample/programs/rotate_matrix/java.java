import java.util.Scanner;

public class Main {
    private final int[][] matrix;

    private Main(int[][] matrix) {
        this.matrix = matrix;
    }

    public static void main(String[] args) {
        Scanner in = new Scanner(System.in);
        int[][] matrix = new int[in.nextInt()][in.nextInt()];
        for (int[] row : matrix) {
            for (int x = 0; x < row.length; x++) {
                row[x] = in.nextInt();
            }
        }
        new Main(matrix).print();
    }

    private void print() {
        for (int x = 0; x < matrix[0].length; x++) {
            for (int y = matrix.length - 1; y >= 0; y--) {
                System.out.print(matrix[y][x] + (y > 0 ? " " : "\n"));
            }
        }
    }
}
