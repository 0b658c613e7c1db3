"""Calls a Python function of probe.json with each of several lists of arguments, and prints what it returns as JSON.

Left out is every call whose answer would prove nothing about a translation: one that raises, takes long, changes its
arguments, answers differently the second time, or answers with what is no plain value.
"""

import copy
import io
import json
import math
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any


def is_plain(value: Any) -> bool:
    """Whether every language has such a value."""
    if value is None or isinstance(value, (bool, str)):
        return True
    if isinstance(value, int):
        return abs(value) <= 2**53
    if isinstance(value, float):
        return math.isfinite(value)
    if isinstance(value, (list, tuple)):
        return all(is_plain(item) for item in value)
    return isinstance(value, dict) and all(isinstance(key, str) and is_plain(item) for key, item in value.items())


class TooLong(BaseException):
    """A call takes too long."""


def stop(*_: object) -> None:
    """Ends a call."""
    raise TooLong


def answer(function: Callable[..., Any], arguments: list[Any]) -> tuple[bool, str]:
    """Whether the answer is good for anything, and the answer."""
    first, second = copy.deepcopy(arguments), copy.deepcopy(arguments)
    signal.setitimer(signal.ITIMER_REAL, 0.5)
    try:
        result = function(*first)
        plain = is_plain(result)
        text = json.dumps(result) if plain else ""
        again = json.dumps(function(*second)) if plain else ""
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    kept = text == again and json.dumps(first) == json.dumps(arguments)
    return plain and kept, text


def main() -> None:
    """Reads probe.json and prints a line for each call that counts: its index and its answer."""
    probe = json.loads(Path("probe.json").read_text(encoding="utf-8"))
    output, sys.stdout = sys.stdout, io.StringIO()
    signal.signal(signal.SIGALRM, stop)
    namespace: dict[str, Any] = {"__name__": "piece"}
    exec(compile(probe["code"], "piece", "exec"), namespace)
    function = namespace[probe["function"]]
    for index, arguments in enumerate(probe["calls"]):
        try:
            good, text = answer(function, arguments)
        except (Exception, TooLong):
            continue
        if good:
            print(index, text, file=output, flush=True)


main()
