"""Syntax trees of source files, and walking them."""

from collections.abc import Iterator

from tree_sitter import Node, Tree

from pairloom.translators.languages import get_language, parse_file


def parse_content(content: bytes, language: str) -> Tree:
    """The syntax tree of a file, or of a part of one, in the language of that name."""
    return parse_file(content, get_language(language).grammar)


def walk(root: Node) -> Iterator[Node]:
    """`root` and all nodes below it, in the order of the text. Without recursion, because trees may be deep."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(reversed(node.children))


def is_comment(node: Node) -> bool:
    return node.is_named and "comment" in node.type and not (node.parent is not None and "comment" in node.parent.type)


def text_of(node: Node) -> str:
    return (node.text or b"").decode("utf-8", "replace")
