"""The messages of compilers, and functions to read them."""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

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
"""Index of a program -> its compiler messages. A program with an empty list is correct; a missing one was not
reached."""


def read_messages(
    done: Finished, owners: Mapping[str, int], error: re.Pattern[str], read: Callable[[re.Match[str]], Message]
) -> Messages | None:
    """The messages of a compiler that compiled many programs at once; None if it failed without naming one of them.

    owners: file -> index of its program. error: matches an error in the compiler's output, with a group file; read:
    makes a message from the match.
    """
    found: Messages = {index: [] for index in owners.values()}
    for match in error.finditer(done.stdout + done.stderr):
        if match["file"] in owners:
            found[owners[match["file"]]].append(read(match))
    failed = done.stopped or (done.status != 0 and not any(found.values()))
    return None if failed else found


def read_json_lines(done: Finished, owners: Mapping[str, int], about: Callable[[str], About]) -> Messages | None:
    """The messages that a driver printed as JSON lines {"file", "line", "text"}, with a line without a file at the end;
    None if the driver did not finish."""
    found: Messages = {index: [] for index in owners.values()}
    finished = False
    for values in _json_values(done.stdout.splitlines()):
        if values["file"]:
            found[owners[values["file"]]].append(Message(values.get("line", 1), values["text"], about(values["text"])))
        else:
            finished = True
    return found if finished and not done.stopped else None


def _json_values(lines: Iterable[str]) -> Iterable[dict[str, Any]]:
    for line in lines:
        try:
            yield json.loads(line)
        except ValueError:
            continue
