"""`pairloom diff`: what changed between two releases, and why."""

from typing import Annotated, Any

import typer
from rich.table import Table
from rich.text import Text

from pairloom.pipelines.commands.terminal import clear_errors
from pairloom.pipelines.release.read.diff import Difference, Reason, diff_releases
from pairloom.schemas import LANGUAGES
from pairloom.schemas.display import console, print_json


def diff(
    a: Annotated[str, typer.Argument(help="The first release, usually the older one.", metavar="DIR_A")],
    b: Annotated[str, typer.Argument(help="The second release.", metavar="DIR_B")],
    as_json: Annotated[bool, typer.Option("--json", help="Print the differences as JSON.")] = False,
) -> None:
    """List the rows added, removed and changed from A to B, and the causes: recipe, model, checks.

    The exit code is 0 whether or not the releases differ.
    """
    with clear_errors():
        found = diff_releases(a, b)
    if as_json:
        print_json(found.as_data())
    else:
        _show(found)


def _show(found: Difference) -> None:
    out = console(wide=True)
    if found.identical:
        out.print(f"{found.a} and {found.b} hold the same {found.rows['a']:,} pairs, byte for byte")
    else:
        rows = found.rows
        out.print(
            f"{rows['a']:,} pairs in {found.a}, {rows['b']:,} in {found.b}: {rows['unchanged']:,} unchanged, "
            f"{rows['changed']:,} changed, {rows['removed']:,} removed, {rows['added']:,} added"
        )
    if found.settings:
        out.print(_settings("Made with", found.settings))
    changed = [entry for entry in found.languages if entry.added or entry.removed or entry.changed]
    if changed:
        out.print(_languages(changed))
    for title, what, reasons in (
        ("Added", "why", found.added),
        ("Removed", "why", found.removed),
        ("Changed", "what", found.changed),
        ("Evidence that changed", "from → to", found.evidence),
    ):
        if reasons:
            out.print(_reasons(title, what, reasons, found.shown))
    if found.rejections:
        out.print(_settings("Rejections", found.rejections))


def _title(title: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold", box=None, padding=(0, 2, 0, 0))
    for column in columns:
        table.add_column(column, overflow="fold")
    return table


def _settings(title: str, entries: Any) -> Table:
    table = _title(title, "", "A", "B")
    for entry in entries:
        table.add_row(Text(entry.key), *(Text(_value(side)) for side in (entry.a, entry.b)))
    return table


def _value(value: Any) -> str:
    if value is None:
        return "-"
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)


def _languages(entries: Any) -> Table:
    table = _title("Pairs by language", "", "A", "B", "added", "removed", "changed")
    for entry in entries:
        names = (LANGUAGES[name].title if name in LANGUAGES else name for name in (entry.source, entry.target))
        numbers = (entry.a, entry.b, entry.added, entry.removed, entry.changed)
        table.add_row(Text(" → ".join(names)), *(f"{number:,}" for number in numbers))
    return table


def _reasons(title: str, what: str, reasons: list[Reason], shown: dict[str, dict[str, str]]) -> Table:
    table = _title(title, what, "rows", "for example")
    for reason in reasons:
        examples = [shown[example] for example in reason.examples if example in shown]
        lines = [f"{example['function'] or example['text']} ({example['languages']})" for example in examples]
        table.add_row(Text(reason.why.replace("_", " ")), f"{reason.rows:,}", Text("\n".join(lines)))
    return table
