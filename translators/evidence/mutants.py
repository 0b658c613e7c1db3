"""Changes a function in small ways, to learn whether calls of it can tell: mutants with another operator, constant or
condition or without a statement (DeMillo, Lipton and Sayward 1978), and copies that fail where a branch begins."""

import re
from collections.abc import Iterator, Sequence

from tree_sitter import Node

from pairloom.schemas.hashing import content_hash
from pairloom.translators.languages import Grammar, Language, get_language, parse
from pairloom.translators.languages.functions import all_functions
from pairloom.translators.languages.grammar import Tree

Edit = tuple[int, int, bytes]
"""Start, end and new text of a change, in bytes of a tree's text."""

_OPERATORS = {
    "+": "-",
    "-": "+",
    "*": "+",
    "/": "*",
    "//": "*",
    "%": "*",
    "<<": ">>",
    ">>": "<<",
    "&": "|",
    "|": "&",
    "^": "&",
    "<": "<=",
    "<=": "<",
    ">": ">=",
    ">=": ">",
    "==": "!=",
    "!=": "==",
    "===": "!==",
    "!==": "===",
    "~=": "==",
    "and": "or",
    "or": "and",
    "&&": "||",
    "||": "&&",
    "eq": "ne",
    "ne": "eq",
    "lt": "le",
    "gt": "ge",
    "+=": "-=",
    "-=": "+=",
    "*=": "+=",
    "/=": "*=",
    "//=": "*=",
    "%=": "*=",
    "++": "--",
    "--": "++",
}
_OPERATION = re.compile(
    "binary|comparison|boolean|relational|equality|additive|multiplicative|conjunction|disjunction|augmented|compound"
    "|assignment|update|inc_statement|dec_statement|postfix|prefix"
)
_STATEMENT = re.compile(r"(?:expression|assignment|inc|dec|call)_statement|(?:operator_|compound_)?assignment")
_BRANCHING = re.compile(
    r"^(?:enhanced_)?(?:if|elif|else|for|while|do|until|unless|switch|case|when|match|try|catch|except|then|foreach)"
)
_BLOCK = re.compile(r"block|body|compound_statement|then|^else$|^do$|statements")


def mutants(code: str, language: str, most: int) -> list[str]:
    """At most `most` mutants of `code` that parse as well as it does, chosen by hash. Each has one change."""
    target = get_language(language)
    tree = parse(code, target.grammar)
    edits = [edit for node in _nodes(tree) for edit in _changes(node, tree, target)]
    return _applied(code, tree, edits, most)


def broken_branches(code: str, language: str, most: int) -> list[str]:
    """At most `most` copies of `code`, each of which fails where the body of one condition, loop or case begins: a call
    that answers as before has not reached it."""
    target = get_language(language)
    if not target.failure:
        return []
    tree = parse(code, target.grammar)
    edits = [edit for node in _nodes(tree) for edit in _break(node, tree, target.failure)]
    return _applied(code, tree, edits, most)


def _break(node: Node, tree: Tree, failure: str) -> Iterator[Edit]:
    """The change that makes `node` fail, if it is the body of a condition, a loop or a case."""
    parent = node.parent
    if parent is None or not _BRANCHING.match(parent.type):
        return
    if _BLOCK.search(node.type):
        first = next((one for one in node.children if one.is_named and one.type not in tree.grammar.comments), None)
        if first is not None:
            yield first.start_byte, first.start_byte, _failing(first, tree, failure)
    elif node in _bodies(parent) and failure.endswith(";") and not _BRANCHING.match(node.type):
        yield node.start_byte, node.end_byte, f"{{ {failure} {tree.source(node)} }}".encode()


def _bodies(node: Node) -> list[Node | None]:
    return [node.child_by_field_name(name) for name in ("consequence", "alternative", "body")]


def _failing(first: Node, tree: Tree, failure: str) -> bytes:
    """The failing statement before the first one of a body, on a line of its own, with the same indentation."""
    line = tree.text.rfind(b"\n", 0, first.start_byte) + 1
    indentation = tree.text[line : first.start_byte]
    separator = b"\n" + indentation if not indentation.strip() else b" "
    return failure.encode() + separator


def _nodes(tree: Tree) -> Iterator[Node]:
    """All nodes in the bodies of functions, in the order of the text, without those of comments and strings."""
    end = 0
    for function in all_functions(tree):
        pending = [function.body] if function.body.start_byte >= end else []
        end = max(end, function.body.end_byte)
        while pending:
            node = pending.pop()
            if node.type not in (*tree.grammar.comments, *tree.grammar.strings):
                yield node
                pending.extend(reversed(node.children))


def _changes(node: Node, tree: Tree, target: Language) -> Iterator[Edit]:
    text, at = tree.source(node), (node.start_byte, node.end_byte)
    parent = node.parent
    if not node.is_named and text in _OPERATORS and parent is not None and _OPERATION.search(parent.type):
        yield *at, _OPERATORS[text].encode()
    if node.type in tree.grammar.numbers and re.fullmatch(r"\d{1,9}", text):
        yield *at, str(int(text) + 1).encode()
    if parent is not None and parent.child_by_field_name("condition") == node and "let" not in text.split():
        negated = f"{target.negation}({text})"
        yield *at, (f"({negated})" if text.startswith("(") else negated).encode()
    if _STATEMENT.fullmatch(node.type) and parent is not None and _BLOCK.search(parent.type):
        yield *at, target.no_statement.encode()


def _applied(code: str, tree: Tree, edits: Sequence[Edit], most: int) -> list[str]:
    """The code after each of `edits`, for those that change it within its own text and leave it without new errors."""
    own = tree.grammar.prepare(code).encode()
    begin = tree.text.find(own)
    found: dict[str, None] = {}
    ranked = sorted(edits, key=lambda edit: content_hash("mutant", code, *edit[:2], edit[2].decode()))
    for start, end, new in ranked:
        if len(found) == most:
            break
        if begin <= start and end <= begin + len(own):
            changed = (own[: start - begin] + new + own[end - begin :]).decode("utf-8", "replace")
            if changed != code and (tree.root.has_error or not _has_error(changed, tree.grammar)):
                found[changed] = None
    return list(found)


def _has_error(code: str, grammar: Grammar) -> bool:
    return parse(code, grammar).root.has_error
