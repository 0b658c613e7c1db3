"""The contract of a reader, and the functions that all readers share.

To add a reader: a module with a subclass of `Reader`, and a row in `registry`. To add a published layout of rows: a row
in `layouts`.
"""

import difflib
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import ClassVar

from pairloom.schemas import CodeRecord, Rejection
from pairloom.schemas.errors import PairloomError
from pairloom.schemas.files import BadRow
from pairloom.schemas.hashing import content_hash
from pairloom.schemas.recipe import SourceSection
from pairloom.schemas.records import FUNCTION

MAX_CODE = 1_000_000
"""Maximum number of characters of the code, the text or the tests of a record; longer ones are data, not functions."""


class SourceError(PairloomError):
    """A source cannot be read as in its recipe; the message names the source, the key or file, and what to do."""


@dataclass(frozen=True)
class Shard:
    """A part of a source that one worker reads from start to end.

    index: the position of the source in its recipe, from 0.
    files: the files to read, in order; several if the files are small (source trees) or the source has a limit.
    root: the common beginning of the file names on this machine: the tree's folder, or the part before the recipe's
    path.
    shown_root: the text that replaces `root` in the data, so that names are the same on every machine.
    row_groups: of one Parquet file, the first and the one after the last; None reads all.
    first_row: the number of rows of the file before these row groups.
    tests: the files of the source's `tests`.
    """

    source: SourceSection
    index: int
    files: tuple[str, ...]
    root: str = ""
    shown_root: str = ""
    row_groups: tuple[int, int] | None = None
    first_row: int = 0
    tests: tuple[str, ...] = ()

    def shown(self, file: str) -> str:
        """The name of `file` in rejections: as in the recipe, the same on every machine."""
        return self.shown_root + file.removeprefix(self.root)

    def rejection(self, file: str, place: str, problem: BadRow, payload: str, ordinal: int = 0) -> Rejection:
        """The rejection of the row or function at `place` ("line 3", "" for the whole file) of `file`."""
        where = f"{self.shown(file)}, {place}" if place else self.shown(file)
        record_id = content_hash("rejected", self.index, self.shown(file), place, ordinal)
        detail = f"{where}: {problem.detail}"
        return Rejection.create("read", problem.reason, detail, record_id=record_id, payload=payload)


def check_text(field: str, text: str) -> None:
    """Raises BadRow if `text` cannot be part of a record."""
    if len(text) > MAX_CODE:
        raise BadRow("too_large", f"{field} has {len(text):,} characters; {MAX_CODE:,} are allowed")
    if "\0" in text:
        raise BadRow("nul_bytes", f"{field} has a NUL character at position {text.index(chr(0)):,}")
    if not text.isascii():
        try:
            text.encode("utf-8")
        except UnicodeEncodeError as error:
            raise BadRow("wrong_encoding", f"{field} has half a surrogate pair at position {error.start:,}") from None


class Reader(ABC):
    """Reads one kind of source. A subclass is a frozen dataclass with these fields.

    description: its input, for tables. formats: the endings of the files that it reads.
    """

    description: str
    formats: tuple[str, ...]
    takes_tests: ClassVar[bool] = True
    """Whether a source may have files with tests in other languages."""
    takes_programs: ClassVar[bool] = True
    """Whether a source may have another unit than "function"."""

    @property
    def joins_tests(self) -> bool:
        """Whether the source's files of `tests` have the details of problems, which `read` adds to rows, and not tests
        in other languages."""
        return False

    @property
    def unit(self) -> str:
        """The unit of records whose source has none, or "auto"."""
        return FUNCTION

    @property
    def solutions(self) -> int | None:
        """The number of solutions of a problem that are used for a source that does not say so, None for all."""
        return None

    @property
    def columns(self) -> Mapping[str, tuple[str, ...]]:
        """The columns for each record field, if the reader is a plain mapping; else empty."""
        return {}

    @abstractmethod
    def shards(self, source: SourceSection, index: int) -> list[Shard]:
        """The parts of `source`, number `index` (from 0) of its recipe, in a fixed order; one part if it has a limit.

        Raises SourceError if there is nothing to read or a key is wrong, and one of schemas.files.BROKEN where files
        cannot be listed.
        """

    @abstractmethod
    def read(self, shard: Shard, file: str) -> Iterator[CodeRecord | Rejection]:
        """The records of one file of `shard`, and a rejection for each row or function that cannot be a record, in
        order.

        Raises BadRow if the file as a whole is invalid, and one of schemas.files.BROKEN where it is damaged.
        """


def label_of(source: SourceSection, index: int) -> str:
    """The name of a source in messages: its recipe and its number from 0."""
    return f"{source.path.recipe}: source[{index}]" if source.path.recipe else f"source[{index}]"


def machine_part(path: str, source: SourceSection) -> str:
    """The part of the resolved `path` before the recipe's own path."""
    written = str(PurePosixPath(source.path))
    return path.removesuffix(written) if path != source.path and path.endswith(written) else ""


def suggest(name: str, allowed: Sequence[str]) -> str:
    """The end of a message about an unknown name: a similar allowed name, and all allowed names."""
    close = difflib.get_close_matches(name, allowed, n=1)
    hint = f" (did you mean {close[0]}?)" if close else ""
    return f"{hint}; allowed: {', '.join(allowed)}"
