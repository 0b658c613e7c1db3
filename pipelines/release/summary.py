"""The end of a run in a few lines: per target language what was planned, kept and refused, and why."""

from collections import defaultdict

from rich.console import Console
from rich.table import Table

from schemas import LANGUAGES
from schemas.manifest import Manifest

REASONS_SHOWN = 4


def print_summary(manifest: Manifest, out: str, console: Console) -> None:
    """Prints the table and where the release is."""
    console.print(summary_table(manifest))
    books = manifest.books
    seconds = manifest.timings.get("total", 0.0)
    kept = sum(books.kept.values())
    console.print(
        f"{books.records:,} records, {sum(books.planned.values()):,} translations planned, "
        f"[bold]{kept:,} pairs kept[/bold] in {seconds:,.0f} s; {books.unplanned:,} rows refused before",
        highlight=False,
    )
    console.print(f"released at [bold]{out}[/bold]: data/, rejected/, manifest.json, README.md", highlight=False)


def summary_table(manifest: Manifest) -> Table:
    """One row per target language: planned = kept + duplicates + decontaminated + rejected."""
    table = Table("target", title=f"{manifest.name}")
    for heading in ("planned", "kept", "duplicates", "contaminated", "rejected"):
        table.add_column(heading, justify="right")
    table.add_column("most frequent reasons")
    counts: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    reasons: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for line in manifest.books.rejections:
        kind = {"dedup": "duplicates", "decontaminate": "contaminated"}.get(line.stage, "rejected")
        counts[line.target_language][kind] += line.rows
        if kind == "rejected":
            reasons[line.target_language][line.reason] += line.rows
    for target, planned in sorted(manifest.books.planned.items(), key=lambda item: (-item[1], item[0])):
        numbers = counts[target]
        most = sorted(reasons[target].items(), key=lambda item: (-item[1], item[0]))
        shown = ", ".join(f"{reason} {count:,}" for reason, count in most[:REASONS_SHOWN])
        rest = sum(count for _, count in most[REASONS_SHOWN:])
        table.add_row(
            LANGUAGES[target].title,
            f"{planned:,}",
            f"{manifest.books.kept.get(target, 0):,}",
            *(f"{numbers[kind]:,}" for kind in ("duplicates", "contaminated", "rejected")),
            shown + (f", others {rest:,}" if rest else ""),
        )
    return table
