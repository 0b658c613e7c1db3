"""Makes Markdown from untrusted text, which is shown and never interpreted."""

import re
from collections.abc import Iterable, Sequence
from typing import Any


def table(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """A Markdown table; numbers are right-aligned and grouped, texts are escaped."""
    body = [list(row) for row in rows]
    numeric = [bool(body) and all(isinstance(row[i], int) for row in body) for i in range(len(header))]
    lines = [
        _row(map(escape, header)),
        _row("---:" if right else "---" for right in numeric),
        *(_row(f"{cell:,}" if isinstance(cell, int) else escape(str(cell)) for cell in row) for row in body),
    ]
    return "\n".join(lines)


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def escape(text: str) -> str:
    """`text` as one line of Markdown, with all special characters escaped."""
    one_line = re.sub(r"[\x00-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]+", " ", text)
    return re.sub(r"([\\`*\[\]<>|~$&]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])|^[#+-])", r"\\\1", one_line)


def code_span(text: str) -> str:
    """`text` as code within a line."""
    one_line = " ".join(text.split())
    ticks = "`" * (_longest_run(one_line) + 1)
    return f"{ticks}{one_line}{ticks}" if len(ticks) == 1 else f"{ticks} {one_line} {ticks}"


def fence(text: str, language: str) -> str:
    """`text` as a block of code, in a fence longer than any fence in it."""
    ticks = "`" * max(3, _longest_run(text) + 1)
    return f"{ticks}{language}\n{text.strip(chr(10))}\n{ticks}"


def _longest_run(text: str) -> int:
    return max(map(len, re.findall("`+", text)), default=0)
