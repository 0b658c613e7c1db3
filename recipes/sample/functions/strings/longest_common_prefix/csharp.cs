using System;
using System.Collections.Generic;

public static string LongestCommonPrefix(List<string> words)
{
    if (words.Count == 0)
    {
        return "";
    }
    string prefix = words[0];
    foreach (string word in words)
    {
        while (!word.StartsWith(prefix, StringComparison.Ordinal))
        {
            prefix = prefix.Substring(0, prefix.Length - 1);
        }
    }
    return prefix;
}
