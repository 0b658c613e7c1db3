"""What is known of one language's grammar, and parsing with it."""

import importlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from importlib.metadata import version
from typing import NamedTuple

import tree_sitter
from tree_sitter import Node, Parser, Query, QueryCursor

MAX_BYTES = 64_000
"""Larger code is not parsed. tree-sitter has no time limit for text in memory, and its error recovery is slow on large
rubbish; no function worth translating is this long."""


class Rewrite(NamedTuple):
    """The bytes from `start` to `end` of a text, which are on one line, and what is parsed in their place."""

    start: int
    end: int
    text: bytes


@dataclass(frozen=True, eq=False)  # one per language: compared, and found in caches, by identity
class Grammar:
    """One language as its tree-sitter grammar sees it.

    package: the distribution that holds the grammar; entry: its function that returns it.
    functions: node types that are functions; comments, strings, numbers: node types of each.
    top_level: node types that may stand at the top level of a translation, "outer/inner" where the inner node decides
        (inner is the outer's first named child). Everything else there is prose or a script, not a declaration.
    calls: names that may be called at the top level, for languages whose declarations are calls ("require").
    wrappers: text put before and after a piece that is no file of its own, tried in order after the bare piece.
    members: node types that such a piece may consist of.
    parameter_lists: node types that hold a function's parameters, where the grammar has no field for them.
    parameter_kinds: node types that are one parameter each; empty means all but comments and separators.
    rest_kinds: node types of a parameter that takes all arguments left over, where their names do not say so.
    unpacking: a regular expression for statements that only name the arguments, where a function declares no
        parameters (`my ($x) = @_` in Perl). They do nothing, so that they are not counted in a body.
    main: the function that starts a program, "" where programs are statements.
    prepare: what code goes through before it is parsed, lines and columns staying where they are.
    rewrites: where a text that does not parse may hold sound code that the grammar refuses, and other code of that
        meaning, which it parses. Tried only where there is an error; in order, and none within another.
    receivers: names of a first parameter that is the method's own object ("self" in Python).
    definers: calls that define a function under the name that they are given ("define_method").
    undeclared: what a function uses that takes more than its parameters say ("yield").
    bodiless: those of `functions` that have no node for their body when it is empty.
    assigned: node types that hold the name to which a function is assigned, where it is in no field.
    file_entry: the package's function for whole files, where it is another one.
    """

    name: str
    package: str
    functions: tuple[str, ...]
    comments: tuple[str, ...]
    strings: tuple[str, ...]
    numbers: tuple[str, ...]
    top_level: frozenset[str]
    entry: str = "language"
    calls: frozenset[str] = frozenset()
    wrappers: tuple[tuple[str, str], ...] = ()
    members: frozenset[str] = frozenset()
    parameter_lists: frozenset[str] = frozenset()
    parameter_kinds: frozenset[str] = frozenset()
    rest_kinds: frozenset[str] = frozenset()
    unpacking: str = ""
    main: str = ""
    prepare: Callable[[str], str] = str
    rewrites: Callable[[bytes], Iterable[Rewrite]] = lambda text: ()
    receivers: frozenset[str] = frozenset()
    definers: frozenset[str] = frozenset()
    undeclared: frozenset[str] = frozenset()
    bodiless: frozenset[str] = frozenset()
    assigned: frozenset[str] = frozenset()
    file_entry: str = ""

    @property
    def package_version(self) -> str:
        """The version of the grammar's distribution, which decides what parses."""
        return version(self.package)


@dataclass(frozen=True, eq=False)
class Tree:
    """Parsed code. `text` is what was parsed, wrapper included; `container` is the node whose children are the piece's
    top level; `shift` is how many lines the wrapper put before it."""

    grammar: Grammar
    text: bytes
    root: Node
    container: Node
    shift: int

    def source(self, node: Node) -> str:
        """The text of a node."""
        return self.text[node.start_byte : node.end_byte].decode("utf-8", "replace")

    def line(self, node: Node) -> int:
        """The 1-based line of a node in the code as it was given."""
        return node.start_point[0] + 1 - self.shift

    @cached_property
    def top_level(self) -> list[Node]:
        """The nodes at the top level, without comments and stray semicolons."""
        comments = self.grammar.comments
        return [n for n in self.container.children if n.is_named and n.type not in comments]

    @cached_property
    def captures(self) -> dict[str, list[Node]]:
        """All nodes of the kinds "function", "comment", "string", "number"; kinds without any are absent."""
        return QueryCursor(_query(self.grammar)).captures(self.container)


@lru_cache(maxsize=8)
def parse(code: str, grammar: Grammar) -> Tree:
    """Parse `code` (which must encode as UTF-8): by the first way of wrapping it that gives no error and nothing
    foreign at the top level; else the first that keeps the errors within declarations; else the bare piece, errors and
    all. The last few trees are kept, for each step that judges a reply asks for the same one."""
    bare = _parse(code, grammar, ("", ""))
    if is_clean(bare):
        return bare
    trees = (_parse(code, grammar, wrapper) for wrapper in grammar.wrappers)
    wrapped = [tree for tree in trees if tree.container is not tree.root and foreign_node(tree) is None]
    clean = (tree for tree in wrapped if not tree.root.has_error)
    is_torn = bare.root.has_error and foreign_node(bare) is not None
    return next(clean, wrapped[0] if wrapped and is_torn else bare)


def parse_file(content: bytes, grammar: Grammar) -> tree_sitter.Tree:
    """The syntax tree of a file, or of a piece of one, of any size, as it stands."""
    has_tag = b"<?" in content  # a piece has none
    entry = grammar.file_entry if grammar.file_entry and has_tag else grammar.entry
    return _parser(grammar.package, entry).parse(content)


def is_clean(tree: Tree) -> bool:
    """Whether a tree has no error and only declarations at its top level."""
    return not tree.root.has_error and foreign_node(tree) is None


def foreign_node(tree: Tree) -> Node | None:
    """The first node at the top level that is no declaration, or None."""
    return next((node for node in tree.top_level if not _is_declaration(node, tree)), None)


def foreign_nodes(tree: Tree) -> list[Node]:
    """All nodes at the top level that are no declarations."""
    return [node for node in tree.top_level if not _is_declaration(node, tree)]


def first_error(root: Node) -> Node:
    """The first node that is an error or missing; the innermost node known to hold one where neither is visible."""
    node = root
    while not (node.is_error or node.is_missing):
        inner = next((child for child in node.children if child.has_error or child.is_missing), None)
        if inner is None:
            break
        node = inner
    return node


_PAIRS = {")": "(", "]": "[", "}": "{"}


def unmatched_bracket(tree: Tree) -> Node | None:
    """The first bracket without a partner, strings and comments left aside; None if all match. Where brackets do not
    match the parser's own error is often far from the cause."""
    skipped = (*tree.grammar.comments, *tree.grammar.strings)
    pending: list[Node] = [tree.container]
    opened: list[Node] = []
    while pending:
        node = pending.pop()
        if node.is_missing or (node.type in skipped and not node.has_error):
            continue
        if node.type in _PAIRS:
            if not opened or opened[-1].type != _PAIRS[node.type]:
                return opened[-1] if opened else node
            opened.pop()
        elif node.type in _PAIRS.values():
            opened.append(node)
        pending.extend(reversed(node.children))
    return opened[0] if opened else None


def _is_declaration(node: Node, tree: Tree) -> bool:
    allowed = tree.grammar.top_level
    if tree.container is not tree.root:
        return node.type in tree.grammar.members and not _is_keyword_method(node, tree)
    if node.type in allowed:
        return True
    inner = next((child for child in node.children if child.is_named), None)
    if inner is not None and f"{node.type}/{inner.type}" in allowed:
        return True
    call = inner if node.type == "expression_statement" and inner is not None else node
    return _called(call, tree) in tree.grammar.calls


def _called(node: Node, tree: Tree) -> str:
    field = node.child_by_field_name
    name = field("method") or field("function") or field("name")
    owner = field("receiver") or field("object") or field("scope")
    return tree.source(name) if name is not None and owner is None else "("


def _is_keyword_method(node: Node, tree: Tree) -> bool:
    """`if (x) {...}` inside a class wrapper parses as a method called "if"."""
    name = node.child_by_field_name("name") if node.type == "method_definition" else None
    return name is not None and tree.source(name) in ("if", "for", "while", "switch", "catch", "with")


def _parse(code: str, grammar: Grammar, wrapper: tuple[str, str]) -> Tree:
    before, after = wrapper
    # Go refuses some declarations without a line end behind them
    text = (before + grammar.prepare(code) + (after or "\n")).encode("utf-8")
    root = _parse_rewritten(text, grammar, grammar.entry).root_node
    container = root
    if before:
        start, end = len(before.encode()), len(text) - len(after.encode())
        container = _innermost(root, start, end)
    return Tree(grammar, text, root, container, before.count("\n"))


def _parse_rewritten(text: bytes, grammar: Grammar, entry: str) -> tree_sitter.Tree:
    """The tree of `text`; where it has an error, that of the rewritten text if it has none. Positions are those in
    `text` in any case."""
    parser = _parser(grammar.package, entry)
    tree = parser.parse(text)
    rewrites = list(grammar.rewrites(text)) if tree.root_node.has_error else []
    if not rewrites:
        return tree
    pieces, end = [], 0
    for rewrite in rewrites:
        pieces += [text[end : rewrite.start], rewrite.text]
        end = rewrite.end
    other = b"".join([*pieces, text[end:]])
    rewritten = parser.parse(other)
    if rewritten.root_node.has_error:
        return tree
    moved = len(other) - len(text)
    for rewrite in reversed(rewrites):  # the tree is told that each of them is undone
        old, new = len(rewrite.text), rewrite.end - rewrite.start
        moved -= old - new
        start = rewrite.start + moved
        row, column = other.count(b"\n", 0, start), start - other.rfind(b"\n", 0, start) - 1
        ends = ((row, column + old), (row, column + new))
        rewritten.edit(start, start + old, start + new, (row, column), *ends)
    return rewritten


def _innermost(root: Node, start: int, end: int) -> Node:
    """The smallest node around a wrapped piece that begins before it: the body of the wrapper's class or object."""
    node = root
    while True:
        inner = next((c for c in node.children if c.is_named and c.start_byte < start and c.end_byte > end), None)
        if inner is None:
            return node
        node = inner


@cache
def _language(package: str, entry: str) -> tree_sitter.Language:
    module = importlib.import_module(package.replace("-", "_"))
    return tree_sitter.Language(getattr(module, entry)())


# Parsers cannot be pickled and are not safe to share between threads of a parse; one per process is enough, as parsing
# holds the interpreter lock anyway.
@cache
def _parser(package: str, entry: str) -> Parser:
    return Parser(_language(package, entry))


_queries: dict[str, Query] = {}


def _query(grammar: Grammar) -> Query:
    query = _queries.get(grammar.name)
    if query is None:
        kinds = {
            "function": grammar.functions,
            "comment": grammar.comments,
            "string": grammar.strings,
            "number": grammar.numbers,
        }
        patterns = [f"({node}) @{kind}" for kind, nodes in kinds.items() for node in nodes]
        query = _queries[grammar.name] = Query(_language(grammar.package, grammar.entry), "\n".join(patterns))
    return query
