def permutations(values: list[int]) -> list[list[int]]:
    """List all orders of some values, those that begin with the first value first.

    An empty list has one order; equal values are told apart by their position.
    """
    if not values:
        return [[]]
    orders = []
    for index, value in enumerate(values):
        others = values[:index] + values[index + 1 :]
        for order in permutations(others):
            orders.append([value, *order])
    return orders
