def most_common_word(words: list[str]) -> str:
    """Return the word that occurs most often in the list.

    Words that occur equally often are ordered alphabetically and the first of them wins. An empty list has
    no most common word: the answer is then the empty string.
    """
    counts: dict[str, int] = {}
    for word in words:
        counts[word] = counts.get(word, 0) + 1
    best = ""
    for word, count in counts.items():
        leader = counts.get(best, 0)
        if count > leader or (count == leader and word < best):
            best = word
    return best
