def to_base(number: int, base: int) -> str:
    """Write an integer in a base between 2 and 16, with lower-case digits and a minus sign if it is negative."""
    digits = "0123456789abcdef"
    if number == 0:
        return "0"
    rest = abs(number)
    written = ""
    while rest > 0:
        rest, digit = divmod(rest, base)
        written = digits[digit] + written
    return "-" + written if number < 0 else written
