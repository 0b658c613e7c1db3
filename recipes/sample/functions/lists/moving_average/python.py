def moving_average(values: list[float], window: int) -> list[float]:
    """Average every stretch of `window` neighbouring values.

    The result is empty if the window is not positive or longer than the list.
    """
    if window < 1 or window > len(values):
        return []
    total = sum(values[:window])
    averages = [total / window]
    for index in range(window, len(values)):
        total += values[index] - values[index - window]
        averages.append(total / window)
    return averages
