"""Finding and opening files through Beam's FileSystems, and reading them piece by piece in bounded memory."""

import bz2
import codecs
import gzip
import json
import lzma
import re
import zlib
from collections.abc import Iterator
from typing import IO, Any

import pyarrow as pa
from apache_beam.io.filesystem import CompressionTypes
from apache_beam.io.filesystems import FileSystems

from pairloom.pipelines.sources.base import BadRow, BrokenFile

MAX_LINE = 16 * 2**20
"""Bytes of one line (characters of one array element): what a reader holds at most, whatever the file's size."""
CHUNK = 2**20

BROKEN = (OSError, EOFError, zlib.error, lzma.LZMAError, pa.ArrowException)
"""What reading raises when a file is missing, forbidden, truncated or not what its ending says."""

_WILDCARD = re.compile(r"[*?\[]")


def has_wildcard(path: str) -> bool:
    return bool(_WILDCARD.search(path))


def expand(pattern: str) -> list[str]:
    """The files that match `pattern`, sorted; `**` stands for any number of folders, also none."""
    patterns = dict.fromkeys((pattern, pattern.replace("**/", "")))
    found = {file.path for match in FileSystems.match(list(patterns)) for file in match.metadata_list}
    return sorted(found)


def open_raw(path: str) -> IO[bytes]:
    """The bytes of `path` as they are stored."""
    stream: IO[bytes] = FileSystems.open(path, compression_type=CompressionTypes.UNCOMPRESSED)
    return stream


def open_bytes(path: str) -> IO[bytes]:
    """The bytes of `path`, decompressed by its ending.

    The standard library decompresses, not Beam: Beam takes a truncated gzip file for a complete one.
    """
    raw = open_raw(path)
    if path.endswith(".gz"):
        return gzip.GzipFile(fileobj=_not_empty(raw))  # type: ignore[return-value]
    if path.endswith(".bz2"):
        return bz2.BZ2File(_not_empty(raw))
    if path.endswith(".xz"):
        return lzma.LZMAFile(_not_empty(raw))
    return raw


def _not_empty(stream: IO[bytes]) -> IO[bytes]:
    """`stream`, unless it has no bytes at all, which the decompressors would take for an empty file."""
    if not stream.read(1):
        raise EOFError("a compressed file of 0 bytes")
    stream.seek(0)
    return stream


def reason_of(error: BaseException) -> str:
    """What went wrong with a file, without its path on this machine."""
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return str(error).strip().partition("\n")[0] or type(error).__name__


def read_whole(path: str, limit: int = MAX_LINE) -> bytes:
    """All bytes of a file that must be small. Raises BadRow if it is longer than `limit`."""
    with open_bytes(path) as stream:
        content = stream.read(limit + 1)
    if len(content) > limit:
        raise BadRow("too_large", f"the file is over {limit:,} bytes")
    return content


def lines(stream: IO[bytes], limit: int = MAX_LINE) -> Iterator[tuple[int, bytes, bool]]:
    """The lines of `stream` with their numbers from 1, without their ends. Of a line longer than `limit` bytes only
    the beginning comes, and True after it."""
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
    """The bytes of `stream` as they come. Of a compressed file that breaks off, `read` would lose what lies before the
    break; `read1` gives it first."""
    read = getattr(stream, "read1", stream.read)
    while chunk := read(CHUNK):
        yield chunk


def decode_line(number: int, line: bytes) -> str:
    """The text of a line; a byte order mark before the first is dropped. Raises BadRow."""
    try:
        return line.decode("utf-8-sig" if number == 1 else "utf-8")
    except UnicodeDecodeError as error:
        raise BadRow("wrong_encoding", f"byte {error.start + 1:,} of the line is not UTF-8") from None


def parse_json(text: str) -> Any:
    """The JSON value in `text`. Raises BadRow."""
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise BadRow("invalid_json", f"{error.msg} at column {error.colno:,}") from None
    except (ValueError, RecursionError) as error:
        raise BadRow("invalid_json", reason_of(error)) from None


def array_elements(stream: IO[bytes], limit: int = MAX_LINE) -> Iterator[Any]:
    """The elements of the one JSON array that `stream` holds, each parsed when it is needed.

    Raises BrokenFile: after something that is not JSON there is no telling where the next element begins.
    """
    decode = codecs.getincrementaldecoder("utf-8-sig")().decode
    parse = json.JSONDecoder().raw_decode
    buffer, at, ended, is_open, number, wanted = "", 0, False, False, 0, CHUNK
    while True:
        at = _end(_BETWEEN, buffer, at)
        if not is_open and buffer.startswith("[", at):
            is_open, at = True, at + 1
            continue
        if buffer.startswith("]", at):
            return
        try:
            value, end = parse(buffer, at)
        except (ValueError, RecursionError):
            value, end = None, len(buffer)
        # without what separates it from the next one, a value may go on: 12|34, 0|.5
        if buffer[end : end + 1] in _AFTER_ELEMENT:
            number += 1
            yield value
            at, wanted = end, CHUNK
            continue
        if ended:
            raise BrokenFile(f"element {number + 1} of the array is not valid JSON, or the file is cut off")
        if len(buffer) - at > limit:
            raise BrokenFile(f"element {number + 1} of the array is over {limit:,} characters, or not valid JSON")
        try:
            chunk = stream.read(wanted)
            buffer, at = buffer[at:] + decode(chunk, not chunk), 0
        except UnicodeDecodeError as error:
            raise BrokenFile(f"not UTF-8 after element {number}: {error.reason}") from None
        ended, wanted = not chunk, 2 * wanted  # doubling keeps the work of one long element linear


_AFTER_ELEMENT = frozenset({",", "]", " ", "\t", "\r", "\n"})
_BETWEEN = re.compile(r"[\s,]*")
"""What separates the elements of an array."""


def _end(pattern: re.Pattern[str], text: str, at: int) -> int:
    """Where the match of `pattern`, which matches the empty string, ends in `text` from `at`."""
    match = pattern.match(text, at)
    return match.end() if match else at
