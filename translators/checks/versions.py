"""The versions of everything that decides a check."""

import platform
from importlib.metadata import version

from pairloom.translators.languages import languages


def fingerprint() -> dict[str, str]:
    """Name -> version of everything that a check's result depends on, for a manifest: Python (its `compile` checks
    Python code), tree-sitter and each grammar, and the compilers that are asked about what a grammar refuses ("absent"
    if not installed, or if there is no sandbox: then tree-sitter alone decides).
    """
    grammars = {language.grammar.package: language.grammar.package_version for language in languages()}
    tools = {name: found for language in languages() for name, found in language.compiler_version().items()}
    return {"python": platform.python_version(), "tree-sitter": version("tree-sitter"), **grammars, **tools}
