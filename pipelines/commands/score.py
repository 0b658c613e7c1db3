"""`pairloom score`: how good a translator is, per pair of languages."""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from pairloom.pipelines.commands.terminal import clear_errors, console, fail, print_json
from pairloom.pipelines.forecast import score as scoring
from pairloom.pipelines.forecast.score import Rate, Score, rates
from pairloom.pipelines.release.show.markdown import table as markdown_table
from pairloom.pipelines.running.request import limited
from pairloom.schemas import LANGUAGES
from pairloom.schemas.errors import USAGE
from pairloom.schemas.files import FileError, read_rows
from pairloom.schemas.recipe import load_recipe
from pairloom.translators.replies import read_reply


def score(
    recipe: Annotated[Path, typer.Argument(help="The recipe, a TOML file.", metavar="RECIPE.toml")],
    limit: Annotated[int | None, typer.Option(min=1, help="Read at most so many records of each source.")] = None,
    references: Annotated[
        Path | None,
        typer.Option(
            help="Good translations to compare with: JSON lines with code, target_language and reply, or with group, "
            "language and code, where the rows of a group are each other's translations."
        ),
    ] = None,
    journal: Annotated[
        str, typer.Option(help="Where replies of language models are kept, so that none is paid for twice.")
    ] = "",
    changes: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="KEY=VALUE", help="Another value for a key, e.g. translate.model=NAME."),
    ] = None,
    as_markdown: Annotated[bool, typer.Option("--markdown", help="Print the table as Markdown.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of tables.")] = False,
) -> None:
    """Judge a translator: how many of its translations parse, compile and give right results, with 95 % intervals.

    A share is of those translations for which it could be told on this machine: see `pairloom languages`. What a right
    one costs is reckoned with the recipe's prices (price_prompt, price_completion, per million tokens).
    """
    with clear_errors():
        try:
            loaded = limited(load_recipe(str(recipe), changes or ()), limit)
            good = _references(references) if references else {}
        except FileError as error:
            fail(str(error), USAGE)
        try:
            scores = list(scoring.score(loaded, good, journal))
        except ValueError as error:
            fail(str(error))
    rows = [_row(pair, [one for one in scores if (one.source, one.target) == pair]) for pair in _pairs(scores)]
    if as_json:
        print_json(rows)
    elif as_markdown:
        typer.echo(markdown_table(*_table(rows)))
    else:
        _print(rows)


References = dict[tuple[str, str], str]


def _references(path: Path) -> References:
    """(source code, target language) -> translation. Raises FileError naming the line that is wrong."""
    found: References = {}
    groups: dict[str, dict[str, str]] = {}
    for where, row in read_rows(path):
        try:
            if "group" in row:
                groups.setdefault(str(row["group"]), {}).setdefault(str(row["language"]), str(row["code"]))
                continue
            code, language, reply = (str(row[key]) for key in ("code", "target_language", "reply"))
        except KeyError as error:
            raise FileError(
                f"{where}: {error} is missing; a reference has code, target_language and reply, or group, language and "
                "code"
            ) from None
        reading = read_reply(reply, str(row.get("finish_reason") or "stop"), language, code)
        if reading.problem is None:
            found.setdefault((code, language), reading.code)
    return found | _of_groups(groups.values())


def _of_groups(groups: Iterable[dict[str, str]]) -> References:
    """Of programs by language that do the same, each as the translation of all others."""
    return {
        (code, target): translation
        for programs in groups
        for code in programs.values()
        for target, translation in programs.items()
        if translation != code
    }


def _pairs(scores: list[Score]) -> list[tuple[str, str]]:
    return sorted({(one.source, one.target) for one in scores})


def _row(pair: tuple[str, str], scores: list[Score]) -> dict[str, Any]:
    shares = rates(scores)
    alike = [one.similarity for one in scores if one.similarity is not None]
    passed = sum(one.furthest == "passed" for one in scores)
    tokens = sum(one.tokens for one in scores)
    costs = [one.cost for one in scores if one.cost is not None]
    return {
        "source": pair[0],
        "target": pair[1],
        "translations": len(scores),
        **{stage: _share(rate) for stage, rate in shares.items()},
        "chrf": round(sum(alike) / len(alike), 1) if alike else None,
        "tokens_per_passed": round(tokens / passed) if tokens and passed else None,
        "cost": sum(costs) if costs else None,
        "cost_per_passed": sum(costs) / passed if costs and passed else None,
        "refused": dict(sorted(Counter(one.reason for one in scores if one.reason).items())),
        "gates": dict(sorted(Counter(gate for one in scores for gate in one.gates).items())),
    }


def _share(rate: Rate) -> dict[str, Any]:
    interval = rate.interval
    return {
        "count": rate.count,
        "of": rate.total,
        "share": round(rate.share, 4) if rate.share is not None else None,
        "interval": [round(end, 4) for end in interval] if interval else None,
    }


def _table(rows: list[dict[str, Any]]) -> tuple[list[str], list[list[str]]]:
    """Header and rows; columns that would be empty are left out."""
    optional = {"chrf": "chrF", "tokens_per_passed": "tokens per right one", "cost_per_passed": "cost per right one"}
    shown = [key for key in optional if any(row[key] is not None for row in rows)]
    header = ["translation", "asked", "parse", "compile", "right results", *(optional[key] for key in shown)]
    body = [
        [
            _names(row),
            f"{row['translations']:,}",
            *(_shown(row[stage]) for stage in ("parsed", "compiled", "passed")),
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


def _shown(share: dict[str, Any]) -> str:
    """E.g. "93.2 % (88.1-96.2) of 150"."""
    if share["share"] is None:
        return "not checked"
    low, high = share["interval"]
    return f"{share['share']:.1%} ({100 * low:.1f}–{100 * high:.1f}) of {share['of']:,}"
