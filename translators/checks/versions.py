"""The versions of everything that decides a check."""

import platform
from importlib.metadata import version

from pairloom.translators.languages import languages


def fingerprint() -> dict[str, str]:
    """Name to version of all that a check's outcome depends on, for a manifest: Python (its `compile` judges Python),
    tree-sitter and each grammar, gcc and g++ ("absent" where not installed: then tree-sitter alone judges C and C++).
    """
    grammars = {language.grammar.package: language.grammar.package_version for language in languages()}
    tools = {name: found for language in languages() for name, found in language.compiler_version().items()}
    return {"python": platform.python_version(), "tree-sitter": version("tree-sitter"), **grammars, **tools}
