def caesar_shift(text: str, shift: int) -> str:
    """Shift every English letter of the text along the alphabet, wrapping around at its end.

    Case is kept, everything that is not a letter stays as it is, and a negative shift goes backwards, so
    that shifting by -n undoes shifting by n.
    """
    shifted = []
    for character in text:
        if "a" <= character <= "z":
            base = ord("a")
        elif "A" <= character <= "Z":
            base = ord("A")
        else:
            shifted.append(character)
            continue
        shifted.append(chr((ord(character) - base + shift) % 26 + base))
    return "".join(shifted)
