def run_length_encode(text: str) -> str:
    """Compress a string by writing each run of equal characters as its length and the character.

    "aaab" becomes "3a1b"; the empty string stays empty.
    """
    parts = []
    start = 0
    for end in range(1, len(text) + 1):
        if end == len(text) or text[end] != text[start]:
            parts.append(f"{end - start}{text[start]}")
            start = end
    return "".join(parts)
