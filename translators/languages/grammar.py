"""The description of a language's grammar, and parsing with it."""

import importlib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from importlib.metadata import version
from typing import NamedTuple

import tree_sitter
from tree_sitter import Node, Parser, Query, QueryCursor

MAX_BYTES = 64_000
"""Larger code is not parsed. tree-sitter has no time limit for text in memory, and its error recovery is slow on large
invalid input; no useful function is this long."""


class Rewrite(NamedTuple):
    """The bytes from `start` to `end` of a text, on one line, and the text that is parsed in their place."""

    start: int
    end: int
    text: bytes


@dataclass(frozen=True, eq=False)  # one object per language, compared and cached by identity
class Grammar:
    """The description of one language's tree-sitter grammar.

    package: the distribution of the grammar; entry: its function that returns the grammar.
    functions: node types that are functions; comments, strings, numbers: node types of each.
    top_level: node types allowed at the top level of a translation, "outer/inner" if the inner node decides (inner is
        the outer's first named child). Everything else is prose or a script, not a declaration.
    calls: names that may be called at the top level, for languages whose declarations are calls ("require").
    wrappers: text before and after a piece that is not a complete file, tried in order after the bare piece.
    members: node types that such a piece may consist of.
    parameter_lists: node types with a function's parameters, if the grammar has no field for them.
    parameter_kinds: node types that are one parameter each; empty means all except comments and separators.
    rest_kinds: node types of a parameter that takes all remaining arguments, if their names do not show it.
    unpacking: a regular expression for statements that only name the arguments, where a function declares no
        parameters (`my ($x) = @_` in Perl). They do nothing, so they are not counted in a body.
    main: the function that starts a program, "" if programs are always statements.
    scripts: whether statements at the top level are a program.
    acting: those of `top_level` that are statements of a program if the block in them has one ("try_statement").
    prepare: a function applied to code before parsing; lines and columns stay the same.
    rewrites: for a text that does not parse, the places of valid code that the grammar rejects, with equivalent code
        that it parses. Only used if there is an error; in order, without nesting.
    receivers: names of a first parameter that is the method's own object ("self" in Python).
    definers: calls that define a function with the name in their argument ("define_method").
    undeclared: words in functions that take more arguments than their parameters ("yield").
    bodiless: those of `functions` that have no body node if the body is empty.
    assigned: node types with the name to which a function is assigned, if the grammar has no field for it.
    file_entry: the package's function for whole files, if it is a different one.
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
    scripts: bool = False
    acting: frozenset[str] = frozenset()
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
    """Parsed code. `text` is the parsed text, wrapper included; `container` is the node whose children are the piece's
    top level; `shift` is the number of lines that the wrapper adds before it."""

    grammar: Grammar
    text: bytes
    root: Node
    container: Node
    shift: int

    def source(self, node: Node) -> str:
        """The text of a node."""
        return self.text[node.start_byte : node.end_byte].decode("utf-8", "replace")

    def line(self, node: Node) -> int:
        """The 1-based line of a node in the original code."""
        return node.start_point[0] + 1 - self.shift

    @cached_property
    def top_level(self) -> list[Node]:
        """The nodes at the top level, without comments and stray semicolons."""
        comments = self.grammar.comments
        return [n for n in self.container.children if n.is_named and n.type not in comments]

    @cached_property
    def uncommented(self) -> str:
        """The text with blanks in place of comments."""
        text = bytearray(self.text)
        for comment in self.captures.get("comment", []):
            at = slice(comment.start_byte, comment.end_byte)
            text[at] = bytes(byte if byte == 10 else 32 for byte in text[at])
        return text.decode("utf-8", "replace")

    @cached_property
    def captures(self) -> dict[str, list[Node]]:
        """All nodes of the kinds "function", "comment", "string", "number"; kinds without nodes are absent."""
        return QueryCursor(_query(self.grammar)).captures(self.container)


@lru_cache(maxsize=8)
def parse(code: str, grammar: Grammar) -> Tree:
    """Parses `code`, which must encode as UTF-8. Uses the first wrapper that gives no error and no foreign node at the
    top level; else the first with all errors within declarations; else the bare piece. The last few trees are cached,
    because each step that judges a reply needs the same one."""
    bare = _parse(code, grammar, ("", ""))
    if is_clean(bare):
        return bare
    trees = (_parse(code, grammar, wrapper) for wrapper in grammar.wrappers)
    wrapped = [tree for tree in trees if tree.container is not tree.root and foreign_node(tree) is None]
    clean = (tree for tree in wrapped if not tree.root.has_error)
    is_torn = bare.root.has_error and foreign_node(bare) is not None
    return next(clean, wrapped[0] if wrapped and is_torn else bare)


@lru_cache(maxsize=8)
def parse_program(code: str, grammar: Grammar) -> Tree:
    """Parses `code`, which must encode as UTF-8, as a whole file, without wrappers. Cached like `parse`."""
    return _parse(code, grammar, ("", ""))


def parse_file(content: bytes, grammar: Grammar) -> tree_sitter.Tree:
    """The syntax tree of a file or a part of one, of any size, without wrappers."""
    has_tag = b"<?" in content  # a part of a file has no tag
    entry = grammar.file_entry if grammar.file_entry and has_tag else grammar.entry
    return _parser(grammar.package, entry).parse(content)


def is_clean(tree: Tree) -> bool:
    """Whether a tree has no error and only declarations at its top level."""
    return not tree.root.has_error and foreign_node(tree) is None


def foreign_node(tree: Tree) -> Node | None:
    """The first node at the top level that is not a declaration, or None."""
    return next((node for node in tree.top_level if not is_declaration(node, tree)), None)


def foreign_nodes(tree: Tree) -> list[Node]:
    """All nodes at the top level that are not declarations."""
    return [node for node in tree.top_level if not is_declaration(node, tree)]


def first_error(root: Node) -> Node:
    """The first node that is an error or missing. If neither is visible, the innermost node that contains one."""
    node = root
    while not (node.is_error or node.is_missing):
        inner = next((child for child in node.children if child.has_error or child.is_missing), None)
        if inner is None:
            break
        node = inner
    return node


_PAIRS = {")": "(", "]": "[", "}": "{"}


def unmatched_bracket(tree: Tree) -> Node | None:
    """The first bracket without a partner, outside strings and comments; None if all match. If brackets do not match,
    the parser's own error is often far from the cause."""
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


def is_declaration(node: Node, tree: Tree) -> bool:
    """Whether a node at the top level of `tree` is a declaration."""
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
    # Go rejects some declarations without a line end after them
    text = (before + grammar.prepare(code) + (after or "\n")).encode("utf-8")
    root = _parse_rewritten(text, grammar, grammar.entry).root_node
    container = root
    if before:
        start, end = len(before.encode()), len(text) - len(after.encode())
        container = _innermost(root, start, end)
    return Tree(grammar, text, root, container, before.count("\n"))


def _parse_rewritten(text: bytes, grammar: Grammar, entry: str) -> tree_sitter.Tree:
    """The tree of `text`, or, if it has an error, the tree of the rewritten text if that has none. Positions always
    refer to `text`."""
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
    for rewrite in reversed(rewrites):  # tell the tree that each rewrite is undone
        old, new = len(rewrite.text), rewrite.end - rewrite.start
        moved -= old - new
        start = rewrite.start + moved
        row, column = other.count(b"\n", 0, start), start - other.rfind(b"\n", 0, start) - 1
        ends = ((row, column + old), (row, column + new))
        rewritten.edit(start, start + old, start + new, (row, column), *ends)
    return rewritten


def _innermost(root: Node, start: int, end: int) -> Node:
    """The smallest node that encloses a wrapped piece and begins before it: the body of the wrapper's class or
    object."""
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


def enclose(code: str, grammar: Grammar, extends: str = "") -> str:
    """A piece of a class enclosed in a class; other pieces are not changed. Lines keep their numbers. extends: added
    after the name of the class, because the piece may call inherited methods."""
    tree = parse(code, grammar)
    text = tree.text.decode("utf-8")
    if not tree.shift:
        return text
    text = text.replace("\n", " ", tree.shift)
    return re.sub(r"^class A \{", f"class A {extends}{{", text)
