"""Runs the checks: of the files, of the rows in one pass over the data files, and of the whole release."""

import os
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from multiprocessing import get_context
from typing import Any

import pyarrow as pa

from pairloom.pipelines.release.errors import ReleaseError
from pairloom.pipelines.release.read.files import list_files, open_binary
from pairloom.pipelines.release.read.manifest import parse_manifest, read_recipe
from pairloom.pipelines.release.read.rows import read_batches
from pairloom.pipelines.release.read.verify.checks import CHECKS
from pairloom.pipelines.release.read.verify.rows import Rules
from pairloom.pipelines.release.read.verify.subject import CollectedRows, NotChecked, ReportProgress, Subject, shorten
from pairloom.pipelines.release.write.files import split_of
from pairloom.pipelines.release.write.staging import MANIFEST
from pairloom.schemas import CodePair
from pairloom.schemas.files import join_path

SHOWN = 20
"""Findings of a check whose messages are kept; more are only counted."""

_SMALL = 4_000
"""Up to this number of rows, starting worker processes takes longer than it saves."""


@dataclass
class Verification:
    """The result: for each check of CHECKS that ran, its findings and their number. `notes` name the parts that were
    not checked, and why."""

    rows: int = 0
    found: dict[str, list[str]] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        return not self.counts.total()

    def add(self, check: str, messages: Iterable[str]) -> None:
        """Adds the findings of `check`. If `messages` raises NotChecked, the check counts as not run. A ReleaseError is
        a finding, too."""
        try:
            for message in messages:
                self.counts[check] += 1
                if len(self.found.setdefault(check, [])) < SHOWN:
                    self.found[check].append(message)
        except NotChecked as reason:
            self.notes += [str(reason)] if str(reason) else []
        except ReleaseError as error:
            self.add(check, [str(error)])
        else:
            self.found.setdefault(check, [])

    def as_data(self) -> dict[str, Any]:
        """As plain data, for JSON; a check that did not run has "ok": null."""
        checks = [
            {
                "name": name,
                "what": check.meaning,
                "ok": None if name not in self.found else not self.counts[name],
                "count": self.counts[name],
                "findings": self.found.get(name, []),
            }
            for name, check in CHECKS.items()
        ]
        return {"ok": self.ok, "rows": self.rows, "checks": checks, "notes": self.notes}


def verify_release(
    folder: str, *, sample: int | None = None, workers: int | None = None, progress: ReportProgress = lambda *_: None
) -> Verification:
    """Verifies the release in `folder`.

    sample: parse only about this many rows, chosen by hash. workers: processes, by default one per core. Faults of the
    release raise no exception; they are findings in the result.
    """
    result = Verification()
    try:
        subject = _open(folder, progress, result.notes)
    except ReleaseError as error:
        result.add("manifest", [str(error)])
        return result
    result.add("manifest", [])
    for name, check in CHECKS.items():
        if check.files:
            result.add(name, check.files(subject))
    _check_rows(subject, result, sample, workers or os.cpu_count() or 1)
    for name, check in CHECKS.items():
        if check.whole:
            result.add(name, check.whole(subject))
    return result


def _open(folder: str, progress: ReportProgress, notes: list[str]) -> Subject:
    """The release as a subject. Raises ReleaseError if the manifest or its recipe is missing or invalid."""
    with open_binary(join_path(folder, MANIFEST)) as file:
        manifest = parse_manifest(file.read(), MANIFEST)
    return Subject(folder, manifest, read_recipe(manifest), set(list_files(folder)), progress, notes)


def _check_rows(subject: Subject, result: Verification, sample: int | None, workers: int) -> None:
    """The pass over all readable data files."""
    total = sum(file.rows for file in subject.stated_files("data"))
    fraction = 1.0 if sample is None or sample >= total else sample / total
    if fraction < 1:
        result.notes.append(f"parse: about {sample:,} of {total:,} rows, chosen by hash")
    for name, check in CHECKS.items():
        if check.row or check.batch:
            result.add(name, [])
    rows = CollectedRows()
    tasks = _tasks(subject, result, rows, replace(Rules.of(subject.recipe), fraction=fraction))
    try:
        for number, findings in _carry_out(tasks, 1 if total <= _SMALL else workers):
            result.rows += number
            subject.progress("rows", result.rows, total)
            for name, message in findings:
                result.add(name, [message])
    except ReleaseError as error:
        result.add("schema", [str(error)])
    else:
        subject.rows = rows


Task = tuple[str, int, pa.RecordBatch, Rules]


def _tasks(subject: Subject, result: Verification, rows: CollectedRows, rules: Rules) -> Iterator[Task]:
    """The arguments of `check_batch` for each batch in order. Also collects the data for checks over all rows."""
    for file in subject.readable_files("data"):
        first, last_id = 0, ""
        for batch in read_batches(subject.folder, file.path):
            ids = batch["pair_id"].to_pylist()
            if any(one > other for one, other in zip([last_id, *ids], ids, strict=False)):
                result.add("schema", [f"{file.path}: its rows are not in the order of pair_id"])
            last_id = ids[-1]
            rows.add(batch)
            yield file.path, first, batch, replace(rules, place=split_of(file.path))
            first += len(ids)


BatchFindings = tuple[int, list[tuple[str, str]]]
"""The number of rows checked, and the findings as (name of the check, message)."""


def _carry_out(tasks: Iterator[Task], workers: int) -> Iterator[BatchFindings]:
    """The results of `tasks`, in order. At most two batches per worker are in memory."""
    if workers == 1:
        yield from (check_batch(*task) for task in tasks)
        return
    with ProcessPoolExecutor(workers, mp_context=get_context("forkserver")) as pool:
        waiting: list[Any] = []
        for task in tasks:
            waiting.append(pool.submit(check_batch, *task))
            if len(waiting) > 2 * workers:
                yield waiting.pop(0).result()
        yield from (future.result() for future in waiting)


def check_batch(path: str, first: int, batch: pa.RecordBatch, rules: Rules) -> BatchFindings:
    """Checks each row of a batch. first: the number of its first row in the file at `path`."""
    pairs = [CodePair(**values) for values in batch.to_pylist()]
    places = [f"{path}, row {first + n:,} (pair {shorten(pair.pair_id)})" for n, pair in enumerate(pairs)]
    findings = [
        (name, f"{place}: {message}")
        for pair, place in zip(pairs, places, strict=True)
        for name, check in CHECKS.items()
        if check.row
        for message in check.row(pair, rules)
    ]
    findings += [
        (name, f"{places[number]}: {message}")
        for name, check in CHECKS.items()
        if check.batch
        for number, message in check.batch(pairs, rules)
    ]
    return len(pairs), findings
