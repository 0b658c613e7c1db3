"""Writes the data files of a release. The same rows give the same bytes, with any runner and number of workers.

Rows are sorted and written with fixed settings. A file appears under its name only when it is complete. Paths are local
or any URL that Beam's FileSystems knows ("gs://bucket/folder", "s3://…").
"""

import hashlib
import re
from collections.abc import Callable, Iterable
from dataclasses import fields, replace
from itertools import islice
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from pairloom.pipelines.release.errors import ReleaseError
from pairloom.schemas import CodePair, Rejection, arrow_schema, to_table
from pairloom.schemas.files import join_path, replace_file
from pairloom.schemas.manifest import DataFile
from pairloom.schemas.records import to_synthconl
from pairloom.schemas.splits import SPLITS

ROW_GROUP = 5_000
"""Rows per row group: about 10 MB of code, so readers of one row group need little memory."""

PARQUET_SETTINGS: dict[str, Any] = {
    "version": "2.6",
    "data_page_version": "1.0",
    "compression": "zstd",
    "compression_level": 9,
    "write_page_index": True,
    # page borders follow the content, so a store with chunk deduplication keeps one copy of the common part of releases
    "use_content_defined_chunking": True,
}


def data_file(split: str, shard: int, shards: int) -> str:
    """The path of one shard of kept pairs, e.g. "data/train-00000-of-00004.parquet"."""
    return f"data/{split}-{shard:05d}-of-{shards:05d}.parquet"


def rejected_file(shard: int, shards: int) -> str:
    """The path of one shard of rejections, e.g. "rejected/rejected-00000-of-00001.parquet"."""
    return f"rejected/rejected-{shard:05d}-of-{shards:05d}.parquet"


def split_of(path: str) -> str:
    """The split of a file of kept pairs, by its path; "" for other paths."""
    found = re.fullmatch(rf"[\w-]+/({'|'.join(SPLITS)})-\d{{5}}-of-\d{{5}}\.parquet", path)
    return found[1] if found else ""


def write_rows(folder: str, name: str, rows: Iterable[Any], record_type: type, columns: str = "pairloom") -> DataFile:
    """Writes `rows`, all of `record_type` (CodePair or Rejection), to `folder`/`name`. Returns the file's entry.

    columns: "pairloom", or "synthconl" for pairs under the column names of the published SynthCoNL.

    The rows are sorted in memory; a shard must fit. Raises ReleaseError, with the row, for a pair with a lone surrogate
    in its text; in a rejection such characters are written as `\\udc80`, because there they are the evidence. Raises
    OSError or Beam's BeamIOError if the file cannot be written; then `name` does not exist.
    """
    return write_sorted(folder, name, sorted(rows, key=sort_key(record_type)), record_type, columns)


def write_sorted(folder: str, name: str, rows: Iterable[Any], record_type: type, columns: str = "pairloom") -> DataFile:
    """Like `write_rows`, for rows in the order of `sort_key`. Only one row group is in memory."""
    if record_type is Rejection:
        rows = map(_encodable, rows)
    ordered = iter(rows)
    schema = file_schema(record_type, columns)
    groups = iter(lambda: list(islice(ordered, ROW_GROUP)), [])
    tables = (pa.Table.from_arrays(_table(group, record_type).columns, schema=schema) for group in groups)
    return write_tables(folder, name, tables, schema)


def write_tables(folder: str, name: str, tables: Iterable[pa.Table], schema: pa.Schema) -> DataFile:
    """Writes `tables`, all of `schema`, one row group each, to `folder`/`name`. Returns the file's entry."""
    rows = 0
    with replace_file(join_path(folder, name)) as file:
        tee = _Tee(file)
        with pq.ParquetWriter(tee, schema, **PARQUET_SETTINGS) as writer:
            for table in tables:
                writer.write_table(table, row_group_size=ROW_GROUP)
                rows += table.num_rows
    return DataFile(path=name, rows=rows, bytes=tee.size, sha256=tee.digest.hexdigest())


def file_schema(record_type: type, columns: str = "pairloom") -> pa.Schema:
    """The schema of a file of `record_type`. columns: one of the two sets of column names."""
    schema = arrow_schema(record_type)
    if columns == "pairloom" or record_type is not CodePair:
        return schema
    names = to_synthconl(schema.names)
    return pa.schema([field.with_name(name) for field, name in zip(schema, names, strict=True)], schema.metadata)


def sort_key(record_type: type) -> Callable[[Any], tuple[str, ...]]:
    """The sort key of rows in a file: `pair_id`, or for rejections their fields."""
    if record_type is CodePair:
        return lambda pair: (pair.pair_id,)
    return lambda row: (row.record_id, row.target_language, row.stage, row.reason, row.detail, row.payload)


class _Tee:
    """A file that also counts and hashes the bytes written. Parquet is written front to back."""

    closed = False

    def __init__(self, file: BinaryIO) -> None:
        self.file, self.size, self.digest = file, 0, hashlib.sha256()

    def write(self, data: Any) -> int:
        self.file.write(data)
        self.digest.update(data)
        self.size += memoryview(data).nbytes
        return memoryview(data).nbytes

    def tell(self) -> int:
        return self.size

    def flush(self) -> None:
        self.file.flush()

    def writable(self) -> bool:
        return True

    def readable(self) -> bool:
        return False

    def seekable(self) -> bool:
        return False

    def close(self) -> None:
        """Does nothing: the block that opened the file closes it."""


def _table(rows: list[Any], record_type: type) -> Any:
    try:
        return to_table(rows, record_type)
    except UnicodeEncodeError:
        broken, name = next((row, name) for row in rows for name, value in _texts(row) if not _is_unicode(value))
        raise ReleaseError(
            f"pair {broken.pair_id}: its {name} holds a lone surrogate, which is not text and cannot be written; "
            "such a row must be rejected when it is read"
        ) from None


def _texts(row: Any) -> list[tuple[str, str]]:
    values = [(field.name, getattr(row, field.name)) for field in fields(row)]
    return [(name, value) for name, value in values if isinstance(value, str)]


def _is_unicode(text: str) -> bool:
    return text.isascii() or not any("\ud800" <= character <= "\udfff" for character in text)


def _encodable(rejection: Rejection) -> Rejection:
    broken = {name: value for name, value in _texts(rejection) if not _is_unicode(value)}
    if not broken:
        return rejection
    shown = {name: value.encode("utf-8", "backslashreplace").decode("utf-8") for name, value in broken.items()}
    return replace(rejection, **shown)
