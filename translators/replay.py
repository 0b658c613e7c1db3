"""The translator that answers from a file: translations made elsewhere, by people, by a batch API, by another run.

A row has `reply`, `target_language`, and `record_id` or `code` (the source code as the record has it), and where known
`finish_reason` and `model`. JSONL (also gzipped) and Parquet. Where a file answers the same question twice, its first
answer counts. Replies are kept in a temporary database on disk, so that the file may be larger than memory.
"""

import gzip
import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from functools import lru_cache
from pathlib import Path
from typing import IO, Any, cast

import pyarrow as pa
import pyarrow.parquet as pq

from pairloom.schemas import TranslationOutcome, TranslationRequest
from pairloom.schemas.hashing import content_hash
from pairloom.schemas.languages import find_language
from pairloom.translators.base import TranslatorError, failure

KEYS = ("record_id", "code")


class ReplayTranslator:
    """Answers each request with the reply that the file at `path` has for it, "no_reply" where it has none.

    Reads the whole file when it is made. Raises TranslatorError if anything in it is wrong.
    """

    def __init__(self, path: str) -> None:
        self.path = path
        self.key = key_column(path)
        self.database = _load(path, self.key)

    def translate(self, requests: Sequence[TranslationRequest]) -> list[TranslationOutcome]:
        """One outcome per request, in their order."""
        return [self._answer(request) for request in requests]

    def close(self) -> None:
        """Removes the temporary database."""
        self.database.close()

    def _answer(self, request: TranslationRequest) -> TranslationOutcome:
        subject = request.record_id if self.key == "record_id" else request.code
        question = (_question(subject, request.target_language),)
        found = self.database.execute(
            "SELECT reply, finish_reason FROM answers WHERE question = ?", question
        ).fetchone()
        if found is None:
            return failure(request, "no_reply", f"{self.path} has no {request.target_language} for this function")
        return TranslationOutcome(
            request_id=request.request_id,
            reply=found[0].decode("utf-8", "surrogatepass"),
            finish_reason=found[1],
            prompt_tokens=0,
            completion_tokens=0,
            error="",
        )


@lru_cache(maxsize=64)
def key_column(path: str) -> str:
    """By what the file's rows are found: "record_id" or "code". Raises TranslatorError if they have neither."""
    columns = (
        _parquet_file(path).schema_arrow.names if _is_parquet(path) else next((row for _, row in _lines(path)), None)
    )
    if columns is None:
        raise TranslatorError(f"{path}: has no rows")
    found = next((key for key in KEYS if key in columns), None)
    if found is None:
        raise TranslatorError(
            f"{path}: a row needs record_id or code to say what it translates; it has {', '.join(columns)}"
        )
    return found


def _load(path: str, key: str) -> sqlite3.Connection:
    """A temporary database (SQLite deletes it with the connection) of all answers in the file."""
    # translate and close may be called from another thread than the one that made the translator, one at a time
    database = sqlite3.connect("", check_same_thread=False, isolation_level=None)
    database.execute("PRAGMA cache_size = -20000")
    database.execute("CREATE TABLE answers (question BLOB PRIMARY KEY, reply BLOB, finish_reason TEXT) WITHOUT ROWID")
    rows = _parquet_rows(path) if _is_parquet(path) else _lines(path)
    database.execute("BEGIN")
    try:
        database.executemany(
            "INSERT OR IGNORE INTO answers VALUES (?, ?, ?)", (_answer_row(where, row, key) for where, row in rows)
        )
    except BaseException:
        database.close()
        raise
    database.execute("COMMIT")
    return database


def _answer_row(where: str, row: dict[str, Any], key: str) -> tuple[bytes, bytes, str]:
    for column in (key, "target_language", "reply"):
        if column not in row:
            raise TranslatorError(f"{where}: {column} is missing")
        if not isinstance(row[column], str):
            raise TranslatorError(f"{where}: {column} must be text, not {type(row[column]).__name__}")
    language = find_language(row["target_language"])
    if language is None:
        raise TranslatorError(
            f"{where}: target_language {row['target_language']!r:.60} is not a language that pairloom knows"
        )
    finish_reason = "length" if row.get("finish_reason") == "length" else "stop"
    return _question(row[key], language.name), row["reply"].encode("utf-8", "surrogatepass"), finish_reason


def _question(subject: str, target_language: str) -> bytes:
    return bytes.fromhex(content_hash(subject, target_language))


def _is_parquet(path: str) -> bool:
    return path.endswith(".parquet")


def _parquet_file(path: str) -> pq.ParquetFile:
    try:
        return pq.ParquetFile(path)
    except (OSError, pa.ArrowInvalid) as error:
        raise TranslatorError(f"{path}: cannot be read: {error}") from None


def _parquet_rows(path: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """("file, row N", row) of a Parquet file."""
    with closing(_parquet_file(path)) as file:
        wanted = [
            name for name in file.schema_arrow.names if name in (*KEYS, "target_language", "reply", "finish_reason")
        ]
        number = 0
        try:
            for batch in file.iter_batches(batch_size=1000, columns=wanted):
                for row in batch.to_pylist():
                    number += 1
                    yield f"{path}, row {number}", row
        except (OSError, pa.ArrowInvalid) as error:
            raise TranslatorError(f"{path}: is damaged after row {number}: {error}") from None


def _lines(path: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """("file:line", row) of a JSONL file, gzipped or not; empty lines are passed over."""
    number = 0
    try:
        with _open(path) as file:
            for number, line in enumerate(file, 1):
                if line.strip():
                    yield f"{path}:{number}", _object(line, f"{path}:{number}")
    except (OSError, EOFError) as error:
        after = f" after line {number}" if number else ""
        raise TranslatorError(f"{path}: cannot be read{after}: {error}") from None


def _open(path: str) -> IO[bytes]:
    return cast(IO[bytes], gzip.open(path, "rb")) if path.endswith(".gz") else Path(path).open("rb")


def _object(line: bytes, where: str) -> dict[str, Any]:
    try:
        row = json.loads(line.decode("utf-8"))
    except ValueError as error:
        raise TranslatorError(f"{where}: is not JSON in UTF-8: {error}") from None
    if not isinstance(row, dict):
        raise TranslatorError(f"{where}: is not a JSON object")
    return row
