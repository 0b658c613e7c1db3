"""Checks that code could be a translation of a source. A function has the same name and number of parameters, a
program also reads stdin, and both have the same words and numbers.

The rules are tolerant on purpose: a good translation that is rejected is lost, while later gates can still reject a bad
one that passes. Each rule is documented at its function.
"""

import math
import re
from dataclasses import dataclass

from tree_sitter import Node

from pairloom.schemas.records import FUNCTION, PROGRAM
from pairloom.translators.languages import Function, Parameters, Tree, get_language, outermost_functions
from pairloom.translators.languages.functions import all_functions, last_name
from pairloom.translators.problem import Problem


@dataclass(frozen=True)
class Traits:
    """The properties that a translation must share with its source: names and parameters of functions, distinctive
    literals, whether it reads stdin."""

    language: str
    functions: tuple[tuple[tuple[str, ...], Parameters], ...]
    words: frozenset[str]
    numbers: frozenset[float]
    reads: bool = False


_IS_PLACE = re.compile(r"://|/dev/")
_INSERTED = re.compile(r"[$#]?\{[^{}]*\}|[$@]\w+")
"""Values in a string: ${total}, #{total}, {total}, $total."""
_OF_LIBRARIES = {"main", "line", "close", "data"}
"""Words in strings by which programs start and read: "__main__", on("line", …)."""
_LETTERS = frozenset(map(float, b"09AZaz"))
"""The codes of letters and digits, which other languages write as characters."""


def traits(tree: Tree, unit: str = FUNCTION) -> Traits:
    """The traits of a source of that unit."""
    captures = tree.captures
    functions = outermost_functions(all_functions(tree))
    texts = [tree.source(node) for node in captures.get("string", []) if _is_data(node)]
    if unit == PROGRAM:
        texts = [_INSERTED.sub(" ", text) for text in texts if not _IS_PLACE.search(text)]
    words = {
        word.lower() for text in texts if len(text.split()) <= 2 for word in re.findall(r"(?<![\\%])[A-Za-z]{4,}", text)
    }
    numbers = {value for node in captures.get("number", []) if (value := number(tree.source(node))) is not None}
    distinctive = frozenset(value for value in numbers if abs(value) > 10)
    if unit == PROGRAM:
        words, distinctive = words - _OF_LIBRARIES, distinctive - _LETTERS
    names = tuple((f.names, f.parameters) for f in functions)
    return Traits(tree.grammar.name, names, frozenset(words), distinctive, _reads(tree))


def check_plausible(source: Traits | None, tree: Tree, functions: list[Function], function_name: str) -> Problem | None:
    """The first problem of `functions`, those of the target's `tree`, as a translation of `source`."""
    source = source or Traits("", (), frozenset(), frozenset())
    candidates = [function_name] if function_name else [name for names, _ in source.functions for name in names]
    wanted = [name for name in candidates if _is_name(name)]
    named = functions
    if wanted:
        named = [f for f in all_functions(tree) if any(_same_name(f.names, name) for name in wanted)]
    if not named:
        found = ", ".join(repr(f.names[0]) for f in functions if f.names)[:200] or "no name"
        return Problem("check", "name_changed", f"No function is called {last_name(wanted[0])!r}; found: {found}.")
    return _check_parameters(source, named, wanted, tree) or _check_literals(source, tree)


def check_program(source: Traits | None, tree: Tree) -> Problem | None:
    """The first problem of `tree`, that of the target, as a translation of the program `source`. Its functions are its
    own affair."""
    if source is None:
        return None
    if source.reads and not _reads(tree):
        return Problem("check", "no_input", "The source reads stdin, and the translation does not.")
    return _check_literals(source, tree)


def _reads(tree: Tree) -> bool:
    """Whether code reads stdin."""
    pattern = get_language(tree.grammar.name).stdin
    return re.search(pattern, tree.text.decode("utf-8", "replace")) is not None


def plain_name(name: str) -> str:
    """A name without its naming convention: "readFile", "read_file", "_ReadFile" and "read_file?" give "readfile"."""
    return re.sub(r"[\W_]", "", name).lower()


_CONSTRUCTORS = {"init", "initialize", "constructor", "construct", "new", "dispatch", "call", "invoke", "main"}


def _is_name(name: str) -> bool:
    """Whether a translation must have this name. Names of operators and constructors differ between languages."""
    parts = [plain_name(part) for part in re.split(r"\.|::|#", name) if part]
    return bool(parts and parts[-1]) and parts[-1] not in _CONSTRUCTORS and parts[-1] not in parts[:-1]


def _same_name(names: tuple[str, ...], wanted: str) -> bool:
    """Whether one of `names` is `wanted` in some convention: the last part of the name, the name with its class, or the
    name as a getter or predicate ("empty?" as "isEmpty")."""
    parts = [plain_name(part) for part in re.split(r"\.|::|#|->", wanted) if part]
    accepted = {parts[-1], "".join(parts[-2:])}
    for name in map(plain_name, names):
        if name in accepted or re.sub(r"^(is|has|get|set|to|flx)", "", name) in accepted:
            return True
        if re.sub(r"^(is|has|get|set|to)", "", parts[-1]) == name:
            return True
    return False


def _check_parameters(source: Traits, named: list[Function], wanted: list[str], tree: Tree) -> Problem | None:
    """The target must have a function of that name that accepts the arguments of a call of the source.

    Allowed: defaults omitted or given as overloads; one parameter more or fewer, for the object of a method; in C and
    C++ also sizes and results: two more for each parameter (a matrix has rows and columns) and two in addition.
    """
    originals = [p for names, p in source.functions if any(_same_name(names, name) for name in wanted)]
    if not originals and len(source.functions) == 1:
        originals = [source.functions[0][1]]
    if not originals:
        return None
    if any(_fits(original, source.language, f.parameters, tree.grammar.name) for original in originals for f in named):
        return None
    function = named[0]
    line = tree.line(function.node)
    detail = (
        f"The function at line {line} takes {_count(function.parameters)} parameters; "
        f"the source's takes {_count(originals[0])}."
    )
    return Problem("check", "parameters", detail, line)


def _fits(source: Parameters, source_language: str, target: Parameters, target_language: str) -> bool:
    return _spare(source, target_language) >= target.least and _spare(target, source_language) >= source.least


def _spare(parameters: Parameters, other_language: str) -> float:
    """The number of additional parameters that the function in the other language may have."""
    if parameters.most is None:
        return math.inf
    return 3 * parameters.most + 2 if get_language(other_language).takes_sizes else parameters.most + 1


def _count(parameters: Parameters) -> str:
    if parameters.most is None:
        return f"{parameters.least} or more"
    if parameters.least == parameters.most:
        return str(parameters.most)
    return f"{parameters.least} to {parameters.most}"


def _check_literals(source: Traits, tree: Tree) -> Problem | None:
    """At least half of the distinctive literals must be present, if the source has at least four. They are words of
    four or more letters in string literals of one or two words, and numbers above 10. Longer strings are messages,
    which good translations may reword; format strings, escapes and prefixes may change freely."""
    if len(source.words) + len(source.numbers) < 4:
        return None
    text = tree.text.decode("utf-8", "replace").lower()
    lost = [word for word in sorted(source.words) if word not in text]
    unseen = {value for value in source.numbers if f"{value:g}" not in text}
    if unseen:  # as it is usually written; maybe 0xff is there
        unseen -= {number(tree.source(node)) for node in tree.captures.get("number", [])}
    lost += [f"{value:g}" for value in sorted(unseen)]
    total = len(source.words) + len(source.numbers)
    if len(lost) <= total / 2:
        return None
    some = ", ".join(lost[:5])
    return Problem("check", "literals_lost", f"{len(lost)} of {total} distinctive words and numbers are lost: {some}.")


_WHOLE_SUFFIX = re.compile(r"(?<=[0-9a-f])(u|l|ul|ull|ll|n|[iu](8|16|32|64|128|size))$")
_SUFFIX = re.compile(r"(?<=[0-9.])(f|d|l|m|u|ul|ull|ll|n|j|f32|f64|[iu](8|16|32|64|128|size))$")


def number(text: str) -> float | None:
    """The value of a number literal in any of the languages, or None."""
    if text.isdecimal():  # nearly all literals
        return float(text)
    plain = text.replace("_", "").replace("'", "").lower()
    try:
        if plain.startswith(("0x", "0b", "0o")):
            return float(int(_WHOLE_SUFFIX.sub("", plain), 0))
        return float(_SUFFIX.sub("", plain))
    except (ValueError, OverflowError):
        return None


def _is_data(node: Node) -> bool:
    """Whether a string is a value: not a docstring and not the name of an imported module."""
    parent = node.parent
    if parent is None:
        return True
    return not (parent.type == "expression_statement" and parent.child_count == 1) and "import" not in parent.type
