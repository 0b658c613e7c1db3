"""`pairloom translators`: the translators and their languages."""

from typing import Annotated

import typer
from rich.table import Table

from pairloom.schemas import LANGUAGES
from pairloom.schemas.display import console, print_json
from pairloom.translators.registry import TRANSLATORS


def translators(
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
) -> None:
    """List the translators: their source and target languages, and the settings that each needs."""
    if as_json:
        rows = [
            {
                "name": info.name,
                "description": info.description,
                "sources": list(info.sources),
                "targets": list(info.targets),
                "needs": info.needs,
            }
            for info in TRANSLATORS.values()
        ]
        print_json(rows)
        return
    table = Table("translator", "what it is", "from", "to", "needs")
    for info in TRANSLATORS.values():
        table.add_row(info.name, info.description, _names(info.sources), _names(info.targets), info.needs)
    console().print(table)


def _names(languages: tuple[str, ...]) -> str:
    return "all" if set(languages) == set(LANGUAGES) else ", ".join(languages)
