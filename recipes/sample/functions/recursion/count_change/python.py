def count_change(amount: int, coins: list[int]) -> int:
    """Count the ways to pay an amount with coins of the given positive values, any number of each.

    The order of the coins does not matter.
    """
    if amount == 0:
        return 1
    if amount < 0 or not coins:
        return 0
    with_first = count_change(amount - coins[0], coins)
    without_first = count_change(amount, coins[1:])
    return with_first + without_first
