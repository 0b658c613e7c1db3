"""`pairloom languages`: what can be checked on this machine, language by language."""

import json
import shutil
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from schemas.languages import LANGUAGES
from translators.languages import GRAMMARS

TOOLCHAINS: dict[str, tuple[str, ...]] = {
    "python": ("python3",),
    "java": ("javac", "java"),
    "go": ("go",),
    "php": ("php",),
    "javascript": ("node",),
    "ruby": ("ruby",),
    "c": ("gcc",),
    "cpp": ("g++",),
    "csharp": ("dotnet", "mcs"),
    "rust": ("rustc",),
    "typescript": ("tsc",),
    "kotlin": ("kotlinc",),
    "scala": ("scalac",),
    "swift": ("swiftc",),
}
"""The commands that compile or run each language, of which those found on PATH are shown."""

_SYNTAX = {"python": "tree-sitter, compile()", "c": "tree-sitter, gcc", "cpp": "tree-sitter, g++"}


def _rows() -> list[dict[str, object]]:
    return [
        {
            "language": name,
            "title": language.title,
            "endings": list(language.endings),
            "grammar": GRAMMARS[name].package,
            "grammar_version": GRAMMARS[name].package_version,
            "syntax": _syntax(name),
            "toolchain": [command for command in TOOLCHAINS[name] if shutil.which(command)],
        }
        for name, language in LANGUAGES.items()
    ]


def _syntax(name: str) -> str:
    """Who judges the syntax: a compiler only where it is installed."""
    compiler = {"c": "gcc", "cpp": "g++"}.get(name)
    return "tree-sitter" if compiler and not shutil.which(compiler) else _SYNTAX.get(name, "tree-sitter")


def languages(
    as_json: Annotated[bool, typer.Option("--json", help="One JSON list instead of a table.")] = False,
) -> None:
    """The languages that pairloom knows, their grammars, and the toolchains found on this machine."""
    rows = _rows()
    if as_json:
        typer.echo(json.dumps(rows, indent=2))
        return
    table = Table("language", "name", "endings", "grammar", "version", "syntax by", "toolchain here")
    for row in rows:
        tools, endings = row["toolchain"], row["endings"]
        assert isinstance(tools, list) and isinstance(endings, list)
        grammar, version = str(row["grammar"]), str(row["grammar_version"])
        found = " ".join(tools) or "none found"
        table.add_row(
            str(row["title"]), str(row["language"]), " ".join(endings), grammar, version, str(row["syntax"]), found
        )
    Console().print(table)
