"""How the documented functions of a language look in its source files."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class DocumentedFunctions:
    """What CodeSearchNet's rules (arXiv:1909.09436, section 2) need to know of the syntax trees of a language.

    functions: node types that are functions.
    bindings: node types that may name one (const f = () => ...) -> their fields that hold the name and the value.
    scopes: node types whose name is part of the names of what is in them.
    left_out: names of methods that are not taken, those of CodeSearchNet's function_parser.
    documentation: what the comment must begin with; any comment counts where it is "".
    joiner: what stands between the names of scopes.
    annotations: calls that may stand between the comment and the function, about which they say something.
    """

    functions: tuple[str, ...]
    bindings: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    scopes: tuple[str, ...] = ()
    left_out: frozenset[str] = frozenset()
    documentation: str = ""
    joiner: str = "."
    annotations: frozenset[str] = frozenset()
