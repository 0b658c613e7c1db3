"""The versions of everything that decides a check."""

import platform
from importlib.metadata import version

from pairloom.translators.languages import languages


def fingerprint() -> dict[str, str]:
    """Name -> version of everything that a check's result depends on, for a manifest: Python (its `compile` checks
    Python code), tree-sitter and each grammar, gcc and g++ ("absent" if not installed: then tree-sitter alone checks C
    and C++).
    """
    grammars = {language.grammar.package: language.grammar.package_version for language in languages()}
    tools = {name: found for language in languages() for name, found in language.compiler_version().items()}
    return {"python": platform.python_version(), "tree-sitter": version("tree-sitter"), **grammars, **tools}
