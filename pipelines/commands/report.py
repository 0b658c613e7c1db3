"""`pairloom report`: rewrites report.html and README.md of a release."""

from typing import Annotated

import typer

from pairloom.pipelines.commands.terminal import clear_errors
from pairloom.pipelines.release.read.manifest import read_manifest
from pairloom.pipelines.release.show.card import write_card
from pairloom.pipelines.release.show.report import REPORT, write_report
from pairloom.pipelines.release.show.report.sample import PAIRS, REJECTIONS
from pairloom.schemas.display import echo
from pairloom.schemas.files import join_path


def report(
    folder: Annotated[str, typer.Argument(help="The release: a folder or a URL.", metavar="DIR")],
    pairs: Annotated[int, typer.Option(min=0, help="Show at most this many pairs.")] = PAIRS,
    rejections: Annotated[int, typer.Option(min=0, help="Show at most this many rejections.")] = REJECTIONS,
) -> None:
    """Rewrite report.html and the card (README.md) of a release from its manifest and data."""
    with clear_errors():
        manifest = read_manifest(folder)
        write_card(folder, manifest)
        write_report(folder, manifest, pairs, rejections)
    echo(join_path(folder, REPORT))
