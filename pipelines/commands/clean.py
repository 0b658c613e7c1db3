"""`pairloom clean`: checks somebody else's translated dataset, and releases what survives."""

import logging
import tempfile
from typing import Annotated, Any

import typer
from rich.console import Console

from pairloom.pipelines.commands.terminal import attempt, clear_errors, fail, show_release
from pairloom.pipelines.graph.clean import CleanRequest, clean_recipe, run_clean
from pairloom.pipelines.release.read.manifest import read_manifest
from pairloom.pipelines.running.progress import Watch
from pairloom.schemas.recipe import THRESHOLD, OutputSection, SplitSection


def clean(
    context: typer.Context,
    path: Annotated[str, typer.Argument(help="Parquet in SynthCoNL's layout, or in ours.", metavar="IN.parquet")],
    out: Annotated[str, typer.Option(help="Where the release will be: a folder or a URL.")],
    against: Annotated[
        list[str] | None, typer.Option(help="An evaluation set that no pair may overlap with; may be given often.")
    ] = None,
    threshold: Annotated[float, typer.Option(min=0.01, max=1, help="Jaccard index of near-duplicates.")] = THRESHOLD,
    by: Annotated[str, typer.Option(help="What a split never cuts: repository, record or source.")] = SplitSection().by,
    validation: Annotated[
        float, typer.Option(min=0, max=0.9, help="Share of validation rows.")
    ] = SplitSection().validation,
    test: Annotated[float, typer.Option(min=0, max=0.9, help="Share of test rows.")] = SplitSection().test,
    columns: Annotated[
        str, typer.Option(help="Column names of the release: pairloom or synthconl.")
    ] = OutputSection().columns,
    name: Annotated[str, typer.Option(help="Name of the release; the default is made of the file's.")] = "",
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace the release that is there.")] = False,
    workers: Annotated[int, typer.Option(min=1, help="Local worker processes.")] = 1,
    as_json: Annotated[bool, typer.Option("--json", help="Print the manifest as JSON.")] = False,
) -> None:
    """Run checks, deduplication and decontamination over translations that exist already; release what survives.

    What was wrong is in the release like in any other: rejected/, the card, report.html. Any option of Apache Beam may
    follow.
    """
    logging.basicConfig(level=logging.CRITICAL, force=True)  # Beam reports each failure many times; we say it once
    sections: dict[str, Any] = {
        "dedup": {"threshold": threshold},
        "decontaminate": {"against": against or []},
        "split": {"by": by, "validation": validation, "test": test},
        "output": {"columns": columns},
    }
    with clear_errors():
        recipe = clean_recipe(path, name, sections)
    with tempfile.TemporaryDirectory(prefix="pairloom-progress-") as progress:
        request = CleanRequest(recipe, out, overwrite, workers, tuple(context.args), progress)
        with Watch(progress, Console(stderr=True)):
            code, message = attempt(lambda: run_clean(request))
    if message:
        fail(f"error: {message}", code)
    show_release(read_manifest(out), out, as_json)
