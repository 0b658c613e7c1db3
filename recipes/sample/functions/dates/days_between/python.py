def days_between(start: str, end: str) -> int:
    """Number of days from one date to another, both written as YYYY-MM-DD.

    The result is negative when the end lies before the start.
    """

    def day_number(date: str) -> int:
        year, month, day = (int(part) for part in date.split("-"))
        if month < 3:
            year -= 1
            month += 12
        leap_days = year // 4 - year // 100 + year // 400
        return 365 * year + leap_days + (153 * month - 457) // 5 + day

    return day_number(end) - day_number(start)
