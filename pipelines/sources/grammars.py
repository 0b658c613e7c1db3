"""tree-sitter parsers of the languages that pairloom knows."""

import importlib
from collections.abc import Iterator
from functools import cache

from tree_sitter import Language, Node, Parser, Tree

_GRAMMARS = {
    # PHP without the text around it: the other PHP grammar takes any text outside <?php ?> as HTML
    "php": ("tree_sitter_php", "language_php_only"),
    "csharp": ("tree_sitter_c_sharp", "language"),
    "typescript": ("tree_sitter_typescript", "language_typescript"),
}


@cache
def parser(language: str, variant: str = "") -> Parser:
    """The parser of a language by pairloom's name; `variant` names another grammar function of its module."""
    module, function = _GRAMMARS.get(language, (f"tree_sitter_{language}", "language"))
    return Parser(Language(getattr(importlib.import_module(module), variant or function)()))


def parse(content: bytes, language: str) -> Tree:
    """The syntax tree of `content`; a whole PHP file begins with its opening tag, a snippet has none."""
    variant = "language_php" if language == "php" and b"<?" in content else ""
    return parser(language, variant).parse(content)


def walk(root: Node) -> Iterator[Node]:
    """All nodes below and including `root`, in the order of the text; no recursion, trees may be deep."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(reversed(node.children))


def is_comment(node: Node) -> bool:
    return node.is_named and "comment" in node.type and not (node.parent is not None and "comment" in node.parent.type)


def text_of(node: Node) -> str:
    return (node.text or b"").decode("utf-8", "replace")
