using System;

class Program
{
    static void Main()
    {
        int lines = 0, words = 0;
        string longest = "-", line;
        while ((line = Console.ReadLine()) != null)
        {
            lines++;
            foreach (string word in line.Split(new[] { ' ' }, StringSplitOptions.RemoveEmptyEntries))
            {
                if (words == 0 || word.Length > longest.Length) longest = word;
                words++;
            }
        }
        Console.WriteLine($"{lines} {words} {longest}");
    }
}
