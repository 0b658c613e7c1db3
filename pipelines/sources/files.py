"""Finds files, and reads whole files and JSON arrays in bounded memory."""

import codecs
import json
import re
from collections.abc import Iterator
from typing import IO, Any

from pairloom.schemas.compressed import BrokenFile, decompress
from pairloom.schemas.files import (
    CHUNK,
    MAX_LINE,
    BadRow,
    check_depth,
    match_files,
    object_of,
    open_file,
    reason_of,
)

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


def object_members(stream: IO[bytes], limit: int = MAX_LINE) -> Iterator[tuple[Any, Any]]:
    """The names and values of the JSON object in `stream`, each parsed when it is needed; a BadRow in place of a value
    that cannot be one. Raises BrokenFile for invalid JSON."""
    elements = array_elements(stream, limit, "{}")
    yield from zip(elements, elements, strict=False)


def array_elements(stream: IO[bytes], limit: int = MAX_LINE, brackets: str = "[]") -> Iterator[Any]:
    """The elements of the consecutive JSON arrays in `stream`, each parsed when it is needed, or a BadRow for one that
    cannot be a row. Objects between the arrays count as elements. With the brackets "{}", the names and values of
    objects in turn.

    Raises BrokenFile for invalid JSON, because the beginning of the next element is unknown.
    """
    decode = codecs.getincrementaldecoder("utf-8-sig")().decode
    buffer, at, passed, ended, is_open, number, wanted = "", 0, 0, False, False, 0, CHUNK
    while True:
        at = _end(_BETWEEN[brackets], buffer, at)
        if buffer.startswith(brackets[is_open], at):
            is_open, at = not is_open, at + 1
            continue
        if at < len(buffer) and not is_open and buffer[at] != "{":
            found = f"after element {number}, at character {passed + at + 1:,}, follows {buffer[at : at + 20]!r}"
            raise BrokenFile(f"{found} and not an array or object")
        value, end = _parse_element(buffer, at) if at < len(buffer) else (None, at)
        # without the separator after it, a number may continue: 12|34, 0|.5
        if end > at and (buffer[at] in '{["' or buffer[end : end + 1] in _AFTER_ELEMENT):
            number += 1
            yield value
            at, wanted = end, CHUNK
            continue
        if ended and at == len(buffer) and not is_open:
            return
        if ended:
            raise BrokenFile(f"element {number + 1} of the array is not valid JSON, or the file is cut off")
        if len(buffer) - at > limit:
            raise BrokenFile(f"element {number + 1} of the array is over {limit:,} characters, or not valid JSON")
        try:
            chunk = stream.read(wanted)
            buffer, at, passed = buffer[at:] + decode(chunk, not chunk), 0, passed + at
        except UnicodeDecodeError as error:
            raise BrokenFile(f"not UTF-8 after element {number}: {error.reason}") from None
        ended, wanted = not chunk, 2 * wanted  # doubling keeps the work of one long element linear


_AFTER_ELEMENT = frozenset({",", "]", "}", " ", "\t", "\r", "\n"})
_BETWEEN = {"[]": re.compile(r"[\s,]*"), "{}": re.compile(r"[\s,:]*")}
"""The separators between the elements of an array, and between the names and values of an object."""
_DECODER = json.JSONDecoder(object_pairs_hook=object_of)
_BRACKET = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*("?)|[\[\]{}]', re.DOTALL)
"""A string (its end, if present, is the group) or a bracket."""
_SCALAR = re.compile(r"[^\s,\]]*")


def _parse_element(text: str, at: int) -> tuple[Any, int]:
    """The value that begins at `at`, or a BadRow if it cannot be a row, and the position of its end. The end is `at` if
    the value is not valid JSON or not complete in `text`."""
    try:
        value, end = _DECODER.raw_decode(text, at)
    except json.JSONDecodeError:
        return None, at
    except (
        ValueError,
        RecursionError,
        BadRow,
    ) as error:  # a number with too many digits, nested too deeply, a name twice
        return BadRow("invalid_json", reason_of(error)), _end_of_value(text, at)
    try:
        return check_depth(value), end
    except BadRow as problem:
        return problem, end


def _end_of_value(text: str, at: int) -> int:
    """The end of the value that begins at `at`, by its brackets and quotes alone; `at` if it is not complete in
    `text`."""
    if text[at] not in "[{":
        return _end(_SCALAR, text, at)
    depth = 0
    for token in _BRACKET.finditer(text, at):
        if token[1] == "":
            return at  # in the middle of a string
        depth += 0 if token[1] else 1 if token[0] in "[{" else -1
        if depth == 0:
            return token.end()
    return at


def _end(pattern: re.Pattern[str], text: str, at: int) -> int:
    """The end of the match of `pattern` in `text` at `at`. `pattern` also matches the empty string."""
    match = pattern.match(text, at)
    return match.end() if match else at
