"""`pairloom dedup`: removes duplicates and near-duplicates from any Parquet or JSON-lines file."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Literal

import typer
from rich.table import Table

from pairloom.dedup.files import Summary, deduplicate_file
from pairloom.dedup.settings import Settings
from pairloom.pipelines.commands.terminal import clear_errors, fail, progress_bars
from pairloom.schemas.display import console, print_json
from pairloom.schemas.errors import USAGE


def dedup(
    source: Annotated[Path, typer.Argument(help="A .parquet, .jsonl or .jsonl.gz file.", metavar="IN")],
    column: Annotated[str, typer.Option(help="The column whose text is compared, e.g. code.")],
    out: Annotated[Path, typer.Option(help="File for the kept rows, with all their columns.", metavar="OUT")],
    removed: Annotated[
        Path | None, typer.Option(help="File for the removed rows, each with the row it duplicates.", metavar="FILE")
    ] = None,
    against: Annotated[
        list[str] | None,
        typer.Option(help="A file or release whose rows count as already kept; may be repeated.", metavar="FILE|DIR"),
    ] = None,
    threshold: Annotated[float, typer.Option(help="Lowest Jaccard index of two duplicates.")] = Settings.threshold,
    shingle: Annotated[
        int, typer.Option(help="Length of a shingle in characters (in tokens with --tokens).")
    ] = Settings.shingle,
    tokens: Annotated[bool, typer.Option("--tokens", help="Use shingles of tokens, not of characters.")] = False,
    permutations: Annotated[int, typer.Option(help="Length of a MinHash signature.")] = Settings.permutations,
    method: Annotated[
        Literal["minhash", "exact"], typer.Option(help="exact finds every duplicate, but keeps all shingles in memory.")
    ] = "minhash",
    priority: Annotated[
        str | None, typer.Option(help="Of two duplicates, keep the row with the smaller value in this column.")
    ] = None,
    threads: Annotated[int, typer.Option(min=1, help="Threads that compute signatures.")] = 1,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace existing files.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the summary as JSON.")] = False,
) -> None:
    """Remove duplicates and near-duplicates from a file; of each group of duplicates the first row is kept.

    A row is removed only if a kept row is equal to it or within the threshold, by exact comparison.
    """
    try:
        settings = Settings(threshold, permutations, shingle, by_token=tokens)
    except ValueError as error:
        fail(str(error), USAGE)
    _refuse_to_overwrite(source, out, removed, overwrite)
    with clear_errors(), progress_bars() as show:
        summary = deduplicate_file(
            source,
            column,
            out,
            removed=removed,
            against=against or (),
            priority=priority,
            settings=settings,
            method=method,
            threads=threads,
            progress=lambda step, part: show(step, round(100 * part), 100),
        )
    if as_json:
        print_json(asdict(summary))
    else:
        _show(summary, source, out)


def _refuse_to_overwrite(source: Path, out: Path, removed: Path | None, overwrite: bool) -> None:
    for path in filter(None, (out, removed)):
        if path.exists() and (not overwrite or path.samefile(source)):
            why = "it is the input file" if path.samefile(source) else "use --overwrite to replace it"
            fail(f"{path}: already exists; {why}", USAGE)
    if removed is not None and removed.absolute() == out.absolute():
        fail("--removed and --out are the same file", USAGE)


def _show(summary: Summary, source: Path, out: Path) -> None:
    table = Table("rows of " + source.name, "", title=f"{summary.kept:,} of {summary.rows:,} rows kept in {out}")
    table.columns[1].justify = "right"
    for name, count in (
        ("equal to a kept row", summary.exact),
        ("near-duplicate of a kept row", summary.near),
        ("duplicate of a row of --against", summary.known),
        ("kept without text", summary.empty),
        ("pairs compared exactly", summary.compared),
    ):
        table.add_row(name, f"{count:,}")
    console().print(table)
