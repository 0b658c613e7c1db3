def parse_duration(text: str) -> int | None:
    """Convert a duration such as "1h30m" or "45s" to seconds.

    Days, hours, minutes and seconds (d, h, m, s) may follow each other in any order. What is not a duration gives None.
    """
    seconds_per_unit = {"d": 86400, "h": 3600, "m": 60, "s": 1}
    total = 0
    digits = ""
    for character in text:
        if character in "0123456789":
            digits += character
        elif digits and character in seconds_per_unit:
            total += int(digits) * seconds_per_unit[character]
            digits = ""
        else:
            return None
    return None if digits or not text else total
