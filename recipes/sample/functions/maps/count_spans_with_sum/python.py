def count_spans_with_sum(numbers: list[int], target: int) -> int:
    """Count the contiguous, non-empty runs of numbers whose sum is the target.

    A run from i to j sums to the difference of two running totals, so it is enough to remember how often
    each running total has been seen.
    """
    seen = {0: 1}
    total = 0
    spans = 0
    for number in numbers:
        total += number
        spans += seen.get(total - target, 0)
        seen[total] = seen.get(total, 0) + 1
    return spans
