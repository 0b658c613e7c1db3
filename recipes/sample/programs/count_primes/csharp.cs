using System;

class Program
{
    static void Main()
    {
        int n = int.Parse(Console.In.ReadToEnd());
        var crossed = new bool[n + 1];
        int count = 0, last = 0;
        for (int number = 2; number <= n; number++)
        {
            if (crossed[number]) continue;
            count++;
            last = number;
            for (long multiple = (long)number * number; multiple <= n; multiple += number) crossed[multiple] = true;
        }
        Console.Write(count + " " + (last == 0 ? "none" : last.ToString()));
    }
}
