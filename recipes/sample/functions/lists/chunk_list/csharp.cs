using System;
using System.Collections.Generic;

public static List<List<int>> ChunkList(List<int> values, int size)
{
    var chunks = new List<List<int>>();
    if (size < 1)
    {
        return chunks;
    }
    for (int start = 0; start < values.Count; start += size)
    {
        chunks.Add(values.GetRange(start, Math.Min(size, values.Count - start)));
    }
    return chunks;
}
