using System.Collections.Generic;
using System.Linq;

public static Dictionary<string, int> MergeTotals(Dictionary<string, int> first, Dictionary<string, int> second)
{
    var merged = new Dictionary<string, int>(first);
    foreach (var pair in second)
    {
        merged.TryGetValue(pair.Key, out int before);
        merged[pair.Key] = before + pair.Value;
    }
    return merged.Where(pair => pair.Value != 0).ToDictionary(pair => pair.Key, pair => pair.Value);
}
