def day_of_week(year: int, month: int, day: int) -> str:
    """Return the English name of the weekday on which a Gregorian date falls.

    Uses Sakamoto's table of month offsets: January and February count as part of the year before, so that
    the leap day is the last day of its year.
    """
    names = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]
    offsets = [0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4]
    if month < 3:
        year -= 1
    index = year + year // 4 - year // 100 + year // 400 + offsets[month - 1] + day
    return names[index % 7]
