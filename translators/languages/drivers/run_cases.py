"""Calls one function of program.py as calls.json says, and reports each result.

A report is a line that begins with the word on standard input, which the code has not seen: nothing that it prints is
taken for one.
"""

import asyncio
import collections
import importlib
import inspect
import json
import os
import sys
import types
from collections.abc import Callable
from pathlib import Path
from typing import Any

OUTPUT = os.dup(1)
WORD = sys.stdin.readline().strip()


class Unfit(Exception):
    """The function cannot be called with these values, or its result is no plain value."""


def report(outcome: str, index: int, text: str) -> None:
    """One line."""
    if sys.__stdout__ is not None:
        sys.__stdout__.flush()
    rest = f"\n{WORD} {outcome} {index} {text}\n".encode()
    while rest:
        rest = rest[os.write(OUTPUT, rest) :]


def plain(value: object) -> object:
    """What stands for a value that JSON has not."""
    if isinstance(value, (set, frozenset, range, collections.deque, type({}.keys()), type({}.values()))):
        return list(value)
    raise Unfit(f"returns a {type(value).__name__}")


def find(place: Any, name: str) -> Callable[..., Any]:
    """The function at the top level, else in a class."""
    found = vars(place).get(name)
    if callable(found) and not inspect.isclass(found):
        return without_receiver(found)
    found = within(place, place.__name__, name)
    if found is None:
        raise Unfit(f"there is no function {name} that can be called")
    return found


def without_receiver(function: Callable[..., Any]) -> Callable[..., Any]:
    """A function, with an empty object for its first parameter if it was taken out of a class."""
    code = getattr(function, "__code__", None)
    if code is None or code.co_varnames[: min(code.co_argcount, 1)] not in (("self",), ("cls",)):
        return function

    def call(*given: Any) -> Any:
        fitting(function, [None, *given])
        try:
            return function(types.SimpleNamespace(), *given)
        except AttributeError as problem:
            raise Unfit(str(problem)) from None

    return call


def within(place: Any, module: str, name: str) -> Callable[..., Any] | None:
    """The function in the classes of a module or a class of its own."""
    inner = [value for value in vars(place).values() if inspect.isclass(value) and value.__module__ == module]
    for holder in inner:
        member = inspect.getattr_static(holder, name, None)
        if isinstance(member, (staticmethod, classmethod)):
            return getattr(holder, name)
        if inspect.isfunction(member):
            try:
                return getattr(holder(), name)
            except TypeError as problem:
                raise Unfit(str(problem)) from None
    nested = (within(holder, module, name) for holder in inner if holder is not place)
    return next((found for found in nested if found), None)


def fitting(call: Callable[..., Any], given: list[Any]) -> tuple[list[Any], dict[str, Any]]:
    """The arguments of a call by position and by name, where the function only takes them so."""
    try:
        signature = inspect.signature(call)
    except (TypeError, ValueError):
        return given, {}
    names = [p.name for p in signature.parameters.values() if p.kind is p.KEYWORD_ONLY]
    for count in (0, len(names)):
        at = len(given) - count
        placed, named = given[:at], dict(zip(names, given[at:], strict=False))
        try:
            signature.bind(*placed, **named)
        except TypeError as problem:
            refused = problem
        else:
            return placed, named
    raise Unfit(str(refused))


def answer(call: Callable[..., Any], given: list[Any]) -> str:
    """What a call returns, as JSON."""
    placed, named = fitting(call, given)
    result = call(*placed, **named)
    if inspect.iscoroutine(result):
        result = asyncio.run(result)
    return to_json(result)


def to_json(value: object) -> str:
    """A value as JSON."""
    try:
        return json.dumps(value, default=plain)
    except TypeError as problem:
        raise Unfit(str(problem)) from None


def load(name: str) -> Callable[..., Any]:
    """The function of program.py."""
    try:
        return find(importlib.import_module("program"), name)
    except ModuleNotFoundError as problem:
        raise Unfit(str(problem)) from None


def main() -> None:
    """Reads calls.json and makes the calls."""
    task = json.loads(Path("calls.json").read_text(encoding="utf-8"))
    call: Callable[..., Any] | None = None
    problem: Exception | None = None
    try:
        call = load(task["name"])
    except Exception as raised:
        problem = raised
    report("start", 0, "")
    for index, given in enumerate(task["calls"]):
        try:
            if call is None:
                raise problem or Unfit("it cannot be loaded")
            result = answer(call, given)
            for position in task["changed"]:
                report("changed", index, f"{position} {to_json(given[position])}")
            report("case", index, result)
        except Exception as raised:
            outcome = "unfit" if isinstance(raised, Unfit) else "error"
            report(outcome, index, json.dumps(f"{type(raised).__name__}: {raised}"))


main()
