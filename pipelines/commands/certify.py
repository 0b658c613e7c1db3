"""`pairloom certify`: measures the gates on replies whose worth is known."""

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from pairloom.pipelines.commands.terminal import clear_errors, fail
from pairloom.pipelines.forecast import certify as certifying
from pairloom.pipelines.release.show.markdown import table as markdown_table
from pairloom.pipelines.release.show.text import title_of
from pairloom.schemas.certificate import Certificate, Direction, Fault, GateCounts
from pairloom.schemas.display import console, echo
from pairloom.schemas.errors import USAGE
from pairloom.schemas.files import FileError, digest_file, open_file, replace_file
from pairloom.schemas.rates import Rate, show_rate
from pairloom.schemas.reasons import CAUSES, Level
from pairloom.translators.checks.versions import fingerprint


def certify(
    labelled: Annotated[
        Path,
        typer.Argument(
            help="Labelled replies, as JSON lines or Parquet: source, reply, source_language, target_language, label; "
            "optional: function_name, text, tests, unit, finish_reason.",
            metavar="FILE",
        ),
    ],
    out: Annotated[
        str, typer.Option(help="Write the certificate to this file, for [output] certificate of a recipe.")
    ] = "",
    fields: Annotated[
        list[str] | None,
        typer.Option("--fields", metavar="FIELD=NAME", help="A field has another name in the file: source=code."),
    ] = None,
    right: Annotated[str, typer.Option(help="The label of a right reply; true is right, too.")] = "right",
    level: Annotated[Level, typer.Option(help="What a reply must reach to be verified.")] = "executed",
    every: Annotated[int, typer.Option(min=1, help="Judge one of N replies only, chosen by hash.")] = 1,
    as_markdown: Annotated[bool, typer.Option("--markdown", help="Print the tables as Markdown.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the certificate instead of tables.")] = False,
) -> None:
    """Measure the gates on labelled replies: the shares of right translations that they verify and refuse, and of wrong
    ones among those verified, with 95 % intervals.
    """
    with clear_errors():
        try:
            certificate = _certify(labelled, _names(fields or ()), right, level, every)
        except FileError as error:
            fail(str(error), USAGE)
        if out:
            with replace_file(out) as file:
                file.write((certificate.model_dump_json(indent=2) + "\n").encode())
    if as_json:
        echo(certificate.model_dump_json(indent=2))
        return
    for title, (header, rows) in _tables(certificate).items():
        if as_markdown:
            echo(f"{title}:\n\n{markdown_table(header, rows)}\n")
        else:
            table = Table(*header, title=title, title_justify="left")
            for row in rows:
                table.add_row(*row)
            console(wide=True).print(table)


def _names(fields: list[str] | tuple[str, ...]) -> dict[str, str]:
    known = (*certifying.FIELDS, *certifying.OPTIONAL_FIELDS)
    names = {}
    for given in fields:
        field, _, name = given.partition("=")
        if field not in known or not name:
            raise FileError(f"--fields {given}: must be FIELD=NAME, with one of {', '.join(known)}")
        names[field] = name
    return names


def _certify(labelled: Path, fields: dict[str, str], right: str, level: Level, every: int) -> Certificate:
    replies = certifying.sample(certifying.read_labelled(str(labelled), fields, right), every)
    with open_file(str(labelled)) as file:
        sha256, _ = digest_file(file)
    judged = list(certifying.judge_labelled(replies, level))
    return Certificate(
        file=labelled.name,
        sha256=sha256,
        level=level,
        versions=fingerprint(),
        directions=certifying.count_directions(judged),
        gates=certifying.count_gates(judged),
        faults=certifying.count_faults(judged),
    )


Rows = tuple[list[str], list[list[str]]]


def _tables(certificate: Certificate) -> dict[str, Rows]:
    """Title -> header and rows."""
    tables = {f"Replies ({certificate.level})": _direction_rows([*certificate.directions, certificate.total()])}
    tables["Gates"] = _gate_rows(certificate.gates)
    if certificate.faults:
        tables["Not judged, the most frequent"] = _fault_rows(certificate.faults)
    return tables


def _direction_rows(directions: list[Direction]) -> Rows:
    header = ["translation", "right", "wrong", "right verified", "right refused", "wrong among verified"]
    rows = []
    for one in directions:
        verified = one.right_verified + one.wrong_verified
        shares = (
            Rate(one.right_verified, one.right),
            Rate(one.right_refused, one.right),
            Rate(one.wrong_verified, verified),
        )
        rows.append([_languages(one), f"{one.right:,}", f"{one.wrong:,}", *map(show_rate, shares)])
    return header, rows


def _gate_rows(gates: list[GateCounts]) -> Rows:
    header = ["translation", "gate", "precision (right of passed)", "recall (passed of right)", "wrong refused"]
    rows = []
    for one in gates:
        shares = (
            Rate(one.right_passed, one.right_passed + one.wrong_passed),
            Rate(one.right_passed, one.right_passed + one.right_refused),
            Rate(one.wrong_refused, one.wrong_passed + one.wrong_refused),
        )
        rows.append([_languages(one), one.gate, *map(show_rate, shares)])
    return header, rows


_MOST_FAULTS = 15


def _fault_rows(faults: list[Fault]) -> Rows:
    header = ["translation", "cause", "the gates say", "right", "wrong"]
    rows = [
        [_languages(one), CAUSES[one.cause].partition(":")[0], one.note, f"{one.right:,}", f"{one.wrong:,}"]
        for one in faults[:_MOST_FAULTS]
    ]
    return header, rows


def _languages(one: Direction | GateCounts | Fault) -> str:
    if not one.source_language:
        return "all"
    return f"{title_of(one.source_language)} → {title_of(one.target_language)}"
