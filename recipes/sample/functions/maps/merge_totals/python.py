def merge_totals(first: dict[str, int], second: dict[str, int]) -> dict[str, int]:
    """Add up two tables of totals, name by name.

    A name that only one table has keeps its total, and a name whose total comes to zero is left out.
    """
    merged = dict(first)
    for name, amount in second.items():
        merged[name] = merged.get(name, 0) + amount
    return {name: total for name, total in merged.items() if total != 0}
