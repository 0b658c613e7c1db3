"""Compares the output of a program with the expected one, as the judges of programming contests do.

Blanks at the ends of lines, the characters that end lines, and empty lines at the end make no difference. Where the
expected output has a number with a decimal point or an exponent, the program's number may differ by `TOLERANCE`,
absolute or relative, and may be written in another way. Everything else must be equal, in the same order.
"""

import json
import math
import re

TOLERANCE = 1e-6

_NUMBER = re.compile(r"([+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)")
_SHOWN = 120


def find_difference(expected: str, printed: str) -> str:
    """What is wrong with the output, with both outputs (shortened); "" if it is right."""
    wanted, found = _lines(expected), _lines(printed)
    if wanted == found:
        return ""
    pairs = zip(wanted, found, strict=False)
    first = next((at for at, pair in enumerate(pairs) if not _equal(*pair)), min(len(wanted), len(found)))
    if first == len(wanted) == len(found):
        return ""
    said = f"it should print {show(expected)}, not {show(printed)}"
    if max(len(wanted), len(found)) == 1:
        return said
    if first == len(found):
        return f"{said}: line {first + 1} is missing, {show(wanted[first])}"
    if first == len(wanted):
        return f"{said}: line {first + 1} should not be there, {show(found[first])}"
    return f"{said}: line {first + 1} should be {show(wanted[first])}, not {show(found[first])}"


def show(text: str) -> str:
    """A text in quotation marks and on one line, shortened."""
    return json.dumps(text if len(text) <= _SHOWN else f"{text[: _SHOWN - 3]}...", ensure_ascii=False)


def _lines(text: str) -> list[str]:
    lines = [line.rstrip() for line in re.split(r"\r\n|\n|\r", text)]
    while lines and not lines[-1]:
        lines.pop()
    return lines


def _equal(wanted: str, found: str) -> bool:
    """Whether two lines are equal, apart from their floats."""
    if wanted == found:
        return True
    parts, others = _NUMBER.split(wanted), _NUMBER.split(found)
    return len(parts) == len(others) and all(map(_same, parts, others))


def _same(wanted: str, found: str) -> bool:
    """Whether two parts of a line, numbers or the text between them, are equal."""
    if wanted == found:
        return True
    is_float = bool(_NUMBER.fullmatch(wanted)) and bool(re.search("[.eE]", wanted))
    if not is_float or not _NUMBER.fullmatch(found):
        return False
    return math.isclose(float(wanted), float(found), rel_tol=TOLERANCE, abs_tol=TOLERANCE)
