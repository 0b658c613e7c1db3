def wrap_words(text: str, width: int) -> list[str]:
    """Break a text into lines of at most the given width, at spaces only.

    Words are separated by single spaces in the result. A word that is longer than the width gets a line of
    its own and is not cut.
    """
    lines = []
    current = ""
    for word in text.split():
        if current and len(current) + 1 + len(word) > width:
            lines.append(current)
            current = word
        elif current:
            current += " " + word
        else:
            current = word
    if current:
        lines.append(current)
    return lines
