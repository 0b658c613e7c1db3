"""The journal: every paid outcome, written as soon as it arrives.

A folder of segment files, local or on any file system that Beam knows (`gs://`, `s3://`). A writer appends JSON lines
to its own segment, so that any number of writers can share a folder; `compact` merges finished segments into one
Parquet file. A segment whose writer was killed may end in half a line: unreadable lines are skipped with a warning, and
their requests are sent again.
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
from contextlib import suppress
from dataclasses import MISSING, dataclass, field, fields
from functools import partial
from io import RawIOBase
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
"""The longest time in seconds before a row is written to an object store, which shows only finished segments."""

_log = logging.getLogger(__name__)
_log.setLevel(logging.WARNING)  # its own level, because a run silences the root logger

EXTRA = ("model", "prompt_version", "source_language", "target_language")
"""Columns beside those of an outcome, for people who read a journal."""


class JournalWriter:
    """Appends outcomes to its own segments in `folder`. Safe to use from several threads.

    In a local folder, a row is passed to the operating system before `append` returns, so that it survives a crash of
    the process. It is flushed to disk at least once a second and when the segment is finished, to survive a crash of
    the machine. In an object store, rows are written in groups, at most REMOTE_SECONDS after `append`.
    """

    def __init__(self, folder: str) -> None:
        self.folder = folder
        self._segments = _RemoteSegments(folder) if "://" in folder else _LocalSegments(folder)

    def append(self, request: TranslationRequest, outcome: TranslationOutcome) -> None:
        """Writes the outcome of `request`. Raises OSError if writing fails."""
        row = to_dict(outcome) | {name: getattr(request, name) for name in EXTRA}
        self._segments.add(json.dumps(row, ensure_ascii=True).encode("ascii") + b"\n")

    def close(self) -> None:
        """Finishes the open segment. Raises OSError if writing fails."""
        self._segments.close()


class _LocalSegments:
    """Files that grow line by line."""

    def __init__(self, folder: str) -> None:
        self._folder = Path(folder)
        self._lock = threading.Lock()
        self._file: RawIOBase | None = None
        self._rows, self._synced = 0, 0.0

    def add(self, line: bytes) -> None:
        with self._lock:
            if self._file is None:
                self._file = self._open()
            self._write(self._file, line)
            self._rows += 1
            if time.monotonic() - self._synced > 1.0:
                self._sync(self._file)
            if self._rows >= LOCAL_ROWS:
                self._finish()

    def _write(self, file: RawIOBase, line: bytes) -> None:
        """Writes the whole line or nothing of it."""
        before = file.tell()
        try:
            written = 0
            while written < len(line):
                written += file.write(line[written:]) or 0
        except OSError:
            self._file = None
            with suppress(OSError), file:
                file.truncate(before)
            raise

    def close(self) -> None:
        with self._lock:
            self._finish()

    def _open(self) -> RawIOBase:
        self._folder.mkdir(parents=True, exist_ok=True)
        file = (self._folder / f"{uuid.uuid4().hex}.jsonl").open("xb", buffering=0)
        fcntl.flock(file, fcntl.LOCK_EX)  # held by the writer, so that compaction skips the file
        return file

    def _sync(self, file: RawIOBase) -> None:
        self._synced = time.monotonic()
        os.fsync(file.fileno())

    def _finish(self) -> None:
        if self._file is not None:
            self._sync(self._file)
            self._file.close()
            self._file, self._rows = None, 0


class _RemoteSegments:
    """Objects of some hundred lines, written by a separate thread, so that `append` does not wait for uploads."""

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
            except Exception as error:  # any error of the store's client; the next `add` or `close` raises it
                self._error = error
                return
            if closed:
                return


@dataclass
class JournalSummary:
    """The contents of a journal. `files`, `bytes`: its segments. `answers`: distinct requests with a reply. `failures`:
    outcomes without a reply, by reason. `damaged`: unreadable lines or files."""

    files: int = 0
    bytes: int = 0
    rows: int = 0
    answers: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    damaged: int = 0
    failures: Counter[str] = field(default_factory=Counter)


def segments(folder: str) -> dict[str, int]:
    """The journal's files in the order of their names, path -> bytes; empty if the folder does not exist."""
    return match_files(join_path(folder, "*.jsonl"), join_path(folder, "*.parquet"))


def answers_in(path: str) -> Iterator[TranslationOutcome]:
    """The outcomes with a reply in one file (failures are retried). Logs a warning for unreadable rows."""
    damaged = 0
    for row in _rows(path):
        if row is None:
            damaged += 1
        elif not row["error"]:
            yield from_dict(TranslationOutcome, row)
    if damaged:
        _log.warning("%s: skipped %d unreadable rows; their requests are sent again", path, damaged)


def best_answer(outcomes: Iterable[TranslationOutcome]) -> TranslationOutcome | None:
    """One of several answers to one request (from two writers or an interrupted compaction); always the same one."""
    return min(outcomes, key=lambda outcome: (outcome.reply, outcome.finish_reason), default=None)


def summarise_journal(folder: str) -> JournalSummary:
    """The contents of the journal in `folder`. Keeps only the identifiers of its requests in memory."""
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
    """Replaces finished segments by one Parquet file with one row for each request. Returns the number of segments.

    Failures are dropped, because they are retried anyway. The new file is complete before the old ones are deleted, so
    an interrupted compaction leaves duplicate rows and loses none. Segments in use are kept. Lines that Parquet cannot
    store (half of a surrogate pair) are kept in a separate segment.
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
    """Writes a file that readers see only when it is complete. Objects in a store always behave so."""
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
        "".join(value for value in row.values() if isinstance(value, str)).encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _rows(path: str) -> Iterator[dict[str, Any] | None]:
    """The rows of one file; None for each unreadable row, and one None where the rest of the file is damaged."""
    try:
        with open_file(path) as file:
            yield from (_whole(row) for _, row, _ in scan_rows(file, path))
    except BROKEN:
        yield None


def _whole(row: Any) -> dict[str, Any] | None:
    """`row` with defaults for fields that older journals lack; None if it is not an outcome."""
    if not isinstance(row, dict):
        return None
    row = _DEFAULTS | row
    usual = all(type(row.get(name)) is kind for name, kind in _TYPES.items())
    usual = usual and all(isinstance(row.get(name, ""), str) for name in EXTRA)
    return row if usual and all(abs(value) < 1 << 63 for value in row.values() if isinstance(value, int)) else None


_TYPES = get_type_hints(TranslationOutcome)
_DEFAULTS = {column.name: column.default for column in fields(TranslationOutcome) if column.default is not MISSING}


def _is_being_written(path: str) -> bool:
    """Whether a local segment still has a writer. Segments in a store are visible only when finished."""
    if "://" in path:
        return False
    with Path(path).open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False
