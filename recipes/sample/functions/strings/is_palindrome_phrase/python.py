def is_palindrome_phrase(phrase: str) -> bool:
    """Tell whether a phrase reads the same in both directions.

    Case and everything that is not a letter or a digit are ignored.
    """
    left, right = 0, len(phrase) - 1
    while left < right:
        if not phrase[left].isalnum():
            left += 1
        elif not phrase[right].isalnum():
            right -= 1
        elif phrase[left].lower() != phrase[right].lower():
            return False
        else:
            left += 1
            right -= 1
    return True
