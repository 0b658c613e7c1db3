"""The code stays easy to find and to read: languages in files of their own, short functions and files, one name for one
thing."""

import ast
import re
from collections import defaultdict
from pathlib import Path

import pytest

from pairloom.schemas import LANGUAGES
from tests import ROOT

PACKAGES = ("schemas", "translators", "dedup", "pipelines", "encoder")
FUNCTION_LINES = 60
FILE_LINES = 420
MODULES_PER_LANGUAGE = 3
LONG_FUNCTIONS = {
    "dedup/kernels.py:greedy": "a kernel: calls cost time in its loops",
    "dedup/kernels.py:greedy_join": "a kernel: calls cost time in its loops",
}
"""Functions that may be longer, with the reason."""
LONG_FILES = {"dedup/kernels.py": "kernels and what they share, compiled together"}
"""Files that may be longer, with the reason."""
NAMED_ELSEWHERE = {
    "python": "the language of most sources, and of this code",
    "c": "a letter",
    "go": "a word of English",
    "java": "also the program that runs Kotlin; published data sets name it",
    "javascript": "also the target of the transpiler, and the language of the report's page",
    "cpp": "shares with C what its compiler needs; published data sets name it",
}
"""Languages whose names more modules contain, with the reason."""
ONE_INTERFACE = {"dedup/kernels.py", "dedup/fallback.py", "dedup/minhash.py"}
"""Two implementations of the same functions, and the module that picks one."""


def source_files() -> list[Path]:
    """The modules of the packages, relative to the repository; programs that run in the sandbox are not modules."""
    found = [file for package in PACKAGES for file in sorted((ROOT / package).rglob("*.py"))]
    return [file.relative_to(ROOT) for file in found if "drivers" not in file.parts]


FILES = source_files()
TREES = {file: ast.parse((ROOT / file).read_text(encoding="utf-8")) for file in FILES}


def is_command(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Whether typer calls it: its parameters are annotated with options, and its length is theirs."""
    return any("typer." in ast.unparse(part) for part in (function.args, *function.decorator_list))


def long_functions() -> dict[str, int]:
    """ "file:function" -> lines, for functions over the limit that are no commands."""
    return {
        f"{file}:{node.name}": lines
        for file, tree in TREES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (lines := (node.end_lineno or 0) - node.lineno + 1) > FUNCTION_LINES
        and not is_command(node)
    }


def long_files() -> dict[str, int]:
    """file -> lines, for files over the limit."""
    lines = {str(file): len((ROOT / file).read_text(encoding="utf-8").splitlines()) for file in FILES}
    return {file: count for file, count in lines.items() if count > FILE_LINES}


def names_defined_twice() -> dict[str, list[str]]:
    """Public name -> files, for functions and classes at the top of more than one module."""
    places = defaultdict(list)
    for file, tree in TREES.items():
        for node in tree.body:
            if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
                command = not isinstance(node, ast.ClassDef) and is_command(node)
                if not node.name.startswith("_") and node.name != "main" and not command:
                    places[node.name].append(str(file))
    return {name: files for name, files in sorted(places.items()) if len(files) > 1 and not set(files) <= ONE_INTERFACE}


def modules_that_name(language: str) -> list[str]:
    """The modules in which the language's name is a word, in capitals or not, comments included."""
    word = re.compile(rf"\b{re.escape(language)}\b", re.IGNORECASE)
    return [str(file) for file in FILES if word.search((ROOT / file).read_text(encoding="utf-8"))]


def test_functions_are_short() -> None:
    assert long_functions().keys() == LONG_FUNCTIONS.keys()


def test_files_are_short() -> None:
    assert long_files().keys() == LONG_FILES.keys()


def test_a_public_name_means_one_thing() -> None:
    assert names_defined_twice() == {}


@pytest.mark.parametrize("language", sorted(LANGUAGES.keys() - NAMED_ELSEWHERE.keys()))
def test_a_language_is_one_file(language: str) -> None:
    """Its own, its row in schemas/languages.py, and one more at most."""
    modules = modules_that_name(language)
    assert len(modules) <= MODULES_PER_LANGUAGE, modules


def test_each_exception_is_one() -> None:
    assert [name for name in NAMED_ELSEWHERE if len(modules_that_name(name)) <= MODULES_PER_LANGUAGE] == []
