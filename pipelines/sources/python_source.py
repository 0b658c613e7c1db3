"""Extracts documented functions from Python source, like CodeSearchNet (arXiv:1909.09436, section 2).

A function is extracted if its docstring has at least 3 words, the rest has at least 3 lines, "test" is not in its name,
and it is not a dunder method. Methods and nested functions are dedented and become functions. A function that does not
compile on its own (it rebinds a name of an enclosing function) is left out.

Lines are those of Python: the results of `decode` and `unify_line_ends` have only line feeds as line ends.
"""

import ast
import inspect
import io
import re
import tokenize
import warnings
from collections.abc import Iterator
from typing import TypeAlias

from pairloom.schemas.files import BadRow

Function: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef

MIN_WORDS = 3
MIN_LINES = 3

UNPARSABLE = (SyntaxError, ValueError, RecursionError, MemoryError)
"""The errors of `ast.parse` and `compile` for code that is not Python or is nested too deeply."""


def decode(content: bytes) -> str:
    """The text of a Python file, in the encoding that it declares. Raises BadRow."""
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(content).readline)
        return io.TextIOWrapper(io.BytesIO(content), encoding, newline=None).read()
    except (SyntaxError, UnicodeError, LookupError) as error:
        raise BadRow("wrong_encoding", str(error)) from None


def extract_python(content: bytes) -> Iterator[tuple[str, str, str] | BadRow]:
    """(name, text, code) of each extracted function of a Python file, or a BadRow for one that cannot be extracted.
    Raises BadRow if the file is not Python."""
    source = decode(content)
    if "\0" in source:
        raise BadRow("nul_bytes", "the file has NUL characters")
    tree = parse_python(source)
    source_lines = source.split("\n")
    for name, function in find_functions(tree):
        text = inspect.cleandoc(ast.get_docstring(function, clean=False) or "").strip()
        if not _is_wanted(function.name, text):
            continue
        code = without_docstring(source_lines, function)
        if sum(1 for line in code.split("\n") if line.strip()) < MIN_LINES:
            continue
        try:
            if stands_alone(code):
                yield name, text, code
        except BadRow as problem:
            where = f"line {function.lineno}: {name} does not parse outside of its file"
            yield BadRow(problem.reason, f"{where}: {problem.detail}", code)


def parse_python(source: str) -> ast.Module:
    """The syntax tree of `source`. Raises BadRow."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about invalid escapes in string literals
            return ast.parse(source)
    except UNPARSABLE as error:
        where = f"line {error.lineno}: " if isinstance(error, SyntaxError) and error.lineno else ""
        what = error.msg if isinstance(error, SyntaxError) else str(error) or type(error).__name__
        raise BadRow("unparsable_source", f"{where}{what}") from None


def stands_alone(code: str) -> bool:
    """Whether `code` is a complete Python module that rebinds no name of an enclosing function. Raises BadRow if it
    does not parse."""
    tree = parse_python(code)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(tree, "<function>", "exec", dont_inherit=True)
    except UNPARSABLE:
        return False
    return True


def docstring_node(function: Function | ast.ClassDef) -> ast.Expr | None:
    """The statement that is the docstring."""
    match function.body:
        case [ast.Expr(value=ast.Constant(value=str())) as statement, *_]:
            return statement
    return None


def without_docstring(source_lines: list[str], function: Function) -> str:
    """The source of `function` with its decorators, dedented, without its docstring; "" if it has nothing else."""
    docstring = docstring_node(function)
    if docstring is not None and len(function.body) == 1:
        return ""
    first = min([function.lineno, *(decorator.lineno for decorator in function.decorator_list)])
    last = function.end_lineno or first
    lines = {number: source_lines[number - 1] for number in range(first, last + 1)}
    # other code may follow the docstring or a nested function in the same line, after a semicolon
    lines[last] = _until(lines[last], function.end_col_offset)
    if docstring is not None:
        cut_statement(lines, docstring, function.body[1])
    inside = _lines_inside_strings(function)
    margin, _ = _split_indentation(source_lines[function.lineno - 1])
    dedented = (line if number in inside else _dedent(line, margin) for number, line in lines.items())
    return "\n".join(dedented).strip("\n")


def cut_statement(lines: dict[int, str], statement: ast.stmt, following: ast.stmt) -> None:
    """Removes `statement`, and the blank lines after it, from numbered lines. following: the next statement, perhaps on
    the same line."""
    start, end = statement.lineno, statement.end_lineno or statement.lineno
    head, tail = _until(lines[start], statement.col_offset), _since(lines[end], statement.end_col_offset)
    if following.lineno == end or re.match(r"\s*;\s*\\$", tail):  # def f(): "text"; return 1
        end = following.lineno
        lines[start] = head + _since(lines[end], following.col_offset)
        start += 1
    else:
        if head.strip():
            lines[start] = head.rstrip()
            start += 1
        while not lines.get(end + 1, "the end").strip():
            end += 1
    for number in range(start, end + 1):
        del lines[number]


def _until(line: str, byte_offset: int | None) -> str:
    """The part of `line` before a column of the syntax tree; columns count UTF-8 bytes."""
    return line.encode()[:byte_offset].decode()


def _since(line: str, byte_offset: int | None) -> str:
    """The part of `line` from a column of the syntax tree."""
    return line.encode()[byte_offset:].decode()


def _split_indentation(line: str) -> tuple[str, str]:
    """The indentation of `line`, and the rest. In Python a form feed resets the column to 0."""
    blanks, rest = re.fullmatch(r"([ \t\f]*)(.*)", line, re.DOTALL).groups()  # type: ignore[union-attr]
    return blanks.rpartition("\f")[2], rest


def _dedent(line: str, margin: str) -> str:
    """`line` without `margin`. A line with less indentation, inside brackets or in comments, is not changed."""
    blanks, rest = _split_indentation(line)
    if blanks.startswith(margin):
        return blanks[len(margin) :] + rest
    further = len(blanks.expandtabs(8)) - len(margin.expandtabs(8))
    if not rest:
        return ""
    return " " * further + rest if further >= 0 else line


def _lines_inside_strings(function: Function) -> set[int]:
    """The numbers of lines that begin inside a string literal: dedenting them would change the string."""
    return {
        line
        for node in ast.walk(function)
        if isinstance(node, ast.Constant | ast.JoinedStr) and (node.end_lineno or 0) > node.lineno
        for line in range(node.lineno + 1, (node.end_lineno or 0) + 1)
    }


def find_functions(tree: ast.Module) -> Iterator[tuple[str, Function]]:
    """All functions of a file, outer before inner, with their qualified names. Without recursion, because trees may be
    deep."""
    waiting: list[tuple[ast.AST, tuple[str, ...]]] = [(tree, ())]
    while waiting:
        node, scope = waiting.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            scope = (*scope, node.name)
            if not isinstance(node, ast.ClassDef):
                yield ".".join(scope), node
        inner = [x for x in ast.iter_child_nodes(node) if isinstance(x, ast.stmt | ast.ExceptHandler | ast.match_case)]
        waiting.extend((child, scope) for child in reversed(inner))


def _is_wanted(name: str, text: str) -> bool:
    return (
        len(text.split()) >= MIN_WORDS
        and "test" not in name.lower()
        and not (name.startswith("__") and name.endswith("__"))
    )
