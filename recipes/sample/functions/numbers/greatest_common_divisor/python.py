def greatest_common_divisor(first: int, second: int) -> int:
    """Compute the greatest common divisor of two integers by Euclid's algorithm.

    The result is never negative; it is 0 only if both numbers are.
    """
    first, second = abs(first), abs(second)
    while second:
        first, second = second, first % second
    return first
