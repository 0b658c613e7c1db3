"""Decoding Parquet files. It is native code that a damaged or hostile file can crash or hang, so the readers call this
in a process of its own (`pairloom.translators.guard`), which for that loads no more than pyarrow."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, Any

import pyarrow.parquet as pq

from pairloom.pipelines.sources.base import BadRow, BrokenFile

BATCH_ROWS = 128
"""Rows that are in memory as Python objects at a time."""


@dataclass(frozen=True)
class Outline:
    """What the end of a file says of it: its columns, and how many rows each row group has."""

    columns: tuple[str, ...]
    group_rows: tuple[int, ...]


def outline(file: IO[bytes]) -> Iterator[Outline]:
    """The one outline of `file`. Raises OSError or pyarrow's ArrowException if it is no Parquet file."""
    with _opened(file) as (table, names):
        groups = range(table.num_row_groups)
        yield Outline(names, tuple(table.metadata.row_group(group).num_rows for group in groups))


def rows(
    file: IO[bytes], columns: Collection[str], groups: tuple[int, int] | None = None
) -> Iterator[list[dict[str, Any] | BadRow]]:
    """The rows of the row groups from `groups[0]` to before `groups[1]`, of all if None, by the batch; those of
    `columns` that the file has. Raises OSError or pyarrow's ArrowException where it breaks off."""
    with _opened(file) as (table, names):
        present = [name for name in names if name in columns]
        wanted = range(*(groups or (0, table.num_row_groups)))
        for batch in table.iter_batches(BATCH_ROWS, row_groups=list(wanted), columns=present, use_threads=False):
            yield _python_rows(batch)


@contextmanager
def _opened(file: IO[bytes]) -> Iterator[tuple[Any, tuple[str, ...]]]:
    """pyarrow's ParquetFile, and the names of its columns."""
    try:
        table = pq.ParquetFile(file)
        names = tuple(table.schema_arrow.names)
    except UnicodeDecodeError as error:
        raise BrokenFile(f"the name of a column is not UTF-8: {error.reason}") from None
    with table:
        yield table, names


def _python_rows(batch: Any) -> list[dict[str, Any] | BadRow]:
    try:
        found: list[dict[str, Any] | BadRow] = batch.to_pylist()
        return found
    except UnicodeDecodeError as error:
        if batch.num_rows == 1:
            return [BadRow("wrong_encoding", f"the row holds text that is not UTF-8: {error.reason}")]
        middle = batch.num_rows // 2
        return _python_rows(batch.slice(0, middle)) + _python_rows(batch.slice(middle))
