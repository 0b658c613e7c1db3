"""`pairloom languages`: the languages, and the gates that this machine has for each."""

from typing import Annotated

import typer
from rich.table import Table

from pairloom.schemas.display import console, print_json
from pairloom.schemas.languages import LANGUAGES
from pairloom.translators.languages import Language, get_language


def _rows() -> list[dict[str, object]]:
    return [_row(name) for name in LANGUAGES]


def _row(name: str) -> dict[str, object]:
    language = get_language(name)
    return {
        "language": name,
        "title": language.title,
        "endings": list(LANGUAGES[name].endings),
        "grammar": language.grammar.package,
        "grammar_version": language.grammar.package_version,
        "syntax": _syntax(language),
        "toolchain": language.version,
        "compile": (language.not_checkable() or "yes") if language.toolchain else "none",
        "execute": (language.not_runnable() or "yes") if language.is_runnable else "none",
        "frameworks": [name for name, missing in language.frameworks().items() if not missing],
    }


def _syntax(language: Language) -> str:
    """What checks the syntax on this machine."""
    return f"tree-sitter, {language.syntax_judge}" if language.syntax_judge else "tree-sitter"


def languages(
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
) -> None:
    """List the known languages, their grammars, and the gates that this machine has."""
    rows = _rows()
    if as_json:
        print_json(rows)
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
    console().print(table)
