"""`pairloom inspect`: shows pairs side by side in the terminal, or rejections with their reasons."""

import sys
from typing import Annotated, Any

import typer
from rich.console import Console, Group
from rich.padding import Padding
from rich.rule import Rule
from rich.syntax import Syntax
from rich.table import Table
from rich.text import Text

from pairloom.pipelines.commands.terminal import clear_errors, fail
from pairloom.pipelines.release.read.manifest import data_files, read_manifest
from pairloom.pipelines.release.read.rows import find_pairs, search_records
from pairloom.pipelines.release.show.report.highlight import highlight
from pairloom.schemas import LANGUAGES, CodePair, Rejection
from pairloom.schemas.display import console, print_json, visible
from pairloom.schemas.errors import USAGE
from pairloom.schemas.languages import find_language
from pairloom.schemas.records import to_dict

NARROW = 100
"""In a terminal with fewer columns than this, the source is shown above the translation."""


def inspect(
    folder: Annotated[str, typer.Argument(help="The release: a folder or a URL.", metavar="DIR")],
    rejected: Annotated[bool, typer.Option("--rejected", help="Show rejections instead of pairs.")] = False,
    language: Annotated[str, typer.Option(help="Only this target language, e.g. go.")] = "",
    reason: Annotated[str, typer.Option(help="Only rejections for this reason, e.g. syntax.")] = "",
    search: Annotated[str, typer.Option(help="Only rows that contain this text, in any case.")] = "",
    number: Annotated[int, typer.Option("-n", "--number", min=1, help="Number of rows.")] = 5,
    as_json: Annotated[bool, typer.Option("--json", help="Print the rows as JSON lines.")] = False,
) -> None:
    """Show pairs, source and translation side by side.

    In a terminal: space or → shows the next row, ← the previous row, q ends. In a pipe: plain text.
    """
    wanted = find_language(language) if language else None
    if language and wanted is None:
        fail(f"--language: {language} is not a known language; allowed: {', '.join(LANGUAGES)}", USAGE)
    if reason and not rejected:
        fail("--reason: only rejections have a reason; add --rejected", USAGE)
    with clear_errors():
        record_type = Rejection if rejected else CodePair
        found = search_records(folder, record_type, language=wanted.name if wanted else "", reason=reason, text=search)
        chosen = [row for row, _ in zip(found, range(number), strict=False)]
        if as_json:
            for row in chosen:
                print_json(to_dict(row), indent=None)
        elif not chosen:
            fail(f"{folder}: no {'rejection' if rejected else 'pair'} matches")
        else:
            _show(chosen, _matches(folder, chosen))


def _matches(folder: str, rows: list[Any]) -> dict[str, CodePair]:
    """The pairs of the release that duplicates equal or resemble, by their identifiers."""
    matched = sorted({row.matched for row in rows if isinstance(row, Rejection) and row.matched})
    return {pair.pair_id: pair for pair in find_pairs(folder, data_files(read_manifest(folder)), matched)}


def _show(chosen: list[Any], matches: dict[str, CodePair]) -> None:
    out = console()

    def page(number: int) -> Group:
        row = chosen[number]
        if isinstance(row, CodePair):
            return _pair_page(row, number + 1, len(chosen), out)
        return _rejection_page(row, matches.get(row.matched), number + 1, len(chosen), out)

    if not (sys.stdin.isatty() and out.is_terminal):
        for number in range(len(chosen)):
            out.print(page(number))
        return
    at = 0
    while True:
        out.clear()
        out.print(page(at))
        out.print(Text("space, →: next   ←: back   q: end", style="dim"))
        key = typer.getchar()
        if key in ("q", "Q", "\x1b", "\x03", "\x04"):
            return
        step = -1 if key in ("\x1b[D", "\x1bOD", "p", "b", "k") else 1
        if at + step == len(chosen):
            return
        at = max(0, at + step)


def _pair_page(pair: CodePair, number: int, total: int, out: Console) -> Group:
    name = visible(pair.function_name) or f"a {visible(pair.unit)}"
    heading = f"{number} of {total} · {name} · {pair.source_language} → {pair.target_language}"
    return Group(
        Rule(Text(heading), align="left"),
        Padding(Text(visible(pair.text).strip()), (0, 2)),
        Text(),
        _sides(out, _code(pair.source_code, pair.source_language), _code(pair.target_code, pair.target_language)),
        Text(),
        Text(_provenance(pair), style="dim"),
    )


def _sides(out: Console, left: Any, right: Any) -> Any:
    """Two pieces of code side by side, or one above the other in a narrow terminal."""
    if out.width < NARROW:
        return Group(left, Rule(style="dim"), right)
    table = Table.grid(expand=True, padding=(0, 2))
    table.add_column(ratio=1)
    table.add_column(ratio=1)
    table.add_row(left, right)
    return table


def _code(code: str, language: str) -> Any:
    # Rich has the same lexers: code that they cannot highlight in time, or at all, is plain text
    if not highlight(visible(code), language):
        return Text(visible(code))
    return Syntax(visible(code), language, word_wrap=True, background_color="default", theme="ansi_dark")


def _provenance(pair: CodePair) -> str:
    parts = (
        pair.repository,
        pair.path,
        pair.license,
        pair.url,
        pair.benchmark,
        pair.split,
        f"{pair.translator} {pair.model}".strip(),
        f"{pair.verified} ({', '.join(pair.gates)})" if pair.gates else pair.verified,
        f"stands for {pair.duplicates} duplicates" if pair.duplicates else "",
        f"pair {pair.pair_id}",
    )
    return visible(" · ".join(part for part in parts if part))


def _rejection_page(row: Rejection, match: CodePair | None, number: int, total: int, out: Console) -> Group:
    languages = " → ".join(name for name in (row.source_language, row.target_language) if name)
    named = (f"{number} of {total}", f"{row.stage}: {row.reason}", visible(row.function_name), languages)
    parts: list[Any] = [
        Rule(Text(" · ".join(part for part in named if part)), align="left"),
        Padding(Text(visible(row.detail), style="red"), (0, 2)),
    ]
    if row.text:
        parts.append(Padding(Text(visible(row.text).strip()), (1, 2, 0, 2)))
    refused = _code(row.payload, row.target_language or row.source_language or "text")
    if match is not None:
        parts += [Text(), Text(f"The removed translation, and that of pair {match.pair_id}:", "dim")]
        parts.append(_sides(out, refused, _code(match.target_code, match.target_language)))
    elif row.source_code not in ("", row.payload) and row.payload:
        parts += [Text(), _sides(out, _code(row.source_code, row.source_language), refused)]
    else:
        parts += [Text(), refused if row.payload else Text("(no text was kept)", "dim")]
    origin = (row.repository, row.path, f"record {row.record_id or '-'}", f"request {row.request_id or '-'}")
    parts += [Text(), Text(visible(" · ".join(part for part in origin if part)), style="dim")]
    return Group(*parts)
