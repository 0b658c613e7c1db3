"""The statistics of the manifest, counted in one pass over the data files, in bounded memory."""

from collections import Counter, defaultdict
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pairloom.pipelines.release.read.rows import read_batches
from pairloom.schemas.manifest import Evidence, EvidenceStrength, Lengths, PairCount, Statistics

_COLUMNS = [
    "pair_id",
    "text",
    "source_language",
    "source_code",
    "target_language",
    "target_code",
    "repository",
    "license",
    "benchmark",
    "unit",
    "split",
    "translator",
    "model",
    "prompt_version",
    "verified",
    "gates",
    "calls",
    "branches",
    "mutants",
    "duplicates",
]
_NOT_MEASURED = {"calls": 0, "branches": -1.0, "mutants": -1.0}
"""Columns of the strength of evidence -> their value where it was not measured."""

_EXAMPLES = 2


class RowStatistics:
    """Counts over rows, added batch by batch; the order of the batches does not matter."""

    def __init__(self) -> None:
        self.pairs: Counter[tuple[str, str, str]] = Counter()
        self.licenses: Counter[str] = Counter()
        self.benchmarks: Counter[str] = Counter()
        self.units: Counter[str] = Counter()
        self.verified: Counter[str] = Counter()
        self.evidence: Counter[tuple[str, str, str]] = Counter()
        self.duplicates: Counter[int] = Counter()
        self.translators: Counter[tuple[str, str, str]] = Counter()
        self.repositories: set[str] = set()
        self.strengths: dict[str, list[Any]] = defaultdict(list)
        self.lengths: dict[tuple[str, str], list[Any]] = defaultdict(list)
        self.examples: dict[tuple[str, str], str] = {}

    def add(self, batch: pa.RecordBatch) -> None:
        """Counts a batch, which must have the counted columns of CodePair."""
        _count(self.pairs, batch, "source_language", "target_language", "split")
        _count(self.translators, batch, "translator", "model", "prompt_version")
        gates = pa.record_batch(
            [batch["target_language"], batch["verified"], pc.binary_join(batch["gates"], " ")],
            ["target_language", "verified", "gates"],
        )
        _count(self.evidence, gates, "target_language", "verified", "gates")
        for name, counter in (
            ("license", self.licenses),
            ("benchmark", self.benchmarks),
            ("unit", self.units),
            ("verified", self.verified),
            ("duplicates", self.duplicates),
        ):
            counter.update({entry["values"]: entry["counts"] for entry in pc.value_counts(batch[name]).to_pylist()})
        self.repositories.update(pc.unique(batch["repository"]).to_pylist())
        for name, absent in _NOT_MEASURED.items():
            values = batch[name].to_numpy(zero_copy_only=False)
            self.strengths[name].append(values[values > absent].astype(np.float32))
        self._add_lengths(batch)
        self._add_examples(batch)

    def _add_lengths(self, batch: pa.RecordBatch) -> None:
        self.lengths["text", ""].append(_characters(batch["text"]))
        for side in ("source", "target"):
            languages, lengths = batch[f"{side}_language"], _characters(batch[f"{side}_code"])
            for language in pc.unique(languages).to_pylist():
                chosen = pc.equal(languages, language).to_numpy(zero_copy_only=False)
                self.lengths[f"{side}_code", language].append(lengths[chosen])

    def _add_examples(self, batch: pa.RecordBatch) -> None:
        """Keeps, for each two languages, the pair with the smallest id among those that fit on a page."""
        fits = _fits_on_a_page(batch)
        for row in batch.filter(fits).select(["pair_id", "source_language", "target_language"]).to_pylist():
            languages = (row["source_language"], row["target_language"])
            self.examples[languages] = min(self.examples.get(languages, row["pair_id"]), row["pair_id"])

    def statistics(self) -> Statistics:
        """The counts in the form of the manifest, in a fixed order."""
        return Statistics(
            pairs=[
                PairCount(source_language=source, target_language=target, split=split, pairs=count)
                for (source, target, split), count in sorted(self.pairs.items())
            ],
            licenses=_by_count(self.licenses),
            benchmarks=_by_count(self.benchmarks),
            units=_by_count(self.units),
            verified=_by_count(self.verified),
            evidence=[
                Evidence(target_language=target, verified=level, gates=gates.split(), pairs=count)
                for (target, level, gates), count in sorted(self.evidence.items())
            ],
            strength=[
                _strength(name, values)
                for name, parts in self.strengths.items()
                if len(values := np.concatenate(parts))
            ],
            duplicates={str(value): count for value, count in sorted(self.duplicates.items())},
            repositories=len(self.repositories - {""}),
            lengths=[_lengths(*key, np.concatenate(parts)) for key, parts in sorted(self.lengths.items())],
            examples=self._chosen_examples(),
        )

    def _chosen_examples(self) -> list[str]:
        """One example for each of the most frequent pairs of languages, of different target languages if possible."""
        frequency: Counter[tuple[str, str]] = Counter()
        for (source, target, _), count in self.pairs.items():
            frequency[source, target] += count
        ranked = sorted(self.examples, key=lambda languages: (-frequency[languages], languages))
        first_of_target = {target: (source, target) for source, target in reversed(ranked)}
        preferred = sorted(ranked, key=lambda languages: first_of_target[languages[1]] != languages)
        return [self.examples[languages] for languages in preferred[:_EXAMPLES]]


def count_statistics(folder: str, paths: list[str]) -> RowStatistics:
    """The statistics of the data files at `paths` of the release in `folder`."""
    result = RowStatistics()
    for path in paths:
        for batch in read_batches(folder, path, _COLUMNS):
            result.add(batch)
    return result


def _count(counter: Counter[tuple[str, str, str]], batch: pa.RecordBatch, *names: str) -> None:
    groups = pa.Table.from_batches([batch]).group_by(list(names)).aggregate([([], "count_all")])
    for row in groups.to_pylist():
        counter[row[names[0]], row[names[1]], row[names[2]]] += row["count_all"]


def _characters(texts: pa.Array) -> Any:
    return pc.utf8_length(texts).to_numpy(zero_copy_only=False).astype(np.int32)


def _fits_on_a_page(batch: pa.RecordBatch) -> pa.Array:
    """Whether each pair is short, is not wide, and has more than a line of code on both sides."""
    checks = [pc.less_equal(pc.utf8_length(batch["text"]), 400)]
    for name in ("source_code", "target_code"):
        lines = pc.count_substring(batch[name], "\n")
        wide = pc.match_substring_regex(batch[name], "[^\n]{89}")
        checks += [pc.greater_equal(lines, 3), pc.less_equal(lines, 18), pc.invert(wide)]
    fits = checks[0]
    for check in checks[1:]:
        fits = pc.and_(fits, check)
    return fits


def _lengths(column: Any, language: str, values: Any) -> Lengths:
    low, p05, median, p95, high = np.quantile(values, [0, 0.05, 0.5, 0.95, 1], method="inverted_cdf")
    return Lengths(
        column=column,
        language=language,
        minimum=int(low),
        p05=int(p05),
        median=int(median),
        p95=int(p95),
        maximum=int(high),
        mean=round(float(values.mean()), 1),
    )


def _strength(column: Any, values: Any) -> EvidenceStrength:
    p05, median = np.quantile(values, [0.05, 0.5], method="inverted_cdf")
    is_share = column != "calls"
    return EvidenceStrength(
        column=column,
        rows=len(values),
        p05=round(float(p05), 3),
        median=round(float(median), 3),
        mean=round(float(values.mean()), 3),
        tenths=np.bincount((values * 10 + 1e-6).astype(int), minlength=11).tolist() if is_share else [],
    )


def _by_count(counter: Counter[str]) -> dict[str, int]:
    return dict(sorted(counter.items(), key=lambda item: (-item[1], item[0])))
