"""What compilers say, and how it is read."""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from pairloom.translators.sandbox.sandbox import Finished

About = Literal["value", "type", "cascade", "doubt", "error"]


@dataclass(frozen=True)
class Message:
    """One error of a compiler: line 1-based in the file, text, and what it is about.

    "value" and "type" are names that the compiler does not know; "cascade" may be a consequence of an unknown type;
    "doubt" leaves open whether the code is right (a newer compiler might take it, or this one stopped at it); "error"
    is wrong whatever else there is.
    """

    line: int
    text: str
    about: About


Messages = dict[int, list[Message]]
"""Index of a program -> what the compiler says of it; a program without messages is right, one that is missing was not
reached."""


def read_messages(
    done: Finished, owners: Mapping[str, int], error: re.Pattern[str], read: Callable[[re.Match[str]], Message]
) -> Messages | None:
    """The messages of a compiler that was given the files of many programs at once; None if it failed and blames none.

    owners: file -> index of its program. error: what an error looks like in what the compiler prints, with a group
    file; read: makes a message of it.
    """
    found: Messages = {index: [] for index in owners.values()}
    for match in error.finditer(done.stdout + done.stderr):
        if match["file"] in owners:
            found[owners[match["file"]]].append(read(match))
    failed = done.stopped or (done.status != 0 and not any(found.values()))
    return None if failed else found


def read_json_lines(done: Finished, owners: Mapping[str, int], about: Callable[[str], About]) -> Messages | None:
    """The messages that a driver printed as lines of JSON, {"file", "line", "text"} each, one without a file at its
    end; None if it did not come to its end."""
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
