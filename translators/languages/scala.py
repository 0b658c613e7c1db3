"""Scala."""

from pairloom.translators.languages.base import Language
from pairloom.translators.languages.grammar import Grammar


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
