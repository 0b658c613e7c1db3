using System;
using System.Linq;

class Program
{
    static string Classify(long total) => total == 0 ? "balanced" : total > 0 ? "positive" : "negative";

    static void Main()
    {
        int count = int.Parse(Console.ReadLine());
        long total = Console.ReadLine().Split(' ').Select(long.Parse).Sum() % 1000007;
        Console.WriteLine("{0} {1} {2}", Classify(total), total, 4096 + count);
    }
}
