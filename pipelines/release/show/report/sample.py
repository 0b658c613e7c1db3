"""Chooses the rows that the report shows: the same number of each kind where possible, by their identifiers.

A release of any size is read in bounded memory: identifiers in a first pass, the chosen rows in a second.
"""

import heapq
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from pairloom.pipelines.release.errors import ReleaseError
from pairloom.pipelines.release.read.manifest import data_files
from pairloom.pipelines.release.read.rows import find_pairs, read_batches
from pairloom.schemas import LANGUAGES, CodePair, Rejection
from pairloom.schemas.guard import Died, call_each
from pairloom.schemas.manifest import Manifest
from pairloom.translators.checks import check_code
from pairloom.translators.problem import Problem

PAIRS = 800
REJECTIONS = 400
"""Maximum number of rows in a report: with 5 kB each, it stays well below 10 MB and opens fast."""


@dataclass(frozen=True)
class ShownRejection:
    """A rejection in the report. line: the first line with an error, from 1, or 0. match: the pair that a duplicate
    equals or resembles, if it is in the release."""

    row: Rejection
    line: int
    match: CodePair | None


def sample_pairs(folder: str, manifest: Manifest, limit: int = PAIRS) -> list[CodePair]:
    """Up to `limit` pairs, equally many of each two languages in each split where possible, in the order of their
    ids."""
    smallest: dict[tuple[str, ...], list[str]] = defaultdict(list)
    paths, columns = data_files(manifest), ["pair_id", "source_language", "target_language", "split"]
    for path in paths:
        for batch in read_batches(folder, path, columns, size=50_000):
            grouped: dict[tuple[str, ...], list[str]] = defaultdict(list)
            values = (batch[name].to_pylist() for name in columns)
            for pair_id, *languages_and_split in zip(*values, strict=True):
                grouped[tuple(languages_and_split)].append(pair_id)
            for kind, ids in grouped.items():
                smallest[kind] = heapq.nsmallest(limit, [*smallest[kind], *ids])
    shares = share_out({kind: len(ids) for kind, ids in smallest.items()}, limit)
    chosen = sorted(pair_id for kind, ids in smallest.items() for pair_id in ids[: shares[kind]])
    return find_pairs(folder, paths, chosen)


def sample_rejections(folder: str, manifest: Manifest, limit: int = REJECTIONS) -> list[ShownRejection]:
    """Up to `limit` rejections, equally many of each stage, reason and target language where possible."""
    available = {
        (line.stage, line.reason, line.target_language): line.rows for line in manifest.books.rejections if line.rows
    }
    left = Counter(share_out(available, limit))
    chosen: list[Rejection] = []
    for path in data_files(manifest, "rejected"):
        if not left.total():
            break
        for batch in read_batches(folder, path, list(Rejection.__dataclass_fields__)):
            columns = (batch[name].to_pylist() for name in ("stage", "reason", "target_language"))
            taken = []
            for number, kind in enumerate(zip(*columns, strict=True)):
                if left[kind] > 0:
                    left[kind] -= 1
                    taken.append(number)
            try:
                chosen += [Rejection(**values) for values in batch.take(pa.array(taken, pa.int64())).to_pylist()]
            except ValueError as error:
                raise ReleaseError(f"{folder}: {path}: {error}; another version of pairloom made it") from None
    chosen.sort(key=lambda row: (row.stage, row.reason, row.target_language, row.record_id, row.detail))
    matched = sorted({row.matched for row in chosen if row.matched})
    matches = {pair.pair_id: pair for pair in find_pairs(folder, data_files(manifest), matched)}
    lines = find_broken_lines(chosen)
    return [ShownRejection(row, line, matches.get(row.matched)) for row, line in zip(chosen, lines, strict=True)]


def share_out(available: Mapping[Any, int], limit: int) -> dict[Any, int]:
    """The number of rows of each kind: `limit` in total, as equal as possible, never more than available."""
    shares, left = {}, limit
    ordered = sorted(available, key=lambda kind: (available[kind], kind))
    for place, kind in enumerate(ordered):
        shares[kind] = min(available[kind], left // (len(ordered) - place))
        left -= shares[kind]
    return shares


def find_broken_lines(rows: Sequence[Rejection]) -> list[int]:
    """For each rejection the line of its payload with the error, from 1; 0 if no line has it. The payloads are parsed
    in the guard."""
    # a payload that killed the guard once would kill it again
    checked = [
        row.stage == "check" and row.target_language in LANGUAGES and row.reason not in ("crash", "timeout")
        for row in rows
    ]
    codes = [(row.payload, row.target_language) for row, is_checked in zip(rows, checked, strict=True) if is_checked]
    problems = iter(call_each(check_code, codes))
    return [
        _broken_line(row, next(problems) if is_checked else None) for row, is_checked in zip(rows, checked, strict=True)
    ]


def _broken_line(row: Rejection, problem: Problem | Died | None) -> int:
    """The line that the checks report, else the line in the rejection."""
    if isinstance(problem, Problem) and problem.line:
        return problem.line
    stated = re.search(r"\b[Ll]ine (\d{1,6})\b", row.detail) if row.stage == "check" else None
    return int(stated[1]) if stated else 0
