def generate_parentheses(pairs: int) -> list[str]:
    """List all correct arrangements of some pairs of parentheses.

    They come in the order in which an opening parenthesis is tried before a closing one.
    """
    arrangements: list[str] = []

    def extend(prefix: str, opened: int, closed: int) -> None:
        if closed == pairs:
            arrangements.append(prefix)
            return
        if opened < pairs:
            extend(prefix + "(", opened + 1, closed)
        if closed < opened:
            extend(prefix + ")", opened, closed + 1)

    extend("", 0, 0)
    return arrangements
