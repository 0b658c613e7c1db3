"""Shares with their confidence intervals."""

import math
from dataclasses import dataclass


@dataclass(frozen=True)
class Rate:
    """A share of `total` with its 95 % confidence interval by Wilson (1927), which is valid for small numbers and for
    shares near 0 and 1."""

    count: int
    total: int

    @property
    def share(self) -> float | None:
        """The share, None if `total` is 0."""
        return self.count / self.total if self.total else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """(lowest, highest), None if `total` is 0."""
        if not self.total:
            return None
        z, n, p = 1.959964, self.total, self.count / self.total
        centre = (p + z * z / (2 * n)) / (1 + z * z / n)
        half = z / (1 + z * z / n) * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
        return max(0.0, centre - half), min(1.0, centre + half)


def show_rate(rate: Rate) -> str:
    """E.g. "93.2 % (88.1–96.2) of 150"."""
    if rate.share is None or rate.interval is None:
        return "not checked"
    low, high = rate.interval
    return f"{100 * rate.share:.1f} % ({100 * low:.1f}–{100 * high:.1f}) of {rate.total:,}"
