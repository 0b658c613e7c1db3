def brackets_balance(text: str) -> bool:
    """Check that every round, square and curly bracket of a text is closed in the right order.

    Other characters are ignored.
    """
    closing = {")": "(", "]": "[", "}": "{"}
    opened = []
    for character in text:
        if character in "([{":
            opened.append(character)
        elif character in closing:
            if not opened or opened.pop() != closing[character]:
                return False
    return not opened
