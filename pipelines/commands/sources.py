"""`pairloom sources`: the readers for a recipe's [[source]]."""

from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from pairloom.pipelines.sources import READERS
from pairloom.schemas.display import console, print_json


def sources(
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
) -> None:
    """List the readers: the name for `reader = ...`, the contents and the files of each."""
    if as_json:
        rows = [
            {
                "name": name,
                "description": reader.description,
                "formats": list(reader.formats),
                "columns": {field: list(columns) for field, columns in reader.columns.items()},
            }
            for name, reader in READERS.items()
        ]
        print_json(rows)
        return
    table = Table("reader", "what it reads", "files")
    for name, reader in READERS.items():
        table.add_row(name, escape(reader.description), " ".join(reader.formats))
    console().print(table)
