"""The reader of rows: files of JSON lines, JSON arrays and Parquet, whose columns a layout maps to records."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeAlias

from pairloom.pipelines.sources.base import Reader, Shard, SourceError, label_of, machine_part, suggest
from pairloom.pipelines.sources.extraction import details_of, records_of
from pairloom.pipelines.sources.files import array_elements, expand, has_wildcard, object_members
from pairloom.pipelines.sources.rows import RECORD_FIELDS, REQUIRED, Details, Layout, Row, columns_of, split_of_file
from pairloom.schemas import CodeRecord, Rejection, guard
from pairloom.schemas.compressed import decompress
from pairloom.schemas.files import (
    BATCH_BYTES,
    BATCH_ROWS,
    BROKEN,
    BadRow,
    Found,
    Outline,
    open_file,
    parquet_batches,
    parquet_outline,
    reason_of,
    scan_rows,
)
from pairloom.schemas.guard import Died
from pairloom.schemas.recipe import SourceSection

LINE_FORMATS = (".jsonl", ".jsonl.gz", ".jsonl.bz2", ".jsonl.xz", ".json", ".json.gz")
ROW_FORMATS = (*LINE_FORMATS, ".parquet")

PARQUET_ROWS = 20_000
"""Minimum number of rows in one shard of a Parquet file; row groups are never divided."""
MAX_MEMBER = 64 << 20
"""Maximum number of characters of the tests of one problem in a file with those of all problems."""
_OBJECT_OF_LISTS = re.compile(rb'\{\s*"[^"]*"\s*:\s*\[')

Problems: TypeAlias = Mapping[str, Row | BadRow]
"""Problem -> further columns of its rows, or why they cannot be used."""


@dataclass(frozen=True)
class RowReader(Reader):
    """Reads rows. layout: the mapping to records; None if the recipe's [source.fields] is the whole mapping."""

    description: str
    formats: tuple[str, ...]
    layout: Layout | None = None

    @property
    def columns(self) -> Mapping[str, tuple[str, ...]]:
        """The columns for each record field, if the layout is a plain mapping; else empty."""
        return self.layout.fields if self.layout and not self.layout.adapt else {}

    @property
    def joins_tests(self) -> bool:
        """Whether the layout has details of problems."""
        return bool(self.layout and self.layout.details)

    @property
    def unit(self) -> str:
        """The unit of the layout."""
        return self.layout.unit if self.layout else super().unit

    @property
    def solutions(self) -> int | None:
        """The number in the layout."""
        return self.layout.solutions if self.layout else super().solutions

    def shards(self, source: SourceSection, index: int) -> list[Shard]:
        """A shard for each file, and for each range of row groups of a Parquet file."""
        label, path = label_of(source, index), source.path.resolved
        layout = self.layout_for(source, label)
        if not (source.language or layout.language or "language" in layout.fields):
            raise SourceError(
                f'{label}: the language of the code is not given; add language = "..." or fields.language = "COLUMN"'
            )
        found = find_files(path, self.formats, f"{label}.path")
        outlines = {file: _outline(file) for file in found if _is_parquet(file)}
        for file, outline in outlines.items():
            _check_columns(file, outline, layout, label)
        tests = tuple(find_files(source.tests.resolved, self.formats, f"{label}.tests")) if source.tests else ()
        root = machine_part(path, source)
        if source.limit:
            return [Shard(source, index, tuple(found), root, tests=tests)]
        parts = [(file, part) for file in found for part in _parts(outlines.get(file))]
        return [
            Shard(source, index, (file,), root, row_groups=groups, first_row=first, tests=tests)
            for file, (first, groups) in parts
        ]

    def read(self, shard: Shard, file: str) -> Iterator[CodeRecord | Rejection]:
        """The records in the rows of one file."""
        layout = self.layout_for(shard.source, f"source[{shard.index}]")
        split = split_of_file(file)
        rows = parquet_rows(shard, file, columns_of(layout)) if _is_parquet(file) else _json_rows(file)
        problems = read_problems(shard.tests, layout.details, layout.problem) if layout.details and shard.tests else {}
        for batch in _batches(add_details(rows, layout.problem, problems)):
            whole = [(row,) for _, row, _ in batch if not isinstance(row, BadRow)]
            converted = iter(guard.call_each(records_of, whole, layout=layout, source=shard.source, split=split))
            for place, row, payload in batch:
                found = [row] if isinstance(row, BadRow) else next(converted)
                if isinstance(found, Died):
                    found = [BadRow(found.reason, str(found))]
                for ordinal, record in enumerate(found):
                    if isinstance(record, BadRow):
                        shown = payload if record is row else record.payload or payload or repr(row)
                        yield shard.rejection(file, place, record, shown, ordinal)
                    else:
                        yield record

    def layout_for(self, source: SourceSection, label: str) -> Layout:
        """The layout for `source`: the reader's layout, changed by the source's [source.fields].

        label: the name of the source in messages. Raises SourceError if `fields` has an unknown field or lacks one that
        every record needs.
        """
        for name in source.fields:
            if name not in RECORD_FIELDS:
                raise SourceError(f"{label}, fields.{name}: unknown field{suggest(name, RECORD_FIELDS)}")
        own = {name: (column,) for name, column in source.fields.items()}
        if self.layout is not None:
            return Layout(**{**vars(self.layout), "fields": {**self.layout.fields, **own}})
        missing = [name for name in REQUIRED if name not in own]
        if missing:
            raise SourceError(
                f"{label}: reader {source.reader!r} needs [source.fields] with the column of the "
                f'{" and the ".join(missing)}, e.g. {missing[0]} = "COLUMN"'
            )
        return Layout(title="", fields=own)


def add_details(rows: Iterator[Found], column: str, problems: Problems) -> Iterator[Found]:
    """`rows` with the columns of their problems; a BadRow where these cannot be used. column: the one that names the
    problem."""
    for place, row, payload in rows:
        details = problems.get(str(row.get(column))) if problems and isinstance(row, Mapping) else None
        if isinstance(details, BadRow):
            yield place, details, payload or repr(row)
        else:
            yield place, {**row, **details} if details else row, payload


@lru_cache(maxsize=1)  # the files are large, and the same for all shards of a source
def read_problems(files: tuple[str, ...], details: Details, column: str) -> Problems:
    """Problem -> further columns of its rows, or why they cannot be used, from a source's files of `tests`. column: the
    one that names the problem. Raises SourceError if they cannot be read, or name no problem."""
    problems: dict[str, Row | BadRow] = {}
    try:
        for file in files:
            for batch in _batches(("", row, "") for row in _detail_rows(file) if isinstance(row, Mapping)):
                rows = [(row,) for _, row, _ in batch]
                found = guard.call_each(details_of, rows, details=details, column=column)
                for name, columns in (each for each in found if each is not None and not isinstance(each, Died)):
                    earlier = problems.get(name, {})
                    if not isinstance(earlier, BadRow):
                        problems[name] = columns if isinstance(columns, BadRow) else {**earlier, **columns}
    except (*BROKEN, Died) as error:
        raise SourceError(f"the source's tests: {', '.join(files)} cannot be read: {reason_of(error)}") from error
    if not problems:
        raise SourceError(f"the source's tests: no row of {', '.join(files)} names a problem")
    return problems


def _detail_rows(file: str) -> Iterator[Any]:
    """The rows of a file, or the members of its only object: {"problem": name, "cases": value}."""
    if not file.endswith((".json", ".json.gz")) or not _OBJECT_OF_LISTS.match(_beginning(file)):
        yield from plain_rows(file, ())
        return
    with open_file(file) as raw:
        for name, cases in object_members(decompress(raw, file), MAX_MEMBER):
            yield {"problem": name, "cases": cases}


def plain_rows(file: str, columns: Collection[str]) -> Iterator[Any]:
    """The valid rows of a file; of a Parquet file only the existing ones of `columns`.

    Raises one of schemas.files.BROKEN, or Died.
    """
    if not _is_parquet(file):
        yield from (row for _, row, _ in _json_rows(file) if not isinstance(row, BadRow))
        return
    with open_file(file) as stream:
        for batch in guard.iterate(parquet_batches, stream, columns):
            yield from (row for row in batch if not isinstance(row, BadRow))


def _batches(rows: Iterator[Found]) -> Iterator[list[Found]]:
    """`rows` in lists, one for each question to the guard, also the rows before damage to the file."""
    batch: list[Found] = []
    held = 0
    try:
        for row in rows:
            batch.append(row)
            held += _characters(row)
            if len(batch) == BATCH_ROWS or held > BATCH_BYTES:
                yield batch
                batch, held = [], 0
    except BROKEN:
        yield batch
        raise
    yield batch


def _characters(value: Any) -> int:
    """The characters of all texts in a row."""
    if isinstance(value, str | bytes):
        return len(value)
    if isinstance(value, dict):
        return sum(map(_characters, value.values()))
    return sum(map(_characters, value)) if isinstance(value, list | tuple) else 0


def _json_rows(file: str) -> Iterator[Found]:
    """The rows of a file: its lines, or its elements if it is a JSON array."""
    with open_file(file) as raw:
        if _is_array(file):
            elements = enumerate(array_elements(decompress(raw, file)), 1)
            yield from ((f"element {number}", row, "") for number, row in elements)
        else:
            yield from scan_rows(raw, file)


def _is_array(file: str) -> bool:
    """Whether a .json file is one array; many such files are JSON lines."""
    return ".jsonl" not in file[-10:] and _beginning(file).startswith(b"[")


def _beginning(file: str) -> bytes:
    """The first bytes of a file, without blanks."""
    with open_file(file) as raw:
        return decompress(raw, file).read(4096).lstrip(b"\xef\xbb\xbf \t\r\n")


def parquet_rows(shard: Shard, file: str, columns: Collection[str]) -> Iterator[Found]:
    """(place, row with the existing ones of `columns`, or BadRow, "") of each row in the shard's row groups. If
    decoding dies, the last one is a BadRow. Raises one of BROKEN where the file is damaged."""
    number = shard.first_row
    try:
        with open_file(file) as stream:
            for batch in guard.iterate(parquet_batches, stream, columns, shard.row_groups):
                for row in batch:
                    number += 1
                    yield f"row {number}", row, ""
    except Died as death:
        groups = f"row groups {shard.row_groups[0] + 1} to {shard.row_groups[1]}" if shard.row_groups else "the file"
        problem = BadRow(death.reason, f"decoding: {death} The rest of {groups} was not read.")
        yield f"after row {number}", problem, ""


def _is_parquet(file: str) -> bool:
    return file.endswith(".parquet")


def outline_of(file: str) -> Outline:
    """The outline of a Parquet file. Raises one of BROKEN, or Died."""
    with open_file(file) as stream:
        (found,) = guard.iterate(parquet_outline, stream)
    return found


def _outline(file: str) -> Outline | None:
    """The outline, or None if the file cannot be read: reading it later reports the error."""
    try:
        return outline_of(file)
    except (*BROKEN, Died):
        return None


def _check_columns(file: str, outline: Outline | None, layout: Layout, label: str) -> None:
    """Raises SourceError if a Parquet file has none of the columns of a field that every record needs."""
    if outline is None or layout.adapt:
        return
    for field in REQUIRED:
        paths = layout.fields[field]
        if not any(path in outline.columns or path.split(".")[0] in outline.columns for path in paths):
            raise SourceError(
                f"{label}.path: {file} has no column {' or '.join(paths)}, which holds the {field}; "
                f"it has: {', '.join(outline.columns)}"
            )


def find_files(path: str, formats: tuple[str, ...], label: str) -> list[str]:
    """The files at `path`, sorted. label: the name of the path in messages. Raises SourceError if there is no file,
    `path` is a folder, or a file has none of the endings `formats`."""
    found = expand(path)
    if not has_wildcard(path) and expand(path.rstrip("/") + "/**"):
        raise SourceError(f"{label}: {path} is a folder; name its files, e.g. {path.rstrip('/')}/*.jsonl.gz")
    if not found and has_wildcard(path):
        raise SourceError(f"{label}: no file matches {path}")
    if not found:
        raise SourceError(f"{label}: there is no file {path}")
    for file in found:
        if not file.endswith(formats):
            raise SourceError(f"{label}: {file} ends in none of {', '.join(formats)}")
    return found


def _parts(outline: Outline | None) -> Iterator[tuple[int, tuple[int, int] | None]]:
    """The first row and the row groups of each part of a file; the whole file if it has no outline."""
    if outline is None:
        yield 0, None
        return
    start = first = rows = 0
    for group, size in enumerate(outline.group_rows):
        rows += size
        if rows >= PARQUET_ROWS or group == len(outline.group_rows) - 1:
            yield first, (start, group + 1)
            start, first, rows = group + 1, first + rows, 0
