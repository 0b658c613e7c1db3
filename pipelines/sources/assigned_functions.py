"""Functions that have their name from what they are assigned to: `const f = ...`, `exports.f = ...`,
`A.prototype.f = ...`, the fields of a class and the properties of an object."""

import re
from collections.abc import Mapping
from typing import TypeAlias

from tree_sitter import Node

from pairloom.pipelines.sources import grammars

Bindings: TypeAlias = Mapping[str, tuple[str, str]]
"""Node types that give a value a name -> their fields that hold the two."""

_FUNCTIONS = ("arrow_function", "function_expression", "generator_function")
_NO_SCOPE = ("module", "exports", "window", "global", "globalThis", "self", "this", "prototype")
"""Parts of `a.b.f = ...` that say nothing of what f belongs to."""
_CALLS_IT = frozenset(
    ("setTimeout", "setInterval", "setImmediate", "requestAnimationFrame", "queueMicrotask", "useMemo", "useEffect")
)
"""Functions that call what they get, and give back something else."""
_SPEAKS_OF_A_FUNCTION = re.compile(r"@(param|arg|argument|returns?|function|func|method|async|generator)\b")


def assigned_function(binding: Node, bindings: Bindings) -> tuple[Node, bool] | None:
    """The function that `binding`, a node of one of `bindings`, names, and whether it is handed to another function
    first: `const f = memo(() => ...)`. None if its value is no function."""
    value = binding.child_by_field_name(bindings[binding.type][1])
    is_wrapped = False
    while value is not None and value.type not in _FUNCTIONS:
        if value.type == "call_expression":
            is_wrapped, value = True, _only_function(value)
        elif value.type == "parenthesized_expression":
            value = next((child for child in value.named_children if not grammars.is_comment(child)), None)
        elif value.type in ("assignment_expression", "binary_expression"):  # f = g = function; f = f || function
            value = value.child_by_field_name("right")
        else:
            return None
    return (value, is_wrapped) if value is not None else None


def assigned_name(binding: Node, function: Node, bindings: Bindings) -> str:
    """The name that `binding` gives `function`, with those of what it belongs to ("Stack.push"), else the function's
    own; "" if there is none."""
    nearest = function.parent  # of f = g = function the last one
    while nearest is not None and nearest.type not in bindings:
        nearest = nearest.parent
    binding = nearest or binding
    target = binding.child_by_field_name(bindings[binding.type][0])
    written = grammars.text_of(target) if target is not None else ""
    parts = written.split(".") if target is not None and target.type == "member_expression" else [written]
    own = function.child_by_field_name("name")
    if (parts[-1] in ("exports", "default") and len(parts) > 1) or written == "exports":
        return grammars.text_of(own) if own is not None else ""
    return ".".join([*(part for part in parts[:-1] if part not in _NO_SCOPE), parts[-1]])


def gives_back_a_function(binding: Node, text: str) -> bool:
    """Whether the call in `binding` gives back a function like the one that it gets: its documentation `text` speaks of
    a function, or it is no method of a value (`items.map(...)`) and none of those that call what they get."""
    if _SPEAKS_OF_A_FUNCTION.search(text):
        return True
    call = next(node for node in grammars.walk(binding) if node.type == "call_expression")
    called = call.child_by_field_name("function")
    owner, _, name = grammars.text_of(called).rpartition(".") if called is not None else ("", "", "")
    return name not in _CALLS_IT and re.fullmatch(r"|[A-Z]\w*|_|\$|lodash|util", owner) is not None


def _only_function(call: Node) -> Node | None:
    """The one argument of `call` that is a function, or a call with one."""
    arguments = call.child_by_field_name("arguments")
    if arguments is None or arguments.type != "arguments":
        return None
    found = [child for child in arguments.named_children if child.type in (*_FUNCTIONS, "call_expression")]
    return found[0] if len(found) == 1 else None
