def rotate_left(values: list[int], steps: int) -> list[int]:
    """Move the first elements of a list to its end, as many as there are steps.

    Negative steps move the last elements to the front; more steps than elements go round again.
    """
    if not values:
        return []
    offset = steps % len(values)
    return values[offset:] + values[:offset]
