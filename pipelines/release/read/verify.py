"""Re-checks a release from nothing but its files: what `pairloom verify` reports.

One pass over the data files, a batch at a time. Kept in memory per row are its two identifiers (32 bytes), its split,
and a sketch of about 230 bytes to find near-duplicates with; texts are read again only for rows that may be duplicates.
"""

import hashlib
import os
import posixpath
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pairloom.dedup.near import Sketch, decide, sketch
from pairloom.dedup.settings import Settings
from pairloom.dedup.texts import Texts
from pairloom.pipelines.graph.steps.deduplicate import KnownRow, document, settings_of
from pairloom.pipelines.graph.steps.split import assign_split
from pairloom.pipelines.release.errors import BooksError, ReleaseError
from pairloom.pipelines.release.read.statistics import Survey
from pairloom.pipelines.release.read.tables import batches, first_line, open_binary, parse_manifest, stored_files
from pairloom.pipelines.release.show.card import card
from pairloom.pipelines.release.show.report import REPORT
from pairloom.pipelines.release.write.books import DEDUP
from pairloom.pipelines.release.write.files import SPLITS, file_schema
from pairloom.pipelines.release.write.finish import CARD, render_card, split_of_file
from pairloom.pipelines.release.write.manifest import books_of, data_digest
from pairloom.pipelines.release.write.staging import MANIFEST
from pairloom.schemas import LANGUAGES, CodePair, Rejection
from pairloom.schemas.files import digest_file, join_path
from pairloom.schemas.hashing import hash_fraction
from pairloom.schemas.manifest import DataFile, Manifest
from pairloom.schemas.recipe import Split
from pairloom.schemas.records import GATES, LEVELS, level_of
from pairloom.translators.checks import check_code
from pairloom.translators.guard import Died, guarded_each

CHECKS = {
    "manifest": "there is a manifest, and it keeps to its schema",
    "files": "every file is there, unchanged (SHA-256), and there are no others",
    "schema": "every file has the columns of its kind, its rows in order, as many as stated",
    "rows": "every value is one that its column can have",
    "ids": "every identifier is unique, and is the hash of its row",
    "splits": "every row is in the split that the recipe puts it in; nothing that belongs together is in two",
    "parse": "source and translation parse in their languages",
    "duplicates": "no two pairs are duplicates by the recipe's measure",
    "books": "the books balance, and the files hold what they say",
    "statistics": "the manifest's statistics are those of the data",
    "card": "the card is the one that manifest and data give",
    "report": "the report shows this data",
}
"""Every check, in the order in which they are shown."""

SHOWN = 20
"""Findings of a check that are kept word for word; more are only counted."""

_SMALL = 4_000
"""Rows up to which starting worker processes takes longer than it saves."""


@dataclass
class Verification:
    """What was checked and what was found: for each check of CHECKS that was carried out, its findings and how many
    there are. `notes` say what was left out, and why."""

    rows: int = 0
    found: dict[str, list[str]] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        return not self.counts.total()

    def begin(self, *checks: str) -> None:
        """Note that `checks` are carried out."""
        for check in checks:
            self.found.setdefault(check, [])

    def add(self, check: str, message: str) -> None:
        """Note a finding."""
        self.begin(check)
        self.counts[check] += 1
        if len(self.found[check]) < SHOWN:
            self.found[check].append(message)


Progress = Callable[[str, int, int], None]
"""Is told the name of a part, how many rows of it are done, and how many there are."""


def verify(
    folder: str, *, sample: int | None = None, workers: int | None = None, progress: Progress = lambda *_: None
) -> Verification:
    """Check the release in `folder`.

    sample: parse about so many rows, chosen by hash, instead of all. workers: processes, by default one per core.
    Nothing that is wrong with the release raises; the answer says it.
    """
    result = Verification()
    manifest = _manifest(folder, result)
    if manifest is None:
        return result
    whole = _files(folder, manifest, result, progress)
    _Rows(folder, manifest, result, sample, workers or os.cpu_count() or 1, progress).check(whole)
    _rejections(folder, manifest, result, whole)
    _card(folder, manifest, result)
    _report(folder, manifest, result)
    return result


# --- manifest and files


def _manifest(folder: str, result: Verification) -> Manifest | None:
    result.begin("manifest")
    try:
        with open_binary(join_path(folder, MANIFEST)) as file:
            manifest = parse_manifest(file.read(), MANIFEST)
    except ReleaseError as error:
        result.add("manifest", str(error))
        return None
    try:
        _Context.of(manifest, 1.0)
        _dedup_settings(manifest)
        card(manifest, [])
    except (KeyError, TypeError, ValueError) as error:
        result.add("manifest", f"{MANIFEST}: recipe: is not one that can be checked against: {first_line(error)}")
        return None
    return manifest


def _files(folder: str, manifest: Manifest, result: Verification, progress: Progress) -> list[DataFile]:
    """Check that all files are there, unchanged, and alone; return those whose rows can be read."""
    result.begin("files", "schema")
    twice = [path for path, count in Counter(file.path for file in manifest.files).items() if count > 1]
    for path in twice:
        result.add("files", f"{path}: is listed twice in {MANIFEST}")
    present = set(stored_files(folder))
    for path in sorted(present - {file.path for file in manifest.files} - {MANIFEST, CARD, REPORT}):
        if not posixpath.basename(path).startswith("."):
            result.add("files", f"{path}: is not in {MANIFEST}")
    readable = []
    for number, file in enumerate(manifest.files):
        progress("files", number, len(manifest.files))
        if file.path not in present:
            result.add("files", f"{file.path}: is missing")
            continue
        _content(folder, file, result)
        if _schema(folder, file, manifest, result):
            readable.append(file)
    if data_digest(manifest.files) != manifest.data_sha256:
        result.add("files", f"{MANIFEST}: data_sha256 is not that of the files it lists")
    return readable


def _content(folder: str, file: DataFile, result: Verification) -> None:
    with open_binary(join_path(folder, file.path)) as stored:
        digest, size = digest_file(stored)
    if size != file.bytes:
        result.add("files", f"{file.path}: has {size:,} bytes, not {file.bytes:,}")
    elif digest != file.sha256:
        result.add("files", f"{file.path}: its content was changed: SHA-256 {digest}, not {file.sha256}")


def _schema(folder: str, file: DataFile, manifest: Manifest, result: Verification) -> bool:
    """Whether the rows of `file` can be read."""
    kind = posixpath.dirname(file.path)
    if kind not in ("data", "rejected"):
        return False
    expected = file_schema(CodePair if kind == "data" else Rejection, manifest.columns)
    try:
        with open_binary(join_path(folder, file.path)) as stored:
            parquet = pq.ParquetFile(stored)
            found, rows = parquet.schema_arrow, parquet.metadata.num_rows
    except (pa.ArrowException, OSError) as error:
        result.add("schema", f"{file.path}: is not a Parquet file that can be read: {first_line(error)}")
        return False
    if rows != file.rows:
        result.add("schema", f"{file.path}: has {rows:,} rows, not {file.rows:,}")
    if found.equals(expected):
        if found.metadata is None or not expected.metadata.items() <= found.metadata.items():
            result.add("schema", f"{file.path}: does not state the schema version {manifest.schema_version}")
        return True
    result.add("schema", f"{file.path}: {_difference(found, expected)}")
    return False


def _difference(found: pa.Schema, expected: pa.Schema) -> str:
    missing, others = set(expected.names) - set(found.names), set(found.names) - set(expected.names)
    if missing or others:
        parts = [f"lacks {', '.join(sorted(missing))}"] if missing else []
        return " and ".join(parts + ([f"has the unknown {', '.join(sorted(others))}"] if others else []))
    wrong = [name for name in expected.names if not found.field(name).equals(expected.field(name))]
    if wrong:
        name = wrong[0]
        return f"column {name} is {found.field(name)}, not {expected.field(name)}"
    return f"its columns are in another order: {', '.join(found.names)}"


# --- rows


@dataclass(frozen=True)
class _Context:
    """What checking a row takes. required: gates that each row must have passed; unasked: those that none can have."""

    split: Split
    level: str
    fraction: float
    required: tuple[str, ...] = ()
    unasked: tuple[str, ...] = ()

    @classmethod
    def of(cls, manifest: Manifest, fraction: float) -> "_Context":
        """Raises KeyError, TypeError or ValueError if the manifest's recipe has no sound [split] and [check]."""
        check = manifest.recipe["check"]
        level, roundtrip = LEVELS[LEVELS.index(check["level"])], check.get("roundtrip")
        unasked = tuple(gate for gate in ("roundtrip", "consistency") if not check.get(gate))
        required = ("roundtrip",) if roundtrip and roundtrip["require"] else ()
        return cls(Split(**manifest.recipe["split"]), level, fraction, required, unasked)


class _Rows:
    """The pass over all data files."""

    def __init__(
        self,
        folder: str,
        manifest: Manifest,
        result: Verification,
        sample: int | None,
        workers: int,
        progress: Progress,
    ) -> None:
        self.folder, self.manifest, self.result, self.progress = folder, manifest, result, progress
        self.total = sum(file.rows for file in manifest.files if posixpath.dirname(file.path) == "data")
        self.workers = 1 if self.total <= _SMALL else workers
        fraction = 1.0 if sample is None or sample >= self.total else sample / self.total
        if fraction < 1:
            result.notes.append(f"parse: about {sample:,} of {self.total:,} rows, chosen by hash")
        self.context = _Context.of(manifest, fraction)
        self.survey = Survey()
        self.pair_ids: list[Any] = []
        self.record_ids: list[Any] = []
        self.splits: list[Any] = []
        self.repositories: dict[str, set[str]] = {}
        self.kept: Counter[str] = Counter()
        self.duplicates = 0

    def check(self, whole: list[DataFile]) -> None:
        """Check the rows of the data files among `whole`, then what can only be seen over all of them."""
        files = [file for file in whole if posixpath.dirname(file.path) == "data"]
        complete = sum(posixpath.dirname(file.path) == "data" for file in self.manifest.files) == len(files)
        self.result.begin("rows", "ids", "splits", "parse")
        try:
            self._read(files)
        except ReleaseError as error:
            self.result.add("schema", str(error))
            return
        self._check_ids()
        self._check_splits()
        self._check_duplicates(files)
        if not complete:
            self.result.notes.append("statistics, kept pairs: not compared, as not all data files could be read")
            return
        self._check_statistics()
        self._check_kept()

    def _read(self, files: list[DataFile]) -> None:
        for answer in self._answers(files):
            self.result.rows += answer.rows
            self.progress("rows", self.result.rows, self.total)
            for check, message in answer.findings:
                self.result.add(check, message)

    def _answers(self, files: list[DataFile]) -> Iterator["_Answer"]:
        """What is wrong with the rows of each batch, in order; at most two batches per worker are in memory."""
        tasks = ((file.path, number, batch) for file in files for number, batch in self._batches(file))
        if self.workers == 1:
            yield from (check_batch(path, first, batch, self.context) for path, first, batch in tasks)
            return
        with ProcessPoolExecutor(self.workers, mp_context=get_context("forkserver")) as pool:
            waiting: list[Any] = []
            for path, first, batch in tasks:
                waiting.append(pool.submit(check_batch, path, first, batch, self.context))
                if len(waiting) > 2 * self.workers:
                    yield waiting.pop(0).result()
            yield from (future.result() for future in waiting)

    def _batches(self, file: DataFile) -> Iterator[tuple[int, pa.RecordBatch]]:
        """Number of its first row and rows of each batch of a file; counts on the way what is counted over all."""
        first, last_id = 0, ""
        for batch in batches(self.folder, file.path):
            ids = batch["pair_id"].to_pylist()
            if any(one > other for one, other in zip([last_id, *ids], ids, strict=False)):
                self.result.add("schema", f"{file.path}: its rows are not in the order of pair_id")
            last_id = ids[-1]
            self._collect(batch)
            yield first, batch
            first += len(ids)

    def _collect(self, batch: pa.RecordBatch) -> None:
        self.survey.add(batch)
        self.pair_ids.append(_digests(batch["pair_id"]))
        self.record_ids.append(_digests(batch["record_id"]))
        self.splits.append(pc.index_in(batch["split"], pa.array(SPLITS)).fill_null(-1).to_numpy().astype(np.int8))
        pairs = pa.table({"repository": pc.utf8_lower(batch["repository"]), "split": batch["split"]})
        for row in pairs.group_by(["repository", "split"]).aggregate([]).to_pylist():
            self.repositories.setdefault(row["repository"], set()).add(row["split"])
        for entry in pc.value_counts(batch["target_language"]).to_pylist():
            self.kept[entry["values"]] += entry["counts"]
        self.duplicates += pc.sum(batch["duplicates"]).as_py() or 0

    def _check_ids(self) -> None:
        ids = np.sort(np.concatenate([np.empty(0, "S16"), *self.pair_ids]))
        again = np.unique(ids[1:][ids[1:] == ids[:-1]])
        for digest in again:
            self.result.add("ids", f"pair {digest.ljust(16, bytes(1)).hex()} is there more than once")

    def _check_splits(self) -> None:
        by = self.context.split.by
        if by == "repository":
            for repository, splits in sorted(self.repositories.items()):
                if repository and len(splits) > 1:
                    self.result.add("splits", f"repository {repository} is in {' and '.join(sorted(splits))}")
        if by == "source" or not self.record_ids:
            return
        records, places = np.concatenate(self.record_ids), np.concatenate(self.splits)
        order = np.lexsort((places, records))
        records, places = records[order], places[order]
        for digest in np.unique(records[1:][(records[1:] == records[:-1]) & (places[1:] != places[:-1])]):
            self.result.add("splits", f"record {digest.ljust(16, bytes(1)).hex()} is in two splits")

    def _check_duplicates(self, files: list[DataFile]) -> None:
        self.result.begin("duplicates")
        for message in near_duplicates_left(self.folder, [file.path for file in files], self.manifest, self.progress):
            self.result.add("duplicates", message)

    def _check_statistics(self) -> None:
        self.result.begin("statistics")
        found = self.survey.statistics().model_dump()
        stated = self.manifest.statistics.model_dump()
        for name in stated:
            if found[name] != stated[name]:
                self.result.add("statistics", f"{name}: the data has {_short(found[name])}, not {_short(stated[name])}")
        used = [
            (entry.translator, entry.model, entry.prompt_version, entry.pairs) for entry in self.manifest.translators
        ]
        if used != [(*names, count) for names, count in sorted(self.survey.translators.items())]:
            self.result.add("statistics", "translators: the data has other ones, or other numbers of pairs")

    def _check_kept(self) -> None:
        self.result.begin("books")
        books = self.manifest.books
        if dict(sorted(self.kept.items())) != {target: count for target, count in books.kept.items() if count}:
            stated = {target: count for target, count in books.kept.items() if count}
            self.result.add("books", f"pairs kept: the files hold {dict(sorted(self.kept.items()))}, not {stated}")
        within = sum(line.rows for line in books.rejections if line.stage == DEDUP and line.reason != "known_elsewhere")
        # a pair that was removed after duplicates were may have stood for some
        left_out = books.decontaminated + sum(line.rows for line in books.rejections if line.stage == "balance")
        if self.duplicates > within or (self.duplicates < within and not left_out):
            self.result.add(
                "books",
                f"kept pairs stand for {self.duplicates:,} duplicates in all, but {within:,} were removed",
            )


@dataclass(frozen=True)
class _Answer:
    """What is wrong with a batch: (check, message) each."""

    rows: int
    findings: list[tuple[str, str]]


def check_batch(path: str, first: int, batch: pa.RecordBatch, context: _Context) -> _Answer:
    """Check each row of a batch by itself; `first` is the number of its first row in the file at `path`."""
    split = split_of_file(path)
    findings: list[tuple[str, str]] = []
    to_parse: list[tuple[str, CodePair]] = []
    for number, values in enumerate(batch.to_pylist(), start=first):
        pair = CodePair(**values)
        place = f"{path}, row {number:,} (pair {_short(pair.pair_id)})"
        findings += [(check, f"{place}: {message}") for check, message in _row_findings(pair, split, context)]
        known = pair.source_language in LANGUAGES and pair.target_language in LANGUAGES
        if known and (context.fraction == 1 or hash_fraction("verify", pair.pair_id) < context.fraction):
            to_parse.append((place, pair))
    return _Answer(batch.num_rows, findings + list(_parse_findings(to_parse)))


def _row_findings(pair: CodePair, split: str, context: _Context) -> Iterator[tuple[str, str]]:
    for side, language in (("source", pair.source_language), ("target", pair.target_language)):
        if language not in LANGUAGES:
            yield "rows", f"{side}_language is {_short(language)}"
    if pair.source_language == pair.target_language:
        yield "rows", f"source and target are both {pair.source_language}"
    if pair.verified not in LEVELS:
        yield "rows", f"verified is {_short(pair.verified)}; allowed: {', '.join(LEVELS)}"
    elif LEVELS.index(pair.verified) < LEVELS.index(context.level):
        yield "rows", f"is only {pair.verified}, where the recipe asks for {context.level}"
    yield from _evidence_findings(pair, context)
    if pair.duplicates < 0:
        yield "rows", f"duplicates is {pair.duplicates}"
    if pair.pair_id != pair.expected_id():
        yield "ids", f"its content has the identifier {pair.expected_id()}: the row was changed"
    if pair.split != split:
        yield "splits", f"its split is {_short(pair.split)}"
    elif context.split.by != "source" and assign_split(pair, context.split) != split:
        yield "splits", f"belongs to {assign_split(pair, context.split)} by its {context.split.by}"


def _evidence_findings(pair: CodePair, context: _Context) -> Iterator[tuple[str, str]]:
    """What is wrong with `gates`: by itself, beside the recipe, and beside `verified`, which is nothing but what the
    gates amount to."""
    unknown = [gate for gate in pair.gates if gate not in GATES]
    if unknown:
        yield "rows", f"gates has {_short(unknown[0])}; allowed: {', '.join(GATES)}"
        return
    shown = ", ".join(pair.gates) or "none"
    if list(pair.gates) != [gate for gate in GATES if gate in pair.gates]:
        yield "rows", f"gates are {shown}: not each once, in the order {', '.join(GATES)}"
    if "parse" not in pair.gates:
        yield "rows", f"gates are {shown}: every pair has passed parse"
    if pair.verified in LEVELS and pair.verified != level_of(pair.gates):
        yield "rows", f"is {pair.verified}, but its gates ({shown}) amount to {level_of(pair.gates)}"
    for gate in context.required:
        if gate not in pair.gates:
            yield "rows", f"gates are {shown}: the recipe requires {gate}"
    for gate in context.unasked:
        if gate in pair.gates:
            yield "rows", f"gates are {shown}: the recipe does not ask for {gate}"


def _parse_findings(pairs: Sequence[tuple[str, CodePair]]) -> Iterator[tuple[str, str]]:
    """What is wrong with the code of (place, pair). It is parsed in a process apart, which it may crash or hang."""
    sides = [
        (place, side, code, language)
        for place, pair in pairs
        for side, code, language in (
            ("source", pair.source_code, pair.source_language),
            ("translation", pair.target_code, pair.target_language),
        )
    ]
    problems = guarded_each(check_code, [(code, language) for _, _, code, language in sides])
    for (place, side, _, language), problem in zip(sides, problems, strict=True):
        if problem is not None:
            detail = str(problem) if isinstance(problem, Died) else problem.detail
            title = LANGUAGES[language].title
            yield "parse", f"{place}: its {side} is not sound {title}: {problem.reason}: {detail}"


# --- duplicates


def near_duplicates_left(folder: str, paths: list[str], manifest: Manifest, progress: Progress) -> Iterator[str]:
    """A message for each pair in the files at `paths` that duplicates another one, by the recipe's own settings."""
    settings, method = _dedup_settings(manifest)
    languages = Counter[tuple[str, str]]()
    for entry in manifest.statistics.pairs:
        languages[entry.source_language, entry.target_language] += entry.pairs
    done, total = 0, languages.total()
    for pair in sorted(languages):
        found, ids = _sketch(folder, paths, pair, settings)
        if len(ids):
            fetch = _Fetch(folder, paths, pair)
            match, similarity, _ = decide(found, 0, settings, fetch, method)
            for row in np.flatnonzero(match >= 0):
                one, other = ids[row].decode(), ids[match[row]].decode()
                yield f"pair {one} is a duplicate of pair {other} (Jaccard {similarity[row]:.4f})"
        done += languages[pair]
        progress("duplicates", done, total)


def _dedup_settings(manifest: Manifest) -> tuple[Settings, str]:
    """What rows were compared by. Raises KeyError, TypeError or ValueError if the recipe does not say."""
    dedup = manifest.recipe["dedup"]
    return settings_of(dedup["threshold"], dedup["permutations"], dedup["shingle"]), str(dedup["method"])


_COMPARED = ["pair_id", "source_language", "target_language", "source_code", "target_code"]


def _documents(folder: str, paths: list[str], languages: tuple[str, str]) -> Iterator[tuple[pa.RecordBatch, list[Any]]]:
    """Batches of the rows in two languages, in a fixed order, with what is compared of each row."""
    source, target = languages
    for path in paths:
        for batch in batches(folder, path, _COMPARED):
            chosen = batch.filter(
                pc.and_(pc.equal(batch["source_language"], source), pc.equal(batch["target_language"], target))
            )
            if chosen.num_rows:
                columns = (chosen[name].to_pylist() for name in ("pair_id", "source_code", "target_code"))
                yield chosen, [document(KnownRow(*values)) for values in zip(*columns, strict=True)]


def _sketch(folder: str, paths: list[str], languages: tuple[str, str], settings: Settings) -> tuple[Sketch, Any]:
    """The sketches of all rows in two languages, and their identifiers."""
    parts, ids = [], []
    for batch, documents in _documents(folder, paths, languages):
        parts.append(sketch(Texts.of(documents), settings))
        ids.append(np.array([text.encode() for text in batch["pair_id"].to_pylist()]))
    if not parts:
        return Sketch(np.empty((0,)), np.empty((0,)), np.empty((0,))), np.empty((0,))
    joined = (np.concatenate([getattr(part, name) for part in parts]) for name in ("digest", "keys", "coarse"))
    return Sketch(*joined), np.concatenate(ids)


class _Fetch:
    """Reads the texts of some rows again."""

    def __init__(self, folder: str, paths: list[str], languages: tuple[str, str]) -> None:
        self.folder, self.paths, self.languages = folder, paths, languages

    def __call__(self, rows: Any) -> Texts:
        """The documents of the rows with the given numbers, in that order."""
        place = {int(row): place for place, row in enumerate(rows)}
        texts: list[bytes] = [b""] * len(rows)
        first = 0
        for _, documents in _documents(self.folder, self.paths, self.languages):
            for number, text in enumerate(documents, start=first):
                if number in place:
                    texts[place[number]] = text
            first += len(documents)
        return Texts.of(texts)


# --- books, card, report


def _rejections(folder: str, manifest: Manifest, result: Verification, whole: Iterable[DataFile]) -> None:
    result.begin("books")
    try:
        books_of(manifest).check()
    except BooksError as error:
        result.add("books", str(error).partition("\n")[2].strip())
    _sums(manifest, result)
    files = [file for file in whole if posixpath.dirname(file.path) == "rejected"]
    if len(files) < sum(posixpath.dirname(file.path) == "rejected" for file in manifest.files):
        result.notes.append("rejections: not counted, as not all of their files could be read")
        return
    found: Counter[tuple[str, str, str]] = Counter()
    for file in files:
        for batch in batches(folder, file.path, ["stage", "reason", "target_language"]):
            groups = pa.Table.from_batches([batch]).group_by(batch.schema.names).aggregate([([], "count_all")])
            for row in groups.to_pylist():
                found[row["stage"], row["reason"], row["target_language"]] += row["count_all"]
    stated = Counter({(line.stage, line.reason, line.target_language): line.rows for line in manifest.books.rejections})
    for kind in sorted({*found, *stated}):
        if found[kind] != stated[kind]:
            name = " / ".join(part for part in kind if part)
            result.add("books", f"rejected {name}: the files hold {found[kind]:,}, not {stated[kind]:,}")


def _sums(manifest: Manifest, result: Verification) -> None:
    """The sums that the manifest states beside the lines must be those of the lines."""
    stated, books = manifest.books, books_of(manifest)
    for name in ("duplicates_removed", "decontaminated", "rejected", "unplanned"):
        if getattr(stated, name) != getattr(books, name):
            result.add(
                "books", f"{name}: {getattr(stated, name):,} is stated, the lines add up to {getattr(books, name):,}"
            )


def _card(folder: str, manifest: Manifest, result: Verification) -> None:
    result.begin("card")
    try:
        with open_binary(join_path(folder, CARD)) as file:
            found = file.read().decode("utf-8", "replace")
        expected = render_card(folder, manifest)
    except ReleaseError as error:
        result.add("card", str(error))
        return
    for number, (one, other) in enumerate(zip(found.splitlines(), expected.splitlines(), strict=False), start=1):
        if one != other:
            result.add("card", f"{CARD}, line {number}: {_short(one)} where the data gives {_short(other)}")
            return
    if found != expected:
        result.add("card", f"{CARD}: is {len(found):,} characters long where the data gives {len(expected):,}")


def _report(folder: str, manifest: Manifest, result: Verification) -> None:
    result.begin("report")
    try:
        with open_binary(join_path(folder, REPORT)) as file:
            head = file.read(4096).decode("utf-8", "replace")
    except ReleaseError:
        result.add("report", f"{REPORT}: is missing; `pairloom report` writes it")
        return
    if manifest.data_sha256 not in head:
        result.add("report", f"{REPORT}: shows other data; `pairloom report` writes it again")


def _digests(ids: pa.Array) -> Any:
    """16 bytes for each identifier: the identifier itself, or a hash of what is none."""
    return np.array([_digest(text) for text in ids.to_pylist()], dtype="S16")


def _digest(text: str) -> bytes:
    try:
        digest = bytes.fromhex(text)
    except ValueError:
        digest = b""
    return digest if len(digest) == 16 else hashlib.sha256(text.encode()).digest()[:16]


def _short(value: Any) -> str:
    text = value if isinstance(value, str) else repr(value)
    shown = "".join(character if character.isprintable() else " " for character in text)
    return shown if len(shown) <= 80 else shown[:77] + "..."
