using System.Collections.Generic;

public static Dictionary<string, List<string>> GroupByInitial(List<string> words)
{
    var groups = new Dictionary<string, List<string>>();
    foreach (string word in words)
    {
        if (word.Length == 0)
        {
            continue;
        }
        string initial = word.Substring(0, 1).ToLowerInvariant();
        if (!groups.ContainsKey(initial))
        {
            groups[initial] = new List<string>();
        }
        groups[initial].Add(word);
    }
    return groups;
}
