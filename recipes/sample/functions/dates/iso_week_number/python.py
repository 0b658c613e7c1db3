def iso_week_number(year: int, month: int, day: int) -> int:
    """Return the ISO 8601 week, 1 to 53, that a date belongs to.

    Weeks begin on Monday, and a week belongs to the year that has its Thursday: the first days of January
    may lie in the last week of the year before, and the last of December in week 1 of the next.
    """

    def is_leap(y: int) -> bool:
        return y % 4 == 0 and (y % 100 != 0 or y % 400 == 0)

    def january_first(y: int) -> int:
        before = y - 1
        return (before + before // 4 - before // 100 + before // 400) % 7

    def weeks_in(y: int) -> int:
        first = january_first(y)
        return 53 if first == 3 or (first == 2 and is_leap(y)) else 52

    days_before_month = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334]
    ordinal = days_before_month[month - 1] + day
    if month > 2 and is_leap(year):
        ordinal += 1
    weekday = (january_first(year) + ordinal - 1) % 7
    week = (ordinal - weekday + 9) // 7
    if week == 0:
        return weeks_in(year - 1)
    if week > weeks_in(year):
        return 1
    return week
