using System.Collections.Generic;
static double? FirstOf(Dictionary<string, List<double>> lists, string key) {
    return lists.TryGetValue(key, out var items) && items.Count > 0 ? items[0] : (double?)null;
}
