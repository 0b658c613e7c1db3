using System.Collections.Generic;

public static Dictionary<string, string> ParseSettings(string text)
{
    var settings = new Dictionary<string, string>();
    foreach (string part in text.Split(';'))
    {
        string[] sides = part.Split(new[] { '=' }, 2);
        if (sides.Length == 2 && sides[0].Trim() != "")
        {
            settings[sides[0].Trim()] = sides[1].Trim();
        }
    }
    return settings;
}
