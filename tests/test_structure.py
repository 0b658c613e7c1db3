"""The code stays easy to find and to read: languages in files of their own, short functions and files, one name for one
thing."""

import ast
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
DATA_READERS = (Path("pipelines", "sources"), Path("encoder", "evaluation"))
"""Folders that name the languages of published data sets."""
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
    """The modules, besides those of languages and readers of data sets, that have the language's name as a string."""
    return [
        str(file)
        for file, tree in TREES.items()
        if file.parent not in (Path("translators", "languages"), *DATA_READERS)
        and any(isinstance(node, ast.Constant) and node.value == language for node in ast.walk(tree))
    ]


def test_functions_are_short() -> None:
    assert long_functions().keys() == LONG_FUNCTIONS.keys()


def test_files_are_short() -> None:
    assert long_files().keys() == LONG_FILES.keys()


def test_a_public_name_means_one_thing() -> None:
    assert names_defined_twice() == {}


@pytest.mark.parametrize("language", sorted(LANGUAGES.keys() - {"python", "c"}))
def test_a_language_is_one_file(language: str) -> None:
    """Except for Python, the language of most sources, and C, whose name is a letter that occurs elsewhere."""
    modules = modules_that_name(language)
    assert len(modules) <= MODULES_PER_LANGUAGE, modules
