"""`pairloom publish`: uploads a release to the Hugging Face hub or to a bucket."""

import re
from typing import Annotated

import typer
from rich.table import Table

from pairloom.pipelines.commands.terminal import clear_errors, fail, progress_bars
from pairloom.pipelines.release.read.publish import Upload, prepare_upload, publish_to_folder, publish_to_hub
from pairloom.pipelines.release.read.verify import verify_release
from pairloom.schemas.display import console, echo
from pairloom.schemas.errors import FAILED, USAGE


def publish(
    folder: Annotated[str, typer.Argument(help="The release: a folder.", metavar="DIR")],
    repo: Annotated[str, typer.Option(help="A dataset repository of the Hugging Face hub, ORG/NAME.")] = "",
    to: Annotated[str, typer.Option(help="A folder or URL to copy to, e.g. gs://bucket/name or s3://…")] = "",
    public: Annotated[
        bool, typer.Option("--public", help="Make a new repository public; the default is private.")
    ] = False,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="With --to: replace an existing release.")] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="List the files that would be uploaded, and upload nothing.")
    ] = False,
    unchecked: Annotated[bool, typer.Option("--unchecked", help="Do not verify the release first.")] = False,
) -> None:
    """Publish a release that `pairloom verify` finds sound.

    The hub's token comes from HF_TOKEN or `hf auth login`. Repeat the command to continue an interrupted upload.
    """
    if bool(repo) == bool(to):
        fail("give exactly one of --repo ORG/NAME and --to FOLDER-OR-URL", USAGE)
    if repo and not re.fullmatch(r"\w[\w.-]{0,95}/\w[\w.-]{0,95}", repo):
        fail(f"--repo: {repo} is not the name of a repository; write ORG/NAME", USAGE)
    with clear_errors():
        upload = prepare_upload(folder)
        if not unchecked:
            _check(folder)
        if dry_run:
            _show(upload, f"the dataset repository {repo} ({'public' if public else 'private'})" if repo else to)
        elif repo:
            echo(publish_to_hub(folder, repo, private=not public))
        else:
            publish_to_folder(folder, to, replace=overwrite)
            echo(to)


def _check(folder: str) -> None:
    with progress_bars() as progress:
        result = verify_release(folder, progress=progress)
    if not result.ok:
        messages = [f"  {check}: {message}" for check, found in result.found.items() for message in found[:3]]
        fail("\n".join((f"{folder}: was not published, because its verification failed:", *messages[:10])), FAILED)


def _show(upload: Upload, place: str) -> None:
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    table.add_column()
    table.add_column(justify="right")
    for name, size in upload.files:
        table.add_row(name, f"{size:,} bytes")
    out = console(wide=True)
    out.print(f"would upload {len(upload.files)} files, {upload.bytes:,} bytes, to {place}:", soft_wrap=True)
    out.print(table)
