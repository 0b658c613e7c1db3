"""The plain types of a function, as its own signature states them in a language with types."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from tree_sitter import Node

from pairloom.translators.languages.functions import Function, all_functions, is_variadic, last_name, parameter_nodes
from pairloom.translators.languages.grammar import Tree
from pairloom.translators.languages.programs import ANY, NOTHING, PlainType, Signature

_SCALARS = {"int", "float", "str", "bool", "char"}
JUDGES_TYPES = {"ListNode": "linked_int", "TreeNode": "tree_int"}
"""Classes that judges define before they run a solution."""
_TOKEN = re.compile(r"'\w+\b(?!')|\w+(?:(?:::|\.)\w+)*|\[\s*,*\s*\]|\.\.\.|->|=>|[^\s'\"]")
_SIZED = {"unsigned", "signed", "long", "short"}
_ERROR = PlainType("error")
_LISTED = {"params", "required_parameter"}
"""Parameters for any number of arguments whose type is already that of a list."""
_SKIPPED = frozenset(
    {"const", "final", "mut", "readonly", "ref", "in", "out", "params", "volatile", "dyn", "struct", "typename"}
    | {"static", "&", "&&", "$"}
)


UNSTATED = "unstated"
"""The name, among those of `none`, of a result that a function does not state because it has none."""


def type_names(**kinds: str) -> dict[str, str]:
    """The names of types in a language -> their kinds, from the names of each kind in one string. `list_int` is a list
    of integers; `same` is a type that only holds another one; `union` is one of several types."""
    return {name: kind for kind, names in kinds.items() for name in names.split()}


def read_signature(tree: Tree, name: str, names: Mapping[str, str]) -> Signature | None:
    """The signature of the function `name` in a tree; the first of several whose types are all plain. None if there is
    none. names: those of `type_names`."""
    for function in all_functions(tree):
        if name in function.names:
            try:
                return _signature(function, tree, names)
            except ValueError:
                continue
    return None


def _signature(function: Function, tree: Tree, names: Mapping[str, str]) -> Signature:
    generic = set(re.findall(r"\b[A-Z]\w*\b", _type_parameters(function.node, tree)))
    known = {UNSTATED: "any", **JUDGES_TYPES, **dict.fromkeys(generic, "int"), **names}

    def read(text: str) -> PlainType:
        text = re.sub(r"\w+", lambda word: word[0] if word[0] in known else _alias(word[0], tree), text)
        own = {found: _own_kind(found, tree, names) for found in re.findall(r"\w+", text) if found not in known}
        return read_type(text, {**known, **own})

    arguments = [
        PlainType("list", read(text)) if is_variadic(parameter, tree) and parameter.type not in _LISTED else read(text)
        for parameter in parameter_nodes(function.node, tree)
        for text in _types_of(parameter, tree)
    ]
    return Signature(tuple(arguments), _result(function, tree, read))


def _type_parameters(node: Node, tree: Tree) -> str:
    parent = node.parent
    outer = parent.child_by_field_name("parameters") if parent is not None and "template" in parent.type else None
    own = [node.child_by_field_name("type_parameters"), outer]
    own += [child for child in node.children if child.type == "type_parameters"]
    return " ".join(tree.source(each) for each in own if each is not None)


def _types_of(parameter: Node, tree: Tree) -> Iterator[str]:
    """The text of a parameter's type, "" if it has none, for each name that it declares."""
    type_ = parameter.child_by_field_name("type") or _type_child(parameter)
    if not parameter.is_named:  # the keyword of C#'s `params int[] values`
        type_ = parameter.next_named_sibling
    text = tree.source(type_).lstrip(":") if type_ is not None else ""
    declarator = parameter.child_by_field_name("declarator")
    if declarator is not None:
        text += re.sub(r"\b[A-Za-z_]\w*", "", tree.source(declarator), count=1)
    dimensions = parameter.child_by_field_name("dimensions")
    text += tree.source(dimensions) if dimensions is not None else ""
    text += "?" if parameter.type == "optional_parameter" else ""
    for _ in parameter.children_by_field_name("name") or (parameter,):
        yield text


def _type_child(node: Node) -> Node | None:
    """The child that is a type, where the grammar has no field for it."""
    kinds = ("type", "type_identifier")
    return next(
        (c for c in reversed(node.named_children) if c.type.endswith(kinds) and c.type != "type_parameters"), None
    )


def _result(function: Function, tree: Tree, read: Callable[[str], PlainType]) -> PlainType:
    """The type of a function's result, ANY if it does not state one."""
    node, field = function.node, function.node.child_by_field_name
    type_ = field("return_type") or field("result") or field("type") or field("returns")
    if type_ is None:  # behind the parameters, without a field
        type_ = _type_child(node)
    if type_ is None:
        return ANY if tree.source(function.body).startswith("=") else read(UNSTATED)
    if type_.type == "parameter_list":
        return _results([read(text) for each in type_.named_children for text in _types_of(each, tree)])
    text, declarator = tree.source(type_).lstrip(":"), field("declarator")
    while declarator is not None and declarator.type in ("pointer_declarator", "reference_declarator"):
        text += declarator.children[0].type
        declarator = declarator.child_by_field_name("declarator") or declarator.named_children[-1]
    behind = next((c for c in declarator.children if c.type == "trailing_return_type"), None) if declarator else None
    text = tree.source(behind).lstrip("->") if behind is not None else text
    return ANY if text in ("auto", "decltype(auto)") else _results([read(text)])


def _results(types: Sequence[PlainType]) -> PlainType:
    """The type of one or several results. A last error or flag says whether there are others."""
    *others, last = types
    if last == _ERROR and others:
        return _results(others)
    if last.kind == "bool" and len(others) == 1:
        return _holding("optional", others[0])
    if others:
        return PlainType("tuple", items=tuple(types))
    return NOTHING if last == _ERROR else last


def _alias(name: str, tree: Tree) -> str:
    """The type that the code gives another name, or the name."""
    pattern = rf"\b(?:using|type|typealias)\s+{name}\s*=?\s*(?!struct|interface)([^={{;\n]+)[;\n]"
    found = re.search(pattern, tree.uncommented)
    return found[1].strip() if found else name


def _own_kind(name: str, tree: Tree, names: Mapping[str, str]) -> str:
    """The kind of a class of the code, by its fields: a linked list has `next`, a tree `left` and `right`. "" for any
    other. `Node` that the code does not define is judged by its uses."""
    text = tree.uncommented
    found = re.search(rf"\b(?:class|struct|interface|record|type)\s+{name}\b", text)
    if found is None and name != "Node":
        return ""
    if found is not None:
        start, end = (len(text[:at].encode()) for at in found.span())
        node = tree.root.descendant_for_byte_range(start, end - 1)
        text = tree.source(node) if node is not None else ""
    fields = set(re.findall(r"\w+", text.lower()))
    if fields & {"children", "neighbors", "neighbours", "random", "prev"}:
        return ""
    beside = re.findall(r"(\w+)\s+(?:val|value|data)\b|\b(?:val|value|data)`?\s*:?\s*(\w+)", text, re.IGNORECASE)
    kinds = (names.get(word, "") for pair in beside for word in pair)
    item = next((kind for kind in kinds if kind in _SCALARS), "int")
    return f"tree_{item}" if {"left", "right"} <= fields else f"linked_{item}" if "next" in fields else ""


# --- the text of a type ---------------------------------------------------------------------------------------------


def read_type(text: str, names: Mapping[str, str]) -> PlainType:
    """The plain type that `text` means, in the notation of any language. Raises ValueError if it is not plain."""
    tokens = [
        token for token in _TOKEN.findall(text.strip("'\" ")) if token not in _SKIPPED and not token.startswith("'")
    ]
    reader = _Reader(tokens, names)
    type_ = reader.read() if reader.tokens else ANY
    if reader.tokens:
        raise ValueError(f"{text!r} is not a plain type")
    return type_


class _Reader:
    """Reads types from the front of a list of tokens."""

    def __init__(self, tokens: list[str], names: Mapping[str, str]) -> None:
        self.tokens = tokens
        self.names = names

    def take(self, *wanted: str) -> bool:
        """Whether the next token is one of `wanted`, which is then taken."""
        found = bool(self.tokens) and self.tokens[0] in wanted
        if found:
            self.tokens.pop(0)
        return found

    def read(self) -> PlainType:
        """One type, with what follows its name."""
        type_ = self.read_first()
        while self.tokens:
            if re.fullmatch(r"\[\s*,*\s*\]|\.\.\.", self.tokens[0]):
                for _ in range(1 + self.tokens.pop(0).count(",")):
                    type_ = PlainType("list", type_)
            elif self.take("?"):
                type_ = _holding("optional", type_)
            elif self.take("|"):
                type_ = _either([type_, self.read_first()])
            elif self.take("*"):
                type_ = _pointed(type_)
            else:
                break
        return type_

    def read_first(self) -> PlainType:
        """One type without what follows it."""
        if self.take("?"):
            return _holding("optional", self.read_first())
        if self.take("*"):  # before the type in Go, in raw pointers of Rust
            return _pointed(self.read_first())
        if self.take("["):  # [T], [T; 3], [3]T, [T, U]
            if self.tokens and self.tokens[0].isdigit():
                del self.tokens[:2]
                return PlainType("list", self.read())
            items = self.read_items("]")
            return PlainType("list", items[0]) if len(items) == 1 else PlainType("tuple", items=tuple(items))
        if self.tokens and re.fullmatch(r"\[\s*\]", self.tokens[0]):
            self.tokens.pop(0)
            return PlainType("list", self.read())
        if self.take("("):
            items = self.read_items(")")
            return items[0] if len(items) == 1 else PlainType("tuple", items=tuple(items)) if items else NOTHING
        return self.read_name()

    def read_items(self, end: str) -> list[PlainType]:
        """Types up to a closing bracket. A name before or behind one, a size behind one and an ellipsis are skipped."""
        items: list[PlainType] = []
        while not self.take(end):
            if len(self.tokens) > 1 and self.tokens[1] == ":":
                del self.tokens[:2]
            items.append(ANY if self.take("...") else self.read())
            if self.tokens and self.tokens[0] not in (end, ","):
                del self.tokens[: 2 if self.tokens[0] == ";" else 1]
            self.take(",")
            if not self.tokens:
                raise ValueError("a bracket is not closed")
        return items

    def read_name(self) -> PlainType:
        """A type that has a name, of one word or several, with its items."""
        if not self.tokens:
            raise ValueError("a type is missing")
        name = last_name(self.tokens.pop(0))
        while self.tokens and name in _SIZED and self.tokens[0] in _SIZED | {"int", "char", "double"}:
            name = self.tokens.pop(0)
        kind, _, item = self.names.get(name, "").partition("_")
        if kind in _SCALARS:
            return PlainType(kind)
        if kind == "any":
            return ANY
        if kind in ("none", "error"):
            return _ERROR if kind == "error" else NOTHING
        items = []
        if self.take("<"):
            items = self.read_items(">")
        elif self.take("["):
            items = self.read_items("]")
            if kind == "dict" and len(items) == 1:  # map[K]V
                items.append(self.read())
        return _made(kind, items or ([PlainType(item)] if item else []), name)


def _made(kind: str, items: Sequence[PlainType], name: str) -> PlainType:
    """A type of types. Raises ValueError if a language's type of this name is not plain."""
    match kind, items:
        case "dict", [PlainType(kind="str" | "char"), item]:
            return PlainType("dict", item)
        case "dict", [item]:
            return PlainType("dict", item)
        case "tuple", [item, PlainType(kind="any")]:  # tuple[T, ...]
            return PlainType("list", item)
        case "tuple", [_, _, *_]:
            return PlainType("tuple", items=tuple(items))
        case "union", [_, *_]:
            return _either(items)
        case "same", [item, *_]:
            return item
        case (("list" | "set" | "optional" | "linked" | "tree"), [item, *_]):
            return _holding(kind, item)
        case (("list" | "set" | "dict"), []):
            return PlainType(kind, ANY)
        case "tuple", []:
            return PlainType("list", ANY)
    raise ValueError(f"{name} is not a plain type")


def _holding(kind: str, item: PlainType) -> PlainType:
    """An optional of what can be None anyway is that."""
    is_optional = item.kind in ("optional", "linked", "tree", "any")
    return item if kind == "optional" and is_optional else PlainType(kind, item)


def _pointed(type_: PlainType) -> PlainType:
    """The type of a pointer: a string in C, or what may be missing."""
    return PlainType("str") if type_.kind == "char" else _holding("optional", type_)


def _either(types: Sequence[PlainType]) -> PlainType:
    """The type of values of several types: None and another, or integers and floats."""
    others = set(types) - {NOTHING}
    if {type_.kind for type_ in others} == {"int", "float"}:
        others = {PlainType("float")}
    if len(others) != 1:
        raise ValueError("values of several types")
    return _holding("optional", others.pop()) if NOTHING in types else others.pop()
