"""The journal: every outcome that was paid for, written down as soon as it is there.

A folder of segment files, local or on any file system that Beam knows (`gs://`, `s3://`). A writer appends lines of
JSON to a segment of its own, so that any number of writers can share a folder; `compact` turns finished segments into
one Parquet file. A segment whose writer was killed may end in half a line: what cannot be read is skipped with a
warning, and its work is done again.
"""

import fcntl
import json
import logging
import os
import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import MISSING, dataclass, field, fields
from functools import partial
from pathlib import Path
from typing import IO, Any, get_type_hints

import pyarrow as pa
import pyarrow.parquet as pq

from pairloom.schemas import TranslationOutcome, TranslationRequest
from pairloom.schemas.files import (
    BROKEN,
    create_object,
    delete_files,
    join_path,
    match_files,
    open_file,
    replace_file,
    scan_rows,
)
from pairloom.schemas.records import arrow_schema, from_dict, to_dict

LOCAL_ROWS, REMOTE_ROWS = 20_000, 256
"""Rows after which a writer begins a new segment."""
REMOTE_SECONDS = 5.0
"""An object store shows a segment only when it is finished: so long a row may wait for that."""

_log = logging.getLogger(__name__)
_log.setLevel(logging.WARNING)  # its own: a run silences the root logger because of Beam's, and this is for the user

EXTRA = ("model", "prompt_version", "source_language", "target_language")
"""Columns beside those of an outcome, for people who look into a journal."""


class JournalWriter:
    """Appends outcomes to segments of its own in `folder`. Safe to use from several threads.

    In a local folder a row is handed to the operating system before `append` returns, so it survives the end of the
    process; it is forced to disk at least once a second and when the segment is finished, for the end of the machine.
    In an object store rows are written together, at the latest REMOTE_SECONDS after they came.
    """

    def __init__(self, folder: str) -> None:
        self.folder = folder
        self._segments = _RemoteSegments(folder) if "://" in folder else _LocalSegments(folder)

    def append(self, request: TranslationRequest, outcome: TranslationOutcome) -> None:
        """Writes down the outcome of `request`. Raises OSError where nothing can be written."""
        row = to_dict(outcome) | {name: getattr(request, name) for name in EXTRA}
        self._segments.add(json.dumps(row, ensure_ascii=True).encode("ascii") + b"\n")

    def close(self) -> None:
        """Finishes what is begun. Raises OSError where nothing can be written."""
        self._segments.close()


class _LocalSegments:
    """Files that grow line by line."""

    def __init__(self, folder: str) -> None:
        self._folder = Path(folder)
        self._lock = threading.Lock()
        self._file: IO[bytes] | None = None
        self._rows, self._synced = 0, 0.0

    def add(self, line: bytes) -> None:
        with self._lock:
            if self._file is None:
                self._file = self._open()
            self._file.write(line)
            self._file.flush()
            self._rows += 1
            if time.monotonic() - self._synced > 1.0:
                self._sync(self._file)
            if self._rows >= LOCAL_ROWS:
                self._finish()

    def close(self) -> None:
        with self._lock:
            self._finish()

    def _open(self) -> IO[bytes]:
        self._folder.mkdir(parents=True, exist_ok=True)
        file = (self._folder / f"{uuid.uuid4().hex}.jsonl").open("xb")
        fcntl.flock(file, fcntl.LOCK_EX)  # held as long as somebody writes: compaction leaves it alone
        return file

    def _sync(self, file: IO[bytes]) -> None:
        self._synced = time.monotonic()
        os.fsync(file.fileno())

    def _finish(self) -> None:
        if self._file is not None:
            self._sync(self._file)
            self._file.close()
            self._file, self._rows = None, 0


class _RemoteSegments:
    """Objects of some hundred lines, written by a thread of their own: nobody waits for an upload."""

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self._lines: list[bytes] = []
        self._changed = threading.Condition()
        self._closed = False
        self._error: Exception | None = None
        self._thread: threading.Thread | None = None

    def add(self, line: bytes) -> None:
        with self._changed:
            self._raise_error()
            self._lines.append(line)
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="journal", daemon=True)
                self._thread.start()
            if len(self._lines) >= REMOTE_ROWS:
                self._changed.notify()

    def close(self) -> None:
        with self._changed:
            self._closed = True
            self._changed.notify()
        if self._thread is not None:
            self._thread.join()
        self._raise_error()

    def _raise_error(self) -> None:
        if self._error is not None:
            raise OSError(str(self._error)) from self._error

    def _work(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._closed or len(self._lines) >= REMOTE_ROWS, REMOTE_SECONDS)
                lines, self._lines, closed = self._lines, [], self._closed
            try:
                if lines:
                    _write_whole(self._folder, "jsonl", partial(_write_lines, lines))
            except Exception as error:  # whatever this store's client raises: the next `add` or `close` raises it
                self._error = error
                return
            if closed:
                return


@dataclass
class JournalSummary:
    """What a journal holds. `files`, `bytes`: its segments. `answers`: distinct requests with a reply. `failures`:
    outcomes without one, by reason. `damaged`: lines or files that could not be read."""

    files: int = 0
    bytes: int = 0
    rows: int = 0
    answers: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    damaged: int = 0
    failures: Counter[str] = field(default_factory=Counter)


def segments(folder: str) -> dict[str, int]:
    """The journal's files in the order of their names, path -> bytes; none if there is no such folder."""
    return match_files(join_path(folder, "*.jsonl"), join_path(folder, "*.parquet"))


def answers_in(path: str) -> Iterator[TranslationOutcome]:
    """The outcomes in one file that are answers (failures are tried again); warns of what cannot be read."""
    damaged = 0
    for row in _rows(path):
        if row is None:
            damaged += 1
        elif not row["error"]:
            yield from_dict(TranslationOutcome, row)
    if damaged:
        _log.warning("%s: %d unreadable rows are skipped; what they answered is asked again", path, damaged)


def best_answer(outcomes: Iterable[TranslationOutcome]) -> TranslationOutcome | None:
    """Of several answers to one request (two writers, a compaction cut short) always the same one."""
    return min(outcomes, key=lambda outcome: (outcome.reply, outcome.finish_reason), default=None)


def summarise_journal(folder: str) -> JournalSummary:
    """What the journal in `folder` holds. Keeps only the identifiers of its requests in memory."""
    summary = JournalSummary()
    answered: set[str] = set()
    for path, size in segments(folder).items():
        summary.files += 1
        summary.bytes += size
        for row in _rows(path):
            if row is None:
                summary.damaged += 1
                continue
            summary.rows += 1
            summary.prompt_tokens += row["prompt_tokens"]
            summary.completion_tokens += row["completion_tokens"]
            if row["error"]:
                summary.failures[row["error"].partition(":")[0]] += 1
            else:
                answered.add(row["request_id"])
    summary.answers = len(answered)
    return summary


def compact(folder: str) -> int:
    """Replaces finished segments by one Parquet file with one row for each request, and returns how many went in.

    Failures are dropped, for they will be tried again. The new file is whole before the old ones go, so a compaction
    that is cut short leaves rows twice and loses none. A segment that is being written stays; so do the lines that
    Parquet cannot hold (half of a surrogate pair) in a segment of their own.
    """
    finished = [path for path in segments(folder) if not _is_being_written(path)]
    rows: dict[str, dict[str, Any]] = {}
    for path in finished:
        for row in _rows(path):
            if row is not None and not row["error"]:
                known = rows.get(row["request_id"])
                rows[row["request_id"]] = min(known or row, row, key=lambda row: (row["reply"], row["finish_reason"]))
    if len(finished) < 2 and all(path.endswith(".parquet") for path in finished):
        return 0
    ordered = [rows[key] for key in sorted(rows)]
    plain = [row for row in ordered if _encodable(row)]
    odd = [row for row in ordered if not _encodable(row)]
    if plain:
        _write_whole(folder, "parquet", lambda file: pq.write_table(_table(plain), file, compression="zstd"))
    if odd:
        lines = [json.dumps(row, ensure_ascii=True).encode("ascii") + b"\n" for row in odd]
        _write_whole(folder, "jsonl", partial(_write_lines, lines))
    delete_files(finished)
    return len(finished)


def _write_whole(folder: str, ending: str, write: Callable[[Any], Any]) -> None:
    """A file that other readers see only when it is whole. An object in a store is so by itself."""
    path = join_path(folder, f"{uuid.uuid4().hex}.{ending}")
    with create_object(path) if "://" in folder else replace_file(path) as file:
        write(file)


def _write_lines(lines: list[bytes], file: IO[bytes]) -> None:
    file.write(b"".join(lines))


def _table(rows: list[dict[str, Any]]) -> pa.Table:
    schema = arrow_schema(TranslationOutcome)
    for name in EXTRA:
        schema = schema.append(pa.field(name, pa.string(), nullable=False))
    return pa.Table.from_pylist([{name: row.get(name, "") for name in schema.names} for row in rows], schema=schema)


def _encodable(row: dict[str, Any]) -> bool:
    try:
        row["reply"].encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _rows(path: str) -> Iterator[dict[str, Any] | None]:
    """The rows of one file; None for each that cannot be read, once for all that follow damage to the file itself."""
    try:
        with open_file(path) as file:
            yield from (_whole(row) for _, row, _ in scan_rows(file, path))
    except BROKEN:
        yield None


def _whole(row: Any) -> dict[str, Any] | None:
    """`row` with what an older journal does not have, None if it is no outcome."""
    if not isinstance(row, dict):
        return None
    row = _DEFAULTS | row
    return row if all(type(row.get(name)) is kind for name, kind in _TYPES.items()) else None


_TYPES = get_type_hints(TranslationOutcome)
_DEFAULTS = {column.name: column.default for column in fields(TranslationOutcome) if column.default is not MISSING}


def _is_being_written(path: str) -> bool:
    """Whether the writer of a local segment still lives; a segment elsewhere is visible only when it is finished."""
    if "://" in path:
        return False
    with Path(path).open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False
