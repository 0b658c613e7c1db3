"""Runs the tests of record.json with a function that notes its calls in the place of the one that they test.

Prints a line for each call, a Python literal: arguments, answer, and what the tests did with the answer: "equal" (==),
"close" (a calculation with it, or math.isclose), "set" and "sorted" (compared in any order), or another method of it.
"""

import collections
import copy
import io
import json
import math
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

CLOSE = ("__sub__", "__rsub__", "__abs__", "__round__")
NOTED = (
    *("__add__", "__radd__", "__mul__", "__truediv__", "__mod__", "__neg__", "__lt__", "__le__", "__gt__", "__ge__"),
    *("__len__", "__iter__", "__getitem__", "__contains__", "__str__", "__format__", "__bool__", "__reversed__"),
    *("keys", "items", "values", "get", "strip", "lower", "upper", "split", "copy", "sort", "count", "index"),
    *("startswith", "endswith", "replace", "join", "append", "pop"),
)


def noting(kind: type, name: str, use: str, uses: set[str]) -> Callable[..., Any]:
    """The method `name` of `kind`, that also notes its use."""
    original = getattr(kind, name)

    def method(self: Any, *given: Any, **named: Any) -> Any:
        uses.add(use)
        return original(self, *given, **named)

    return method


def tracked(answer: Any, uses: set[str]) -> Any:
    """`answer` as a value of a type of its own that notes in `uses` what is done with it."""
    kind = type(answer)
    if kind not in (int, float, str, list, dict, tuple):
        return answer
    names = {name: name for name in NOTED} | dict.fromkeys(CLOSE, "close") | {"__eq__": "equal", "__ne__": "equal"}
    body = {name: noting(kind, name, use, uses) for name, use in names.items() if hasattr(kind, name)}
    return type(kind.__name__, (kind,), {**body, "uses": uses, "__hash__": kind.__hash__})(answer)


def bare(value: Any) -> Any:
    """A tracked answer as it was; numbers and texts may stay."""
    if isinstance(value, list):
        return list.copy(value)
    return tuple.__getitem__(value, slice(None)) if isinstance(value, tuple) else value


def recorder(function: Callable[..., Any], calls: list[dict[str, Any]]) -> Callable[..., Any]:
    """`function`, with its calls noted in `calls`."""

    def call(*given: Any, **named: Any) -> Any:
        entry: dict[str, Any] = {"arguments": copy.deepcopy(list(given)), "named": copy.deepcopy(named), "uses": set()}
        answer = function(*given, **named)
        entry["answer"] = copy.deepcopy(answer)
        calls.append(entry)
        return tracked(answer, entry["uses"])

    return call


def unwrapping(original: Callable[..., Any], use: str) -> Callable[..., Any]:
    """`set`, `sorted` and their like: their use is noted, and not that of the methods which they call."""

    def made(*given: Any, **named: Any) -> Any:
        values = []
        for value in given:
            uses, kind = getattr(type(value), "uses", None), type(value).__mro__[1]
            if uses is not None:
                uses.add(use if kind is not str and kind is not dict else original.__name__)
                value = bare(value)
            values.append(value)
        return original(*values, **named)

    return made


def main() -> None:
    """Reads record.json; prints the calls if the function passes its tests."""
    task = json.loads(Path("record.json").read_text(encoding="utf-8"))
    output, sys.stdout = sys.stdout, io.StringIO()
    calls: list[dict[str, Any]] = []
    namespace: dict[str, Any] = {"__name__": "code"}
    exec(compile(task["code"], "code", "exec"), namespace)
    tests = {**namespace, task["function"]: recorder(namespace[task["function"]], calls)}
    for original, use in ((set, "set"), (frozenset, "set"), (sorted, "sorted"), (collections.Counter, "sorted")):
        tests[original.__name__] = unwrapping(original, use)
    math.isclose = unwrapping(math.isclose, "close")
    exec(compile(task["tests"], "tests", "exec"), tests)
    for entry in calls:
        print(repr({**entry, "uses": sorted(entry["uses"])}), file=output)


main()
