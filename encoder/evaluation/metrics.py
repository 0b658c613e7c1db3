"""Measures of a ranking, one value per query, so that intervals and paired tests can be had from them.

Ties: a relevant candidate's rank is the mean of the ranks that its equals share, `1 + greater + (equal - 1) / 2`, so
neither luck nor the order of the candidates decides.
"""

from collections.abc import Sequence

import numpy as np

CUTOFFS = (1, 5, 10)
METRICS = ("mrr", *(f"recall@{cutoff}" for cutoff in CUTOFFS), "ndcg@10")


def ranks(scores: np.ndarray, relevant: Sequence[int]) -> np.ndarray:
    """Ranks, from 1, of the `relevant` candidates among all `scores` (candidates,) of one query. Ties give halves."""
    wanted = scores[np.asarray(relevant)]
    greater = (scores[None, :] > wanted[:, None]).sum(1)
    equal = (scores[None, :] == wanted[:, None]).sum(1)
    return 1 + greater + (equal - 1) / 2


def ranking_metrics(scores: np.ndarray, relevant: Sequence[Sequence[int]]) -> dict[str, np.ndarray]:
    """Each of METRICS for each query: (queries,) arrays. scores: (queries, candidates); relevant: indices per query.

    mrr: 1 / rank of the best relevant candidate, not cut. recall@k: share of the relevant ones among the first k.
    ndcg@10: with gain 1 for each relevant one (Järvelin and Kekäläinen 2002). Raises ValueError if a score is NaN or a
    query has no relevant candidate.
    """
    if np.isnan(scores).any():
        raise ValueError("a score is NaN, and NaN has no rank")
    values: dict[str, list[float]] = {name: [] for name in METRICS}
    for row, wanted in zip(scores, relevant, strict=True):
        if not len(wanted):
            raise ValueError("a query without a relevant candidate has no rank")
        found = ranks(row, wanted)
        values["mrr"].append(1 / found.min())
        for cutoff in CUTOFFS:
            values[f"recall@{cutoff}"].append(float((found <= cutoff).mean()))
        gain = (1 / np.log2(1 + found[found <= 10])).sum()
        best = (1 / np.log2(2 + np.arange(min(10, len(wanted))))).sum()
        values["ndcg@10"].append(float(gain / best))
    return {name: np.array(column) for name, column in values.items()}


def block_reciprocal_ranks(scores: np.ndarray) -> np.ndarray:
    """Reciprocal ranks where candidate i is the answer to query i: scores (block, block). CodeSearchNet's protocol is
    this over consecutive blocks of 1,000."""
    return np.array([1 / ranks(row, [place])[0] for place, row in enumerate(scores)])


def map_at_r(vectors: np.ndarray, labels: Sequence[int]) -> float:
    """MAP@R as CodeXGLUE's POJ-104 evaluator defines it: for each program, precision summed at the hits among its R
    nearest others, divided by R, where R is how many others share its label. vectors: (programs, dimension)."""
    names = np.asarray(labels)
    scores = vectors @ vectors.T
    np.fill_diagonal(scores, -np.inf)
    total = 0.0
    for row in range(len(names)):
        others = int((names == names[row]).sum()) - 1
        if others < 1:
            raise ValueError(f"program {row} is the only one of its problem; MAP@R needs at least two of each")
        order = np.argsort(-scores[row], kind="stable")[:others]
        hits = names[order] == names[row]
        precision = hits.cumsum() / np.arange(1, others + 1)
        total += float((precision * hits).sum() / others)
    return total / len(names)
