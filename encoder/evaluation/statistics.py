"""Confidence intervals and tests by bootstrap over queries, paired where the queries are the same."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

RESAMPLES = 10_000


def resampled_means(values: np.ndarray, resamples: int = RESAMPLES, seed: int = 0) -> np.ndarray:
    """Means (resamples, columns) of rows of `values`, (queries, columns), that are drawn with replacement.

    All columns have the same draws, so that differences between columns are paired by query.
    """
    chance = np.random.default_rng(seed)
    queries = len(values)
    even = np.full(queries, 1 / queries)
    step = max(1, 4_000_000 // queries)
    parts = [
        chance.multinomial(queries, even, size=min(step, resamples - start)) @ values / queries
        for start in range(0, resamples, step)
    ]
    return np.concatenate(parts)


@dataclass(frozen=True)
class Interval:
    """A mean with its 95 % bootstrap interval."""

    mean: float
    low: float
    high: float


def interval(mean: float, resampled: np.ndarray) -> Interval:
    """The interval of `mean` from its resamples (resamples,)."""
    low, high = np.quantile(resampled, [0.025, 0.975])
    return Interval(float(mean), float(low), float(high))


@dataclass(frozen=True)
class PairedDifference:
    """The mean difference between two systems on the same queries, with its interval and two-sided p-value."""

    difference: Interval
    p: float


def paired_difference(difference: float, resampled: np.ndarray) -> PairedDifference:
    """The interval and p-value of a mean `difference` from its resamples (resamples,). p is twice the share of
    resamples on the other side of zero, but at least 1 / resamples, the smallest that so many resamples can show."""
    p = 2 * min((resampled <= 0).mean(), (resampled >= 0).mean())
    return PairedDifference(interval(difference, resampled), float(min(1.0, max(p, 1 / len(resampled)))))


def holm(p_values: Sequence[float]) -> list[float]:
    """p-values adjusted for their number (Holm 1979), in the order given."""
    order = sorted(range(len(p_values)), key=lambda index: p_values[index])
    adjusted, floor = [0.0] * len(p_values), 0.0
    for place, index in enumerate(order):
        floor = max(floor, min(1.0, (len(p_values) - place) * p_values[index]))
        adjusted[index] = floor
    return adjusted
