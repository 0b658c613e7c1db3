"""Functions in every language, one file each, which tests of many languages share.

In `functions/LANGUAGE/`, of every language: `greet_all` is sound code, a part of `left_out` is missing, `stub` (and
`stub2`) does nothing. Of every language that can be run: `same`, `first_of` and `double_up` are called with values;
`check_age` raises an error for a negative number, where the language has errors.
"""

from pathlib import Path

import pytest

from pairloom.translators.languages import get_language, languages

FUNCTIONS = Path(__file__).parent / "functions"


def read_function(language: str, name: str) -> str:
    """The code of a function in a language, without the last line end."""
    return (FUNCTIONS / language / f"{name}{get_language(language).ending}").read_text(encoding="utf-8").rstrip("\n")


def has_function(language: str, name: str) -> bool:
    return (FUNCTIONS / language / f"{name}{get_language(language).ending}").exists()


RUNNABLE = [
    pytest.param(language.name, marks=pytest.mark.slow if not language.is_script else ())
    for language in languages()
    if language.is_runnable
]
"""The languages that can be run, as parameters of a test."""
