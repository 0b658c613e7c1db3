"""From a [[source]] of a recipe to shards, and from a shard to records and rejections."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Any

from pairloom.pipelines.running.buckets import missing_credentials
from pairloom.pipelines.sources import source_tree
from pairloom.pipelines.sources.base import Shard, SourceError
from pairloom.pipelines.sources.extraction import records_of
from pairloom.pipelines.sources.files import array_elements, expand, has_wildcard
from pairloom.pipelines.sources.registry import READERS, Reader, layout_of, suggestion
from pairloom.pipelines.sources.rows import REQUIRED, Layout, columns_of, split_of_file
from pairloom.pipelines.sources.target_tests import COLUMNS, TargetTests, tests_in, with_target_tests
from pairloom.pipelines.sources.trees import STDLIB, read_tree_file, tree_files
from pairloom.schemas import CodeRecord, Rejection
from pairloom.schemas.files import (
    BATCH_ROWS,
    BROKEN,
    BadRow,
    Found,
    Outline,
    decompress,
    open_file,
    parquet_batches,
    parquet_outline,
    reason_of,
    scan_rows,
)
from pairloom.schemas.recipe import Source
from pairloom.translators import guard
from pairloom.translators.guard import Died

TREE_FILES = 32
"""Source files in one shard: some tenths of a second of work."""
PARQUET_ROWS = 20_000
"""Rows in one shard of a Parquet file, at least; row groups are never cut."""


def shards(source: Source, index: int) -> list[Shard]:
    """What `source`, number `index` (from 0) of its recipe, is made of, in a fixed order.

    A source with a limit is one shard, so that its first records are the same however many workers there are.
    Raises SourceError if the reader is unknown, there is nothing at the path, or a key is missing or wrong.
    """
    label = f"{source.path.recipe}: source[{index}]" if source.path.recipe else f"source[{index}]"
    reader = READERS.get(source.reader)
    if reader is None:
        raise SourceError(
            f"{label}.reader: there is no reader {source.reader!r}{suggestion(source.reader, tuple(READERS))}"
        )
    layout = None if reader.reads_trees else layout_of(source, label)
    if layout is not None and not (source.language or layout.language or "language" in layout.fields):
        raise SourceError(
            f'{label}: nothing says which language the code is in; add language = "..." or fields.language = "COLUMN"'
        )
    path = STDLIB if source.path == STDLIB else source.path.resolved
    if source.tests and reader.reads_trees:
        raise SourceError(f"{label}.tests: {source.reader} reads source code, which has no tests in other languages")
    missing = missing_credentials([path, source.tests])
    if missing:
        raise SourceError(f"{label}.path: {missing}")
    try:
        if reader.reads_trees:
            return _tree_shards(source, index, path, label)
        found = _find(path, reader, label)
        outlines = {file: _outline(file) for file in filter(_is_parquet, found)}
        for file, outline in outlines.items():
            _check_columns(file, outline, layout, label)
        tests = tuple(_find(source.tests.resolved, reader, label, "tests")) if source.tests else ()
        found_shards = _row_shards(source, index, found, outlines, _machine_part(path, source))
        return [replace(shard, tests=tests) for shard in found_shards]
    except (*BROKEN, ValueError, ImportError) as error:
        raise SourceError(f"{label}.path: {path} cannot be listed: {reason_of(error)}") from None


def read(shard: Shard) -> Iterator[CodeRecord | Rejection]:
    """The records of `shard`, and a rejection for each row, function or file that cannot be one, in order.

    Raises SourceError where a file breaks off or cannot be read, unless the source says on_bad_file = "reject":
    then the file ends with a rejection there.
    """
    kept = 0
    tests = _target_tests(shard) if shard.tests else {}
    for file in shard.files:
        for item in _read_file(shard, file):
            yield with_target_tests(item, tests) if isinstance(item, CodeRecord) else item
            kept += isinstance(item, CodeRecord)
            if kept == shard.source.limit:
                return


def _read_file(shard: Shard, file: str) -> Iterator[CodeRecord | Rejection]:
    is_tree = READERS[shard.source.reader].reads_trees
    try:
        yield from _read_tree_file(shard, file) if is_tree else _read_rows(shard, file)
    except BROKEN as error:
        reason = reason_of(error)
        if shard.source.on_bad_file == "fail":
            raise SourceError(
                f"source[{shard.index}] ({shard.source.reader}): {file} cannot be read to its end: {reason}. Repair or "
                'remove the file, or set on_bad_file = "reject" to go on without its rest'
            ) from error
        yield shard.rejection(file, "", BadRow("bad_file", f"cannot be read to its end: {reason}"), "")


def _target_tests(shard: Shard) -> TargetTests:
    """What the shard's files of tests hold. Raises SourceError if one cannot be read, or none has any."""
    fields = shard.source.fields
    names = tuple({*COLUMNS, *(column.partition(".")[0] for column in fields.values())})
    label = f"source[{shard.index}].tests"
    try:
        rows = [row for file in shard.tests for row in _plain_rows(file, names)]
    except (*BROKEN, Died) as error:
        raise SourceError(f"{label}: {shard.source.tests} cannot be read: {reason_of(error)}") from error
    found = tests_in(rows, fields)
    if not found:
        raise SourceError(f"{label}: no row of {shard.source.tests} names a problem and a language and has tests")
    return found


def _plain_rows(file: str, columns: tuple[str, ...]) -> Iterator[Any]:
    if not _is_parquet(file):
        yield from (row for _, row, _ in _json_rows(file) if not isinstance(row, BadRow))
        return
    with open_file(file) as stream:
        for batch in guard.read(parquet_batches, stream, columns):
            yield from (row for row in batch if not isinstance(row, BadRow))


def _read_tree_file(shard: Shard, file: str) -> Iterator[CodeRecord | Rejection]:
    try:
        yield from read_tree_file(shard, file)
    except BadRow as problem:
        yield shard.rejection(file, "", problem, problem.payload or "")


def _read_rows(shard: Shard, file: str) -> Iterator[CodeRecord | Rejection]:
    layout = layout_of(shard.source, f"source[{shard.index}]")
    split = split_of_file(file)
    for batch in _batches(parquet_rows(shard, file, columns_of(layout)) if _is_parquet(file) else _json_rows(file)):
        whole = [(row,) for _, row, _ in batch if not isinstance(row, BadRow)]
        converted = iter(guard.call_each(records_of, whole, layout=layout, source=shard.source, split=split))
        for place, row, payload in batch:
            if isinstance(row, BadRow):
                yield shard.rejection(file, place, row, payload)
                continue
            found = next(converted)
            if isinstance(found, Died):
                found = [BadRow(found.reason, str(found))]
            for ordinal, record in enumerate(found):
                if isinstance(record, BadRow):
                    yield shard.rejection(file, place, record, record.payload or payload or repr(row), ordinal)
                else:
                    yield record


def _batches(rows: Iterator[Found]) -> Iterator[list[Found]]:
    """`rows` in lists for one question to the process beside, also those before a place where the file breaks off."""
    batch: list[Found] = []
    try:
        for row in rows:
            batch.append(row)
            if len(batch) == BATCH_ROWS:
                yield batch
                batch = []
    except BROKEN:
        yield batch
        raise
    yield batch


def _json_rows(file: str) -> Iterator[Found]:
    """The rows of a file: its lines, or the elements where it is one JSON array."""
    with open_file(file) as raw:
        if _is_array(file):
            elements = enumerate(array_elements(decompress(raw, file)), 1)
            yield from ((f"element {number}", row, "") for number, row in elements)
        else:
            yield from scan_rows(raw, file)


def _is_array(file: str) -> bool:
    """Whether a .json file holds one array; many hold JSON lines."""
    if ".jsonl" in file[-10:]:
        return False
    with open_file(file) as raw:
        return decompress(raw, file).read(4096).lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"[")


def parquet_rows(shard: Shard, file: str, columns: Collection[str]) -> Iterator[Found]:
    """(place, row with those of `columns` that there are, or BadRow, "") of each row in the shard's row groups; last a
    BadRow if decoding them died. Raises one of BROKEN where the file breaks off."""
    number = shard.first_row
    try:
        with open_file(file) as stream:
            for batch in guard.read(parquet_batches, stream, columns, shard.row_groups):
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
        (found,) = guard.read(parquet_outline, stream)
    return found


def _outline(file: str) -> Outline | None:
    """None where there is none: reading the file will say what is wrong."""
    try:
        return outline_of(file)
    except (*BROKEN, Died):
        return None


def _check_columns(file: str, outline: Outline | None, layout: Layout | None, label: str) -> None:
    """Raises SourceError if a Parquet file has none of the columns of a field that every record needs."""
    if outline is None or layout is None or layout.adapt:
        return
    for field in REQUIRED:
        paths = layout.fields[field]
        if not any(path in outline.columns or path.split(".")[0] in outline.columns for path in paths):
            raise SourceError(
                f"{label}.path: {file} has no column {' or '.join(paths)}, which holds the {field}; "
                f"it has: {', '.join(outline.columns)}"
            )


def _find(path: str, reader: Reader, label: str, key: str = "path") -> list[str]:
    found = expand(path)
    if not has_wildcard(path) and expand(path.rstrip("/") + "/**"):
        raise SourceError(f"{label}.{key}: {path} is a folder; say which files, e.g. {path.rstrip('/')}/*.jsonl.gz")
    if not found and has_wildcard(path):
        raise SourceError(f"{label}.{key}: no file matches {path}")
    if not found:
        raise SourceError(f"{label}.{key}: there is no file {path}")
    for file in found:
        if not file.endswith(reader.formats):
            raise SourceError(f"{label}.{key}: {file} ends in none of {', '.join(reader.formats)}")
    return found


def _tree_shards(source: Source, index: int, path: str, label: str) -> list[Shard]:
    allowed = ("python",) if source.reader == "python-source" else (*source_tree.LANGUAGES, "python")
    if source.language and source.language not in allowed:
        raise SourceError(f"{label}.language: {source.reader} does not read {source.language}; allowed: {allowed}")
    root, found = tree_files(source, path)
    if not found:
        raise SourceError(f"{label}.path: there is no source file that {source.reader} reads in {path}")
    size = len(found) if source.limit else TREE_FILES
    shown_root = STDLIB if path == STDLIB else root.removeprefix(_machine_part(path, source))
    return [
        Shard(source, index, tuple(found[start : start + size]), root, shown_root)
        for start in range(0, len(found), size)
    ]


def _row_shards(
    source: Source, index: int, found: list[str], outlines: Mapping[str, Outline | None], root: str
) -> Iterator[Shard]:
    if source.limit:
        yield Shard(source, index, tuple(found), root)
        return
    for file in found:
        outline = outlines.get(file)
        if outline is None:
            yield Shard(source, index, (file,), root)
            continue
        for first_row, groups in _row_group_ranges(outline.group_rows):
            yield Shard(source, index, (file,), root, row_groups=groups, first_row=first_row)


def _machine_part(path: str, source: Source) -> str:
    """What stands before the recipe's own path in the resolved `path`."""
    written = str(PurePosixPath(source.path))
    return path.removesuffix(written) if path != source.path and path.endswith(written) else ""


def _row_group_ranges(sizes: Sequence[int]) -> Iterator[tuple[int, tuple[int, int]]]:
    """The first row and the row groups of each part of a file whose row groups have `sizes` rows."""
    start = first = rows = 0
    for group, size in enumerate(sizes):
        rows += size
        if rows >= PARQUET_ROWS or group == len(sizes) - 1:
            yield first, (start, group + 1)
            start, first, rows = group + 1, first + rows, 0
