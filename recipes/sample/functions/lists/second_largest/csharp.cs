using System.Collections.Generic;
using System.Linq;

public static int? SecondLargest(List<int> values)
{
    List<int> different = values.Distinct().OrderByDescending(value => value).ToList();
    return different.Count > 1 ? different[1] : (int?)null;
}
