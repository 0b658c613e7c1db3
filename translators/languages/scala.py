"""Scala."""

import re

from tree_sitter import Node

from pairloom.translators.languages.base import Language
from pairloom.translators.languages.functions import Function
from pairloom.translators.languages.grammar import Grammar, Tree

_STARTS = r"(?:case\s+)?object\s+\w+\s+extends\s+App\b|@main\b"


class Scala(Language):
    """Scala is parsed and checked, and not compiled."""

    grammar = Grammar(
        name="scala",
        package="tree-sitter-scala",
        functions=("function_definition", "lambda_expression"),
        comments=("comment", "block_comment"),
        strings=("string", "interpolated_string"),
        numbers=("integer_literal", "floating_point_literal"),
        top_level=frozenset(
            {"function_definition", "object_definition", "class_definition", "trait_definition"}
            | {"enum_definition", "import_declaration", "package_clause", "package_object", "val_definition"}
            | {"var_definition", "type_definition", "given_definition", "extension_definition"}
        ),
        main="main",
    )
    entry_point = "an object with `def main(args: Array[String])`, or `@main`"
    stdin = r"\bStdIn\b|\bSystem\.in\b|\bstdin\b|\bread(?:Line|Int|Long)\b"

    def entry_points(self, tree: Tree) -> list[Node]:
        """Also objects that extend App, and functions marked with @main."""
        marked = [node for node in tree.top_level if re.match(_STARTS, tree.source(node))]
        return marked + super().entry_points(tree)

    def is_main(self, function: Function, tree: Tree) -> bool:
        """It is in an object and takes the arguments of a program."""
        owner = function.node.parent.parent if function.node.parent else None
        takes_arguments = "Array[" in tree.source(function.node).partition("{")[0]
        return owner is not None and owner.type == "object_definition" and takes_arguments
