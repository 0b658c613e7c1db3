"""The tree-sitter facts of each language: its grammar, its functions, what may stand at its top level."""

from translators.languages.functions import Function, Parameters, outermost_functions
from translators.languages.grammar import MAX_BYTES, Grammar, Tree, parse
from translators.languages.table import GRAMMARS

__all__ = ["GRAMMARS", "MAX_BYTES", "Function", "Grammar", "Parameters", "Tree", "outermost_functions", "parse"]
