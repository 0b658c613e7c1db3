"""Programs that run a translation on tests, and the plain values in such tests."""

import json
import re
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

_DRIVERS = Path(__file__).parent / "drivers"


@cache
def driver(name: str) -> str:
    """The text of a file of `drivers/`."""
    return (_DRIVERS / name).read_text(encoding="utf-8")


_LETTERS = {"char": "s", "set": "e", "linked": "n", "tree": "r"}
"""The letters of kinds that do not have their own first letter."""


@dataclass(frozen=True)
class PlainType:
    """A type of plain values.

    kind: "int", "float", "str", "bool"; "char", a string of one character; "list", "set" (a list without order), "dict"
        (with strings as keys), "optional", each with the type of its items in `item`; "tuple", a list with a type for
        each place in `items`; "linked", a linked list, and "tree", a binary tree, which are lists of their values (a
        tree's level by level, None for a missing child); "any", values of several types, only for languages without
        static types.
    """

    kind: str
    item: "PlainType | None" = None
    items: "tuple[PlainType, ...]" = ()

    @property
    def held(self) -> "PlainType":
        """The type inside a list, a dictionary or an optional."""
        assert self.item is not None
        return self.item

    @property
    def inner(self) -> "tuple[PlainType, ...]":
        """All types inside it."""
        return self.items if self.item is None else (self.item,)

    def __str__(self) -> str:
        """The type in Python's notation."""
        inner = ", ".join(map(str, self.inner))
        match self.kind:
            case "optional":
                return f"{inner} | None"
            case "dict":
                return f"dict[str, {inner}]"
            case "linked" | "tree":
                return {"linked": "ListNode", "tree": "TreeNode"}[self.kind] + ("" if inner == "int" else f"[{inner}]")
        return f"{self.kind}[{inner}]" if inner else self.kind

    @property
    def is_mixed(self) -> bool:
        """Whether it holds values of several types."""
        return self.kind == "any" or any(type_.is_mixed for type_ in self.inner)

    @property
    def letters(self) -> str:
        """The type for the drivers: the letter of its kind, then the letters of its item types. The letter of a tuple
        is followed by the number of its items."""
        letter = _LETTERS.get(self.kind, self.kind[0]) + (str(len(self.items)) if self.kind == "tuple" else "")
        return letter + "".join(type_.letters for type_ in self.inner)


ANY = PlainType("any")
NOTHING = PlainType("optional", PlainType("int"))
"""The type of a result that is always None."""


def type_of(value: Any) -> PlainType:
    """The type of one plain value, without its item type. Raises ValueError if it is not plain."""
    match value:
        case None:
            return PlainType("optional", ANY)
        case bool():
            return PlainType("bool")
        case int():
            return PlainType("int")
        case float():
            return PlainType("float")
        case str():
            return PlainType("str")
        case list() | tuple():
            return PlainType("list", ANY)
        case dict():
            return PlainType("dict", ANY)
    raise ValueError(f"a {type(value).__name__} is not a plain value")


@dataclass(frozen=True)
class Signature:
    """The types of a function's arguments and of its result."""

    arguments: tuple[PlainType, ...]
    returns: PlainType

    def __str__(self) -> str:
        """The types in Python's notation."""
        return f"({', '.join(map(str, self.arguments))}) -> {self.returns}"

    @property
    def leaf(self) -> PlainType:
        """The type of the values inside the first argument: what a function of any type is called with."""
        found = self.arguments[0] if self.arguments else self.returns
        while found.inner:
            found = found.inner[0]
        return found


@dataclass(frozen=True)
class Program:
    """A program, or a piece of code that is only compiled.

    files: path -> text, the file to compile first. run: the command that runs it in the folder of the files. flags:
    compiler flags in addition to the language's own. readable: further folders that the program reads. environment:
    additional environment variables. server: the arguments of the tool of `run` for a second program, which has the
    code that is tested, in its own sandbox with the folder CODE.
    """

    files: Mapping[str, str]
    run: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    readable: tuple[str, ...] = ()
    environment: Mapping[str, str] = field(default_factory=dict)
    server: tuple[str, ...] = ()


CODE = "translation"
"""The folder of the server's files, inside the folder of a program."""


@dataclass(frozen=True)
class Allowance:
    """How much more a whole program takes than one of a compiled language with the same algorithm: factors for its time
    and its memory, and what the start of its runtime adds in seconds and bytes. stack_bytes: the stack that it gets."""

    time: float = 1
    memory: float = 1
    start_seconds: int = 0
    runtime_bytes: int = 16 << 20
    stack_bytes: int = 64 << 20


@dataclass(frozen=True)
class Suite:
    """Tests in one language. `prompt` is the benchmark's beginning of a solution in it ("" for none): imports, and the
    class in which the tests expect the function."""

    tests: str
    prompt: str = ""


class NoFramework(ValueError):
    """The tests need a framework that is not installed. The message says which."""


@dataclass(frozen=True)
class Calls:
    """Calls of a translated function: the code, the function's name in it, and the arguments of each call.
    `program_name` is unique in the folder. changed: position of each argument that is reported after a call -> whether
    any call changes its length.
    is_procedure: whether the source never returns a value, so that the result does not matter. is_probe: whether the
    code is a source whose answers are not known: no call may end the others, and the driver may say how a call went."""

    code: str
    name: str
    signature: Signature
    arguments: Sequence[tuple[Any, ...]]
    program_name: str
    changed: Mapping[int, bool] = field(default_factory=dict)
    is_procedure: bool = False
    is_probe: bool = False

    @property
    def changed_letters(self) -> list[str | None]:
        """For each argument up to the last one that is reported after a call: the letters of its type, None for those
        between that are not."""
        types = self.signature.arguments
        return [types[at].letters if at in self.changed else None for at in range(max(self.changed, default=-1) + 1)]

    def literals(self, write: Callable[[PlainType, Any], str]) -> list[list[str]]:
        """For each call its arguments as `write` writes them."""
        types = self.signature.arguments
        return [[write(*pair) for pair in zip(types, call, strict=True)] for call in self.arguments]

    def lines(self, write: Callable[[PlainType, Any], str], pattern: str) -> list[str]:
        """One line per call. `pattern` takes its number, the function and the arguments: "run(%d, %s, %s)"."""
        return [pattern % (index, self.name, ", ".join(row)) for index, row in enumerate(self.literals(write))]


def new_name(kind: str) -> str:
    """A name for the package or the class of a program, which no other program can guess."""
    return f"{kind}{secrets.token_hex(8)}"


def without_new_names(text: str) -> str:
    """An output without what `new_name` adds to names, so that it is the same in each run."""
    return _NEW_NAME.sub(r"\1", text)


_NEW_NAME = re.compile(r"\b(Cases|cases|piece|suite|program)[0-9a-f]{16}")


def calls_json(calls: Calls, is_piece: bool = False) -> str:
    """The calls for drivers that load the code and find the function at run time. is_piece: the code is a piece of a
    class, which may lack other members of its class."""
    rows = calls.literals(_as_typed)
    task = {"name": calls.name, "calls": rows, "isPiece": is_piece, "changed": list(calls.changed)}
    return json.dumps({**task, "returns": calls.signature.returns.letters})


def _as_typed(type_: PlainType, value: Any) -> Any:
    """A value with integers converted to floats where its type has floats. What JSON does not have is marked, for the
    drivers to make: sets, tuples and nodes."""
    match type_.kind, value:
        case "float", int() if not isinstance(value, bool):
            return float(value)
        case "optional", _ if value is not None:
            return _as_typed(type_.held, value)
        case "list", list() | tuple():
            return [_as_typed(type_.held, item) for item in value]
        case ("set" | "linked" | "tree") as kind, list() | tuple():
            return {"pairloom": kind, "values": [_as_typed(type_.held, item) for item in value]}
        case "tuple", list() | tuple():
            return {"pairloom": "tuple", "values": list(map(_as_typed, type_.items, value))}
        case "dict", dict():
            return {key: _as_typed(type_.held, item) for key, item in value.items()}
    return value


def without_closing(tests: str) -> str:
    """MultiPL-E's tests without their first bracket, which closes the function."""
    return re.sub(r"^\s*\}", "", tests)


def quote(text: str, escape: Callable[[int], str]) -> str:
    """A string literal in quotation marks of what every compiler takes: printable ASCII. `escape` writes any other
    character, the marks and the backslash, by its code point: many compilers refuse or change one or another of the
    invisible ones."""
    plain = (c if " " <= c <= "~" and c not in '"\\' else escape(ord(c)) for c in text)
    return f'"{"".join(plain)}"'


@dataclass(frozen=True)
class Literals:
    """The notation of plain values in a language: a pattern for each kind, and a function for strings. `key` writes the
    keys of dictionaries, if they are not written like strings. linked, tree: patterns for the values of nodes, if they
    are not written like lists; a missing child is `false` there."""

    null: str
    true: str
    false: str
    integer: str
    number: str
    text: Callable[[str], str]
    list: str
    map: str
    entry: str
    key: Callable[[str], str] | None = None
    linked: str = ""
    tree: str = ""

    def __call__(self, type_: PlainType, value: Any) -> str:
        """`value` written by its type: an int is written as a float if the type is float."""
        if value is None:
            return self.null
        match type_.kind:
            case "any":
                return self(type_of(value), value)
            case "optional":
                return self(type_.held, value)
            case "linked" | "tree" if not value:
                return self.null
            case "linked" | "tree" if self.linked:
                items = (self.false if item is None else self(type_.held, item) for item in value)
                return (self.linked if type_.kind == "linked" else self.tree).format(", ".join(items))
            case "bool":
                return self.true if value else self.false
            case "int":
                return self.integer.format(value)
            case "float":
                return self.number.format(repr(float(value)))
            case "str" | "char":
                return self.text(value)
            case "tuple":
                return self.list.format(", ".join(map(self, type_.items, value)))
            case "list" | "set" | "linked" | "tree":
                return self.list.format(", ".join(self(type_.held, item) for item in value))
        write_key = self.key or self.text
        entries = (self.entry.format(write_key(key), self(type_.held, item)) for key, item in value.items())
        return self.map.format(", ".join(entries))
