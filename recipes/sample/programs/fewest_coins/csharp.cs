using System;
using System.Linq;
using static System.Console;

class Program
{
    static int[] ReadInts() => ReadLine().Trim().Split(' ').Select(int.Parse).ToArray();

    static void Main()
    {
        int amount = ReadInts()[0];
        int[] coins = ReadInts();
        int never = amount + 1;
        var fewest = Enumerable.Repeat(never, amount + 1).ToArray();
        fewest[0] = 0;
        foreach (int coin in coins)
            for (int part = coin; part <= amount; part++)
                fewest[part] = Math.Min(fewest[part], fewest[part - coin] + 1);
        WriteLine(fewest[amount] == never ? -1 : fewest[amount]);
    }
}
