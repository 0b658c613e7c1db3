using System;
using System.Text;

class Program
{
    static char Shift(char character, int places)
    {
        bool isSmall = character >= 'a' && character <= 'z';
        if (!isSmall && (character < 'A' || character > 'Z')) return character;
        int first = isSmall ? 'a' : 'A';
        return (char)(((character - first + places) % 26 + 26) % 26 + first);
    }

    static void Main()
    {
        int places = int.Parse(Console.ReadLine());
        string line;
        while ((line = Console.ReadLine()) != null)
        {
            var shifted = new StringBuilder();
            foreach (char character in line) shifted.Append(Shift(character, places));
            Console.WriteLine(shifted);
        }
    }
}
