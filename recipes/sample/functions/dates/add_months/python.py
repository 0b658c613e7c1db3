def add_months(date: str, months: int) -> str:
    """Move a date written as YYYY-MM-DD by a number of months, forwards or back.

    Where the new month is too short for the day, its last day is taken: one month after 2023-01-31 comes
    2023-02-28.
    """
    year, month, day = (int(part) for part in date.split("-"))
    total = year * 12 + month - 1 + months
    year, month = total // 12, total % 12 + 1
    if month == 2:
        leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
        last_day = 29 if leap else 28
    elif month in (4, 6, 9, 11):
        last_day = 30
    else:
        last_day = 31
    return f"{year:04d}-{month:02d}-{min(day, last_day):02d}"
