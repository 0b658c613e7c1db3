"""Runs the tests of record.json with a function in the place of the one that they test, which notes its calls and what
the tests do with its answers.

Prints a line for each call, the word from stdin and a Python literal: arguments before and after, answer or exception,
what it printed, whether the tests see what is printed, whether they replace anything else, and the uses of its answer:
"equal" (== was true), "unequal" (it was not), "close" (a calculation with it, or math.isclose), "round N", "set" and
"sorted" (its items in any order), "items" (in their order), or another operation.

With `without` in record.json, the calls do not have this effect: "changed" (they get copies of their arguments) or
"printed". Tests that still pass do not check it.

An answer reaches the tests as an object that is none of Python's own types, so that no use of it is missed: a use that
is not known here fails, and the tests with it.
"""

import builtins
import collections
import copy
import io
import json
import math
import operator
import random
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

TRACKED = (int, float, str, list, dict, tuple, set, frozenset)
CLOSE = ("sub", "rsub", "abs")
NOTED = (
    *("add", "radd", "mul", "rmul", "truediv", "rtruediv", "floordiv", "rfloordiv", "mod", "rmod", "pow", "rpow"),
    *("neg", "and", "rand", "or", "ror", "xor", "rxor", "lt", "le", "gt", "ge", "len", "iter", "getitem", "setitem"),
    *("delitem", "contains", "reversed", "hash", "str", "repr", "format", "int", "float", "index", "divmod"),
)
"""Operations that are noted by their names, so that a message can say which. All others fail."""


class Answer:
    """An answer of the function, which notes in `uses` what is done with it."""

    def __init__(self, value: Any, uses: set[str]) -> None:
        self.__dict__["value"], self.__dict__["uses"] = value, uses

    @property  # type: ignore[misc]
    def __class__(self) -> type:
        return type(self.value)

    def __eq__(self, other: object) -> bool:
        same = bool(self.value == bare(other))
        self.uses.add("equal" if same else "unequal")
        return same

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __bool__(self) -> bool:
        self.uses.add("__bool__")
        return bool(self.value)

    def __round__(self, digits: int | None = None) -> Any:
        self.uses.add(f"round {digits or 0}")
        return round(self.value, digits)

    def __getattr__(self, name: str) -> Any:
        self.uses.add(name)
        return getattr(self.value, name)


def noting(special: str, use: str) -> Callable[..., Any]:
    """The special method of an answer that notes `use` and does what its value does."""

    def method(self: Answer, *given: Any) -> Any:
        self.uses.add(use)
        return getattr(self.value, special)(*map(bare, given))

    return method


for short in CLOSE:
    setattr(Answer, f"__{short}__", noting(f"__{short}__", "close"))
for short in NOTED:
    setattr(Answer, f"__{short}__", noting(f"__{short}__", f"__{short}__"))


def is_answer(value: object) -> bool:
    """Whether `value` is an answer of the function."""
    return type(value) is Answer


def bare(value: Any) -> Any:
    """`value` without what notes its uses, also inside lists, tuples and dictionaries."""
    if is_answer(value):
        return value.value
    if type(value) in (list, tuple):
        items = [bare(item) for item in value]
        return value if all(map(operator.is_, items, value)) else type(value)(items)
    if type(value) is dict:
        entries = {key: bare(item) for key, item in value.items()}
        return value if all(map(operator.is_, entries.values(), value.values())) else entries
    return value


def passed_on(value: Any) -> Any:
    """`value` as an argument: an answer that is passed to the function again is used in a way of its own."""
    if is_answer(value):
        value.uses.add("argument")
    elif type(value) in (list, tuple):
        for item in value:
            passed_on(item)
    return bare(value)


class Copying(io.TextIOBase):
    """A stdout that keeps what is printed, and passes it on to another."""

    def __init__(self, other: Any) -> None:
        self.other, self.text = other, io.StringIO()

    def write(self, text: str) -> int:
        if self.other is not None:
            self.other.write(text)
        return self.text.write(text)


def recorder(function: Callable[..., Any], calls: list[dict[str, Any]], seed: int, without: str) -> Callable[..., Any]:
    """`function`, with its calls noted in `calls`. What it draws by chance differs with `seed`, what tests draw does
    not."""
    stdout, usual = sys.stdout, (sys.stderr, sys.stdin, print, input, open)

    def call(*given: Any, **named: Any) -> Any:
        arguments = [passed_on(value) for value in given]
        words = {name: passed_on(value) for name, value in named.items()}
        uses: set[str] = set()
        entry: dict[str, Any] = {"arguments": copy.deepcopy(arguments), "named": copy.deepcopy(words), "uses": uses}
        now = sys.stderr, sys.stdin, builtins.print, builtins.input, builtins.open
        entry["replaced"] = any(one is not other for one, other in zip(usual, now, strict=True))
        entry["is_seen"] = sys.stdout is not stdout
        calls.append(entry)
        if without == "changed":
            arguments, words = copy.deepcopy((arguments, words))
        theirs = sys.stdout
        sys.stdout = copying = Copying(None if without == "printed" else theirs)
        state = random.getstate()
        random.seed(seed + len(calls))
        try:
            answer = function(*arguments, **words)
        except BaseException as error:
            entry["raises"] = type(error).__name__
            raise
        finally:
            random.setstate(state)
            sys.stdout = theirs
            entry["printed"] = copying.text.getvalue()
            entry["after"] = copy.deepcopy((arguments, words))
        entry["answer"] = copy.deepcopy(answer)
        return Answer(answer, uses) if type(answer) in TRACKED else answer

    return call


class StandIn(type):
    """The type of stand-ins for types and functions which make an answer of an answer, and note one use of it."""

    original: Callable[..., Any]
    use: str

    def __call__(cls, *given: Any, **named: Any) -> Any:
        made = cls.original(*map(bare, given), **named)
        answers = [value for value in given if is_answer(value)]
        for answer in answers:
            is_collection = isinstance(answer.value, (list, tuple, set, frozenset))
            answer.uses.add(cls.use if is_collection else cls.original.__name__)
        return Answer(made, answers[0].uses) if answers and type(made) in TRACKED else made

    def __instancecheck__(cls, value: object) -> bool:
        return isinstance(value, cls.original)  # type: ignore[arg-type]

    def __getattr__(cls, name: str) -> Any:
        return getattr(cls.original, name)


def stand_in(original: Any, use: str) -> Any:
    """A stand-in for `original`."""
    return StandIn(original.__name__, (), {"original": staticmethod(original), "use": use})


def is_close(first: Any, second: Any, **margins: Any) -> bool:
    """`math.isclose` of answers."""
    for value in (first, second):
        if is_answer(value):
            value.uses.add("close")
    return ISCLOSE(bare(first), bare(second), **margins)


ISCLOSE = math.isclose


def main() -> None:
    """Reads record.json; prints the calls if the function passes its tests."""
    word = sys.stdin.readline()
    task = json.loads(Path("record.json").read_text(encoding="utf-8"))
    output, sys.stdout = sys.stdout, io.StringIO()
    calls: list[dict[str, Any]] = []
    namespace: dict[str, Any] = {"__name__": "code"}
    exec(compile(task["code"], "code", "exec"), namespace)
    tests = {**namespace, task["function"]: recorder(namespace[task["function"]], calls, task["seed"], task["without"])}
    for original, use in (
        *((set, "set"), (frozenset, "set"), (sorted, "sorted"), (collections.Counter, "sorted")),
        *((list, "items"), (tuple, "items")),
    ):
        tests[original.__name__] = stand_in(original, use)
    math.isclose = is_close  # type: ignore[assignment]
    random.seed(0)
    exec(compile(task["tests"], "tests", "exec"), tests)
    for entry in calls:
        output.write(f"\n{word} { ({**entry, 'uses': sorted(entry['uses'])})!r}\n")


main()
