def format_byte_size(size: int) -> str:
    """Write a number of bytes for people to read, in the largest unit of which there is at least one.

    The units are B, KiB, MiB and GiB; all but bytes are rounded down to one decimal.
    """
    units = ["B", "KiB", "MiB", "GiB"]
    tenths = size * 10
    unit = 0
    while tenths >= 10240 and unit < len(units) - 1:
        tenths //= 1024
        unit += 1
    if unit == 0:
        return f"{size} B"
    return f"{tenths // 10}.{tenths % 10} {units[unit]}"
