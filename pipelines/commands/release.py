"""`pairloom release`: the whole pipeline, from a recipe to a release folder."""

import logging
import tempfile
import time
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from pairloom.pipelines.commands.terminal import attempt, show_release
from pairloom.pipelines.release.errors import ReleaseError
from pairloom.pipelines.release.read.manifest import read_manifest
from pairloom.pipelines.running.logs import Reporter, event, log_as_json
from pairloom.pipelines.running.progress import Watch
from pairloom.pipelines.running.request import Request, notices, run_release
from pairloom.schemas.display import console, echo
from pairloom.schemas.manifest import Manifest
from pairloom.schemas.secrets import hide_credentials


class LogFormat(StrEnum):
    """The format of the messages on stderr."""

    text = "text"
    json = "json"


def release(
    context: typer.Context,
    recipe: Annotated[Path, typer.Argument(help="The recipe, a TOML file.", metavar="RECIPE.toml")],
    out: Annotated[str, typer.Option(help="Where to write the release: a folder, or a URL such as gs://bucket/name.")],
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace an existing release.")] = False,
    resume: Annotated[
        bool, typer.Option("--resume", help="Continue an interrupted run; a complete release is not changed.")
    ] = False,
    changes: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="KEY=VALUE", help="Change one key of the recipe, e.g. translate.model=NAME."),
    ] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="Read at most this many records of each source.")] = None,
    workers: Annotated[int, typer.Option(min=1, help="Local worker processes.")] = 1,
    journal: Annotated[
        str, typer.Option(help="The journal: where replies of language models are kept. By default beside --out.")
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print the manifest as JSON.")] = False,
    log: Annotated[
        LogFormat, typer.Option(help="Format of stderr: text, or one line of JSON for each event.")
    ] = LogFormat.text,
) -> None:
    """Make a release: read, translate, check, deduplicate, split, write, and verify that every record is counted.

    Options of Apache Beam may follow, e.g. --runner=PortableRunner --job_endpoint=localhost:8099.
    """
    logging.getLogger().setLevel(logging.CRITICAL)  # Beam reports each failure many times; we report it once
    if log == LogFormat.json:
        log_as_json()
    manifest = whole_release(out) if resume else None
    if manifest is not None:
        say(log, f"{out}: is already complete; use --overwrite to make it again", out=out)
    else:
        request = Request(
            recipe_file=str(recipe),
            out=out,
            replace=overwrite,
            changes=tuple(changes or ()),
            limit=limit,
            workers=workers,
            beam=tuple(context.args),
            journal=journal,
        )
        manifest = make(request, log)
    show_release(manifest, out, as_json)


def make(request: Request, log: LogFormat) -> Manifest:
    """Makes the release, reports progress on stderr, and returns the manifest. Ends the command on an error."""
    began = time.monotonic()
    event(
        "started",
        recipe=request.recipe_file,
        out=request.out,
        workers=request.workers,
        options=list(request.beam),
    )
    with (
        tempfile.TemporaryDirectory(prefix="pairloom-progress-") as progress,
        Reporter(progress) if log == LogFormat.json else Watch(progress, console(stderr=True)),
    ):
        again = f"run the same command with --resume; {_kept(request.journal_folder)}"
        code, message = attempt(lambda: run_and_read(replace(request, progress=progress), log), again)
    if message:
        say(log, f"error: {message}", logging.ERROR, exit=code)
        raise typer.Exit(code)
    manifest = read_manifest(request.out)
    seconds = round(time.monotonic() - began, 1)
    event("released", out=request.out, seconds=seconds, books=manifest.books.model_dump(exclude={"rejections"}))
    return manifest


def _kept(journal: str) -> str:
    """What an interrupted run keeps."""
    if "://" in journal or Path(journal).exists():
        return f"replies that were paid are in the journal {journal}"
    return "no reply of a model was paid, so there is no journal"


def whole_release(out: str) -> Manifest | None:
    """The manifest of the complete release at `out`, or None."""
    try:
        return read_manifest(out)
    except ReleaseError:
        return None


def say(log: LogFormat, sentence: str, severity: int = logging.INFO, **fields: Any) -> None:
    """Writes one message to stderr. fields: additional fields of the JSON event."""
    if log == LogFormat.json:
        event(sentence, severity, **fields)
    else:
        echo(hide_credentials(sentence), err=True)


def run_and_read(request: Request, log: LogFormat) -> None:
    """Prints the estimate, makes the release, and reads its manifest. Raises PairloomError."""
    for notice in notices(request.recipe_file, request.changes):
        say(log, f"note: {notice}", logging.WARNING)
    run_release(request)
    read_manifest(request.out)  # a remote runner may report success without a complete release
