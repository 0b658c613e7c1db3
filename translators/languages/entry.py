"""Where a program starts: the functions named `main` at its top level, or the statements there."""

import re

from tree_sitter import Node

from pairloom.translators.languages.functions import Function, all_functions
from pairloom.translators.languages.grammar import Tree, is_declaration


def mains(tree: Tree) -> list[Function]:
    """The functions with the name that starts a program, wherever they are."""
    main = tree.grammar.main
    return [function for function in all_functions(tree) if main and main in function.names]


def is_at_top(function: Function) -> bool:
    """Whether a function is at the top level of its file, perhaps in a condition of the preprocessor."""
    parent = function.node.parent
    while parent is not None and (parent.type.startswith("preproc_") or parent.is_error):
        parent = parent.parent
    return parent is not None and parent.parent is None


def statements(tree: Tree) -> list[Node]:
    """The nodes at the top level that run when the file runs: no declarations, and no lone values, names or words."""
    names = {name for function in all_functions(tree) for name in function.names}
    return [
        node
        for node in tree.top_level
        if (not is_declaration(node, tree) or _acts(node, tree)) and _does_something(node, tree, names)
    ]


class EntryPoints:
    """Where the programs of a language start, as a part of `Language`.

    entry_point: the place, for messages. stdin: a regular expression for code that reads stdin.
    """

    entry_point = "a statement at the top level that runs when the file is run"
    stdin = r"\bstdin\b"

    def entry_points(self, tree: Tree) -> list[Node]:
        """Each place where the program of `tree` starts, one for all statements at the top level. A program has exactly
        one."""
        found = [function.node for function in mains(tree) if self.is_main(function, tree)]
        return found + (statements(tree)[:1] if tree.grammar.scripts else [])

    def is_main(self, function: Function, tree: Tree) -> bool:
        """Whether a program starts with `function`, which has the right name."""
        return is_at_top(function)


_CLAUSE = re.compile(r"block|clause")


def _acts(node: Node, tree: Tree) -> bool:
    """Whether the block of a declaration has statements, as in `try: main()`; `try: import x` has none."""
    if node.type not in tree.grammar.acting:
        return False
    blocks = [node, *(child for child in node.children if child.type == "block")]
    inner = [child for block in blocks for child in block.children if child.is_named]
    skipped = tree.grammar.comments
    return any(
        child.type not in skipped and not _CLAUSE.search(child.type) and not is_declaration(child, tree)
        for child in inner
    )


def _does_something(node: Node, tree: Tree, names: set[str]) -> bool:
    """Whether a statement is more than a value or a word. A word may call a function of the program, one of `names`."""
    while node.named_child_count == 1 and node.child_count <= 2 and re.search("statement|expression", node.type):
        node = node.named_children[0]
    return node.named_child_count > 0 or tree.source(node) in names
