"""Removes documentation from code, because a docstring in the code would leak the answer into text-to-code training."""

import ast
import inspect
import itertools
import re
import textwrap

from tree_sitter import Node

from pairloom.pipelines.sources import grammars, python_source
from pairloom.schemas.files import BadRow
from pairloom.schemas.languages import unify_line_ends

_BEFORE = re.compile(r"^[\s/*#!]+")
_AFTER = re.compile(r"[\s*/]+$")


def without_documentation(code: str, language: str, text: str, documented: bool) -> str:
    """`code` without its documentation `text`.

    documented: the code is one function as in its file; then the comment before it and, in Python, its docstring are
    always removed. Otherwise only comments and docstrings that contain `text` are removed.

    Raises BadRow if the code contains nothing else, or if `text` is in a place where it cannot be removed.
    """
    code = unify_line_ends(code, language)
    if documented:
        code = _without_leading_comment(code, language)
        if language == "python":
            code = without_python_docstring(code)
    if contains(code, text):
        code = _without_comments_that_say(code, language, text)
        if contains(code, text):
            raise BadRow("docstring_in_code", "the documentation is in the code, and not as a comment or docstring")
    if not code.strip():
        raise BadRow("empty_code", "there is nothing but documentation in the code")
    return code


def contains(code: str, text: str) -> bool:
    """Whether `text`, if it has at least 3 words, is in `code`, with any line breaks and comment markers."""
    if max(text.split(), key=len, default="") not in code:  # fast, and true for most rows
        return False
    words = _words(text)
    return words.count(" ") >= 2 and words in _words(code)


def clean_comment(comment: str) -> str:
    """The text of a comment, without its markers and their margin."""
    said = [
        re.sub(r"^(/\*+!?|\*+/|\*+(?!\w)|//+!?|#+!?|=begin|=end)?", "", line.strip()) for line in comment.split("\n")
    ]
    said[-1] = re.sub(r"\*+/$", "", said[-1])
    return inspect.cleandoc("\n".join(line.rstrip() for line in said).strip("\n")).strip()


def without_python_docstring(code: str) -> str:
    """`code` without the docstring of its first function if it has one.

    Raises BadRow if nothing else is in the function.
    """
    if '"' not in code and "'" not in code:
        return code
    for source in dict.fromkeys((code, textwrap.dedent(code))):
        try:
            module = python_source.parse_python(source)
        except BadRow:
            continue
        first = next((node for node in module.body if isinstance(node, python_source.Function)), None)
        return split_python_docstring(source, first)[1] if first else source
    return _without_parsed_docstring(code)  # Python 2, or a fragment


def split_python_docstring(module: str, function: python_source.Function) -> tuple[str, str]:
    """The docstring of `function`, and `module` without it. `function` is parsed from `module` and may begin with
    imports.

    Raises BadRow if the function contains nothing else.
    """
    others = itertools.dropwhile(lambda node: isinstance(node, ast.Import | ast.ImportFrom), function.body)
    match list(others):
        case [ast.Expr(value=ast.Constant(value=str(text))) as docstring, following, *_]:
            lines = dict(enumerate(module.split("\n"), 1))
            python_source.cut_statement(lines, docstring, following)
            return inspect.cleandoc(text).strip(), "\n".join(lines.values()).strip("\n")
        case [ast.Expr(value=ast.Constant(value=str()))]:
            raise BadRow("empty_code", "the function has nothing but a docstring")
    return "", module


def split_comment_above(prompt: str, language: str) -> tuple[str, str]:
    """What the comment above the function that `prompt` begins says, and `prompt` without it: the last run of comments,
    or the longest one where a whole function stands between that and the end."""
    prompt = unify_line_ends(prompt, language)
    runs = _comment_runs(prompt, language)
    if not runs:
        return "", prompt
    above = prompt.encode()[runs[-1][-1].end_byte :].decode("utf-8", "replace")
    chosen = runs[-1]
    if _WHOLE_FUNCTION.search(above) or len(_said(chosen).split()) < python_source.MIN_WORDS:
        chosen = max(runs, key=lambda run: run[-1].end_byte - run[0].start_byte)
    return _said(chosen), _cut(prompt, chosen, keep_edges=True)


_WHOLE_FUNCTION = re.compile(r"^\s*(\}|end\b)|\{[^{}]*(;|\breturn\b)[^{}]*\}", re.MULTILINE)


def _said(run: list[Node]) -> str:
    """What a run of comments, or a string that is a statement, says."""
    written = "\n".join(map(grammars.text_of, run))
    if grammars.is_comment(run[0]):
        return clean_comment(written)
    return inspect.cleandoc(re.sub(r"^\w*(\"{3}|'{3}|[\"'])(.*)\1$", r"\2", written, flags=re.DOTALL)).strip()


def _without_parsed_docstring(code: str) -> str:
    for node in grammars.walk(grammars.parse_content(code.encode("utf-8", "replace"), "python").root_node):
        body = node.child_by_field_name("body") if node.type == "function_definition" else None
        if body is None:
            continue
        statements = [child for child in body.named_children if not grammars.is_comment(child)]
        if not statements or not _is_string_statement(statements[0]):
            return code
        if len(statements) == 1:
            raise BadRow("empty_code", "the function has nothing but a docstring")
        return _cut(code, [statements[0]])
    return code


def _is_string_statement(node: Node) -> bool:
    return node.type == "expression_statement" and bool(node.named_children) and node.named_children[0].type == "string"


def _without_leading_comment(code: str, language: str) -> str:
    if not code.lstrip().startswith(("/*", "//", "#", "=begin", "<?")):
        return code
    leading = []
    for node in grammars.parse_content(code.encode("utf-8", "replace"), language).root_node.children:
        if node.type == "php_tag":
            continue
        if not grammars.is_comment(node):
            break
        leading.append(node)
    return _cut(code, leading)


def _without_comments_that_say(code: str, language: str, text: str) -> str:
    """`code` without each run of comments, and each string that is a statement, that contains `text`."""
    words = _words(text)
    runs = [run for run in _comment_runs(code, language) if words in _words("\n".join(map(grammars.text_of, run)))]
    return _cut(code, [node for run in runs for node in run])


def _comment_runs(code: str, language: str) -> list[list[Node]]:
    """The comments in `code`, grouped by consecutive lines; in Python also strings that are statements."""
    runs: list[list[Node]] = []
    for node in grammars.walk(grammars.parse_content(code.encode("utf-8", "replace"), language).root_node):
        if grammars.is_comment(node):
            if runs and _is_next(runs[-1][-1], node):
                runs[-1].append(node)
            else:
                runs.append([node])
        elif language == "python" and _is_string_statement(node):
            runs.append([node])
    return runs


def _is_next(earlier: Node, later: Node) -> bool:
    return (
        grammars.is_comment(earlier)
        and earlier.parent == later.parent
        and later.start_point.row - earlier.end_point.row <= 1
    )


def _cut(code: str, nodes: list[Node], keep_edges: bool = False) -> str:
    """`code` without `nodes` and without lines that become empty; also without empty lines at its edges, unless
    `keep_edges`."""
    content = code.encode("utf-8", "replace")
    for node in reversed(nodes):
        start, end = node.start_byte, node.end_byte
        line_start = content.rfind(b"\n", 0, start) + 1
        line_end = content.find(b"\n", end)
        line_end = len(content) if line_end < 0 else line_end + 1
        if not content[line_start:start].strip() and not content[end:line_end].strip():
            start, end = line_start, line_end
        content = content[:start] + content[end:]
    left = content.decode("utf-8", "replace")
    return left if keep_edges else left.strip("\n")


def _words(text: str) -> str:
    """The words of `text` with one space between them, without comment markers, quotes and line breaks."""
    lines = re.split("[\r\n]", text.replace('"""', " ").replace("'''", " "))
    return " ".join(" ".join(_AFTER.sub("", _BEFORE.sub("", line)) for line in lines).split())
