def kth_smallest(numbers: list[int], k: int) -> int:
    """Find the number that would stand at position k, counted from 1, if the numbers were sorted.

    Quickselect: split around a pivot and go on in the one part that holds the answer. The position must lie
    between 1 and the length of the list.
    """
    items = list(numbers)
    low, high = 0, len(items) - 1
    while low < high:
        pivot = items[(low + high) // 2]
        i, j = low, high
        while i <= j:
            while items[i] < pivot:
                i += 1
            while items[j] > pivot:
                j -= 1
            if i <= j:
                items[i], items[j] = items[j], items[i]
                i += 1
                j -= 1
        if k - 1 <= j:
            high = j
        elif k - 1 >= i:
            low = i
        else:
            break
    return items[k - 1]
