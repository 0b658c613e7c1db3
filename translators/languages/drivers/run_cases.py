"""Calls one function of program.py as calls.json says, and reports each result.

A report is a line that begins with the word on standard input, which the code has not seen: nothing that it prints is
taken for one.
"""

import asyncio
import collections
import dataclasses
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


NODES = {"linked": "ListNode", "tree": "TreeNode"}


class Unfit(Exception):
    """The function cannot be called with these values, or its result is no plain value."""


def report(outcome: str, index: int, text: str) -> None:
    """One line."""
    if sys.__stdout__ is not None:
        sys.__stdout__.flush()
    rest = f"\n{WORD} {outcome} {index} {text}\n".encode()
    while rest:
        rest = rest[os.write(OUTPUT, rest) :]


def links_of(node: object) -> list[str]:
    """The names of the attributes that hold the other nodes of a linked list or a binary tree; [] for anything else."""
    for names in (["left", "right"], ["next"]):
        if all(hasattr(node, name) and not callable(getattr(node, name)) for name in names):
            return names
    return []


def values_of(first: object) -> list[object]:
    """The values of a linked list, or of a tree level by level."""
    links, nodes = links_of(first), [first]
    for node in nodes:
        if node is not None:
            nodes += [getattr(node, link) for link in links if len(links) > 1 or getattr(node, link) is not None]
        if len(nodes) > 100_000:
            raise Unfit("the nodes form a circle")
    return [None if node is None else getattr(node, value_name(node)) for node in nodes]


def value_name(node: object) -> str:
    """The name of the attribute that holds the value of a node."""
    known = [name for name in ("val", "value", "data") if hasattr(node, name)]
    return known[0] if known else next((name for name in vars(node) if name not in links_of(node)), "val")


def make_nodes(kind: str, values: list[object]) -> object:
    """The first node of a linked list of values, or of a tree of its values level by level."""
    nodes = [None if value is None else make_node(kind, value) for value in values]
    links, following = ["next"] if kind == "linked" else ["left", "right"], iter(nodes[1:])
    for node in nodes:
        for link in links if node is not None else []:
            setattr(node, link, next(following, None))
    return nodes[0] if nodes else None


def make_node(kind: str, value: object) -> object:
    """A node of the class that the code has for it."""
    classes = [vars(sys.modules["program"]).get(name) for name in (NODES[kind], "Node")]
    for given in ([value], [value, None], [value, None, None], []):
        for made in filter(inspect.isclass, classes):
            try:
                node = made(*given)
            except TypeError:
                continue
            setattr(node, value_name(node), value)
            return node
    links = ["next"] if kind == "linked" else ["left", "right"]
    return types.SimpleNamespace(val=value, **dict.fromkeys(links))


def revive(entry: dict[str, Any]) -> object:
    """A dictionary of calls.json, or the value that it stands for."""
    match entry.get("pairloom"):
        case "set":
            return set(entry["values"])
        case "tuple":
            return tuple(entry["values"])
        case "linked" | "tree" as kind:
            return make_nodes(kind, entry["values"])
    return entry


def plain(value: object) -> object:
    """What stands for a value that JSON has not."""
    if links_of(value):
        return values_of(value)
    if dataclasses.is_dataclass(value):
        return [getattr(value, field.name) for field in dataclasses.fields(value)]
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
    text = Path("calls.json").read_text(encoding="utf-8")
    task = json.loads(text)
    call: Callable[..., Any] | None = None
    problem: Exception | None = None
    try:
        call = load(task["name"])
        task = json.loads(text, object_hook=revive)
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


if __name__ == "__main__":
    main()
