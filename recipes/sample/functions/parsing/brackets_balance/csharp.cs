using System.Collections.Generic;

public static bool BracketsBalance(string text)
{
    const string Opening = "([{";
    const string Closing = ")]}";
    var expected = new Stack<char>();
    foreach (char character in text)
    {
        int kind = Opening.IndexOf(character);
        if (kind >= 0)
        {
            expected.Push(Closing[kind]);
        }
        else if (Closing.IndexOf(character) >= 0 && (expected.Count == 0 || expected.Pop() != character))
        {
            return false;
        }
    }
    return expected.Count == 0;
}
