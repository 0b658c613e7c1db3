"""How sure a difference is: bootstrap over queries, paired where the queries are the same."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

RESAMPLES = 10_000


def bootstrap_means(groups: Sequence[np.ndarray], resamples: int = RESAMPLES, seed: int = 0) -> np.ndarray:
    """(resamples,) unweighted means over `groups` of the mean of a resample of each: queries are drawn anew with
    replacement inside each group (a task), so that every task counts the same."""
    chance = np.random.default_rng(seed)
    total = np.zeros(resamples)
    for values in groups:
        size = len(values)
        step = max(1, 2_000_000 // size)
        for start in range(0, resamples, step):
            rows = min(step, resamples - start)
            total[start : start + rows] += values[chance.integers(0, size, (rows, size))].mean(1)
    return total / len(groups)


@dataclass(frozen=True)
class Interval:
    """A mean with its 95 % bootstrap interval."""

    mean: float
    low: float
    high: float


def interval(groups: Sequence[np.ndarray], resamples: int = RESAMPLES) -> Interval:
    """The unweighted mean over tasks, with its interval."""
    low, high = np.quantile(bootstrap_means(groups, resamples), [0.025, 0.975])
    return Interval(float(np.mean([values.mean() for values in groups])), float(low), float(high))


@dataclass(frozen=True)
class Comparison:
    """The mean difference of one system to another on the same queries, its interval, and the two-sided p-value."""

    difference: Interval
    p: float


def compare(ours: Sequence[np.ndarray], theirs: Sequence[np.ndarray], resamples: int = RESAMPLES) -> Comparison:
    """Paired bootstrap: the differences per query are resampled. p is twice the share of resamples on the other side
    of zero, never below 1 / resamples, which is all that so many resamples can show."""
    differences = [one - other for one, other in zip(ours, theirs, strict=True)]
    means = bootstrap_means(differences, resamples)
    low, high = np.quantile(means, [0.025, 0.975])
    p = 2 * min((means <= 0).mean(), (means >= 0).mean())
    mean = float(np.mean([values.mean() for values in differences]))
    return Comparison(Interval(mean, float(low), float(high)), float(min(1.0, max(p, 1 / resamples))))


def holm(p_values: Sequence[float]) -> list[float]:
    """p-values adjusted for how many there are (Holm 1979), in the order given."""
    order = sorted(range(len(p_values)), key=lambda index: p_values[index])
    adjusted, floor = [0.0] * len(p_values), 0.0
    for place, index in enumerate(order):
        floor = max(floor, min(1.0, (len(p_values) - place) * p_values[index]))
        adjusted[index] = floor
    return adjusted
