def subset_sum_exists(numbers: list[int], target: int) -> bool:
    """Decide whether some of the numbers add up to a target, each used at most once.

    The sum of no numbers is 0.
    """

    def reachable(index: int, rest: int) -> bool:
        if rest == 0:
            return True
        if index == len(numbers):
            return False
        return reachable(index + 1, rest - numbers[index]) or reachable(index + 1, rest)

    return reachable(0, target)
