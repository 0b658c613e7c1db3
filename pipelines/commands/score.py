"""`pairloom score`: measures the quality of a translator for each pair of languages."""

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from pairloom.pipelines.commands.terminal import clear_errors, fail
from pairloom.pipelines.forecast import score as scoring
from pairloom.pipelines.forecast.references import read_references
from pairloom.pipelines.forecast.score import summarise_scores
from pairloom.pipelines.release.show.markdown import table as markdown_table
from pairloom.pipelines.running.request import limit_records
from pairloom.schemas import LANGUAGES
from pairloom.schemas.display import console, echo, print_json
from pairloom.schemas.errors import USAGE
from pairloom.schemas.files import FileError
from pairloom.schemas.rates import Rate, show_rate
from pairloom.schemas.recipe import load_recipe


def score(
    recipe: Annotated[Path, typer.Argument(help="The recipe, a TOML file.", metavar="RECIPE.toml")],
    limit: Annotated[int | None, typer.Option(min=1, help="Read at most this many records of each source.")] = None,
    references: Annotated[
        Path | None,
        typer.Option(
            help="Reference translations, as JSON lines: code, target_language and reply; or group, language and "
            "code, where all rows of one group are translations of each other."
        ),
    ] = None,
    journal: Annotated[
        str, typer.Option(help="The journal: where replies of language models are kept. No reply is paid for twice.")
    ] = "",
    changes: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="KEY=VALUE", help="Change one key of the recipe, e.g. translate.model=NAME."),
    ] = None,
    as_markdown: Annotated[bool, typer.Option("--markdown", help="Print the table as Markdown.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of tables.")] = False,
) -> None:
    """Score a translator: the shares of translations that parse, compile and pass tests, with 95 % intervals.

    A share counts only the translations that this machine can check: see `pairloom languages`. The cost of a correct
    translation uses the recipe's prices (price_prompt, price_completion, per million tokens).
    """
    with clear_errors():
        try:
            loaded = limit_records(load_recipe(str(recipe), changes or ()), limit)
            good = read_references(references) if references else {}
        except FileError as error:
            fail(str(error), USAGE)
        scores = list(scoring.score(loaded, good, journal))
    rows = summarise_scores(scores)
    if as_json:
        print_json(rows)
    elif as_markdown:
        echo(markdown_table(*_table(rows)))
    else:
        _print(rows)


def _table(rows: list[dict[str, Any]]) -> tuple[list[str], list[list[str]]]:
    """Header and rows, without empty columns."""
    optional = {"chrf": "chrF", "tokens_per_passed": "tokens per correct", "cost_per_passed": "cost per correct"}
    shown = [key for key in optional if any(row[key] is not None for row in rows)]
    header = ["translation", "asked", "parse", "compile", "right results", *(optional[key] for key in shown)]
    body = [
        [
            _names(row),
            f"{row['translations']:,}",
            *(show_rate(Rate(row[stage]["count"], row[stage]["of"])) for stage in ("parsed", "compiled", "passed")),
            *("" if row[key] is None else f"{row[key]:,.4g}" if "cost" in key else f"{row[key]:,}" for key in shown),
        ]
        for row in rows
    ]
    return header, body


def _names(row: dict[str, Any]) -> str:
    return f"{LANGUAGES[row['source']].title} → {LANGUAGES[row['target']].title}"


def _print(rows: list[dict[str, Any]]) -> None:
    header, body = _table(rows)
    table, reasons = Table(*header), Table("translation", "refused because", "translations")
    for line in body:
        table.add_row(*line)
    for row in rows:
        for reason, count in row["refused"].items():
            reasons.add_row(_names(row), reason, f"{count:,}")
    out = console(wide=True)
    out.print(table)
    if reasons.row_count:
        out.print(reasons)
