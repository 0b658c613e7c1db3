def longest_unique_run(text: str) -> str:
    """Find the first of the longest stretches of a text in which no character occurs twice."""
    last_seen: dict[str, int] = {}
    start = best_start = best_length = 0
    for index, character in enumerate(text):
        if last_seen.get(character, -1) >= start:
            start = last_seen[character] + 1
        last_seen[character] = index
        if index - start + 1 > best_length:
            best_start, best_length = start, index - start + 1
    return text[best_start : best_start + best_length]
