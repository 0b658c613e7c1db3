def insertion_sort(numbers: list[int]) -> list[int]:
    """Return the numbers in ascending order, by inserting each into the part already sorted."""
    result = list(numbers)
    for end in range(1, len(result)):
        current = result[end]
        hole = end
        while hole > 0 and result[hole - 1] > current:
            result[hole] = result[hole - 1]
            hole -= 1
        result[hole] = current
    return result
