"""`pairloom verify`: checks a release again and lists the findings."""

from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from pairloom.pipelines.commands.terminal import clear_errors, progress_bars
from pairloom.pipelines.release.read.verify import CHECKS, Verification, verify_release
from pairloom.schemas.display import console, print_json
from pairloom.schemas.errors import FAILED


def verify(
    folder: Annotated[str, typer.Argument(help="The release: a folder or a URL.", metavar="DIR")],
    sample: Annotated[
        int | None, typer.Option(min=1, help="Parse only about this many rows, chosen by hash; the default is all.")
    ] = None,
    workers: Annotated[int | None, typer.Option(min=1, help="Processes; the default is one per core.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the findings as JSON.")] = False,
) -> None:
    """Check a release again: files, schema, identifiers, splits, parsing, duplicates, books, card and report.

    The exit code is 0 without findings, and 1 with findings.
    """
    with clear_errors(), progress_bars() as progress:
        result = verify_release(folder, sample=sample, workers=workers, progress=progress)
    if as_json:
        print_json({"release": folder, **result.as_data()})
    else:
        _show(folder, result)
    if not result.ok:
        raise typer.Exit(FAILED)


def _show(folder: str, result: Verification) -> None:
    table = Table(box=None, show_header=False, padding=(0, 1))
    for name, check in CHECKS.items():
        table.add_row(*_line(name, check.meaning, result))
    out = console(wide=True)
    out.print(table)
    for name, messages in result.found.items():
        for message in messages:
            out.print(Text(f"{name}: {message}"), soft_wrap=True)
        more = result.counts[name] - len(messages)
        if more:
            out.print(f"{name}: and {more:,} more like these")
    for note in result.notes:
        out.print(Text(f"note: {note}"), soft_wrap=True)
    verdict = "is complete and valid" if result.ok else f"has {result.counts.total():,} findings"
    out.print(Text(f"{folder}: {result.rows:,} pairs; the release {verdict}"), style="green" if result.ok else "red")


def _line(name: str, what: str, result: Verification) -> tuple[Text, Text, Text]:
    if name not in result.found:
        return Text("-", "dim"), Text(name, "dim"), Text(f"{what} (not checked)", "dim")
    if result.counts[name]:
        return Text("✗", "red"), Text(name, "bold red"), Text(f"{what}: {result.counts[name]:,} findings")
    return Text("✓", "green"), Text(name), Text(what)
