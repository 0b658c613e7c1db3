def group_by_initial(words: list[str]) -> dict[str, list[str]]:
    """Group words by their first letter, in lower case.

    Within a group the words keep the order in which they came; empty words are skipped.
    """
    groups: dict[str, list[str]] = {}
    for word in words:
        if word:
            groups.setdefault(word[0].lower(), []).append(word)
    return groups
