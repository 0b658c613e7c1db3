using System;
using System.Linq;

static class Program
{
    static char[][] grid;

    static int Fill(int y, int x)
    {
        if (y < 0 || x < 0 || y >= grid.Length || x >= grid[y].Length || grid[y][x] != '#') return 0;
        grid[y][x] = '.';
        return 1 + Fill(y - 1, x) + Fill(y + 1, x) + Fill(y, x - 1) + Fill(y, x + 1);
    }

    public static void Main(string[] args)
    {
        int[] size = Console.ReadLine().Split(' ').Select(int.Parse).ToArray();
        grid = Enumerable.Range(0, size[0]).Select(_ => Console.ReadLine().Trim().ToCharArray()).ToArray();
        int regions = 0, largest = 0;
        for (int y = 0; y < size[0]; y++)
        {
            for (int x = 0; x < size[1]; x++)
            {
                int fields = Fill(y, x);
                if (fields > 0) regions++;
                largest = Math.Max(largest, fields);
            }
        }
        Console.WriteLine("{0} {1}", regions, largest);
    }
}
