"""The checks in their order, cheap first; the first that fails is the answer."""

import re
from functools import lru_cache

from tree_sitter import Node

from pairloom.translators.checks.plausible import Traits, check_plausible, traits
from pairloom.translators.checks.stubs import check_complete
from pairloom.translators.languages import MAX_BYTES, Function, Language, Tree, get_language, outermost_functions, parse
from pairloom.translators.languages.functions import all_functions, foreign_keyword
from pairloom.translators.languages.grammar import first_error, foreign_node, unmatched_bracket
from pairloom.translators.problem import Problem


def check_code(code: str, language: str, *, allow_stubs: bool = True) -> Problem | None:
    """What is wrong with `code` as functions of `language` (a name of schemas.LANGUAGES), or None: it must parse,
    consist of declarations only, and hold a function with a body.

    With `allow_stubs=False` the function must also do something, which 1 to 4 % of real documented functions do not
    (abstract methods, hooks, exercises): sound code, but nothing to learn a translation from.
    """
    problem, parsed = _inspect(code, get_language(language))
    if parsed is not None and not allow_stubs:
        problem = check_complete(*parsed)
    return problem


def check_source(code: str, language: str, *, allow_stubs: bool) -> tuple[Problem | None, Traits | None]:
    """What is wrong with `code` as something to translate, as `check_code` says it, and what a translation must share
    with it: None if it is not sound, or its tree is not to be trusted."""
    problem = check_code(code, language, allow_stubs=allow_stubs)
    return problem, _source_traits(code, language) if problem is None else None


def check_translation(
    source_code: str,
    source_language: str,
    target_code: str,
    target_language: str,
    function_name: str,
    source: Traits | None = None,
) -> Problem | None:
    """What is wrong with `target_code` as a translation of `source_code`, or None.

    `function_name` is the source's name for it ("Stack.push", "push"); "" means the source's first function. `source`:
    what `check_source` found, so that the source need not be parsed again.
    Only the target is judged: a source that does not parse merely leaves less to compare.
    """
    target = get_language(target_language)
    problem, parsed = _inspect(target_code, target)
    if problem is not None or parsed is None:
        return _as_source_language(problem, source_language, target_code, target)
    if squeeze(source_code) == squeeze(target_code):
        return Problem("check", "echo", "The translation is the source's own text.")
    if parsed[0].root.has_error:
        return None
    return check_complete(*parsed) or check_plausible(
        source or _source_traits(source_code, source_language), *parsed, function_name
    )


def parses_as(code: str, language: str) -> bool:
    """Whether `code` passes as functions of `language` by its grammar alone, no compiler asked: a guess at what a
    refused piece is."""
    return _inspect(code, get_language(language), ask_compiler=False)[0] is None


@lru_cache(maxsize=8)
def _inspect(
    code: str, written_in: Language, ask_compiler: bool = True
) -> tuple[Problem | None, tuple[Tree, list[Function]] | None]:
    """The first problem of `code`, or its tree and outermost functions. The last few are kept: what is found in a reply
    is checked there, and again as a translation."""
    problem = _unreadable(code)
    if problem is not None:
        return problem, None
    tree = parse(code, written_in.grammar)
    if tree.root.has_error and not (ask_compiler and written_in.accepts(code)):
        return _syntax_problem(tree), None
    problem = written_in.syntax_problem(code)
    if problem is not None:
        return problem, None
    foreign = foreign_node(tree)
    if foreign is not None and not tree.root.has_error:
        return _foreign_problem(tree, foreign), None
    if not tree.top_level:
        return Problem("check", "empty", "There is nothing but comments."), None
    functions = outermost_functions(all_functions(tree))
    if tree.root.has_error:
        return None, (tree, functions)  # a compiler has spoken for it; the tree is not to be trusted in detail
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
    """Whether `code` can be parsed at all, well or badly: not empty, not too large, and encodable."""
    return _unreadable(code) is None


@lru_cache(maxsize=8)
def _unreadable(code: str) -> Problem | None:
    """What keeps `code` from being parsed at all."""
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


def _as_source_language(
    problem: Problem | None, source_language: str, target_code: str, target: Language
) -> Problem | None:
    """The same problem, or that the target is in the source's language, which says more than a syntax error."""
    if problem is None or problem.reason not in ("syntax", "not_declarations") or source_language == target.name:
        return problem
    if not parses_as(target_code, source_language):
        return problem
    detail = f"The code is {source_language}, the source's language, not {target.name}."
    return Problem("check", "wrong_language", detail)


@lru_cache(maxsize=8)
def _source_traits(code: str, language: str) -> Traits | None:
    """What a translation of `code` must share with it; None if it cannot be parsed. Kept for a few sources, as each
    comes once per target language."""
    if _unreadable(code) is not None:
        return None
    tree = parse(code, get_language(language).grammar)
    return None if tree.root.has_error else traits(tree)


def squeeze(code: str) -> str:
    """`code` without its white space, to compare it."""
    return "".join(code.split())


def _excerpt(text: str) -> str:
    line = text.strip().partition("\n")[0]
    return repr(line if len(line) <= 60 else line[:57] + "...")
