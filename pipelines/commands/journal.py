"""`pairloom journal`: shows the contents of a journal, and merges its files."""

from dataclasses import asdict
from typing import Annotated

import typer
from rich.table import Table

from pairloom.pipelines.commands.terminal import clear_errors, fail
from pairloom.schemas.display import console, print_json
from pairloom.schemas.errors import FAILED
from pairloom.translators.llm.journal import compact as compact_journal
from pairloom.translators.llm.journal import segments, summarise_journal


def journal(
    folder: Annotated[str, typer.Argument(help="The journal: a folder or a URL.", metavar="DIR")],
    compact: Annotated[
        bool, typer.Option("--compact", help="First merge its finished files into one Parquet file.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
) -> None:
    """Show the contents of a journal of replies: size, tokens, answers, failures by reason."""
    with clear_errors():
        try:
            if not segments(folder):
                fail(f"{folder}: no journal found", FAILED)
            merged = compact_journal(folder) if compact else 0
            summary = summarise_journal(folder)
        except OSError as error:
            fail(f"{folder}: {error}", FAILED)
    if as_json:
        print_json({**asdict(summary), "merged": merged})
        return
    table = Table(show_header=False)
    table.add_column()
    table.add_column(justify="right")
    if compact:
        table.add_row("files merged", f"{merged:,}")
    table.add_row("files", f"{summary.files:,}")
    table.add_row("size", f"{summary.bytes / 1e6:,.1f} MB")
    table.add_row("requests answered", f"{summary.answers:,}")
    table.add_row("prompt tokens", f"{summary.prompt_tokens:,}")
    table.add_row("completion tokens", f"{summary.completion_tokens:,}")
    table.add_row("failures, sent again by the next run", f"{sum(summary.failures.values()):,}")
    for reason, count in summary.failures.most_common():
        table.add_row(f"  {reason}", f"{count:,}")
    if summary.damaged:
        table.add_row("damaged rows, sent again by the next run", f"{summary.damaged:,}")
    console().print(table)
