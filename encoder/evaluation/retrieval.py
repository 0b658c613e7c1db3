"""Scores of a system on the retrieval tasks, per query."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np

from pairloom.encoder.evaluation.baselines import Ranker
from pairloom.encoder.evaluation.metrics import METRICS, block_reciprocal_ranks, ranking_metrics
from pairloom.encoder.evaluation.tasks import RetrievalTask

QUERIES_AT_ONCE = 512
CODESEARCHNET_CANDIDATES = 1_000
"""Candidates of CodeSearchNet's own protocol: the answer and 999 others."""

Scorer = Callable[[RetrievalTask, slice], np.ndarray]
"""From a task and a slice of its queries to scores (queries, documents)."""


@dataclass
class SystemResult:
    """One system's values by task and metric, one per query. `blocks`: reciprocal ranks under the 1,000-candidate
    protocol, for tasks that have a thousand queries."""

    name: str
    values: dict[str, dict[str, np.ndarray]] = field(default_factory=dict)
    blocks: dict[str, np.ndarray] = field(default_factory=dict)


def score_system(name: str, tasks: Sequence[RetrievalTask], scorer: Scorer) -> SystemResult:
    """Ranks all candidates of each task for each of its queries (the full-pool protocol), and in blocks of 1,000 where
    a task is large enough."""
    result = SystemResult(name)
    for task in tasks:
        parts: dict[str, list[np.ndarray]] = {metric: [] for metric in METRICS}
        for start in range(0, len(task.queries), QUERIES_AT_ONCE):
            part = slice(start, start + QUERIES_AT_ONCE)
            for metric, values in ranking_metrics(scorer(task, part), task.relevant[part]).items():
                parts[metric].append(values)
        result.values[task.name] = {metric: np.concatenate(values) for metric, values in parts.items()}
        if len(task.queries) >= CODESEARCHNET_CANDIDATES:
            result.blocks[task.name] = _rank_in_blocks(task, scorer)
    return result


def _rank_in_blocks(task: RetrievalTask, scorer: Scorer) -> np.ndarray:
    """Reciprocal ranks in consecutive blocks of 1,000 queries and their 1,000 answers. Queries that do not fill a block
    are not used, as in CodeSearchNet."""
    first = np.array([wanted[0] for wanted in task.relevant])
    blocks = []
    for start in range(0, len(task.queries) - CODESEARCHNET_CANDIDATES + 1, CODESEARCHNET_CANDIDATES):
        part = slice(start, start + CODESEARCHNET_CANDIDATES)
        blocks.append(block_reciprocal_ranks(scorer(task, part)[:, first[part]]))
    return np.concatenate(blocks)


class Corpus:
    """The distinct texts of all tasks, each with its language, so that a system embeds each text once."""

    def __init__(self, tasks: Sequence[RetrievalTask]) -> None:
        self._place: dict[tuple[str, str | None], int] = {}
        for task in tasks:
            for text in task.queries:
                self._place.setdefault((text, task.query_language), len(self._place))
            for text in task.documents:
                self._place.setdefault((text, task.document_language), len(self._place))
        self.texts = [text for text, _ in self._place]
        self.languages = [language for _, language in self._place]

    def scorer(self, vectors: np.ndarray) -> Scorer:
        """Inner products of `vectors`, (texts, dimension) in the order of `texts`."""

        def score(task: RetrievalTask, part: slice) -> np.ndarray:
            queries = [self._place[text, task.query_language] for text in task.queries[part]]
            documents = [self._place[text, task.document_language] for text in task.documents]
            return vectors[queries] @ vectors[documents].T

        return score


def lexical_scorer(make_ranker: Callable[[Sequence[str]], Ranker]) -> Scorer:
    """Scores by the ranker that `make_ranker` makes of a task's documents. It is made once and not for every part of
    the task's queries; the next task often has the same documents."""
    ranker = lru_cache(maxsize=2)(make_ranker)
    return lambda task, part: ranker(task.documents)(task.queries[part])
