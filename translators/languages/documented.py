"""How the documented functions of a language look in its source files."""

from dataclasses import dataclass


@dataclass(frozen=True)
class DocumentedFunctions:
    """What CodeSearchNet's rules (arXiv:1909.09436, section 2) need to know of the syntax trees of a language.

    functions: node types that are functions; the others that hold one in `value` are bindings (const f = () => ...).
    scopes: node types whose name is part of the names of what is in them.
    left_out: names of methods that are not taken, those of CodeSearchNet's function_parser.
    documentation: what the comment must begin with; any comment counts where it is "".
    joiner: what stands between the names of scopes.
    """

    functions: tuple[str, ...]
    scopes: tuple[str, ...] = ()
    left_out: frozenset[str] = frozenset()
    documentation: str = ""
    joiner: str = "."
