def max_subarray_sum(values: list[int]) -> int:
    """Find the largest sum of consecutive elements of a list by Kadane's algorithm.

    No elements at all are allowed too, so the result is never negative.
    """
    best = current = 0
    for value in values:
        current = max(0, current + value)
        best = max(best, current)
    return best
