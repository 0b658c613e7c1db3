using System;
using System.Collections.Generic;

class Program
{
    static bool IsBalanced(string text)
    {
        var opened = new Stack<char>();
        foreach (char character in text)
        {
            int kind = ")]}".IndexOf(character);
            if (kind < 0) opened.Push(character);
            else if (opened.Count == 0 || opened.Pop() != "([{"[kind]) return false;
        }
        return opened.Count == 0;
    }

    static void Main()
    {
        int n = Convert.ToInt32(Console.ReadLine());
        for (int i = 0; i < n; i++)
        {
            string text = Console.ReadLine() ?? "";
            Console.WriteLine(IsBalanced(text.Trim()) ? "YES" : "NO");
        }
    }
}
