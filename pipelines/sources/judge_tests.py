"""The tests of programming contests, in the encodings in which benchmarks publish them, as tests of programs."""

import base64
import binascii
import json
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pairloom.schemas.files import BadRow
from pairloom.schemas.program_tests import ProgramCase, ProgramTests, format_program_tests

MAX_CASES = 64
"""Maximum number of tests of one program; a run starts the program once for each."""
MAX_CHARACTERS = 262_144
"""Maximum number of characters in all tests of one program; they are in every record of the problem."""
MAX_DECODED = 32 << 20
"""Maximum size in bytes of compressed tests after decompression."""

Case = tuple[Any, Any]


def format_cases(cases: Iterable[Case], seconds: float | None = None, memory_bytes: int | None = None) -> str:
    """The tests with these inputs and outputs, as `CodeRecord.tests` has them, or "" if there are none.

    The first MAX_CASES different ones are used, and of these the ones that fit into MAX_CHARACTERS together. seconds,
    memory_bytes: the limits of the problem; None or 0 if it states none. Raises BadRow if an input or output is not
    text.
    """
    found = dict.fromkeys((_text(given), _text(wanted)) for given, wanted in cases)
    used = tuple(ProgramCase(*case) for case in limit_cases(found))
    return format_program_tests(ProgramTests(used, seconds or None, memory_bytes or None)) if used else ""


def limit_cases(cases: Iterable[Any]) -> list[Any]:
    """The first MAX_CASES of `cases` that have at most MAX_CHARACTERS together; larger ones are passed over."""
    used: list[Any] = []
    left = MAX_CHARACTERS
    for case in cases:
        size = len(str(case))
        if size <= left and len(used) < MAX_CASES:
            used.append(case)
            left -= size
    return used


def _text(value: Any) -> str:
    """An input or output; APPS has lists of lines for some."""
    if isinstance(value, list) and all(isinstance(line, str) for line in value):
        value = "\n".join(value)
    if not isinstance(value, str):
        raise BadRow("wrong_tests", f"an input or output of the tests is {type(value).__name__} and not text")
    try:
        value.encode()
    except UnicodeEncodeError:
        raise BadRow("wrong_encoding", "an input or output of the tests has half a surrogate pair") from None
    return value


def parallel_cases(found: Any, given: str = "input", wanted: str = "output") -> Iterator[Case]:
    """The cases in two parallel lists, {given: [...], wanted: [...]}. Raises BadRow if it is something else."""
    if not found:
        return
    inputs, outputs = (found.get(name) or [] if isinstance(found, Mapping) else None for name in (given, wanted))
    if not isinstance(inputs, list) or not isinstance(outputs, list) or len(inputs) != len(outputs):
        raise BadRow("wrong_tests", f"the tests are not two lists {given} and {wanted} of the same length")
    yield from zip(inputs, outputs, strict=True)


def listed_cases(found: Any) -> Iterator[Case]:
    """The cases in a list of {"input": text, "output": text or list with the right outputs}. Tests with several right
    outputs are left out, because a comparison with one of them would reject the others. Raises BadRow if it is
    something else."""
    if not isinstance(found or [], list) or not all(isinstance(case, Mapping) for case in found or []):
        raise BadRow("wrong_tests", "the tests are not a list of objects")
    for case in found or []:
        wanted = case.get("output")
        if not isinstance(wanted, list):
            yield case.get("input"), wanted
        elif len(wanted) == 1:
            yield case.get("input"), wanted[0]


def parse_inner_json(found: Any, column: str) -> Any:
    """The value of a column that has JSON inside a string; other values are returned as they are. Raises BadRow if the
    text is not JSON."""
    if not isinstance(found, str):
        return found
    try:
        return json.loads(found) if found.strip() else None
    except (ValueError, RecursionError):
        raise BadRow("invalid_json", f"{column} is not JSON") from None


def parse_packed_json(found: Any, column: str) -> Any:
    """The value of a column of LiveCodeBench: JSON in a string, or such a string pickled, compressed with zlib and
    encoded with base64. Raises BadRow if it is neither, or too long."""
    if not isinstance(found, str) or found.lstrip()[:1] in ("", "["):
        return parse_inner_json(found, column)
    try:
        stream = zlib.decompressobj()
        content = stream.decompress(base64.b64decode(found, validate=True), MAX_DECODED)
        if not stream.eof and len(content) >= MAX_DECODED:
            raise BadRow("too_large", f"{column} has over {MAX_DECODED:,} bytes after decompression")
        if not stream.eof:
            raise ValueError("the compressed text is cut off")
    except (binascii.Error, zlib.error, ValueError, MemoryError):
        raise BadRow("wrong_tests", f"{column} is neither JSON nor compressed JSON") from None
    return parse_inner_json(_unpickle_text(content, column), column)


_PICKLED_TEXT = re.compile(
    rb"\x80[\x02-\x05](?:\x95.{8})?(?:\x8c(?P<short>.)|X(?P<long>.{4})|\x8d(?P<longest>.{8}))", re.DOTALL
)
"""The beginning of a pickled text: the protocol, perhaps a frame, and the number of the bytes that follow."""
_PICKLE_END = re.compile(rb"(?:\x95.{8})?(?:\x94|q.|r.{4})?\.", re.DOTALL)
"""The end of a pickled text: perhaps a frame, perhaps a note of its number, and the mark of the end."""


def _unpickle_text(content: bytes, column: str) -> str:
    """The text that is pickled alone in `content`. Nothing else is read of the format, because a pickle can call any
    function. Raises BadRow if it is something else."""
    found = _PICKLED_TEXT.match(content)
    size = int.from_bytes(next(filter(None, found.groups())), "little") if found else 0
    if found is None or not _PICKLE_END.fullmatch(content, found.end() + size):
        raise BadRow("wrong_tests", f"{column} is not a pickled text")
    try:
        return content[found.end() : found.end() + size].decode("utf-8")
    except UnicodeDecodeError:
        raise BadRow("wrong_encoding", f"{column} is not UTF-8") from None


_QUANTITY = re.compile(r"\s*(\d{1,9}(?:\.\d{1,9})?)\s*([a-z]*)")
_BYTES = {"": 1, "bytes": 1, "kilobytes": 1 << 10, "kb": 1 << 10, "megabytes": 1 << 20, "mb": 1 << 20}
_BYTES |= {"gigabytes": 1 << 30, "gb": 1 << 30, "byte": 1, "megabyte": 1 << 20, "gigabyte": 1 << 30}
_SECONDS = {"": 1.0, "second": 1.0, "seconds": 1.0, "s": 1.0, "ms": 0.001, "milliseconds": 0.001}


def seconds_of(found: Any) -> float | None:
    """The seconds in a limit: "2 seconds", 2, or {"seconds": 2, "nanos": 500000000}; None if there is none."""
    if isinstance(found, Mapping):
        parts = (_plain_number(found.get("seconds")), _plain_number(found.get("nanos")) / 1e9)
        return sum(parts) or None
    return _quantity(found, _SECONDS)


def bytes_of(found: Any) -> int | None:
    """The bytes in a limit: "256 megabytes" or 256000000; None if there is none."""
    return int(_quantity(found, _BYTES) or 0) or None


def _plain_number(found: Any) -> float:
    is_number = isinstance(found, int | float) and not isinstance(found, bool)
    return float(found) if is_number and 0 < found < 1e15 else 0.0


def _quantity(found: Any, units: Mapping[str, float]) -> float | None:
    if isinstance(found, str) and (match := _QUANTITY.fullmatch(found.lower().rstrip())) and match[2] in units:
        return float(match[1]) * units[match[2]] or None
    return _plain_number(found) or None
