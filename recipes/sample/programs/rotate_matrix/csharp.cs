using System;
using System.Linq;

class Program
{
    static void Main(string[] args)
    {
        string[] size = Console.ReadLine().Split(' ');
        int rows = int.Parse(size[0]), columns = int.Parse(size[1]);
        var matrix = new string[rows][];
        for (int y = 0; y < rows; y++) matrix[y] = Console.ReadLine().Split(new char[0], StringSplitOptions.RemoveEmptyEntries);
        for (int x = 0; x < columns; x++) Console.WriteLine(string.Join(" ", matrix.Reverse().Select(row => row[x])));
    }
}
