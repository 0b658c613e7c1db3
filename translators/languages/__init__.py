"""The languages: `get_language(name)` returns everything that pairloom knows about one."""

import importlib
from functools import cache

from pairloom.schemas.languages import LANGUAGES
from pairloom.translators.languages.base import Language
from pairloom.translators.languages.functions import Function, Parameters, outermost_functions
from pairloom.translators.languages.grammar import MAX_BYTES, Grammar, Tree, parse, parse_file

__all__ = [
    "MAX_BYTES",
    "Function",
    "Grammar",
    "Language",
    "Parameters",
    "Tree",
    "get_language",
    "languages",
    "outermost_functions",
    "parse",
    "parse_file",
    "toolchains",
]


@cache
def get_language(name: str) -> Language:
    """The language of that name, one of schemas.LANGUAGES; it is loaded at its first use.

    Raises KeyError for an unknown name.
    """
    module = importlib.import_module(f"{__name__}.{LANGUAGES[name].name}")
    own = (found for found in vars(module).values() if getattr(found, "__module__", "") == module.__name__)
    [made] = [found for found in own if isinstance(found, type) and issubclass(found, Language)]
    return made()


def languages() -> list[Language]:
    """All languages, in the order of schemas.LANGUAGES."""
    return [get_language(name) for name in LANGUAGES]


def toolchains() -> dict[str, str]:
    """Language -> compiler and version, e.g. {"java": "javac 17.0.15"}; "" if it is not installed. Other languages have
    no compile gate: their translations stay "parsed"."""
    return {language.name: language.version for language in languages() if language.toolchain}
