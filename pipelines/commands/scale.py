"""`pairloom plan --scale`: what a recipe takes for any number of functions like those that it reads."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

import typer
from rich.table import Table

from pairloom.pipelines.commands.terminal import console, print_json
from pairloom.pipelines.forecast.estimate import Estimate
from pairloom.pipelines.forecast.scale import GIB, Load, Prices, Scale, scale
from pairloom.pipelines.release.errors import ReleaseError
from pairloom.pipelines.release.read.manifest import read_manifest
from pairloom.schemas.recipe import Recipe

SIZES = (10**6, 10**8, 10**10)
KEPT = 0.7
"""The share of translations that become pairs, where nobody has measured it."""


@dataclass(frozen=True)
class Measured:
    """What was measured in a release. kept: pairs for each planned translation. rate: completion tokens per second, of
    all accelerators together. completion_tokens: for each request, with repairs and further candidates; both are None
    if that run asked no language model."""

    kept: float
    rate: float | None = None
    completion_tokens: float | None = None


def measured(folder: str) -> Measured:
    """What the manifest of the release in `folder` says. Raises ReleaseError if it has none, or planned nothing."""
    manifest = read_manifest(folder)
    planned, kept = (sum(counts.values()) for counts in (manifest.books.planned, manifest.books.kept))
    if not planned:
        raise ReleaseError(f"{folder}: nothing can be measured in it: no translation was planned")
    runs = [model.run for model in manifest.models if model.run.completion_tokens_per_second]
    if not runs:
        return Measured(kept / planned)
    asked, tokens = sum(run.asked for run in runs), sum(run.completion_tokens for run in runs)
    seconds = sum(run.completion_tokens / run.completion_tokens_per_second for run in runs)
    return Measured(kept / planned, tokens / seconds, tokens / asked)


def load_of(
    found: Estimate, recipe: Recipe, functions: int, kept: float, rate: float, completion_tokens: float | None = None
) -> Load:
    """`functions` that are like those counted in `found`. rate: completion tokens per second of one accelerator.
    completion_tokens: for each request, None for the estimate's."""
    if completion_tokens is None:
        completion_tokens = found.completion_tokens / found.to_ask if found.to_ask else 0
    return Load(
        functions=functions,
        tokens_per_second=rate,
        targets=found.requests / found.records,
        kept=kept,
        largest_pair=max(found.by_target.values()) / found.requests,
        shards=recipe.output.shards,
        completion_tokens=completion_tokens,
    )


def show_scales(loads: Sequence[Load], prices: Prices | None, like: str, as_json: bool) -> None:
    """Prints what each of `loads` takes. like: the release that figures were measured in, "" for none."""
    answers = [scale(load, prices) for load in loads]
    if as_json:
        print_json([{"load": asdict(load), **asdict(answer)} for load, answer in zip(loads, answers, strict=True)])
        return
    table = Table(show_header=False)
    for number in range(len(loads) + 1):
        table.add_column(justify="right" if number else "left")
    for row in _rows(loads, answers):
        table.add_row(*row)
    console().print(table)
    for load, answer in zip(loads, answers, strict=True):
        for limit in answer.limits:
            typer.echo(f"{load.functions:,} functions: {limit}")
    first = loads[0]
    speed = f", {first.completion_tokens:.0f} completion tokens a translation, {first.tokens_per_second:.4g} per second"
    typer.echo(
        f"Taken from the recipe: {first.targets:.2f} targets a function, {first.shards} shards. "
        f"{f'Measured in {like}' if like else 'Given or estimated'}: {first.kept:.0%} kept"
        f"{f'{speed} and accelerator' if first.completion_tokens else ''}. Linear; its constants are in docs/scale.md."
    )


def _rows(loads: Sequence[Load], answers: Sequence[Scale]) -> list[list[str]]:
    def gib(size: float) -> str:
        return f"{size / GIB:,.1f} GiB"

    stages = [[f"  {stage}", *(gib(answer.shuffled[stage]) for answer in answers)] for stage in answers[0].shuffled]
    steps = [[f"  {step}", *(gib(answer.memory[step]) for answer in answers)] for step in answers[0].memory]
    return [
        ["functions", *(f"{load.functions:,}" for load in loads)],
        ["translations", *(f"{answer.translations:,}" for answer in answers)],
        ["completion tokens", *(f"{answer.completion_tokens:,}" for answer in answers)],
        ["shuffled", *(gib(sum(answer.shuffled.values())) for answer in answers)],
        *stages,
        ["release", *(gib(answer.release_bytes) for answer in answers)],
        ["core hours", *(f"{answer.core_hours:,.1f}" for answer in answers)],
        ["accelerator hours", *(f"{answer.accelerator_hours:,.1f}" for answer in answers)],
        ["price", *("give prices" if answer.dollars is None else f"{answer.dollars:,.2f}" for answer in answers)],
        ["memory of one worker", *("" for _ in answers)],
        *steps,
        ["  files that deciding maps besides", *(gib(answer.mapped) for answer in answers)],
        ["  all in one process", *(gib(answer.one_process) for answer in answers)],
    ]
