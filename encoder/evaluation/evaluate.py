"""The evaluation of a model on a split of a release, as plain data."""

import importlib.metadata
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from pairloom.encoder.cascade import CascadeIndex
from pairloom.encoder.data import data_fingerprint, read_pairs, release_files
from pairloom.encoder.evaluation.baselines import STATIC, bag_vectors, bm25, random_vectors, static_vectors, tfidf
from pairloom.encoder.evaluation.cost import cost_of, device_name
from pairloom.encoder.evaluation.metrics import METRICS, ranking_metrics
from pairloom.encoder.evaluation.retrieval import Corpus, SystemResult, lexical_scorer, score_system
from pairloom.encoder.evaluation.statistics import (
    Interval,
    PairedDifference,
    holm,
    interval,
    paired_difference,
    resampled_means,
)
from pairloom.encoder.evaluation.tasks import RetrievalTask, first_queries, tasks_of
from pairloom.encoder.inference import CodeEncoder, load

COST_TEXTS = 32
SHORTLISTS = (10, 50)
CASCADE_QUERIES, CASCADE_DOCUMENTS = 100, 4_000
"""The most queries and documents that cascades are measured on: a search has few queries, not one for each document,
and the states of the documents, which a cascade keeps, take memory."""
KINDS = ("text-to-code", "code-to-code")
PROTOCOL = "full pool: all distinct codes of the language in the split are candidates; ties get their mean rank"


def evaluate_model(
    model: str | Path,
    data: str | Path,
    split: str = "test",
    twins: Sequence[str | Path] = (),
    dimensions: Sequence[int] = (),
    progress: Callable[[str], None] = lambda step: None,
) -> dict[str, Any]:
    """Every exit of the model at `model`, the baselines, and the models at `twins` (each trained alone for one exit),
    on the retrieval tasks of `split`: quality with intervals, paired tests, cost, and cascade search.

    dimensions: lengths of prefixes of the embedding to rank with as well. Raises DataError and ModelError.
    """
    pairs = read_pairs(data, split)
    tasks = tasks_of(pairs)
    encoder = load(model)
    corpus = Corpus(tasks)
    progress("embed")
    vectors = encoder.encode_exits(corpus.texts, language=corpus.languages)
    systems = [score_system(f"exit {exit}", tasks, corpus.scorer(vectors[exit])) for exit in encoder.exits]
    progress("baselines")
    systems += _baselines(encoder, tasks, corpus) + _twins(twins, tasks, corpus)
    deepest = encoder.exits[-1]
    for size in dimensions:
        prefix = _unit_prefix(vectors[deepest], size)
        systems.append(score_system(f"exit {deepest}, first {size} numbers", tasks, corpus.scorer(prefix)))
    progress("intervals")
    sample = Resamples(systems, tasks)
    quality = {system.name: _quality(system, tasks, sample) for system in systems}
    progress("cost")
    costs = _costs(encoder, corpus)
    progress("cascade")
    return {
        "model": Path(model).name,
        "split": split,
        "protocol": PROTOCOL,
        "data_fingerprint": data_fingerprint(release_files(data, split)),
        "repositories": len({pair.repository for pair in pairs}),
        "machine": device_name(),
        "versions": {name: importlib.metadata.version(name) for name in ("torch", "transformers")},
        "exits": list(encoder.exits),
        "tasks": [
            {"name": task.name, "kind": task.kind, "queries": len(task.queries), "candidates": len(task.documents)}
            for task in tasks
        ],
        "quality": quality,
        "comparisons": _comparisons(systems, tasks, encoder.exits, sample),
        "cost": costs,
        "cascade": measure_cascades(encoder, max(tasks, key=lambda task: (len(task.documents), task.name))),
    }


def _unit_prefix(vectors: np.ndarray, size: int) -> np.ndarray:
    """The first `size` numbers of each vector, scaled to unit length: (texts, size)."""
    prefix = vectors[:, :size]
    return prefix / np.maximum(np.linalg.norm(prefix, axis=1, keepdims=True), 1e-12)


def _costs(encoder: CodeEncoder, corpus: Corpus) -> dict[str, Any]:
    few = slice(0, COST_TEXTS)
    texts, languages = corpus.texts[few], corpus.languages[few]
    return {f"exit {exit}": asdict(cost_of(encoder, exit, texts, languages)) for exit in encoder.exits}


def _baselines(encoder: CodeEncoder, tasks: Sequence[RetrievalTask], corpus: Corpus) -> list[SystemResult]:
    vectors = {
        "random": random_vectors(len(corpus.texts), encoder.dimension),
        "random embeddings": bag_vectors(encoder, corpus.texts, corpus.languages),
        STATIC: static_vectors(encoder, corpus.texts, corpus.languages),
    }
    dense = [score_system(name, tasks, corpus.scorer(found)) for name, found in vectors.items()]
    lexical = {"TF-IDF": tfidf, "BM25": bm25}
    return dense + [score_system(name, tasks, lexical_scorer(ranker)) for name, ranker in lexical.items()]


def _twins(folders: Sequence[str | Path], tasks: Sequence[RetrievalTask], corpus: Corpus) -> list[SystemResult]:
    results = []
    for folder in folders:
        twin = load(folder)
        found = twin.encode(corpus.texts, language=corpus.languages)
        results.append(score_system(f"exit {twin.exits[-1]} trained alone", tasks, corpus.scorer(found)))
    return results


def _of_kind(tasks: Iterable[RetrievalTask], kind: str) -> list[RetrievalTask]:
    return [task for task in tasks if task.kind == kind]


class Resamples:
    """Every system's metrics under the same resamples of each task's queries. Means over several tasks are unweighted:
    every task counts the same."""

    def __init__(self, systems: Sequence[SystemResult], tasks: Sequence[RetrievalTask]) -> None:
        self._systems = {system.name: place for place, system in enumerate(systems)}
        self._observed: dict[str, np.ndarray] = {}
        self._resampled: dict[str, np.ndarray] = {}
        self._blocks: dict[str, tuple[np.ndarray, np.ndarray]] = {}
        for task in tasks:
            columns = [system.values[task.name][metric] for system in systems for metric in METRICS]
            values = np.stack(columns, axis=1)
            self._observed[task.name] = values.mean(0)
            self._resampled[task.name] = resampled_means(values)
        for name in systems[0].blocks:
            values = np.stack([system.blocks[name] for system in systems], axis=1)
            self._blocks[name] = values.mean(0), resampled_means(values)

    def _column(self, system: str, metric: str) -> int:
        return self._systems[system] * len(METRICS) + METRICS.index(metric)

    def interval(self, system: str, metric: str, tasks: Sequence[RetrievalTask]) -> Interval:
        """The metric's unweighted mean over `tasks`."""
        column = self._column(system, metric)
        return interval(*self._over(tasks, lambda means: means[..., column]))

    def block_intervals(self, system: str) -> dict[str, Interval]:
        """The mean reciprocal rank by task under the 1,000-candidate protocol."""
        place = self._systems[system]
        return {name: interval(means[place], drawn[:, place]) for name, (means, drawn) in self._blocks.items()}

    def compare(self, system: str, other: str, metric: str, tasks: Sequence[RetrievalTask]) -> PairedDifference:
        """The metric of `system` minus that of `other`, paired by query."""
        one, two = self._column(system, metric), self._column(other, metric)
        return paired_difference(*self._over(tasks, lambda means: means[..., one] - means[..., two]))

    def _over(
        self, tasks: Sequence[RetrievalTask], pick: Callable[[np.ndarray], np.ndarray]
    ) -> tuple[float, np.ndarray]:
        observed = np.mean([pick(self._observed[task.name]) for task in tasks])
        return float(observed), np.mean([pick(self._resampled[task.name]) for task in tasks], axis=0)


def _quality(system: SystemResult, tasks: Sequence[RetrievalTask], sample: Resamples) -> dict[str, Any]:
    """By kind and by task: each metric with its interval."""
    found: dict[str, Any] = {}
    for kind in KINDS:
        if chosen := _of_kind(tasks, kind):
            found[kind] = {metric: asdict(sample.interval(system.name, metric, chosen)) for metric in METRICS}
    found["tasks"] = {
        task.name: {metric: asdict(sample.interval(system.name, metric, [task])) for metric in METRICS}
        for task in tasks
    }
    found["codesearchnet-1000"] = {name: asdict(value) for name, value in sample.block_intervals(system.name).items()}
    return found


def _comparisons(
    systems: Sequence[SystemResult], tasks: Sequence[RetrievalTask], exits: Sequence[int], sample: Resamples
) -> list[dict[str, Any]]:
    """MRR differences, paired by query: neighbouring exits, each exit against the static embeddings, and each exit
    against its twin; the p-values are adjusted together."""
    named = {system.name for system in systems}
    names = [f"exit {exit}" for exit in exits]
    wanted = list(zip(names[1:], names, strict=False))
    wanted += [(name, STATIC) for name in names]
    wanted += [(name, f"{name} trained alone") for name in names if f"{name} trained alone" in named]
    found = []
    for kind in KINDS:
        if chosen := _of_kind(tasks, kind):
            for one, other in wanted:
                result = sample.compare(one, other, "mrr", chosen)
                found.append({"kind": kind, "system": one, "against": other, **asdict(result)})
    for row, p in zip(found, holm([row["p"] for row in found]), strict=True):
        row["p_adjusted"] = p
    return found


def measure_cascades(encoder: CodeEncoder, task: RetrievalTask) -> list[dict[str, Any]]:
    """Cascades from the shallowest to the deepest exit, against the deepest exit over all documents: how many of the
    deepest exit's best ten they return, their MRR, and the time from raw texts to scores.

    A longer shortlist continues from a shorter one, and its time includes the time of the shorter one.
    """
    shallow, deep = encoder.exits[0], encoder.exits[-1]
    if shallow == deep:
        return []
    task = first_queries(task, CASCADE_QUERIES, CASCADE_DOCUMENTS)
    start = time.perf_counter()
    documents = encoder.encode(task.documents, deep, task.document_language)
    full = encoder.encode(task.queries, deep, task.query_language) @ documents.T
    seconds = time.perf_counter() - start
    best = _best(full)
    found = [_cascade_row("full", full, best, task, seconds, len(task.documents))]
    start = time.perf_counter()
    index = CascadeIndex(encoder, task.documents, task.document_language, shallow, deep)
    for shortlist in SHORTLISTS:
        if shortlist >= len(task.documents):
            continue
        scores = index.scores(task.queries, task.query_language, shortlist)
        seconds = time.perf_counter() - start
        name = f"exit {shallow}, {shortlist} to exit {deep}"
        found.append(_cascade_row(name, scores, best, task, seconds, index.deepened))
    return found


def _best(scores: np.ndarray) -> np.ndarray:
    return np.argsort(-scores, axis=1, kind="stable")[:, :10]


def _cascade_row(
    name: str, scores: np.ndarray, best: np.ndarray, task: RetrievalTask, seconds: float, deepened: int
) -> dict[str, Any]:
    kept = [len(set(ours) & set(theirs)) / len(theirs) for ours, theirs in zip(_best(scores), best, strict=True)]
    return {
        "name": name,
        "task": task.name,
        "queries": len(task.queries),
        "documents": len(task.documents),
        "recall_of_full_top_10": float(np.mean(kept)),
        "mrr": float(ranking_metrics(scores, task.relevant)["mrr"].mean()),
        "seconds": seconds,
        "documents_computed_deep": deepened,
    }
