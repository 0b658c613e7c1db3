def prime_factors(number: int) -> list[int]:
    """Split a positive number into its prime factors, in ascending order, each as often as it divides the number.

    Numbers below 2 have none.
    """
    factors = []
    divisor = 2
    while divisor * divisor <= number:
        while number % divisor == 0:
            factors.append(divisor)
            number //= divisor
        divisor += 1
    if number > 1:
        factors.append(number)
    return factors
