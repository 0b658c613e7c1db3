"""tree-sitter parsers of the languages that pairloom knows."""

import importlib
from collections.abc import Iterator
from functools import cache

from tree_sitter import Language, Node, Parser, Tree

from pairloom.translators.languages import get_language


@cache
def parser(language: str, whole_file: bool = False) -> Parser:
    """The parser of a language by pairloom's name, for pieces or for whole files."""
    grammar = get_language(language).grammar
    module = importlib.import_module(grammar.package.replace("-", "_"))
    entry = (grammar.file_entry if whole_file else "") or grammar.entry
    return Parser(Language(getattr(module, entry)()))


def parse(content: bytes, language: str) -> Tree:
    """The syntax tree of `content`; a whole PHP file begins with its opening tag, a snippet has none."""
    return parser(language, b"<?" in content).parse(content)


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
