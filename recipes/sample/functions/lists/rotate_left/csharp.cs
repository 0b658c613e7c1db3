using System.Collections.Generic;
using System.Linq;

public static List<int> RotateLeft(List<int> values, int steps)
{
    int length = values.Count;
    if (length == 0)
    {
        return values;
    }
    int offset = ((steps % length) + length) % length;
    return values.Skip(offset).Concat(values.Take(offset)).ToList();
}
