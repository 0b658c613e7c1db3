"""Finding files, and reading whole ones and JSON arrays in bounded memory."""

import codecs
import json
import re
from collections.abc import Iterator
from typing import IO, Any

from pairloom.schemas.files import CHUNK, MAX_LINE, BadRow, BrokenFile, decompress, match_files, open_file

_WILDCARD = re.compile(r"[*?\[]")


def has_wildcard(path: str) -> bool:
    return bool(_WILDCARD.search(path))


def expand(pattern: str) -> list[str]:
    """The files that match `pattern`, sorted; `**` stands for any number of folders, also none."""
    return list(match_files(pattern, pattern.replace("**/", "")))


def read_whole(path: str, limit: int = MAX_LINE) -> bytes:
    """All bytes of a file that must be small. Raises BadRow if it is longer than `limit`."""
    with open_file(path) as raw:
        content = decompress(raw, path).read(limit + 1)
    if len(content) > limit:
        raise BadRow("too_large", f"the file is over {limit:,} bytes")
    return content


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
