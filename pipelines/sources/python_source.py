"""Documented functions of Python source trees, extracted as CodeSearchNet did (arXiv:1909.09436, section 2).

A function is taken if its docstring has at least 3 words, what is left without the docstring has at least 3 lines,
"test" is not in its name, and it is not a dunder method. Methods and nested functions are dedented and become
functions; one that does not compile on its own (it rebinds a name of an enclosing function) is left out.
"""

import ast
import inspect
import io
import tokenize
import warnings
from collections.abc import Iterator
from typing import TypeAlias

from pairloom.schemas.files import BadRow

Function: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef

MIN_WORDS = 3
MIN_LINES = 3

UNPARSABLE = (SyntaxError, ValueError, RecursionError, MemoryError)
"""What `ast.parse` and `compile` raise on what is not Python, or too deep for the parser."""


def decode(content: bytes) -> str:
    """The text of a Python file, in the encoding that it declares. Raises BadRow."""
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(content).readline)
        return io.TextIOWrapper(io.BytesIO(content), encoding, newline=None).read()
    except (SyntaxError, UnicodeDecodeError, LookupError) as error:
        raise BadRow("wrong_encoding", str(error)) from None


def extract_python(content: bytes) -> Iterator[tuple[str, str, str]]:
    """(name, text, code) of each function of a Python file that is taken. Raises BadRow if the file is not Python."""
    source = decode(content)
    if "\0" in source:
        raise BadRow("nul_bytes", "the file has NUL characters")
    tree = parse_python(source)
    source_lines = source.split("\n")
    for name, function in _functions(tree, ()):
        text = inspect.cleandoc(ast.get_docstring(function, clean=False) or "").strip()
        if not _is_wanted(function.name, text):
            continue
        code = without_docstring(source_lines, function)
        if sum(1 for line in code.split("\n") if line.strip()) >= MIN_LINES and compiles(code):
            yield name, text, code


def parse_python(source: str) -> ast.Module:
    """The syntax tree of `source`. Raises BadRow."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about the invalid escapes of other people's string literals
            return ast.parse(source)
    except UNPARSABLE as error:
        where = f"line {error.lineno}: " if isinstance(error, SyntaxError) and error.lineno else ""
        what = error.msg if isinstance(error, SyntaxError) else str(error) or type(error).__name__
        raise BadRow("unparsable_source", f"{where}{what}") from None


def compiles(code: str) -> bool:
    """Whether `code` is a whole Python module."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(code, "<function>", "exec", dont_inherit=True)
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
    """The source of `function` with its decorators, dedented, without its docstring; "" if nothing else is in it."""
    docstring = docstring_node(function)
    if docstring is not None and len(function.body) == 1:
        return ""
    first = min([function.lineno, *(decorator.lineno for decorator in function.decorator_list)])
    last = function.end_lineno or first
    kept = source_lines[first - 1 : last]
    # a docstring or a nested function may share its last line with what follows a semicolon
    kept[-1] = _until(kept[-1], function.end_col_offset)
    inside = _lines_inside_strings(function)
    margin = function.col_offset
    dedented = [
        line if first + offset in inside or line[:margin].strip() else line[margin:] for offset, line in enumerate(kept)
    ]
    if docstring is None:
        return "\n".join(dedented).strip("\n")
    return cut_statement(dedented, docstring, function.body[1], first, margin)


def cut_statement(dedented: list[str], docstring: ast.Expr, following: ast.stmt, first: int, margin: int) -> str:
    """The lines from number `first` without `docstring`; `following` comes after it, perhaps on the same line."""
    start, end = docstring.lineno - first, (docstring.end_lineno or docstring.lineno) - first
    head = _until(dedented[start], docstring.col_offset - margin)
    if following.lineno == docstring.end_lineno:  # def f(): "text"; return 1
        body = dedented[end].encode()[following.col_offset - (margin if start == end else 0) :].decode()
        middle = [head + body]
    else:
        middle = [head.rstrip()] if head.strip() else []
        while end + 1 < len(dedented) and not dedented[end + 1].strip():
            end += 1
    return "\n".join([*dedented[:start], *middle, *dedented[end + 1 :]]).strip("\n")


def _until(line: str, byte_offset: int | None) -> str:
    """The part of `line` before a column of the syntax tree, which counts UTF-8 bytes."""
    return line.encode()[:byte_offset].decode()


def _lines_inside_strings(function: Function) -> set[int]:
    """The numbers of lines that begin inside a string literal: dedenting them would change the string."""
    return {
        line
        for node in ast.walk(function)
        if isinstance(node, ast.Constant | ast.JoinedStr) and (node.end_lineno or 0) > node.lineno
        for line in range(node.lineno + 1, (node.end_lineno or 0) + 1)
    }


def _functions(node: ast.AST, scope: tuple[str, ...]) -> Iterator[tuple[str, Function]]:
    """All functions below `node`, outer before inner, with their qualified names."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            name = (*scope, child.name)
            if not isinstance(child, ast.ClassDef):
                yield ".".join(name), child
            yield from _functions(child, name)
        elif isinstance(child, ast.stmt | ast.ExceptHandler | ast.match_case):
            yield from _functions(child, scope)


def _is_wanted(name: str, text: str) -> bool:
    return (
        len(text.split()) >= MIN_WORDS
        and "test" not in name.lower()
        and not (name.startswith("__") and name.endswith("__"))
    )
