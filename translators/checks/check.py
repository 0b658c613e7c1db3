"""The checks in their order, cheap ones first. The first problem is the result."""

import re
from functools import lru_cache
from typing import TypeAlias

from tree_sitter import Node

from pairloom.schemas.records import FUNCTION, PROGRAM
from pairloom.translators.checks.plausible import Traits, check_plausible, check_program, traits
from pairloom.translators.checks.stubs import check_complete, working_parts
from pairloom.translators.languages import MAX_BYTES, Function, Language, Tree, get_language, outermost_functions, parse
from pairloom.translators.languages.functions import all_functions, foreign_keyword
from pairloom.translators.languages.grammar import (
    first_error,
    foreign_node,
    foreign_nodes,
    parse_program,
    unmatched_bracket,
)
from pairloom.translators.problem import Problem


def check_code(code: str, language: str, unit: str = FUNCTION, *, allow_stubs: bool = True) -> Problem | None:
    """The first problem of `code` in `language` (a name of schemas.LANGUAGES), or None. The code must parse. A function
    must consist of declarations only, and contain a function with a body; a program must start at exactly one place.

    With `allow_stubs=False` the code must not be a stub. 1 to 4 % of real documented functions are stubs (abstract
    methods, hooks, exercises): valid code, but useless for learning to translate.
    """
    problem, parsed = _inspect(code, get_language(language), unit)
    if parsed is not None and not allow_stubs:
        problem = check_complete(*parsed)
    return problem


def unit_of(code: str, language: str) -> str:
    """The unit of `code`, one of UNITS: a program if there is a place where it starts, else a function."""
    if not is_readable(code):
        return FUNCTION
    known = get_language(language)
    return PROGRAM if known.entry_points(parse_program(code, known.grammar)) else FUNCTION


def check_source(
    code: str, language: str, unit: str = FUNCTION, *, allow_stubs: bool
) -> tuple[Problem | None, Traits | None]:
    """The first problem of `code` as a source, as in `check_code`, and the traits that a translation must share with
    it. The traits are None if the code has a problem or its tree is unreliable."""
    problem = check_code(code, language, unit, allow_stubs=allow_stubs)
    return problem, _source_traits(code, language, unit) if problem is None else None


def check_translation(
    source_code: str,
    source_language: str,
    target_code: str,
    target_language: str,
    function_name: str,
    source: Traits | None = None,
    unit: str = FUNCTION,
) -> Problem | None:
    """The first problem of `target_code` as a translation of `source_code`, or None.

    function_name: the name in the source ("Stack.push", "push"); "" means the source's first function. source: the
    traits from `check_source`, so that the source need not be parsed again. Only the target is judged: for a source
    that does not parse, fewer comparisons are made.
    """
    target = get_language(target_language)
    problem, parsed = _inspect(target_code, target, unit)
    if problem is not None or parsed is None:
        return _as_source_language(problem, source_language, target_code, target, unit)
    if squeeze(source_code) == squeeze(target_code):
        return Problem("check", "echo", "The translation is the source's own text.")
    if parsed[0].root.has_error:
        return None
    traits_of_source = source or _source_traits(source_code, source_language, unit)
    if unit == PROGRAM:
        return check_complete(*parsed) or check_program(traits_of_source, parsed[0])
    return check_complete(*parsed) or check_plausible(traits_of_source, *parsed, function_name)


def parses_as(code: str, language: str, unit: str = FUNCTION) -> bool:
    """Whether `code` passes the checks for `language` by the grammar alone, without a compiler. It guesses the language
    of a rejected block."""
    return _inspect(code, get_language(language), unit, ask_compiler=False)[0] is None


Inspection: TypeAlias = tuple[Problem | None, tuple[Tree, list[Function]] | None]
"""The first problem of code, or its tree and the functions of which one must not be a stub: the outermost ones of a
function, those of a program where its work is done."""


@lru_cache(maxsize=8)
def _inspect(code: str, written_in: Language, unit: str, ask_compiler: bool = True) -> Inspection:
    """The inspection of `code`. The last few are cached, because code is checked when it is read from a reply and again
    as a translation."""
    problem = _unreadable(code)
    if problem is not None:
        return problem, None
    is_program = unit == PROGRAM
    tree = (parse_program if is_program else parse)(code, written_in.grammar)
    if tree.root.has_error and not (ask_compiler and written_in.accepts(code, is_program=is_program)):
        return _syntax_problem(tree), None
    problem = written_in.syntax_problem(code)
    if problem is not None:
        return problem, None
    if is_program:
        foreign = _stray_node(tree)
        if foreign is not None and ask_compiler and written_in.accepts(code):
            foreign = None  # a macro of C
        return _inspect_program(tree, written_in, foreign)
    return _inspect_function(tree, written_in)


def _stray_node(tree: Tree) -> Node | None:
    """The first statement at the top level of a program that starts with a function."""
    foreign = [] if tree.grammar.scripts else foreign_nodes(tree)
    return next((node for node in foreign if "macro" not in node.type), None)


def _inspect_program(tree: Tree, written_in: Language, foreign: Node | None) -> Inspection:
    if not tree.top_level:
        return Problem("check", "empty", "There is nothing but comments."), None
    if tree.root.has_error:
        return None, (tree, [])  # a compiler accepted it; details of the tree are unreliable
    if foreign is not None:
        line, found = tree.line(foreign), _excerpt(tree.source(foreign))
        return Problem("check", "syntax", f"Line {line} is outside of all functions: {found}.", line), None
    starts = written_in.entry_points(tree)
    if not starts:
        return Problem("check", "no_entry_point", f"The program needs {written_in.entry_point}."), None
    if len(starts) > 1:
        lines = " and ".join(str(tree.line(node)) for node in starts[:3])
        return Problem("check", "several_entry_points", f"The program could start at lines {lines}."), None
    return None, (tree, working_parts(tree, starts[0]))


def _inspect_function(tree: Tree, written_in: Language) -> Inspection:
    foreign = foreign_node(tree)
    if foreign is not None and not tree.root.has_error:
        return _foreign_problem(tree, foreign), None
    if not tree.top_level:
        return Problem("check", "empty", "There is nothing but comments."), None
    functions = outermost_functions(all_functions(tree))
    if tree.root.has_error:
        return None, (tree, functions)  # a compiler accepted it; details of the tree are unreliable
    if not functions:
        return Problem("check", "no_function", "There is no function with a body."), None
    impostor = foreign_keyword(tree, functions)
    if impostor is not None:
        word, line = tree.source(impostor), tree.line(impostor)
        return Problem("check", "syntax", f"{word!r} at line {line} is no type of {written_in.name}.", line), None
    return None, (tree, functions)


# Error recovery takes minutes on tens of thousands of brackets, quotes or backquotes in a row.
_RUN = re.compile(r"([^\w\s#*=/+.~_-])(?:[ \t\n]*\1){500,}")


def is_readable(code: str) -> bool:
    """Whether `code` can be given to a parser: not empty, not too large, and encodable."""
    return _unreadable(code) is None


@lru_cache(maxsize=8)
def _unreadable(code: str) -> Problem | None:
    """The reason why `code` cannot be given to a parser, or None."""
    if not code.strip():
        return Problem("check", "empty", "There is no code.")
    if len(code) > MAX_BYTES:
        return Problem("check", "too_large", f"The code has {len(code):,} characters; {MAX_BYTES:,} is the limit.")
    run = _RUN.search(code)
    if run is not None:
        line = code.count("\n", 0, run.start()) + 1
        return Problem("check", "too_large", f"Line {line} repeats {run[1]!r} more than 500 times.", line)
    if "\0" in code:
        line = code.count("\n", 0, code.index("\0")) + 1
        return Problem("check", "bad_characters", f"Line {line} holds a NUL character.", line)
    try:
        size = len(code.encode("utf-8"))
    except UnicodeEncodeError as error:
        line = code.count("\n", 0, error.start) + 1
        return Problem("check", "bad_characters", f"Line {line} holds half of a surrogate pair.", line)
    if size > MAX_BYTES:
        return Problem("check", "too_large", f"The code has {size:,} bytes; {MAX_BYTES:,} is the limit.")
    return None


def _syntax_problem(tree: Tree) -> Problem:
    node = first_error(tree.root)
    line, column = tree.line(node), node.start_point[1] + 1
    bracket = unmatched_bracket(tree)
    if bracket is not None:
        line, column = tree.line(bracket), bracket.start_point[1] + 1
        opens = bracket.type in "([{"
        detail = f"{bracket.type!r} at line {line}, column {column} is never {'closed' if opens else 'opened'}."
    elif node.is_missing:
        detail = f"{node.type!r} is missing at line {line}, column {column}."
    else:
        detail = f"The code does not parse at line {line}, column {column}, near {_excerpt(tree.source(node))}."
    return Problem("check", "syntax", detail, line)


def _foreign_problem(tree: Tree, node: Node) -> Problem:
    line, kind = tree.line(node), node.type.replace("_", " ")
    detail = f"Line {line} is no declaration but a {kind}: {_excerpt(tree.source(node))}."
    return Problem("check", "not_declarations", detail, line)


_MAY_BE_FOREIGN = ("syntax", "not_declarations", "no_entry_point")
"""The reasons to reject code that may be in another language."""


def _as_source_language(
    problem: Problem | None, source_language: str, target_code: str, target: Language, unit: str
) -> Problem | None:
    """The same problem, or "wrong_language" if the target is in the source's language, which is more precise than a
    syntax error."""
    if problem is None or problem.reason not in _MAY_BE_FOREIGN or source_language == target.name:
        return problem
    if not parses_as(target_code, source_language, unit):
        return problem
    detail = f"The code is {source_language}, the source's language, not {target.name}."
    return Problem("check", "wrong_language", detail)


@lru_cache(maxsize=8)
def _source_traits(code: str, language: str, unit: str) -> Traits | None:
    """The traits of `code`; None if it cannot be parsed. Cached for a few sources, because each is compared once per
    target language."""
    if _unreadable(code) is not None:
        return None
    tree = (parse_program if unit == PROGRAM else parse)(code, get_language(language).grammar)
    return None if tree.root.has_error else traits(tree, unit)


def squeeze(code: str) -> str:
    """`code` without its white space, to compare it."""
    return "".join(code.split())


def _excerpt(text: str) -> str:
    line = text.strip().partition("\n")[0]
    return repr(line if len(line) <= 60 else line[:57] + "...")
