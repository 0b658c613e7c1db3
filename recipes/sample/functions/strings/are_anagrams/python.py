def are_anagrams(first: str, second: str) -> bool:
    """Tell whether two texts consist of the same letters, each the same number of times.

    Spaces and the difference between upper and lower case do not matter.
    """
    counts: dict[str, int] = {}
    for character in first.lower().replace(" ", ""):
        counts[character] = counts.get(character, 0) + 1
    for character in second.lower().replace(" ", ""):
        if counts.get(character, 0) == 0:
            return False
        counts[character] -= 1
    return all(count == 0 for count in counts.values())
