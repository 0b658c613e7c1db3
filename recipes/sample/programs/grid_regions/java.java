import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Scanner;

public class Main {
    private static final int[][] STEPS = {{-1, 0}, {1, 0}, {0, -1}, {0, 1}};

    public static void main(String[] args) {
        Scanner in = new Scanner(System.in);
        int rows = in.nextInt();
        int columns = in.nextInt();
        char[][] grid = new char[rows][];
        for (int y = 0; y < rows; y++) {
            grid[y] = in.next().toCharArray();
        }
        int regions = 0;
        int largest = 0;
        for (int y = 0; y < rows; y++) {
            for (int x = 0; x < columns; x++) {
                if (grid[y][x] == '#') {
                    regions++;
                    largest = Math.max(largest, fill(grid, y, x));
                }
            }
        }
        System.out.println(regions + " " + largest);
    }

    private static int fill(char[][] grid, int row, int column) {
        Deque<int[]> pending = new ArrayDeque<>();
        pending.push(new int[] {row, column});
        grid[row][column] = '.';
        int size = 0;
        while (!pending.isEmpty()) {
            int[] at = pending.pop();
            size++;
            for (int[] step : STEPS) {
                int y = at[0] + step[0];
                int x = at[1] + step[1];
                if (y >= 0 && y < grid.length && x >= 0 && x < grid[y].length && grid[y][x] == '#') {
                    grid[y][x] = '.';
                    pending.push(new int[] {y, x});
                }
            }
        }
        return size;
    }
}
