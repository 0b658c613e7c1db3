"""`pairloom plan --scale`: the resources and the price of a recipe for any number of functions."""

from collections.abc import Sequence
from dataclasses import asdict

from rich.table import Table

from pairloom.pipelines.forecast.scale import GIB, Load, Prices, Scale, scale
from pairloom.schemas.display import console, echo, print_json


def show_scales(loads: Sequence[Load], prices: Prices | None, like: str, as_json: bool) -> None:
    """Prints resources and price of each of `loads`. like: the release with the measurements, "" for none."""
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
            echo(f"{load.functions:,} functions: {limit}")
    first = loads[0]
    speed = f", {first.completion_tokens:.0f} completion tokens a translation, {first.tokens_per_second:.4g} per second"
    echo(
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
        ["  memory-mapped files of deciding", *(gib(answer.mapped) for answer in answers)],
        ["  all in one process", *(gib(answer.one_process) for answer in answers)],
    ]
