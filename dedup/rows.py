"""Files of rows, Parquet or JSON lines, read in batches; the rows that are chosen are written as they were read."""

import gzip
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Protocol

import pyarrow as pa
import pyarrow.parquet as pq

from pairloom.dedup.errors import DedupError
from pairloom.dedup.priority import is_missing
from pairloom.schemas import guard
from pairloom.schemas.compressed import decompress
from pairloom.schemas.files import (
    BATCH_BYTES,
    BROKEN,
    MAX_LINE,
    FileError,
    parse_object,
    reason_of,
    split_batch,
    split_lines,
)

BATCH = 4096

EXTRA = {
    "dedup_row": pa.int64(),
    "dedup_matched_row": pa.int64(),
    "dedup_matched_dataset": pa.string(),
    "dedup_similarity": pa.float64(),
}
"""Columns added to removed rows: the row's number in its file, that of the row it duplicates (both from 0), the file of
that row, and their exact Jaccard index. They replace columns of the same names."""

_UNREADABLE = (*BROKEN, UnicodeDecodeError, guard.Died)  # the second: a column's name


class Rows(Protocol):
    """A file of rows, read in batches of any form; the rest only asks for columns and hands batches back."""

    path: Path

    def batches(self) -> Iterator[tuple[Any, float]]:
        """(batch, part of the file read so far, 0 to 1)"""

    def texts(self, batch: Any, column: str) -> list[str | bytes | None]:
        """The text of each row, None where there is none. Raises DedupError if a row has something else there."""

    def keys(self, batch: Any, column: str) -> list[Any]:
        """A value of each row to order the rows by, None where there is none. Raises DedupError if there can be no
        order, because the column holds lists or objects."""

    def need(self, column: str) -> None:
        """Called when all batches were read. Raises DedupError if there is no such column."""

    def writer(self, path: Path, extra: bool) -> Any:
        """A context manager that gives `write(batch, rows, extra columns)` for a file of the same kind."""


def _outline(file: IO[bytes]) -> Iterator[tuple[pa.Schema, int]]:
    """Yields the schema and the number of rows of a Parquet file, once."""
    with pq.ParquetFile(file) as parquet:
        yield parquet.schema_arrow, parquet.metadata.num_rows


def _record_batches(file: IO[bytes]) -> Iterator[pa.RecordBatch]:
    """The rows of a Parquet file."""
    with pq.ParquetFile(file) as parquet:
        for batch in parquet.iter_batches(BATCH):
            yield from split_batch(batch)


class ParquetRows:
    """A Parquet file; every column and its type are kept."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            with path.open("rb") as file:
                ((self.schema, self.count),) = guard.iterate(_outline, file)
            self.names = list(self.schema.names)
        except _UNREADABLE as error:
            raise self._unreadable(error) from None
        self.plain = _change_types(self.schema, _without_views)
        self.stored = _change_types(self.schema, lambda kind: kind if kind in _VIEWS else _without_views(kind))

    def _unreadable(self, error: BaseException) -> DedupError:
        return DedupError(f"{self.path}: cannot be read as Parquet: {reason_of(error)}")

    def batches(self) -> Iterator[tuple[pa.RecordBatch, float]]:
        """Record batches of at most BATCH rows, without views."""
        done = 0
        try:
            with self.path.open("rb") as file:
                for batch in guard.iterate(_record_batches, file):
                    done += len(batch)
                    yield _cast(batch.columns, self.plain), done / max(1, self.count)
        except _UNREADABLE as error:
            raise self._unreadable(error) from None

    def texts(self, batch: pa.RecordBatch, column: str) -> list[str | bytes | None]:
        """The column's texts in UTF-8, as they are in the file: damaged ones too."""
        values = self._values(batch, column)
        if not _is_text(values.type):
            self._refuse_values(values, f"column {column} must hold text, not {values.type}")
            return [None] * len(values)
        found: list[str | bytes | None] = values.cast(pa.large_binary()).to_pylist()
        return found

    def keys(self, batch: pa.RecordBatch, column: str) -> list[Any]:
        """The column's values. Times are numbers, since Python has no date after the year 9999; texts are UTF-8, which
        has the same order."""
        values = self._values(batch, column)
        if _is_text(values.type):
            values = values.cast(pa.large_binary())
        elif pa.types.is_temporal(values.type):
            values = values.view(pa.int32() if values.type.bit_width == 32 else pa.int64())
        elif pa.types.is_nested(values.type):
            self._refuse_values(values, f"column {column} holds {values.type}, which cannot be ordered")
        found: list[Any] = values.to_pylist()
        return found

    def _refuse_values(self, values: pa.Array, message: str) -> None:
        if values.null_count < len(values) and not pa.types.is_null(values.type):
            raise DedupError(f"{self.path}: {message}")

    def _values(self, batch: pa.RecordBatch, column: str) -> pa.Array:
        """The column's values without what is wrapped around them."""
        self.need(column)
        values = batch.column(self.names.index(column))
        while isinstance(values, pa.ExtensionArray | pa.DictionaryArray):
            values = values.storage if isinstance(values, pa.ExtensionArray) else values.dictionary_decode()
        return values

    def need(self, column: str) -> None:
        """Raises DedupError unless there is one such column."""
        found = self.names.count(column)
        if found > 1:
            raise DedupError(f"{self.path}: has {found} columns {column}; rename all but one")
        if not found:
            others = ", ".join(name if name.isprintable() else repr(name) for name in self.names)
            raise DedupError(f"{self.path}: has no column {column}; it has {others or 'no columns'}")

    @contextmanager
    def writer(self, path: Path, extra: bool) -> Iterator[Any]:
        """Writes record batches."""
        added = EXTRA if extra else {}
        own = [place for place, name in enumerate(self.names) if name not in added]
        fields = [self.stored.field(place) for place in own]
        schema = pa.schema([*fields, *(pa.field(*item) for item in added.items())], self.stored.metadata)
        try:
            with pq.ParquetWriter(path, schema, compression="zstd") as file:

                def write(batch: pa.RecordBatch, rows: list[int], columns: dict[str, list[Any]]) -> None:
                    chosen = batch.take(pa.array(rows, pa.int64())).columns
                    more = [pa.array(columns[name], kind) for name, kind in added.items()]
                    if rows:
                        file.write_batch(_cast([*(chosen[place] for place in own), *more], schema))

                yield write
        except pa.ArrowException as error:
            raise DedupError(f"{self.path}: its columns cannot be written: {reason_of(error)}") from None


_VIEWS = {pa.string_view(): pa.large_string(), pa.binary_view(): pa.large_binary()}


def _without_views(kind: pa.DataType) -> pa.DataType:
    """The type without string and binary views: pyarrow cannot choose rows of them, and cannot write all nested ones.
    List views stay: rows of them can be chosen whatever they hold, and pyarrow's cast of them is not sound."""

    def inner(field: pa.Field) -> pa.Field:
        return field.with_type(_without_views(field.type))

    if pa.types.is_struct(kind):
        return pa.struct([inner(field) for field in kind])
    if pa.types.is_map(kind):
        return pa.map_(inner(kind.key_field), inner(kind.item_field), kind.keys_sorted)
    if pa.types.is_fixed_size_list(kind):
        return pa.list_(inner(kind.value_field), kind.list_size)
    if pa.types.is_list(kind):
        return pa.list_(inner(kind.value_field))
    if pa.types.is_large_list(kind):
        return pa.large_list(inner(kind.value_field))
    return _VIEWS.get(kind, kind)


def _change_types(schema: pa.Schema, change: Any) -> pa.Schema:
    return pa.schema([field.with_type(change(field.type)) for field in schema], schema.metadata)


def _cast(columns: list[pa.Array], schema: pa.Schema) -> pa.RecordBatch:
    """A batch of `columns` in the types of `schema`; columns are told by their place, as names may repeat."""
    arrays = [
        column if column.type.equals(field.type) else column.cast(field.type)
        for column, field in zip(columns, schema, strict=True)
    ]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def _is_text(kind: pa.DataType) -> bool:
    texts = (pa.string(), pa.large_string(), pa.binary(), pa.large_binary())
    return kind in texts or pa.types.is_fixed_size_binary(kind)


class JsonRows:
    """A file of JSON lines, perhaps with gzip; the lines that are kept are copied byte by byte."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.count, self.found = 0, set[str]()
        if not path.is_file():
            raise DedupError(f"{path}: there is no such file")

    def batches(self) -> Iterator[tuple[list[tuple[int, bytes]], float]]:
        """Lists of at most BATCH (line number, line), without empty lines and the byte order mark of the first."""
        size = max(1, self.path.stat().st_size)
        batch: list[tuple[int, bytes]] = []
        held = 0
        try:
            with self.path.open("rb") as raw:
                for number, line, is_cut in split_lines(decompress(raw, self.path.name)):
                    if is_cut:
                        raise DedupError(f"{self.path}: line {number}: is over {MAX_LINE:,} bytes")
                    text = line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line
                    if text.strip():
                        batch.append((number, text + b"\n"))
                        held += len(text)
                    if len(batch) >= BATCH or held > BATCH_BYTES:
                        yield batch, raw.tell() / size
                        batch, held = [], 0
                yield batch, 1.0
        except BROKEN as error:
            raise DedupError(f"{self.path}: cannot be read: {reason_of(error)}") from None

    def texts(self, batch: list[tuple[int, bytes]], column: str) -> list[str | bytes | None]:
        """The texts under the key `column`."""
        values = self._values(batch, column)
        for (number, _), value in zip(batch, values, strict=True):
            if value is not None and not isinstance(value, str):
                raise DedupError(f"{self.path}: line {number}: {column} must hold text, not {type(value).__name__}")
        return values

    def keys(self, batch: list[tuple[int, bytes]], column: str) -> list[Any]:
        """The values under the key `column`."""
        values = self._values(batch, column)
        for (number, _), value in zip(batch, values, strict=True):
            if isinstance(value, list | dict):
                kind = type(value).__name__
                raise DedupError(f"{self.path}: line {number}: {column} holds a {kind}, which cannot be ordered")
        return values

    def _values(self, batch: list[tuple[int, bytes]], column: str) -> list[Any]:
        """The values under the key `column`, None for NaN, which stands for a missing value in what pandas writes."""
        rows = [self._object(number, line) for number, line in batch]
        self.count += len(rows)
        if any(column in row for row in rows):
            self.found.add(column)
        values = (row.get(column) for row in rows)
        return [None if is_missing(value) else value for value in values]

    def _object(self, number: int, line: bytes) -> dict[str, Any]:
        try:
            return parse_object(line, f"{self.path}: line {number}")
        except FileError as error:
            raise DedupError(str(error)) from None

    def need(self, column: str) -> None:
        """Raises DedupError if there are rows and none has such a key."""
        if self.count and column not in self.found:
            raise DedupError(f"{self.path}: no row has {column}")

    @contextmanager
    def writer(self, path: Path, extra: bool) -> Iterator[Any]:
        """Writes lines."""
        with path.open("wb") as raw, _gzip_writer(raw) if self.path.suffix == ".gz" else raw as file:

            def write(batch: list[tuple[int, bytes]], rows: list[int], columns: dict[str, list[Any]]) -> None:
                for place, row in enumerate(rows):
                    line = batch[row][1]
                    if extra:  # put into the line as it is: what Python reads and writes again may be another number
                        added = json.dumps({name: columns[name][place] for name in EXTRA}).encode()
                        line = line.rstrip().removesuffix(b"}") + b", " + added.removeprefix(b"{") + b"\n"
                    file.write(line)

            yield write


def _gzip_writer(raw: IO[bytes]) -> Any:
    return gzip.GzipFile(fileobj=raw, mode="wb", filename="", mtime=0)  # nothing in it that changes between runs


def kind_of(path: Path) -> str:
    """The kind of a file, by its ending. Raises DedupError for one that is not known."""
    for ending in (".parquet", ".jsonl", ".jsonl.gz"):
        if path.name.endswith(ending):
            return ending
    raise DedupError(f"{path}: neither Parquet nor JSON lines by its ending; allowed: .parquet, .jsonl, .jsonl.gz")


def open_rows(path: Path) -> Rows:
    """The rows of a file. Raises DedupError if it is of no known kind or not there."""
    return ParquetRows(path) if kind_of(path) == ".parquet" else JsonRows(path)
