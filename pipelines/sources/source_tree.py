"""Extracts documented functions from source files, like CodeSearchNet (arXiv:1909.09436, section 2).

A function is extracted if the comment directly before it has at least 3 words, it has at least 3 lines and a body,
"test" is not in its name, and it is not one of the methods that every class has. The comment is the text; the function
is the code. Code that the grammar does not parse is rejected: each function with an error, and the other places of a
file.
"""

import re
from collections.abc import Iterator

from tree_sitter import Node

from pairloom.pipelines.sources import grammars
from pairloom.pipelines.sources.assigned_functions import (
    assigned_function,
    assigned_name,
    gives_back_a_function,
)
from pairloom.pipelines.sources.documentation import clean_comment, without_documentation
from pairloom.pipelines.sources.python_source import MIN_LINES, MIN_WORDS
from pairloom.schemas.files import BadRow
from pairloom.schemas.languages import unify_line_ends
from pairloom.translators.languages import Language, get_language, languages
from pairloom.translators.languages.documented import DocumentedFunctions


def documented_languages() -> list[Language]:
    """The languages whose source files are read by their syntax trees; Python has its own module."""
    return [language for language in languages() if language.documented]


_WRAPPERS = ("export_statement", "lexical_declaration", "variable_declaration", "expression_statement")
"""Nodes that enclose a function; the function's comment is before them."""


def extract(content: bytes, language: str) -> Iterator[tuple[str, str, str] | BadRow]:
    """(name, text, code) of each extracted function of a file, a BadRow for each function with a syntax error, and one
    BadRow for all other syntax errors. Raises BadRow if most of the file does not parse."""
    if b"\0" in content:
        raise BadRow("nul_bytes", "the file has NUL characters")
    try:
        content = unify_line_ends(content.decode("utf-8"), language).encode()
    except UnicodeDecodeError as error:
        raise BadRow("wrong_encoding", f"byte {error.start + 1:,} of the file is not UTF-8") from None
    shape = _documented(language)
    root = grammars.parse_content(content, language).root_node
    kinds, errors = {*shape.functions, *shape.bindings}, _errors(root)
    if 4 * len(errors) > root.end_point.row - root.start_point.row and errors:
        first = errors[0].start_point.row + 1  # another language, or not code
        raise BadRow("unparsable_source", f"the file does not parse as {language}, first in line {first}")
    for node in grammars.walk(root):
        if node.type in kinds and (found := _function(node, content, language)) is not None:
            if not node.has_error:
                yield found
                continue
            errors = [error for error in errors if not node.start_byte <= error.start_byte <= node.end_byte]
            if isinstance(found, BadRow):
                yield found
            else:
                name, _, code = found
                yield BadRow("unparsable_source", f"line {node.start_point.row + 1}: {name} does not parse", code)
    if errors:
        others = f" and in {len(errors) - 1:,} more places" if len(errors) > 1 else ""
        detail = f"line {errors[0].start_point.row + 1}: does not parse as {language}{others}; functions may be missing"
        yield BadRow("unparsable_source", detail, grammars.text_of(errors[0]))


def _documented(language: str) -> DocumentedFunctions:
    found = get_language(language).documented
    assert found is not None
    return found


def _function(node: Node, content: bytes, language: str) -> tuple[str, str, str] | BadRow | None:
    """(name, text, code) of a function, or a BadRow; None if it is not extracted."""
    shape = _documented(language)
    function, is_wrapped, name_node = node, False, node.child_by_field_name("name")
    name = own_name = grammars.text_of(name_node) if name_node is not None else ""
    if node.type in shape.bindings:
        assigned = assigned_function(node, shape.bindings)
        if assigned is None:
            return None
        function, is_wrapped = assigned
        name = assigned_name(node, function, shape.bindings)
        own_name = name.rpartition(".")[2]
    if not _has_body(function) or not own_name or "test" in own_name.lower() or own_name.startswith("__"):
        return None
    outer, declared = _outermost(node)
    code = _dedented(declared, content)
    text, is_inside = _documentation(outer, shape), False
    if not text and shape.documentation:
        text, is_inside = _inner_documentation(node, shape), True
    lines = sum(1 for line in code.split("\n") if line.strip())
    if len(text.split()) < MIN_WORDS or lines < MIN_LINES or own_name in shape.left_out:
        return None
    if is_wrapped and not gives_back_a_function(node, text):
        return None
    try:
        code = without_documentation(code, language, text, documented=False) if is_inside else code
    except BadRow as problem:
        return BadRow(problem.reason, f"line {node.start_point.row + 1}: {name}: {problem.detail}", code)
    return _qualified(node, name, shape), text, code


def _has_body(function: Node) -> bool:
    """Whether the function has code: it is not an abstract method, and not only braces and comments."""
    body = function.child_by_field_name("body")
    return body is not None and (
        body.type not in ("block", "compound_statement", "statement_block", "body_statement")
        or any(not grammars.is_comment(child) for child in body.named_children)
    )


def _outermost(node: Node) -> tuple[Node, Node]:
    """The node after the function's comment, and the node of its code: the function with its `const f =`, without its
    `export` or `private`."""
    outer, declared = node, node
    while outer.parent is not None and outer.parent.type in _WRAPPERS and outer.parent.named_children[0] == outer:
        outer = outer.parent
        if outer.type != "export_statement":
            declared = outer
    # private def f; memoize(def f ... end, 60)
    while outer.parent is not None and outer.parent.type == "argument_list" and outer.parent.named_children[0] == outer:
        outer = outer.parent.parent or outer.parent
    return outer, declared


def _before(node: Node) -> Node | None:
    """The node before `node`. The comment before the first statement of a block may be outside the block."""
    while node.prev_sibling is None and node.parent is not None:
        skipped = (node.parent.text or b"")[: node.start_byte - node.parent.start_byte]
        if skipped.strip():
            return None
        node = node.parent
    return node.prev_sibling


def _documentation(node: Node, shape: DocumentedFunctions) -> str:
    """The text of the comment directly before `node`: the last block comment, or all line comments without a gap. If
    only some kinds of comments are documentation, other comments may follow it."""
    comments: list[str] = []
    following, before = node, _before(node)
    while before is not None and following.start_point.row - before.end_point.row <= 1:
        said = grammars.text_of(before)
        if grammars.is_comment(before):
            if not _is_alone(before) or (said.startswith("/*") and comments):
                break
            if said.startswith(shape.documentation):
                comments.append(said)
            if comments and said.startswith(("/*", "=begin")):
                break
        elif not _is_annotation(before, shape):
            break
        following, before = before, _before(before)
    return clean_comment("\n".join(said for said in reversed(comments) if not _DIRECTIVE.match(said)))


def _is_alone(comment: Node) -> bool:
    """Whether no code is before the comment on its line, which it could describe."""
    before = _before(comment)
    return before is None or before.type in ("{", "(", "php_tag") or before.end_point.row < comment.start_point.row


def _is_annotation(node: Node, shape: DocumentedFunctions) -> bool:
    """Whether `node` is a call like Sorbet's `sig { ... }`."""
    method = node.child_by_field_name("method") if node.type == "call" else None
    return method is not None and grammars.text_of(method) in shape.annotations


def _inner_documentation(node: Node, shape: DocumentedFunctions) -> str:
    """The text of the last comment between the annotations of a function and its name."""
    name = next((child for field in ("name", "property") if (child := node.child_by_field_name(field))), None)
    head = [child for child in node.children if name is not None and child.end_byte <= name.start_byte]
    inside = [grammars.text_of(x) for child in head for x in grammars.walk(child) if grammars.is_comment(x)]
    said = [text for text in inside if text.startswith(shape.documentation)]
    return clean_comment(said[-1]) if said else ""


_DIRECTIVE = re.compile(r"//(go:|nolint|line |export )|# *(frozen_string_literal|rubocop|:nodoc:|encoding:)")
"""Comments for tools."""


def _qualified(node: Node, name: str, shape: DocumentedFunctions) -> str:
    """The name with the names of the enclosing classes and modules."""
    receiver = node.child_by_field_name("receiver")
    if receiver is not None:  # Go: func (c *Client) Do()
        types = [grammars.text_of(inner) for inner in grammars.walk(receiver) if inner.type == "type_identifier"]
        return ".".join([*types[:1], name])
    scopes: list[str] = []
    around = node.parent
    while around is not None:
        scope = around.child_by_field_name("name") if around.type in shape.scopes else None
        if scope is not None:
            scopes.append(grammars.text_of(scope))
        around = around.parent
    return ".".join(filter(None, [shape.joiner.join(reversed(scopes)), name]))


def _dedented(node: Node, content: bytes) -> str:
    """The text of `node` without the indentation of its first line, except inside string literals."""
    line = content[content.rfind(b"\n", 0, node.start_byte) + 1 : node.start_byte].decode("utf-8", "replace")
    margin = line[: len(line) - len(line.lstrip())]
    inside = {
        row
        for inner in grammars.walk(node)
        if inner.end_point.row > inner.start_point.row and _STRING.search(inner.type)
        for row in range(inner.start_point.row + 1, inner.end_point.row + 1)
    }
    lines = grammars.text_of(node).replace("\r\n", "\n").split("\n")
    rows = range(node.start_point.row, node.start_point.row + len(lines))
    return "\n".join(
        text if row in inside else text.removeprefix(margin) for row, text in zip(rows, lines, strict=True)
    )


_STRING = re.compile("string|heredoc|nowdoc")
"""Names of syntax nodes whose lines are data."""


def _errors(root: Node) -> list[Node]:
    """The outermost nodes that are errors or were added by the parser."""
    errors, waiting = [], [root]
    while waiting:
        node = waiting.pop()
        if node.type == "ERROR" or node.is_missing:
            errors.append(node)
        elif node.has_error:
            waiting.extend(reversed(node.children))
    return errors
