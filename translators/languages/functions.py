"""The functions in a tree: their names, bodies and numbers of parameters."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from tree_sitter import Node

from pairloom.translators.languages.grammar import Tree


@dataclass(frozen=True)
class Parameters:
    """The number of arguments of a call: from `least` to `most` (None: any number). `receiver`: whether the function
    also has a receiver (self, this, a Go receiver), which is not counted."""

    least: int
    most: int | None
    receiver: bool = False


@dataclass(frozen=True)
class Function:
    """A function with a body. `names`: its own name and the name to which it is assigned; may be empty."""

    node: Node
    body: Node
    names: tuple[str, ...]
    parameters: Parameters


@lru_cache(maxsize=8)
def all_functions(tree: Tree) -> tuple[Function, ...]:
    """The functions of `tree` that have a body, in order of the text."""
    return tuple(
        Function(node, body, _names(node, tree), _parameters(node, tree))
        for node in sorted(tree.captures.get("function", []), key=lambda node: node.start_byte)
        if (body := _body(node, tree)) is not None
    )


def outermost_functions(functions: Sequence[Function]) -> list[Function]:
    """Those of `functions` (in order of the text) that are not inside another one."""
    outermost: list[Function] = []
    for function in functions:
        if not outermost or function.node.start_byte >= outermost[-1].node.end_byte:
            outermost.append(function)
    return outermost


def uncalled_names(tree: Tree) -> set[str]:
    """The names of the outermost functions that no other part of the code mentions, without the one that starts a
    program and without methods of objects that a language calls itself (`__init__`)."""
    text = tree.uncommented.encode()
    found = set()
    for function in outermost_functions(all_functions(tree)):
        for name in function.names[:1]:
            own = slice(function.node.start_byte, function.node.end_byte)
            others = text[: own.start] + b" " + text[own.stop :]
            if not re.search(rb"(?<![\w$])" + re.escape(name.encode()) + rb"(?![\w$])", others):
                found.add(name)
    return {name for name in found if name != tree.grammar.main and not re.fullmatch(r"__\w+__|initialize", name)}


def foreign_keyword(tree: Tree, functions: list[Function]) -> Node | None:
    """A keyword of another language in the place of a result's type, or None: `function f(a) {...}` parses as C, as a
    function that returns a `function`."""
    types = (function.node.child_by_field_name("type") for function in functions)
    words = ("function", "def", "func", "fn", "fun", "sub", "let", "var")
    return next((node for node in types if node is not None and tree.source(node) in words), None)


def last_name(text: str) -> str:
    """The last part of a dotted or scoped name: "push" of "Stack.prototype.push", "Stack::push" and "self.push"."""
    return re.split(r"\.|::?|->|#", text)[-1].strip()


def _body(node: Node, tree: Tree) -> Node | None:
    body = node.child_by_field_name("body")
    if body is not None:
        return body
    kinds = ("function_body", "statements", "block", "compound_statement", "body_statement")
    found = next((child for child in node.children if child.type in kinds), None)
    return node if found is None and node.type in tree.grammar.bodiless else found


def _names(node: Node, tree: Tree) -> tuple[str, ...]:
    own = node.child_by_field_name("name") or _declared(node)
    names = [tree.source(own)] if own is not None else []
    if own is None or node.type in ("function_expression", "generator_function"):
        names += _given_names(node, tree)
    return tuple(dict.fromkeys(name for name in map(last_name, names) if name))


def _declared(node: Node) -> Node | None:
    """The name inside a C declarator, within pointers and parameter lists."""
    inner = node.child_by_field_name("declarator")
    while inner is not None and inner.child_by_field_name("declarator") is not None:
        inner = inner.child_by_field_name("declarator")
    return inner if inner is not None and "declarator" not in inner.type else None


def _given_names(node: Node, tree: Tree) -> Iterator[str]:
    """The names to which an unnamed function is assigned: `f = ...`, `f: ...`, `A.prototype.f = ...`,
    define_method(:f). The name of any other call is not the name of a function in its arguments."""
    parent = node.parent
    for _ in range(3):
        if parent is None or parent == tree.root:
            return
        arguments = parent.child_by_field_name("arguments")
        if arguments is None:
            fields = map(parent.child_by_field_name, ("name", "left", "key", "property", "pattern", "declarator"))
            named = [*filter(None, fields), *(c for c in parent.children if c.type in tree.grammar.assigned)]
            given = next((each for each in named if each.end_byte <= node.start_byte), None)
            if given is not None:
                yield tree.source(given)
                return
        elif any(name in tree.source(parent)[:40] for name in tree.grammar.definers):
            yield tree.source(arguments).strip("(): ").split(",")[0].strip("\"'")
            return
        parent = parent.parent


_SKIPPED = ("self_parameter", "positional_separator", "keyword_separator", "attribute_item")
_VARIADIC = re.compile(r"splat|rest_|spread|variadic|\.\.\.")


def _parameters(node: Node, tree: Tree) -> Parameters:
    if node.child_by_field_name("parameter") is not None:  # the only one, without parentheses
        return Parameters(1, 1)
    receiver = node.child_by_field_name("receiver") is not None or bool(_receivers(node, tree))
    least, most = 0, 0
    variadic = any(word in tree.source(node) for word in tree.grammar.undeclared)
    for parameter in parameter_nodes(node, tree):
        if is_variadic(parameter, tree):
            variadic = True
        else:
            count = 1 + sum(_is_listed(name) for name in parameter.children_by_field_name("name"))
            most += count
            least += 0 if _is_optional(parameter) else count
    return Parameters(least, None if variadic else most, receiver)


def parameter_nodes(node: Node, tree: Tree) -> list[Node]:
    """The nodes of a function's parameters, without its receiver, comments and separators. One node may declare several
    parameters of a type (Go)."""
    left_out = {receiver.id for receiver in _receivers(node, tree)}
    return [
        parameter
        for parameter in _listed_nodes(node, tree)
        if parameter.id not in left_out
        and parameter.type not in _SKIPPED
        and parameter.type not in tree.grammar.comments
        and tree.source(parameter) != "void"
    ]


def _receivers(node: Node, tree: Tree) -> list[Node]:
    """The first parameter, if it is the method's own object."""
    return [first for first in _listed_nodes(node, tree)[:1] if _is_receiver(first, tree.source(first), tree)]


def _is_listed(name: Node) -> bool:
    """Whether more names of the same type follow, as in Go's `a, b int`."""
    return name.next_sibling is not None and name.next_sibling.type == ","


def _listed_nodes(node: Node, tree: Tree) -> list[Node]:
    kinds = tree.grammar.parameter_kinds
    lists = node.children_by_field_name("parameters") or _declarator_lists(node)
    lists = lists or [child for child in node.children if child.type in tree.grammar.parameter_lists]
    if not lists and kinds:
        lists = [node]
    found: list[Node] = []
    for parameters in lists:
        if parameters.type == "identifier":  # a lambda's only parameter, without parentheses
            found.append(parameters)
        for child in parameters.children:
            if (child.type in kinds) if kinds else (child.is_named or child.type == "..."):
                found.append(child)
    return found


def _declarator_lists(node: Node) -> list[Node]:
    inner = node.child_by_field_name("declarator")
    while inner is not None:
        lists = inner.children_by_field_name("parameters")
        if lists:
            return lists[:1]
        inner = inner.child_by_field_name("declarator")
    return []


def _is_receiver(parameter: Node, text: str, tree: Tree) -> bool:
    if parameter.type == "self_parameter":
        return True
    name = re.split(r"[:=\s]", text, maxsplit=1)[0]
    return name in tree.grammar.receivers


def is_variadic(parameter: Node, tree: Tree) -> bool:
    """Whether a parameter takes any number of arguments."""
    text = tree.source(parameter)
    if _VARIADIC.search(parameter.type) or parameter.type in tree.grammar.rest_kinds:
        return True
    if text.startswith("{"):
        return True  # an object taken apart: as many values as it names
    inner = parameter.children[0].type if parameter.children else ""
    if _VARIADIC.search(inner) or text.rstrip().endswith("..."):
        return True
    before = parameter.prev_named_sibling
    return before is not None and before.type == "parameter_modifiers" and "vararg" in tree.source(before)


def _is_optional(parameter: Node) -> bool:
    if any(mark in parameter.type for mark in ("default", "optional", "assignment_pattern")):
        return True
    if any(parameter.child_by_field_name(field) is not None for field in ("default_value", "value")):
        return True
    after = parameter.next_sibling
    return (after is not None and after.type == "=") or any(child.type == "=" for child in parameter.children)


def parameter_names(node: Node, tree: Tree) -> list[tuple[str, str]]:
    """Each parameter of a function: its name, and its default as the code writes it ("" for none)."""
    found = []
    for parameter in parameter_nodes(node, tree):
        fields = map(parameter.child_by_field_name, ("default_value", "value"))
        default = next((tree.source(field) for field in fields if field is not None), "")
        names = parameter.children_by_field_name("name") or [_parameter_name(parameter)]
        found += [(tree.source(name).lstrip("$@%*&"), default) for name in names if name.is_named]
    if not found and tree.grammar.unpacking:
        unpacked = re.search(r"\bmy\s*\(([^()]*)\)\s*=\s*@_", tree.source(node))
        found = [(name, "") for name in re.findall(r"\$(\w+)", unpacked[1])] if unpacked else []
    return found


def _parameter_name(parameter: Node) -> Node:
    """The name within declarators and patterns; the first identifier, if the grammar has no field for it."""
    for field in ("declarator", "pattern"):
        inner = parameter.child_by_field_name(field)
        if inner is not None:
            return _parameter_name(inner)
    names = (child for child in parameter.named_children if child.type.endswith(("identifier", "variable_name")))
    kinds = ("type_identifier", "primitive_type")
    return next((name for name in names if name.type not in kinds), parameter)
