def longest_common_prefix(words: list[str]) -> str:
    """Return the longest string with which every one of the words begins.

    Without words it is the empty string.
    """
    if not words:
        return ""
    prefix = words[0]
    for word in words[1:]:
        while not word.startswith(prefix):
            prefix = prefix[:-1]
    return prefix
