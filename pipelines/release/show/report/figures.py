"""The numbers behind the report's figures."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pyarrow.compute as pc

from pairloom.pipelines.release.read.manifest import data_files
from pairloom.pipelines.release.read.rows import read_batches
from pairloom.pipelines.release.show.text import title_of
from pairloom.pipelines.release.write.books import DECONTAMINATE, DEDUP, UNPLANNED
from pairloom.schemas import LANGUAGES
from pairloom.schemas.manifest import Manifest
from pairloom.schemas.reasons import GATES, LEVELS
from pairloom.schemas.splits import SPLITS

BINS = [round(2 ** (step / 2)) for step in range(6, 33)]
"""The borders of the bins of lengths in characters: two per doubling, 8 to 65,536."""


def compute_figures(folder: str, manifest: Manifest) -> dict[str, Any]:
    """The data of all figures, as plain data, with the titles of languages."""
    return {
        "matrix": _matrix(manifest),
        "flow": _flow(manifest),
        "lengths": _lengths(folder, manifest),
        "duplicates": [[int(size), rows] for size, rows in manifest.statistics.duplicates.items()],
        "rejections": _rejections(manifest),
        "splits": _splits(manifest),
        "evidence": _evidence(manifest),
        "strength": {one.column: one.tenths for one in manifest.statistics.strength if one.tenths},
    }


def _matrix(manifest: Manifest) -> dict[str, Any]:
    """Pairs by source and target language."""
    counts: Counter[tuple[str, str]] = Counter()
    for entry in manifest.statistics.pairs:
        counts[entry.source_language, entry.target_language] += entry.pairs
    sources = _ordered({source for source, _ in counts})
    targets = _ordered({target for _, target in counts})
    return {
        "sources": [title_of(name) for name in sources],
        "targets": [title_of(name) for name in targets],
        "pairs": [[counts[source, target] for target in targets] for source in sources],
    }


def _flow(manifest: Manifest) -> list[list[Any]]:
    """The flow from planned translations to outcomes: [from, to, number]. Each outcome is divided by target language,
    and rejections also by reason."""
    books = manifest.books
    outcomes: dict[str, Counter[str]] = {target: Counter(kept=count) for target, count in books.kept.items()}
    reasons: Counter[str] = Counter()
    for line in books.rejections:
        if line.stage in UNPLANNED:
            continue
        outcome = {DEDUP: "duplicates", DECONTAMINATE: "decontaminated"}.get(line.stage, "refused")
        outcomes.setdefault(line.target_language, Counter())[outcome] += line.rows
        if outcome == "refused":
            reasons[f"{line.stage}: {line.reason}"] += line.rows
    links: list[list[Any]] = []
    for target in sorted(outcomes, key=lambda name: (-outcomes[name].total(), name)):
        name = f"to {title_of(target)}" if target else "to no language"
        links.append(["planned", name, outcomes[target].total()])
        links += [[name, outcome, count] for outcome, count in sorted(outcomes[target].items()) if count]
    links += [["refused", reason, count] for reason, count in reasons.most_common()]
    return [link for link in links if link[2]]


def _lengths(folder: str, manifest: Manifest) -> dict[str, Any]:
    """Rows per bin of length, by column and language: {"bins": […], "columns": {column: {language: […]}}}."""
    counts: dict[str, dict[str, Any]] = defaultdict(dict)
    names = ["text", "source_language", "source_code", "target_language", "target_code"]
    for path in data_files(manifest):
        for batch in read_batches(folder, path, names):
            _add(counts["text"], "all", batch["text"])
            for side in ("source", "target"):
                languages = batch[f"{side}_language"]
                for language in pc.unique(languages).to_pylist():
                    chosen = batch[f"{side}_code"].filter(pc.equal(languages, language))
                    _add(counts[f"{side}_code"], language, chosen)
    columns = {
        column: {title_of(name): by_language[name].tolist() for name in _ordered(set(by_language))}
        for column, by_language in sorted(counts.items())
    }
    return {"bins": BINS, "columns": columns}


def _add(counts: dict[str, Any], language: str, texts: Any) -> None:
    lengths = pc.utf8_length(texts).to_numpy(zero_copy_only=False).astype(np.int64)
    # shorter and longer texts are counted in the first and the last bin
    found, _ = np.histogram(np.clip(lengths, BINS[0], BINS[-1] - 1), bins=BINS)
    counts[language] = counts.get(language, 0) + found


def _rejections(manifest: Manifest) -> dict[str, Any]:
    """Rejections, except duplicates, by reason and target language, most frequent reason first."""
    counts: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for line in manifest.books.rejections:
        if line.stage != DEDUP:
            counts[line.stage, line.reason][line.target_language] += line.rows
    ranked = sorted(counts, key=lambda kind: (-counts[kind].total(), kind))
    targets = _ordered({target for by_target in counts.values() for target in by_target})
    return {
        "reasons": [f"{stage}: {reason}" for stage, reason in ranked],
        "targets": [title_of(name) or "before planning" for name in targets],
        "rows": [[counts[kind][target] for target in targets] for kind in ranked],
    }


def _splits(manifest: Manifest) -> dict[str, Any]:
    """Pairs of each target language in each split: one row per language, one number per name."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for entry in manifest.statistics.pairs:
        counts[entry.target_language][entry.split] += entry.pairs
    rows = [[title_of(target), *(counts[target][split] for split in SPLITS)] for target in _ordered(set(counts))]
    return {"names": list(SPLITS), "rows": rows}


def _evidence(manifest: Manifest) -> dict[str, Any]:
    """Kept pairs of each target language by level and by gate: one row per language, one number per name."""
    levels: dict[str, Counter[str]] = defaultdict(Counter)
    gates: dict[str, Counter[str]] = defaultdict(Counter)
    for entry in manifest.statistics.evidence:
        levels[entry.target_language][entry.verified] += entry.pairs
        gates[entry.target_language].update(dict.fromkeys(entry.gates, entry.pairs))
    targets = _ordered(set(levels))
    return {
        "levels": _table(LEVELS, targets, levels),
        "gates": _table(GATES, targets, gates),
    }


def _table(names: Iterable[str], targets: list[str], counts: Mapping[str, Counter[str]]) -> dict[str, Any]:
    used = [name for name in names if any(counts[target][name] for target in targets)]
    return {"names": used, "rows": [[title_of(target), *(counts[target][name] for name in used)] for target in targets]}


def _ordered(names: set[str]) -> list[str]:
    """Languages in the order of the project's table, then others."""
    return [name for name in LANGUAGES if name in names] + sorted(names - set(LANGUAGES))
