"""All reading and writing of files: rows of JSON lines and Parquet, atomic writes, digests.

Paths are local or any URL that Beam's FileSystems knows ("gs://bucket/file", "s3://…"). Beam is loaded only for those.
"""

import hashlib
import json
import lzma
import os
import posixpath
import uuid
import zlib
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO, Any, BinaryIO, TypeAlias

import pyarrow as pa

from pairloom.schemas import guard
from pairloom.schemas.compressed import BrokenFile, decompress
from pairloom.schemas.errors import PairloomError
from pairloom.schemas.reasons import check_reason

MAX_LINE = 16 * 2**20
"""Longest line in bytes. A reader holds no more than this in memory, whatever the file's size."""
CHUNK = 2**20
"""Bytes of one read."""
BATCH_ROWS = 128
"""Rows of a Parquet file that are in memory as Python objects at a time."""
BATCH_BYTES = 32 * 2**20
"""Bytes of rows that are in memory at a time, where a row is not larger itself."""

MAX_DEPTH = 200
"""How deep lists and objects of a row may be nested: what works on rows may be recursive."""

BROKEN = (OSError, EOFError, zlib.error, lzma.LZMAError, pa.ArrowException)
"""The exceptions of reading a file that is missing, unreadable, truncated, or not of the format that its ending
says."""


class FileError(PairloomError):
    """A file that cannot be used; the message names the file, and the line and the field where there is one."""


class BadRow(Exception):
    """One row, function or file that cannot be used. `reason` is one of stage "read"."""

    def __init__(self, reason: str, detail: str, payload: str | None = None):
        check_reason("read", reason)
        super().__init__(detail)
        self.reason = reason
        self.detail = detail
        self.payload = payload

    def __reduce__(self) -> tuple[type["BadRow"], tuple[str, str, str | None]]:
        """Lets pickle restore it in another process."""
        return BadRow, (self.reason, self.detail, self.payload)


ParquetRows: TypeAlias = "list[dict[str, Any] | BadRow]"
Found: TypeAlias = tuple[str, Any, str]
"""The place of a row in its file ("line 3"), its value or a BadRow, and its text where there is one."""


def read_rows(path: str | Path, columns: Collection[str] | None = None) -> Iterator[tuple[str, dict[str, Any]]]:
    """("PATH: line 3", row) of each row of a file of JSON lines (also compressed) or Parquet.

    columns: the columns of a Parquet file to read; absent ones are ignored, None reads all. Raises FileError at the
    first line that is not a JSON object, and where the file cannot be read.
    """
    name, place = str(path), ""
    try:
        with open_file(name) as file:
            for place, row, _ in scan_rows(file, name, columns, partial(guard.iterate, parquet_batches)):
                yield f"{name}: {place}", _need_object(row, f"{name}: {place}")
    except (*BROKEN, guard.Died) as error:
        after = f" after {place}" if place else ""
        raise FileError(f"{name}: cannot be read{after}: {reason_of(error)}") from None


def parse_object(line: bytes, where: str) -> dict[str, Any]:
    """The JSON object in a line that is at `where`. Raises FileError if there is none."""
    return _need_object(_parse_line(0, line)[0], where)


def _need_object(row: Any, where: str) -> dict[str, Any]:
    if isinstance(row, BadRow):
        raise FileError(f"{where}: {'is not JSON: ' if row.reason == 'invalid_json' else ''}{row.detail}")
    if not isinstance(row, dict):
        raise FileError(f"{where}: is not a JSON object")
    return row


def get_text(row: Mapping[str, Any], field: str, where: str) -> str:
    """The text in a field of a row that is at `where`. Raises FileError if the field is absent or not text."""
    if field not in row:
        raise FileError(f"{where}: {field} is missing")
    if not isinstance(row[field], str):
        raise FileError(f"{where}: {field} must be text, not {type(row[field]).__name__}")
    return str(row[field])


def scan_rows(
    file: IO[bytes],
    name: str,
    columns: Collection[str] | None = None,
    decode: "Callable[..., Iterator[ParquetRows]] | None" = None,
) -> Iterator[Found]:
    """The rows of an open file; the ending of `name` gives its format. An invalid row is yielded as a BadRow. decode:
    how to call `parquet_batches`; None in this process, which is only for files that pairloom wrote.

    Empty lines are skipped. Raises one of BROKEN where the file is damaged, and what `decode` raises.
    """
    if name.endswith(".parquet"):
        rows = (row for batch in (decode or parquet_batches)(file, columns) for row in batch)
        yield from ((f"row {number}", row, "") for number, row in enumerate(rows, 1))
        return
    for number, line, is_cut in split_lines(decompress(file, name)):
        if is_cut:
            problem = BadRow("too_large", f"the line is over {MAX_LINE:,} bytes")
            yield f"line {number}", problem, line.decode("utf-8", "replace")
        elif line.strip():
            yield f"line {number}", *_parse_line(number, line)


def _parse_line(number: int, line: bytes) -> tuple[Any, str]:
    """The value or a BadRow, and the text of a line. A byte order mark in the first line is removed."""
    try:
        text = line.decode("utf-8-sig" if number == 1 else "utf-8")
    except UnicodeDecodeError as error:
        problem = BadRow("wrong_encoding", f"byte {error.start + 1:,} of the line is not UTF-8")
        return problem, line.decode("utf-8", "replace")
    try:
        return check_depth(json.loads(text, object_pairs_hook=object_of)), text
    except json.JSONDecodeError as error:
        return BadRow("invalid_json", f"{error.msg} at column {error.colno:,}"), text
    except (ValueError, RecursionError, BadRow) as error:
        return BadRow("invalid_json", reason_of(error)), text


def object_of(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A JSON object of its names and values. Raises BadRow if it has a name twice, of which neither value is right."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise BadRow("invalid_json", f"an object has two values for {_repeated(name for name, _ in pairs)!r}")
    return found


def _repeated(names: Iterable[str]) -> str | None:
    """The first of `names` that is there twice."""
    return next((name[:60] for name, times in Counter(names).items() if times > 1), None)


def check_depth(value: Any) -> Any:
    """`value`. Raises BadRow if lists and objects in it are nested deeper than MAX_DEPTH."""
    level = [value]
    for _ in range(MAX_DEPTH):
        level = [
            inner
            for outer in level
            if isinstance(outer, dict | list)
            for inner in (outer.values() if isinstance(outer, dict) else outer)
            if isinstance(inner, dict | list)
        ]
        if not level:
            return value
    raise BadRow("invalid_json", f"lists and objects are nested deeper than {MAX_DEPTH}")


def split_lines(stream: IO[bytes], limit: int = MAX_LINE) -> Iterator[tuple[int, bytes, bool]]:
    """(number from 1, line without its end, False) for each line of `stream`. A line longer than `limit` bytes is cut,
    and its third value is True."""
    number, kept, skipping = 1, bytearray(), False
    for chunk in _chunks(stream):
        *complete, rest = chunk.split(b"\n")
        for line in complete:
            if not skipping:
                yield number, bytes(kept) + line, False
            number, skipping = number + 1, False
            kept.clear()
        if not skipping:
            kept += rest
            if len(kept) > limit:
                yield number, bytes(kept[:CHUNK]), True
                skipping = True
                kept.clear()
    if kept and not skipping:
        yield number, bytes(kept), False


def _chunks(stream: IO[bytes]) -> Iterator[bytes]:
    """The bytes of `stream` in chunks. In a truncated compressed file, `read` would lose the data before the end;
    `read1` returns it."""
    read = getattr(stream, "read1", stream.read)
    while chunk := read(CHUNK):
        yield chunk


@dataclass(frozen=True)
class Outline:
    """The columns of a Parquet file, and how many rows each of its row groups has."""

    columns: tuple[str, ...]
    group_rows: tuple[int, ...]


def parquet_outline(file: IO[bytes]) -> Iterator[Outline]:
    """Yields the outline of `file`, once. Raises one of BROKEN if it is not a Parquet file."""
    with _open_parquet(file) as (table, names):
        groups = range(table.num_row_groups)
        yield Outline(names, tuple(table.metadata.row_group(group).num_rows for group in groups))


def parquet_batches(
    file: IO[bytes], columns: Collection[str] | None = None, groups: tuple[int, int] | None = None
) -> Iterator[ParquetRows]:
    """The rows of the row groups range(*groups), or of all row groups if `groups` is None, in batches.

    columns: the columns to decode; absent ones are ignored, None decodes all. Raises one of BROKEN where the file is
    damaged. A damaged or malicious file can crash or hang the native decoder: for untrusted files, call this in a
    separate process.
    """
    with _open_parquet(file) as (table, names):
        present = [name for name in names if columns is None or name in columns]
        _check_schema(table.schema_arrow.field(names.index(name)) for name in present)
        wanted = range(*(groups or (0, table.num_row_groups)))
        for batch in table.iter_batches(BATCH_ROWS, row_groups=list(wanted), columns=present, use_threads=False):
            for part in split_batch(batch):
                yield _python_rows(part)


def split_batch(batch: Any) -> Iterator[Any]:
    """The rows of a record batch in batches of at most BATCH_BYTES; one row may be larger."""
    if batch.nbytes <= BATCH_BYTES or batch.num_rows == 1:
        yield batch
        return
    middle = batch.num_rows // 2
    yield from split_batch(batch.slice(0, middle))
    yield from split_batch(batch.slice(middle))


@contextmanager
def _open_parquet(file: IO[bytes]) -> Iterator[tuple[Any, tuple[str, ...]]]:
    """pyarrow's ParquetFile, and the names of its columns."""
    import pyarrow.parquet as pq

    try:
        table = pq.ParquetFile(file)
        names = tuple(table.schema_arrow.names)
    except UnicodeDecodeError as error:
        raise BrokenFile(f"the name of a column is not UTF-8: {error.reason}") from None
    with table:
        yield table, names


def _check_schema(columns: Iterable[pa.Field]) -> None:
    """Raises BrokenFile if columns, or fields of a nested one, share a name, or are nested deeper than MAX_DEPTH."""
    level = [list(columns)]
    for _ in range(MAX_DEPTH):
        for fields in level:
            if (twice := _repeated(field.name for field in fields)) is not None:
                raise BrokenFile(f"two columns are called {twice!r}; rename one or leave it out of the file")
        types = [field.type for fields in level for field in fields]
        level = [[kind.field(at) for at in range(kind.num_fields)] for kind in types if kind.num_fields]
        if not level:
            return
    raise BrokenFile(f"its columns are nested deeper than {MAX_DEPTH}")


def _python_rows(batch: Any) -> list[dict[str, Any] | BadRow]:
    """The rows of `batch`. Those with a value that Python cannot hold (a date beyond the year 9999) are BadRow."""
    try:
        found: list[dict[str, Any] | BadRow] = batch.to_pylist()
        return found
    except (ValueError, OverflowError, LookupError, pa.ArrowException) as error:
        if batch.num_rows == 1:
            if isinstance(error, UnicodeDecodeError):
                return [BadRow("wrong_encoding", f"the row holds text that is not UTF-8: {error.reason}")]
            return [BadRow("wrong_type", f"the row holds a value that cannot be read: {reason_of(error)}")]
        middle = batch.num_rows // 2
        return _python_rows(batch.slice(0, middle)) + _python_rows(batch.slice(middle))


def open_file(path: str | Path) -> IO[bytes]:
    """The bytes of `path` as they are stored."""
    if "://" not in str(path):
        return Path(path).open("rb")
    from apache_beam.io.filesystem import CompressionTypes

    stream: IO[bytes] = beam_files().open(path, compression_type=CompressionTypes.UNCOMPRESSED)
    return stream


def beam_files() -> Any:
    """Beam's file systems with options, which only a pipeline would set, and without which S3 opens nothing."""
    from apache_beam.io.filesystems import FileSystems
    from apache_beam.options.pipeline_options import PipelineOptions

    if FileSystems._pipeline_options is None:
        FileSystems.set_options(PipelineOptions([]))
    return FileSystems


def match_files(*patterns: str) -> dict[str, int]:
    """The files, local or in a store, that match one of `patterns`, sorted: path -> bytes."""
    found = [file for match in beam_files().match(list(patterns)) for file in match.metadata_list]
    return {file.path: file.size_in_bytes for file in sorted(found, key=lambda file: str(file.path))}


def delete_files(paths: Collection[str]) -> None:
    """Deletes files, local or in a store."""
    beam_files().delete(list(paths))


def create_object(url: str) -> AbstractContextManager[BinaryIO]:
    """A new object in a store, open for writing. Others see it when it is closed."""
    from apache_beam.io.filesystem import CompressionTypes

    file: AbstractContextManager[BinaryIO] = beam_files().create(url, compression_type=CompressionTypes.UNCOMPRESSED)
    return file


def reason_of(error: BaseException) -> str:
    """The message of a file error, without the file's path on this machine."""
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return str(error).strip().partition("\n")[0] or type(error).__name__


def join_path(folder: str, name: str) -> str:
    """`name` inside `folder`, for local folders and URLs alike."""
    return posixpath.join(folder, name) if "://" in folder else str(Path(folder) / name)


@contextmanager
def write_beside(path: str | Path) -> Iterator[Path]:
    """A temporary local path. The file written there is renamed to `path` at the end of the block, or deleted if the
    block raises.

    Two blocks may write the same path at once: the last one to finish replaces the file as a whole.
    """
    target = Path(path)
    partial = target.with_name(f".{target.name}.partial-{uuid.uuid4().hex}")
    try:
        yield partial
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)


@contextmanager
def replace_file(path: str) -> Iterator[BinaryIO]:
    """A binary file, open for writing. It is on disk at `path` when the block ends, and discarded if the block raises.

    Folders are made as needed. Two blocks may write the same path at once (a retried Beam bundle): the last one to
    finish replaces the file as a whole.
    """
    if "://" in path:
        with _replace_object(path) as file:
            yield file
        return
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    with write_beside(path) as partial, partial.open("xb") as local:
        yield local
        local.flush()
        os.fsync(local.fileno())


@contextmanager
def _replace_object(url: str) -> Iterator[BinaryIO]:
    from apache_beam.io.filesystems import FileSystems

    partial = f"{url}.partial-{uuid.uuid4().hex}"
    make_folder(posixpath.dirname(url))
    try:
        with create_object(partial) as file:
            yield file
        if FileSystems.exists(url):
            FileSystems.delete([url])
        FileSystems.rename([partial], [url])
    finally:
        if FileSystems.exists(partial):
            FileSystems.delete([partial])


def make_folder(url: str) -> None:
    """Makes a folder in a file system that has folders (HDFS, a mounted disk). Object stores need none."""
    from apache_beam.io.filesystems import FileSystems

    try:
        FileSystems.mkdirs(url)
    except (OSError, NotImplementedError):
        return


def digest_file(file: IO[bytes]) -> tuple[str, int]:
    """The SHA-256 (hexadecimal) and the number of bytes of the rest of an open file."""
    digest, size = hashlib.sha256(), 0
    while chunk := file.read(CHUNK):
        digest.update(chunk)
        size += len(chunk)
    return digest.hexdigest(), size
