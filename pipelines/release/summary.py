"""The end of a run on one screen: for each target language what was planned, and what became of it."""

from collections import Counter

from rich.console import Console
from rich.table import Table

from schemas import LANGUAGES
from schemas.manifest import Manifest


def print_summary(manifest: Manifest, out: str, console: Console) -> None:
    """Prints the table, the totals, and where the release is."""
    books = manifest.books
    kept, planned = sum(books.kept.values()), sum(books.planned.values())
    console.print(summary_table(manifest))
    console.print(
        f"{books.rows_read:,} rows read, {books.records:,} records, {planned:,} translations planned, "
        f"[bold]{kept:,} pairs kept[/bold] in {manifest.timings.get('total', 0.0):,.0f} s",
        highlight=False,
    )
    console.print(f"released at [bold]{out}[/bold]: data/, rejected/, manifest.json, README.md", highlight=False)


def summary_table(manifest: Manifest) -> Table:
    """A row for each fate, a column for each target: planned = kept + the rows between the lines."""
    books = manifest.books
    targets = sorted(books.planned, key=lambda target: (-books.planned[target], target))
    fates: dict[tuple[str, str], Counter[str]] = {}
    for line in books.rejections:
        fates.setdefault((line.stage, line.reason), Counter())[line.target_language] += line.rows
    table = Table(title=manifest.name, header_style="")
    table.add_column("", no_wrap=True)
    for target in targets:
        table.add_column(LANGUAGES[target].title, justify="right")
    unplanned = any(counts[""] for counts in fates.values())
    if unplanned:
        table.add_column("before", justify="right")
    table.add_row("planned", *(f"{books.planned[target]:,}" for target in targets), end_section=True)
    for (stage, reason), counts in sorted(fates.items(), key=lambda item: (item[0][0], -item[1].total(), item[0][1])):
        table.add_row(f"{stage}: {reason}", *(_number(counts[target]) for target in [*targets, *[""] * unplanned]))
    table.add_section()
    table.add_row("kept", *(f"{books.kept.get(target, 0):,}" for target in targets), style="bold")
    return table


def _number(count: int) -> str:
    return f"{count:,}" if count else "·"
