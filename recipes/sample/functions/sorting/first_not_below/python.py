def first_not_below(numbers: list[int], limit: int) -> int:
    """Position of the first number that is at least the limit, in a list sorted ascending.

    Searches by halving. If every number is below the limit, the answer is the length of the list.
    """
    low, high = 0, len(numbers)
    while low < high:
        middle = (low + high) // 2
        if numbers[middle] < limit:
            low = middle + 1
        else:
            high = middle
    return low
