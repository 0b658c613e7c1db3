def to_roman(number: int) -> str:
    """Write a number from 1 to 3999 in Roman numerals.

    Anything outside that range gives an empty string.
    """
    if number < 1 or number > 3999:
        return ""
    numerals = [
        (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"),
        (100, "C"), (90, "XC"), (50, "L"), (40, "XL"),
        (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
    ]
    roman = ""
    for value, letters in numerals:
        times, number = divmod(number, value)
        roman += letters * times
    return roman
