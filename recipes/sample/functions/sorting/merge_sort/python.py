def merge_sort(numbers: list[int]) -> list[int]:
    """Sort numbers in ascending order by sorting both halves and merging them.

    The list that is passed in stays as it is.
    """
    if len(numbers) < 2:
        return numbers[:]
    middle = len(numbers) // 2
    left = merge_sort(numbers[:middle])
    right = merge_sort(numbers[middle:])
    merged = []
    i = j = 0
    while i < len(left) and j < len(right):
        if left[i] <= right[j]:
            merged.append(left[i])
            i += 1
        else:
            merged.append(right[j])
            j += 1
    return merged + left[i:] + right[j:]
