"""Swift."""

import re
from collections.abc import Iterator

from tree_sitter import Node

from pairloom.translators.languages.base import Language
from pairloom.translators.languages.entry import statements
from pairloom.translators.languages.grammar import Grammar, Rewrite, Tree

_VALUE_PATTERN = re.compile(
    rb"\bcase[ \t]+(?!let\b|var\b|is\b)(?P<pattern>[^\s=:{}][^=:{}\n]*?)(?=[ \t]+(?:=|in)[ \t])"
)


def _rewrites(text: bytes) -> Iterator[Rewrite]:
    """A value as a pattern, `if case 1...9 = x`, within another pattern, `.some(1...9)`."""
    for found in _VALUE_PATTERN.finditer(text):
        yield Rewrite(found.start("pattern"), found.start("pattern"), b".some(")
        yield Rewrite(found.end(), found.end(), b")")


class Swift(Language):
    """Swift is parsed and checked, and not compiled."""

    grammar = Grammar(
        name="swift",
        package="tree-sitter-swift",
        functions=("function_declaration", "init_declaration", "lambda_literal"),
        comments=("comment", "multiline_comment"),
        strings=("line_string_literal", "multi_line_string_literal", "raw_string_literal"),
        numbers=("integer_literal", "hex_literal", "real_literal", "bin_literal", "oct_literal"),
        top_level=frozenset(
            {"function_declaration", "class_declaration", "protocol_declaration", "property_declaration"}
            | {"import_declaration", "typealias_declaration", "operator_declaration", "init_declaration"}
        ),
        scripts=True,
        wrappers=(("class A {\n", "\n}"),),
        members=frozenset({"function_declaration", "property_declaration", "init_declaration"}),
        parameter_kinds=frozenset({"parameter", "lambda_parameter"}),
        bodiless=frozenset({"lambda_literal"}),
        main="main",
        rewrites=_rewrites,
    )
    entry_point = "a statement at the top level, or a type marked with `@main`"
    stdin = r"\breadLine\b|\bstandardInput\b|\bstdin\b|\bgetchar\b"

    def entry_points(self, tree: Tree) -> list[Node]:
        """Swift calls no function because of its name."""
        marked = [node for node in tree.top_level if tree.source(node).startswith("@main")]
        return marked + statements(tree)[:1]
