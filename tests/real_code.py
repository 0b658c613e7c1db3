"""Code that people wrote and that every checkout has: the bundled sample and Python's standard library."""

import ast
import sysconfig
from functools import cache
from pathlib import Path

from pairloom.schemas import LANGUAGES
from tests import ROOT

SAMPLE = ROOT / "recipes" / "sample" / "functions"
SAMPLE_LANGUAGES = [
    name for name, language in LANGUAGES.items() if any(SAMPLE.glob(f"*/*/{name}{language.endings[0]}"))
]


@cache
def sample_functions(language: str) -> dict[str, str]:
    """Function name -> code, the translations of the sample into `language`."""
    files = sorted(SAMPLE.glob(f"*/*/{language}{LANGUAGES[language].endings[0]}"))
    return {file.parent.name: file.read_text(encoding="utf-8") for file in files}


@cache
def standard_library(count: int) -> list[tuple[str, str, str]]:
    """(file, function name, code) of the first `count` functions with docstrings in the modules of the standard
    library, methods among them. The first line of a method is not indented, as in CodeSearchNet."""
    found = []
    for file in sorted(Path(sysconfig.get_path("stdlib")).glob("*.py")):
        text = file.read_text(encoding="utf-8")
        lines = text.split("\n")
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef) and ast.get_docstring(node):
                code = "\n".join(lines[node.lineno - 1 : node.end_lineno]).lstrip()
                found.append((file.name, node.name, code))
                if len(found) == count:
                    return found
    raise ValueError(f"the standard library has only {len(found)} functions with docstrings, not {count}")
