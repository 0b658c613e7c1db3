"""The translator that reads translations from a file. They may come from people, a batch API or another run.

A row has `reply`, `target_language`, and `record_id` or `code` (the source code as in the record); `finish_reason` and
`model` are optional. The file is JSONL (also gzipped) or Parquet. Of several rows for the same request, the first is
used. Replies are kept in a temporary database on disk, so that the file may be larger than memory.
"""

import sqlite3
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache
from typing import Self

from pairloom.schemas import CodeRecord, TranslationOutcome, TranslationRequest, guard
from pairloom.schemas.files import BROKEN, FileError, get_text, open_file, parquet_outline, read_rows, reason_of
from pairloom.schemas.hashing import content_hash
from pairloom.schemas.languages import find_language
from pairloom.schemas.recipe import TranslateSection, TranslatorSection
from pairloom.translators.base import Translator, TranslatorError, failure
from pairloom.translators.replies import end_of

KEYS = ("record_id", "code")


class ReplayTranslator(Translator):
    """Answers each request with its reply from the file at `path`, or with the failure "no_reply".

    The constructor reads the whole file. It raises TranslatorError if anything in the file is wrong.
    """

    name = "replay"
    description = "translations from a JSONL or Parquet file, made elsewhere"
    needs = 'replay = "FILE" with reply, target_language, and record_id or code'

    @classmethod
    def missing(cls, settings: TranslatorSection) -> str:
        """A recipe must name the file of replies."""
        return "" if settings.replay else 'replay = "PATH of a JSONL or Parquet file of replies"'

    @classmethod
    def identity(cls, record: CodeRecord, target_language: str, settings: TranslateSection) -> dict[str, str]:
        """The record's id, if the file has `record_id`. Raises TranslatorError if the file cannot be used."""
        by_record = key_column(settings.replay.resolved) == "record_id"
        return {"model": str(settings.model), "record_id": record.record_id if by_record else ""}

    @classmethod
    def make(cls, settings: TranslateSection) -> Self:
        """Reads the recipe's file."""
        return cls(settings.replay.resolved)

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
        if end_of(found[1]) == "failed":
            return failure(request, "server_error", f"{self.path} says that the reply ended with {found[1]!r}")
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
    """The column that identifies a row: "record_id" or "code". Raises TranslatorError if the file has neither."""
    columns = _columns(path)
    found = next((key for key in KEYS if key in columns), None)
    if found is None:
        raise TranslatorError(
            f"{path}: a row needs record_id or code, to identify its source; the file has {', '.join(columns)}"
        )
    return found


def _load(path: str, key: str) -> sqlite3.Connection:
    """A temporary database (SQLite deletes it with the connection) of all answers in the file."""
    # translate and close may be called from a thread that did not make the translator, one at a time
    database = sqlite3.connect("", check_same_thread=False, isolation_level=None)
    database.execute("PRAGMA cache_size = -20000")
    database.execute("CREATE TABLE answers (question BLOB PRIMARY KEY, reply BLOB, finish_reason TEXT) WITHOUT ROWID")
    database.execute("BEGIN")
    try:
        database.executemany("INSERT OR IGNORE INTO answers VALUES (?, ?, ?)", _answers(path, key))
    except BaseException:
        database.close()
        raise
    database.execute("COMMIT")
    return database


def _columns(path: str) -> Collection[str]:
    """The columns of a Parquet file, or the fields of the first JSON line."""
    try:
        if not path.endswith(".parquet"):
            return next(row for _, row in read_rows(path))
        with open_file(path) as file:
            (outline,) = guard.iterate(parquet_outline, file)
            return outline.columns
    except StopIteration:
        raise TranslatorError(f"{path}: has no rows") from None
    except FileError as error:
        raise TranslatorError(str(error)) from None
    except (*BROKEN, guard.Died) as error:
        raise TranslatorError(f"{path}: cannot be read: {reason_of(error)}") from None


def _answers(path: str, key: str) -> Iterator[tuple[bytes, bytes, str]]:
    try:
        for where, row in read_rows(path, (key, "target_language", "reply", "finish_reason")):
            subject, target, reply = (get_text(row, field, where) for field in (key, "target_language", "reply"))
            language = find_language(target)
            if language is None:
                raise FileError(f"{where}: target_language {target!r:.60} is not a known language")
            finish_reason = str(row.get("finish_reason") or "stop")[:40]
            yield _question(subject, language.name), reply.encode("utf-8", "surrogatepass"), finish_reason
    except FileError as error:
        raise TranslatorError(str(error)) from None


def _question(subject: str, target_language: str) -> bytes:
    return bytes.fromhex(content_hash(subject, target_language))
