"""`pairloom languages`: what can be checked on this machine, language by language."""

import json
import shutil
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from pairloom.schemas.languages import LANGUAGES
from pairloom.translators.evidence import toolchains
from pairloom.translators.evidence.compile import not_checkable
from pairloom.translators.evidence.execute import not_runnable
from pairloom.translators.evidence.suites import frameworks
from pairloom.translators.languages import GRAMMARS
from pairloom.translators.sandbox.toolchains import TOOLCHAINS

_SYNTAX = {"python": "tree-sitter, compile()", "c": "tree-sitter, gcc", "cpp": "tree-sitter, g++"}


def _rows() -> list[dict[str, object]]:
    versions, installed = toolchains(), frameworks()
    return [
        {
            "language": name,
            "title": language.title,
            "endings": list(language.endings),
            "grammar": GRAMMARS[name].package,
            "grammar_version": GRAMMARS[name].package_version,
            "syntax": _syntax(name),
            "toolchain": versions.get(name, ""),
            "compile": (not_checkable(name) or "yes") if name in TOOLCHAINS else "none",
            "execute": (not_runnable(name) or "yes") if name in installed else "none",
            "frameworks": installed.get(name, []),
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
    """The languages that pairloom knows, their grammars, and which gates this machine has."""
    rows = _rows()
    if as_json:
        typer.echo(json.dumps(rows, indent=2))
        return
    table = Table("language", "endings", "grammar", "syntax by", "compile gate", "execution gate", "test frameworks")
    for row in rows:
        endings, installed = row["endings"], row["frameworks"]
        assert isinstance(endings, list) and isinstance(installed, list)
        compiles = str(row["toolchain"]) if row["compile"] == "yes" else str(row["compile"])
        table.add_row(
            f"{row['title']} ({row['language']})" if row["title"] != row["language"] else str(row["title"]),
            " ".join(endings),
            f"{row['grammar']} {row['grammar_version']}",
            str(row["syntax"]),
            compiles,
            str(row["execute"]),
            ", ".join(installed),
        )
    Console().print(table)
