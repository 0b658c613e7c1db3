"""The summary of a run on one screen: planned, kept and rejected translations for each target language."""

from collections import Counter

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from pairloom.schemas import LANGUAGES
from pairloom.schemas.manifest import Manifest, ModelUse
from pairloom.schemas.reasons import CAUSES, LEVELS, STAGES


def print_summary(manifest: Manifest, out: str, console: Console) -> None:
    """Prints the table, the totals, and where the release is."""
    books = manifest.books
    kept, planned = sum(books.kept.values()), sum(books.planned.values())
    console.print(summary_table(manifest))
    before = ", ".join(
        f"{stage}: {reason} {counts.total():,}"
        for stage, reasons in _fates(manifest, planned=False).items()
        for reason, counts in reasons.items()
    )
    if before:
        console.print(f"rejected before a target was planned: {before}", highlight=False)
    console.print(
        f"{books.rows_read:,} rows read, {books.records:,} records, {planned:,} translations planned, "
        f"{kept:,} pairs kept in {manifest.timings.get('total', 0.0):,.0f} s",
        highlight=False,
    )
    if line := unjudged_line(manifest):
        console.print(line, highlight=False)
    for use in manifest.models:
        console.print(model_line(use), highlight=False, markup=False)
    console.print(f"released at {out}: data/, rejected/, report.html, manifest.json, README.md", highlight=False)


def unjudged_line(manifest: Manifest) -> str:
    """How many translations the gates could not judge as far as the recipe asks, and what kept them from it; "" if
    none."""
    causes: Counter[str] = Counter()
    for line in manifest.books.unjudged:
        causes[line.cause] += line.translations
    if not causes:
        return ""
    parts = (f"{CAUSES[cause].partition(':')[0]} {count:,}" for cause, count in causes.most_common())
    return f"{causes.total():,} translations could not be judged up to the level asked for, because of " + ", ".join(
        parts
    )


def model_line(use: ModelUse) -> str:
    """The use of a language model for one source, in one line."""
    run, parts = use.run, [f"{use.model}: {use.requests:,} requests"]
    if use.found_in_journal:
        parts.append(f"{use.found_in_journal:,} found in the journal")
    if run.asked:
        rate = f"{run.completion_tokens_per_second:,.0f} tokens/s, at most {run.most_in_flight:,} in flight"
        parts.append(f"{run.asked:,} sent with {run.prompt_tokens + run.completion_tokens:,} tokens ({rate})")
    if run.failed:
        parts.append(f"{run.failed:,} without a reply")
    if use.sent_back:
        parts.append(f"{use.sent_back:,} replies sent back, {use.repaired:,} repaired")
    return ", ".join(parts)


def summary_table(manifest: Manifest) -> Table:
    """A row for each result, a column for each target: planned = kept + the rows between the lines."""
    books = manifest.books
    targets = sorted(books.planned, key=lambda target: (-books.planned[target], target))
    table = Table(title=manifest.name, header_style="", box=SIMPLE_HEAD, title_style="bold")
    table.add_column("")
    for target in targets:
        table.add_column(LANGUAGES[target].title, justify="right", no_wrap=True)
    table.add_row("planned", *(f"{books.planned[target]:,}" for target in targets), end_section=True)
    for stage, reasons in _fates(manifest).items():
        table.add_row(stage, style="dim")
        for reason, counts in sorted(reasons.items(), key=lambda item: (-item[1].total(), item[0])):
            table.add_row(f"  {reason}", *(_number(counts[target]) for target in targets))
    table.add_section()
    table.add_row("kept", *(f"{books.kept.get(target, 0):,}" for target in targets), style="bold")
    for level, counts in _levels(manifest).items():
        table.add_row(f"  {level}", *(_number(counts[target]) for target in targets))
    return table


def _levels(manifest: Manifest) -> dict[str, Counter[str]]:
    """Kept pairs by level, the strongest first, and target language; nothing if all are only parsed."""
    levels: dict[str, Counter[str]] = {level: Counter() for level in reversed(LEVELS)}
    for entry in manifest.statistics.evidence:
        levels[entry.verified][entry.target_language] += entry.pairs
    found = {level: counts for level, counts in levels.items() if counts}
    return {} if list(found) == [LEVELS[0]] else found


def _fates(manifest: Manifest, planned: bool = True) -> dict[str, dict[str, Counter[str]]]:
    """Rejections by stage and reason, counted by target language. planned: of planned translations, else those before
    planning."""
    fates: dict[str, dict[str, Counter[str]]] = {}
    for line in manifest.books.rejections:
        if bool(line.target_language) == planned:
            counts = fates.setdefault(line.stage, {}).setdefault(line.reason, Counter())
            counts[line.target_language] += line.rows
    return dict(sorted(fates.items(), key=lambda item: STAGES.index(item[0])))


def _number(count: int) -> str:
    return f"{count:,}" if count else "·"
