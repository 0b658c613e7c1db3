using System.Text;

public static string RunLengthEncode(string text)
{
    var encoded = new StringBuilder();
    int start = 0;
    for (int end = 1; end <= text.Length; end++)
    {
        if (end == text.Length || text[end] != text[start])
        {
            encoded.Append(end - start).Append(text[start]);
            start = end;
        }
    }
    return encoded.ToString();
}
