"""The messages of compilers, and functions to read them."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from pairloom.translators.sandbox.sandbox import Finished

About = Literal["value", "type", "cascade", "doubt", "error"]


@dataclass(frozen=True)
class Message:
    """One error of a compiler: 1-based line in the file, text, and subject.

    "value" and "type" are unknown names; "cascade" may be a consequence of an unknown type; "doubt" means that the code
    may be correct (a newer compiler might accept it, or this one stopped there); "error" is always an error.
    """

    line: int
    text: str
    about: About


Messages = dict[int, list[Message]]
"""Index of a program -> its compiler messages. A program with an empty list is correct; the compiler did not finish
with a missing one."""


def line_number(digits: str) -> int:
    """The number of a line in a compiler's output. Code can change its lines' numbers to any size (`#line`)."""
    return int(digits[:9])


def read_driver_lines(done: Finished, owners: Mapping[str, int], about: Callable[[str], About]) -> Messages:
    """The messages in the output of a driver. It prints a JSON line {"file", "errors": [{"line", "text"}]} when it has
    compiled a file; owners: file -> index of its program."""
    found: Messages = {}
    for line in done.stdout.split("\n"):
        try:
            report = json.loads(line)
        except (ValueError, RecursionError):
            continue  # a line that was cut off
        if isinstance(report, dict) and report.get("file") in owners:
            errors = ((error["line"], error["text"]) for error in report["errors"])
            found[owners[report["file"]]] = [Message(line, text, about(text)) for line, text in errors]
    return found


_ERROR = re.compile(
    r"^(?:[^\s:]+:(?P<line>\d+):(?:\d+:)? )?(?:fatal )?error(?:\[E\d+\])?: (?P<text>.*)"
    r"(?:\n *--> [^:\n]+:(?P<place>\d+):)?|(?P<linker>undefined reference to .*)",
    re.MULTILINE,
)


def read_first_error(log: str) -> Message | None:
    """The first error in the output of a compiler or its linker."""
    error = _ERROR.search(log)
    return error and Message(int(error["line"] or error["place"] or 1), error["text"] or error["linker"], "error")
