"""The tree-sitter facts of each language: its grammar, its functions, what may stand at its top level."""

from pairloom.translators.languages.functions import Function, Parameters, outermost_functions
from pairloom.translators.languages.grammar import MAX_BYTES, Grammar, Tree, parse
from pairloom.translators.languages.table import GRAMMARS
from pairloom.translators.languages.units import csharp_unit, kotlin_unit

__all__ = [
    "GRAMMARS",
    "MAX_BYTES",
    "Function",
    "Grammar",
    "Parameters",
    "Tree",
    "csharp_unit",
    "kotlin_unit",
    "outermost_functions",
    "parse",
]
