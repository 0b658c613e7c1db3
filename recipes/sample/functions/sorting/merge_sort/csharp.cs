using System.Linq;

public static int[] MergeSort(int[] numbers)
{
    if (numbers.Length < 2)
    {
        return numbers;
    }
    int middle = numbers.Length / 2;
    int[] left = MergeSort(numbers.Take(middle).ToArray());
    int[] right = MergeSort(numbers.Skip(middle).ToArray());
    var merged = new int[numbers.Length];
    int i = 0;
    int j = 0;
    for (int k = 0; k < merged.Length; k++)
    {
        bool takeLeft = j == right.Length || (i < left.Length && left[i] <= right[j]);
        merged[k] = takeLeft ? left[i++] : right[j++];
    }
    return merged;
}
