def merge_intervals(intervals: list[list[int]]) -> list[list[int]]:
    """Merge all intervals that overlap or touch, and return them in ascending order.

    An interval is a pair of its first and its last number.
    """
    merged: list[list[int]] = []
    for start, end in sorted(intervals):
        if merged and start <= merged[-1][1]:
            merged[-1][1] = max(merged[-1][1], end)
        else:
            merged.append([start, end])
    return merged
