"""`pairloom score`: how good a translator is, per pair of languages."""

import gzip
import json
from collections import Counter
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from pipelines import scoring
from pipelines.commands.terminal import USAGE, clear_errors, console, fail, print_json
from pipelines.run import limited
from pipelines.scoring import Judged, Rate, rates
from pipelines.sources import SourceError
from schemas import LANGUAGES
from schemas.recipe import RecipeError, load_recipe
from translators.base import TranslatorError
from translators.replies import read_reply


def score(
    recipe: Annotated[Path, typer.Argument(help="The recipe, a TOML file.", metavar="RECIPE.toml")],
    limit: Annotated[int | None, typer.Option(min=1, help="Read at most so many records of each source.")] = None,
    references: Annotated[
        Path | None,
        typer.Option(help="Good translations to compare with: JSON lines with code, target_language and reply."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of tables.")] = False,
) -> None:
    """Judge a translator: how many of its translations parse, compile and give right results, with 95 % intervals.

    A share is of those translations for which it could be told on this machine: see `pairloom languages`.
    """
    with clear_errors():
        try:
            loaded = limited(load_recipe(str(recipe)), limit)
            good = _references(references) if references else {}
        except (RecipeError, ValueError, OSError) as error:
            fail(str(error), USAGE)
        try:
            judged = list(scoring.score(loaded, str(recipe), good))
        except (SourceError, TranslatorError, ValueError) as error:
            fail(str(error))
    rows = [_row(pair, [one for one in judged if (one.source, one.target) == pair]) for pair in _pairs(judged)]
    if as_json:
        print_json(rows)
        return
    _print(rows)


def _references(path: Path) -> dict[tuple[str, str], str]:
    """(source code, target language) -> translation. Raises ValueError naming the line that is wrong."""
    found: dict[tuple[str, str], str] = {}
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            try:
                row = json.loads(line)
                code, language, reply = (str(row[key]) for key in ("code", "target_language", "reply"))
            except (ValueError, KeyError, TypeError):
                message = f"{path}:{number}: a reference is a JSON object with code, target_language and reply"
                raise ValueError(message) from None
            reading = read_reply(reply, str(row.get("finish_reason") or "stop"), language, code)
            if reading.problem is None:
                found.setdefault((code, language), reading.code)
    return found


def _pairs(judged: list[Judged]) -> list[tuple[str, str]]:
    return sorted({(one.source, one.target) for one in judged})


def _row(pair: tuple[str, str], judged: list[Judged]) -> dict[str, Any]:
    shares = rates(judged)
    alike = [one.similarity for one in judged if one.similarity is not None]
    passed = sum(one.furthest == "passed" for one in judged)
    tokens = sum(one.tokens for one in judged)
    return {
        "source": pair[0],
        "target": pair[1],
        "translations": len(judged),
        **{stage: _share(rate) for stage, rate in shares.items()},
        "chrf": round(sum(alike) / len(alike), 1) if alike else None,
        "tokens_per_passed": round(tokens / passed) if tokens and passed else None,
        "refused": dict(sorted(Counter(one.reason for one in judged if one.reason).items())),
        "gates": dict(sorted(Counter(gate for one in judged for gate in one.gates).items())),
    }


def _share(rate: Rate) -> dict[str, Any]:
    interval = rate.interval
    return {
        "count": rate.count,
        "of": rate.total,
        "share": round(rate.share, 4) if rate.share is not None else None,
        "interval": [round(end, 4) for end in interval] if interval else None,
    }


def _print(rows: list[dict[str, Any]]) -> None:
    table = Table("translation", "asked", "parse", "compile", "right results", "chrF", "tokens per right one")
    reasons = Table("translation", "refused because", "translations")
    for row in rows:
        names = f"{LANGUAGES[row['source']].title} → {LANGUAGES[row['target']].title}"
        shares = [_shown(row[stage]) for stage in ("parsed", "compiled", "passed")]
        rest = ["" if row[key] is None else f"{row[key]:,}" for key in ("chrf", "tokens_per_passed")]
        table.add_row(names, f"{row['translations']:,}", *shares, *rest)
        for reason, count in row["refused"].items():
            reasons.add_row(names, reason, f"{count:,}")
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
