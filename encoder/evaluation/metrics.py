"""Measures of a ranking, one value per query, from which intervals and paired tests can be computed.

Ties: a relevant candidate's rank is the mean of the ranks of all candidates with its score,
`1 + greater + (equal - 1) / 2`, so that the order of the candidates does not matter.
"""

import itertools
from collections.abc import Sequence

import numpy as np

CUTOFFS = (1, 5, 10)
METRICS = ("mrr", *(f"recall@{cutoff}" for cutoff in CUTOFFS), "ndcg@10")
ROWS_AT_ONCE = 128
"""Rows of scores that are compared at once; more would not fit into the processor's cache."""


def relevant_ranks(scores: np.ndarray, relevant: Sequence[Sequence[int]]) -> np.ndarray:
    """Ranks, from 1, of each query's `relevant` candidates among all of its `scores` (queries, candidates): one number
    per query and relevant candidate, query by query. Ties can give halves."""
    queries = np.repeat(np.arange(len(relevant)), [len(wanted) for wanted in relevant])
    candidates = np.fromiter(itertools.chain.from_iterable(relevant), dtype=np.int64, count=len(queries))
    wanted = scores[queries, candidates]
    found = np.empty(len(queries))
    for start in range(0, len(queries), ROWS_AT_ONCE):
        part = slice(start, start + ROWS_AT_ONCE)
        row, value = scores[queries[part]], wanted[part, None]
        found[part] = 1 + (row > value).sum(1) + ((row == value).sum(1) - 1) / 2
    return found


def ranking_metrics(scores: np.ndarray, relevant: Sequence[Sequence[int]]) -> dict[str, np.ndarray]:
    """Each of METRICS for each query: (queries,) arrays. scores: (queries, candidates); relevant: indices per query.

    mrr: 1 / rank of the best relevant candidate, not cut. recall@k: share of the relevant ones among the first k.
    ndcg@10: with gain 1 for each relevant one (Järvelin and Kekäläinen 2002). Raises ValueError if a score is NaN or a
    query has no relevant candidate.
    """
    if np.isnan(scores).any():
        raise ValueError("a score is NaN, and NaN has no rank")
    sizes = np.array([len(wanted) for wanted in relevant])
    if not sizes.all():
        raise ValueError("a query without a relevant candidate has no rank")
    found = relevant_ranks(scores, relevant)
    starts = sizes.cumsum() - sizes
    values = {"mrr": 1 / np.minimum.reduceat(found, starts)}
    for cutoff in CUTOFFS:
        values[f"recall@{cutoff}"] = np.add.reduceat((found <= cutoff).astype(np.float64), starts) / sizes
    gains = np.where(found <= 10, 1 / np.log2(1 + found), 0.0)
    best = (1 / np.log2(2 + np.arange(10))).cumsum()[np.minimum(sizes, 10) - 1]
    values["ndcg@10"] = np.add.reduceat(gains, starts) / best
    return values


def block_reciprocal_ranks(scores: np.ndarray) -> np.ndarray:
    """Reciprocal ranks where candidate i is the answer to query i: scores (block, block). CodeSearchNet's protocol is
    this over consecutive blocks of 1,000."""
    return 1 / relevant_ranks(scores, [(place,) for place in range(len(scores))])


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
