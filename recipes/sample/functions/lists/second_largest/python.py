def second_largest(values: list[int]) -> int | None:
    """Find the second largest of the different values in a list.

    There is none in a list with fewer than two different values.
    """
    largest = runner_up = None
    for value in values:
        if largest is None or value > largest:
            largest, runner_up = value, largest
        elif value != largest and (runner_up is None or value > runner_up):
            runner_up = value
    return runner_up
