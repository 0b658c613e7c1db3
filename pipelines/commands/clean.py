"""`pairloom clean`: checks an existing dataset of translations and releases the pairs that pass."""

import logging
import tempfile
from typing import Annotated, Any

import typer

from pairloom.pipelines.commands.terminal import attempt, clear_errors, fail, show_release
from pairloom.pipelines.graph.clean import CleanRequest, clean_recipe, run_clean
from pairloom.pipelines.release.read.manifest import read_manifest
from pairloom.pipelines.running.progress import Watch
from pairloom.schemas.display import console
from pairloom.schemas.recipe import THRESHOLD, OutputSection, SplitSection


def clean(
    context: typer.Context,
    path: Annotated[
        str, typer.Argument(help="Parquet with the columns of SynthCoNL or of pairloom.", metavar="IN.parquet")
    ],
    out: Annotated[str, typer.Option(help="Where to write the release: a folder or a URL.")],
    against: Annotated[
        list[str] | None, typer.Option(help="An evaluation set that no pair may overlap with; may be repeated.")
    ] = None,
    threshold: Annotated[float, typer.Option(min=0.01, max=1, help="Jaccard index of near-duplicates.")] = THRESHOLD,
    by: Annotated[
        str, typer.Option(help="Rows that stay in one split: repository, record or source.")
    ] = SplitSection().by,
    validation: Annotated[
        float, typer.Option(min=0, max=0.9, help="Share of validation rows.")
    ] = SplitSection().validation,
    test: Annotated[float, typer.Option(min=0, max=0.9, help="Share of test rows.")] = SplitSection().test,
    columns: Annotated[
        str, typer.Option(help="Column names of the release: pairloom or synthconl.")
    ] = OutputSection().columns,
    unit: Annotated[
        str | None, typer.Option(help="What rows without a unit are: function (the default), program or auto.")
    ] = None,
    name: Annotated[str, typer.Option(help="Name of the release; the default comes from the file's name.")] = "",
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace an existing release.")] = False,
    workers: Annotated[int, typer.Option(min=1, help="Local worker processes.")] = 1,
    as_json: Annotated[bool, typer.Option("--json", help="Print the manifest as JSON.")] = False,
) -> None:
    """Check, deduplicate and decontaminate existing translations, and release the pairs that pass.

    Rejections are reported as in any release: in rejected/, in the card and in report.html. Options of Apache Beam may
    follow.
    """
    logging.basicConfig(level=logging.CRITICAL, force=True)  # Beam reports each failure many times; we report it once
    sections: dict[str, Any] = {
        "dedup": {"threshold": threshold},
        "decontaminate": {"against": against or []},
        "split": {"by": by, "validation": validation, "test": test},
        "output": {"columns": columns},
    }
    with clear_errors():
        recipe = clean_recipe(path, name, sections, unit)
    with tempfile.TemporaryDirectory(prefix="pairloom-progress-") as progress:
        request = CleanRequest(recipe, out, overwrite, workers, tuple(context.args), progress)
        with Watch(progress, console(stderr=True)):
            code, message = attempt(lambda: run_clean(request))
    if message:
        fail(f"error: {message}", code)
    show_release(read_manifest(out), out, as_json)
