using System;

class Program
{
    static void Main()
    {
        int n = int.Parse(Console.ReadLine());
        long total = 0;
        for (int i = 0; i < n; i++)
        {
            string[] parts = Console.ReadLine().Split(' ');
            long sum = long.Parse(parts[0]) + long.Parse(parts[1]);
            Console.WriteLine(sum);
            total += sum;
        }
        Console.WriteLine(total);
    }
}
