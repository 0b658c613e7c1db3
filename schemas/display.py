"""Output for people: untrusted text made safe to show. Every command prints with these functions, so that nothing in a
recipe, path, file or answer of a server reaches the terminal as a control sequence or as a markup of Rich."""

import json
import re
import sys
from collections.abc import Iterable
from contextlib import suppress
from typing import Any

import typer
from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_DIRECTION = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\u200b]")
_NOT_IN_JSON = re.compile(f"{_CONTROL.pattern}|{_DIRECTION.pattern}|[\ud800-\udfff]")


def visible(text: str) -> str:
    """`text` with dangerous characters written as escapes: control characters, which a terminal interprets, and marks
    that change the direction of text or have no width, which can hide code. Tabs become four blanks, line ends are
    kept."""
    unix = text.replace("\r\n", "\n").expandtabs(4)
    shown = _CONTROL.sub(lambda match: f"\\x{ord(match[0]):02x}", unix)
    return _DIRECTION.sub(lambda match: f"\\u{ord(match[0]):04x}", shown)


def echo(text: str, *, err: bool = False) -> None:
    """Prints `text` to stdout, or to stderr with `err`; a terminal that is gone is ignored."""
    shown = visible(text).encode("utf-8", "backslashreplace").decode()
    if not err:
        typer.echo(shown)
        return
    with suppress(OSError):
        typer.echo(shown, err=True)


def print_json(value: Any, indent: int | None = 2) -> None:
    """Prints one JSON document to stdout."""
    text = json.dumps(value, indent=indent, ensure_ascii=False)
    typer.echo(_NOT_IN_JSON.sub(lambda match: f"\\u{ord(match[0]):04x}", text))


class SafeConsole(Console):
    """A console of Rich that shows text as `visible` does, and interprets no markup in it."""

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        """The segments of `renderable`; only Rich's own segments control the terminal."""
        for segment in super().render(renderable, options):
            yield segment if segment.control else Segment(visible(segment.text), segment.style)


def console(*, wide: bool = False, stderr: bool = False) -> SafeConsole:
    """A console on stdout, or on stderr. Where stdout is not a terminal, the output is plain; with `wide`, long lines
    are kept."""
    width = None if sys.stdout.isatty() or not wide else 240
    return SafeConsole(width=width, stderr=stderr, highlight=False, markup=False, emoji=False)
