using System.Collections.Generic;

public static int CountHops(Dictionary<string, List<string>> links, string start, string goal)
{
    var hops = new Dictionary<string, int> { [start] = 0 };
    var queue = new Queue<string>();
    queue.Enqueue(start);
    while (queue.Count > 0)
    {
        string page = queue.Dequeue();
        if (page == goal)
        {
            return hops[page];
        }
        if (!links.TryGetValue(page, out List<string> neighbours))
        {
            continue;
        }
        foreach (string neighbour in neighbours)
        {
            if (!hops.ContainsKey(neighbour))
            {
                hops[neighbour] = hops[page] + 1;
                queue.Enqueue(neighbour);
            }
        }
    }
    return -1;
}
