using System;
using System.Collections.Generic;
using System.Linq;

public class Solution
{
    public static void Main(string[] args)
    {
        int n = int.Parse(Console.ReadLine());
        List<int> ends = new List<int>();
        foreach (int value in Console.ReadLine().Trim().Split(' ').Select(int.Parse).Take(n))
        {
            int at = ends.BinarySearch(value);
            if (at < 0) at = ~at;
            if (at == ends.Count) ends.Add(value);
            else ends[at] = value;
        }
        Console.WriteLine(ends.Count);
    }
}
