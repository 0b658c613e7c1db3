"""Documented functions of source files, extracted as CodeSearchNet did (arXiv:1909.09436, section 2).

A function is taken if the comment right before it has at least 3 words, it has at least 3 lines and a body, "test" is
not in its name, and it is none of the methods that every class has. The comment is the text; the code is what follows.
"""

import re
from collections.abc import Iterator

from tree_sitter import Node

from pairloom.pipelines.sources import grammars
from pairloom.pipelines.sources.documentation import clean_comment
from pairloom.pipelines.sources.python_source import MIN_LINES, MIN_WORDS
from pairloom.schemas.files import BadRow
from pairloom.translators.languages import Language, get_language, languages
from pairloom.translators.languages.documented import DocumentedFunctions


def documented_languages() -> list[Language]:
    """The languages whose source files are read by their syntax trees; Python has a module of its own."""
    return [language for language in languages() if language.documented]


_FUNCTION_VALUES = ("arrow_function", "function_expression", "generator_function")
_WRAPPERS = ("export_statement", "lexical_declaration", "variable_declaration")
"""Nodes around a function, in whose place in the file its comment is."""


def extract(content: bytes, language: str) -> Iterator[tuple[str, str, str]]:
    """(name, text, code) of each function of a file that is taken. Raises BadRow if the file does not parse."""
    if b"\0" in content:
        raise BadRow("nul_bytes", "the file has NUL characters")
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadRow("wrong_encoding", f"byte {error.start + 1:,} of the file is not UTF-8") from None
    shape = get_language(language).documented
    assert shape is not None
    root = grammars.parse_content(content, language).root_node
    if root.has_error and _is_mostly_wrong(root):
        raise BadRow("unparsable_source", f"the file does not parse as {language}")
    for node in grammars.walk(root):
        if node.type in shape.functions and not node.has_error:
            yield from _function(node, content, shape)


def _function(node: Node, content: bytes, shape: DocumentedFunctions) -> Iterator[tuple[str, str, str]]:
    function = node
    if node.type == "variable_declarator":
        value = node.child_by_field_name("value")
        if value is None or value.type not in _FUNCTION_VALUES:
            return
        function = value
    name_node, body = node.child_by_field_name("name"), function.child_by_field_name("body")
    if name_node is None or (body is None and "method" not in node.type) or not _has_body(function):
        return
    name = grammars.text_of(name_node)
    outer, declared = _outermost(node)
    text = _documentation(outer, shape)
    code = _dedented(declared, content)
    if (
        len(text.split()) >= MIN_WORDS
        and sum(1 for line in code.split("\n") if line.strip()) >= MIN_LINES
        and "test" not in name.lower()
        and not name.startswith("__")
        and name not in shape.left_out
    ):
        yield _qualified(node, name, shape), text, code


def _has_body(function: Node) -> bool:
    """Whether it does something: not an abstract method, and not only braces and comments."""
    body = function.child_by_field_name("body")
    return body is not None and (
        body.type not in ("block", "compound_statement", "statement_block", "body_statement")
        or any(not grammars.is_comment(child) for child in body.named_children)
    )


def _outermost(node: Node) -> tuple[Node, Node]:
    """The node whose place in the file counts for the comment before it, and the one that is the code: a function
    with its `const f =`, without its `export`."""
    outer, declared = node, node
    while outer.parent is not None and outer.parent.type in _WRAPPERS:
        outer = outer.parent
        if outer.type != "export_statement":
            declared = outer
    # the comment before the first statement of a block may stand outside of the block
    while outer.prev_sibling is None and outer.parent is not None and outer.parent.start_byte == outer.start_byte:
        outer = outer.parent
    return outer, declared


def _documentation(node: Node, shape: DocumentedFunctions) -> str:
    """What the comment right before `node` says: the last block comment, or all line comments without a gap."""
    comments: list[Node] = []
    following, before = node, node.prev_sibling
    while before is not None and grammars.is_comment(before):
        gap = following.start_point.row - before.end_point.row
        is_own_line = before.prev_sibling is None or before.prev_sibling.end_point.row < before.start_point.row
        if gap > 1 or not is_own_line or (grammars.text_of(before).startswith("/*") and comments):
            break
        comments.append(before)
        if grammars.text_of(before).startswith(("/*", "=begin")):
            break
        following, before = before, before.prev_sibling
    if not comments or not grammars.text_of(comments[-1]).startswith(shape.documentation):
        return ""
    said = [grammars.text_of(comment) for comment in reversed(comments)]
    return clean_comment("\n".join(line for line in said if not _DIRECTIVE.match(line)))


_DIRECTIVE = re.compile(r"//(go:|nolint|line |export )|# *(frozen_string_literal|rubocop|:nodoc:|encoding:)")
"""Comments that speak to tools."""


def _qualified(node: Node, name: str, shape: DocumentedFunctions) -> str:
    """The name with those of the classes and modules around it."""
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
    """The text of `node` without the indentation of the line it begins on, except inside string literals."""
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


def _is_mostly_wrong(root: Node) -> bool:
    """Whether there is an error in every fourth line or more: another language, or not code at all."""
    errors, waiting = 0, [root]
    while waiting:
        node = waiting.pop()
        if node.type == "ERROR" or node.is_missing:
            errors += 1
        elif node.has_error:
            waiting.extend(node.children)
    return 4 * errors > root.end_point.row - root.start_point.row
