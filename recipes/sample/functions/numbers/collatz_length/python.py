def collatz_length(start: int) -> int:
    """Count the steps of the Collatz sequence from a positive number down to 1.

    An even number is halved, an odd one is tripled and increased by one.
    """
    steps = 0
    number = start
    while number > 1:
        number = number // 2 if number % 2 == 0 else 3 * number + 1
        steps += 1
    return steps
