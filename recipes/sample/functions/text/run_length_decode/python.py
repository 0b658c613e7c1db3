def run_length_decode(encoded: str) -> str:
    """Expand a text in which a number says how often the character after it is repeated.

    A character without a number stands for itself: "3ab2c" is "aaabcc". Digits at the very end, with no
    character to repeat, are dropped.
    """
    pieces = []
    digits = ""
    for character in encoded:
        if "0" <= character <= "9":
            digits += character
        else:
            pieces.append(character * (int(digits) if digits else 1))
            digits = ""
    return "".join(pieces)
