"""`pairloom plan`: the requests and the cost of a release, before anything is paid."""

from dataclasses import asdict, replace
from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from pairloom.pipelines.commands.scale import show_scales
from pairloom.pipelines.commands.terminal import clear_errors
from pairloom.pipelines.forecast.estimate import Estimate, estimate
from pairloom.pipelines.forecast.loads import FUNCTIONS, Measurement, make_loads, measure
from pairloom.pipelines.forecast.scale import Prices
from pairloom.pipelines.running.request import limit_records
from pairloom.schemas.display import console, echo, print_json
from pairloom.schemas.recipe import load_recipe


def plan(
    recipe: Annotated[Path, typer.Argument(help="The recipe, a TOML file.", metavar="RECIPE.toml")],
    out: Annotated[str, typer.Option(help="The planned release: requests answered in its journal are free.")] = "",
    journal: Annotated[str, typer.Option(help="A journal other than the one beside --out.")] = "",
    changes: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="KEY=VALUE", help="Change one key of the recipe, e.g. translate.model=NAME."),
    ] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="Read at most this many records of each source.")] = None,
    rate: Annotated[
        float | None,
        typer.Option("--tokens-per-second", min=0.001, help="Completion tokens per second of all servers together."),
    ] = None,
    scale: Annotated[bool, typer.Option("--scale", help="Estimate the cost for millions of such functions.")] = False,
    functions: Annotated[
        list[int] | None,
        typer.Option(min=1, help="With --scale: number of functions, by default 10^6, 10^8, 10^10."),
    ] = None,
    like: Annotated[
        str,
        typer.Option(
            metavar="RELEASE",
            help="With --scale: a release of this recipe, made with one accelerator, to take measurements from.",
        ),
    ] = "",
    kept: Annotated[
        float | None, typer.Option(min=0, max=1, help="With --scale: share of translations kept, by default 0.7.")
    ] = None,
    accelerator_hour: Annotated[
        float, typer.Option(min=0, help="With --scale: price of one hour, machine included.")
    ] = 0.0,
    core_hour: Annotated[
        float, typer.Option(min=0, help="With --scale: price of one core-hour, memory included.")
    ] = 0.0,
    shuffle_gib: Annotated[float, typer.Option(min=0, help="With --scale: price of shuffling one GiB.")] = 0.0,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
) -> None:
    """Count the records and requests of a release, the requests already answered, tokens, time and cost.

    Prices per million tokens come from the recipe (price_prompt, price_completion). With --scale: bytes shuffled, hours
    of cores and accelerators, price, memory, and the limits that are exceeded, for many functions like the recipe's.
    """
    folder = journal or (f"{out.rstrip('/')}.journal" if out else "")
    with clear_errors():
        loaded = limit_records(load_recipe(recipe, changes or ()), limit)
        found = estimate(loaded, folder, rate)
        if scale:
            measured = measure(like) if like else Measurement()
            measured = replace(measured, rate=rate or measured.rate, kept=measured.kept if kept is None else kept)
            loads = make_loads(found, loaded, measured, functions or FUNCTIONS)
            prices = Prices(accelerator_hour, core_hour, shuffle_gib)
            show_scales(loads, prices if any(asdict(prices).values()) else None, like, as_json)
            return
    if as_json:
        print_json(asdict(found))
    else:
        _show(found)


def _show(found: Estimate) -> None:
    table = Table(show_header=False)
    table.add_column()
    table.add_column(justify="right")
    table.add_row("records", f"{found.records:,}")
    table.add_row("rejected rows", f"{found.rejected_rows:,}")
    table.add_row("requests", f"{found.requests:,}")
    for target, count in found.by_target.items():
        table.add_row(f"  to {target}", f"{count:,}")
    if found.unsupported:
        table.add_row("targets that the translator does not support", f"{found.unsupported:,}")
    table.add_row("answered already", f"{found.answered:,}")
    table.add_row("requests to send to a language model", f"{found.to_ask:,}")
    if found.to_ask:
        table.add_row("prompt tokens to send", f"{found.prompt_tokens:,}")
        table.add_row("completion tokens expected", f"{found.completion_tokens:,}")
        table.add_row("time", "give --tokens-per-second" if found.seconds is None else _time(found.seconds))
        table.add_row("cost", "no prices in the recipe" if found.cost is None else f"{found.cost:,.2f}")
    console().print(table)
    if found.to_ask:
        echo(f"Prompt tokens: by {found.counted_by}. Completion tokens: {found.completion_from}.")


def _time(seconds: float) -> str:
    return str(timedelta(seconds=round(seconds)))
