"""`pairloom publish`: hands a release on, to the Hugging Face hub or to a bucket."""

import re
from typing import Annotated

import typer
from rich.table import Table

from pairloom.pipelines.commands.terminal import clear_errors, console, fail, progress_bars
from pairloom.pipelines.release.read.publish import Upload, prepare_upload, publish_to_folder, publish_to_hub
from pairloom.pipelines.release.read.verify import verify_release
from pairloom.schemas.errors import FAILED, USAGE


def publish(
    folder: Annotated[str, typer.Argument(help="The release: a folder.", metavar="DIR")],
    repo: Annotated[str, typer.Option(help="A dataset repository of the Hugging Face hub, ORG/NAME.")] = "",
    to: Annotated[str, typer.Option(help="Or a folder or URL to copy to, e.g. gs://bucket/name or s3://…")] = "",
    public: Annotated[bool, typer.Option("--public", help="Make a new repository public; private otherwise.")] = False,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="With --to: replace the release there.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be done, and do nothing.")] = False,
    unchecked: Annotated[bool, typer.Option("--unchecked", help="Do not verify the release first.")] = False,
) -> None:
    """Publish a release that `pairloom verify` finds sound.

    The hub's token comes from HF_TOKEN or `hf auth login`. An upload that broke off goes on when the command is
    repeated.
    """
    if bool(repo) == bool(to):
        fail("say where to: --repo ORG/NAME or --to FOLDER-OR-URL, one of them", USAGE)
    if repo and not re.fullmatch(r"\w[\w.-]{0,95}/\w[\w.-]{0,95}", repo):
        fail(f"--repo: {repo} is no name of a repository; it has the form ORG/NAME", USAGE)
    with clear_errors():
        upload = prepare_upload(folder)
        if not unchecked:
            _check(folder)
        if dry_run:
            _show(upload, f"the dataset repository {repo} ({'public' if public else 'private'})" if repo else to)
        elif repo:
            typer.echo(publish_to_hub(folder, repo, private=not public))
        else:
            publish_to_folder(folder, to, replace=overwrite)
            typer.echo(to)


def _check(folder: str) -> None:
    with progress_bars() as progress:
        result = verify_release(folder, progress=progress)
    if not result.ok:
        messages = [f"  {check}: {message}" for check, found in result.found.items() for message in found[:3]]
        fail("\n".join((f"{folder}: is not sound, so it is not published:", *messages[:10])), FAILED)


def _show(upload: Upload, place: str) -> None:
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    table.add_column()
    table.add_column(justify="right")
    for name, size in upload.files:
        table.add_row(name, f"{size:,} bytes")
    out = console(wide=True)
    out.print(f"would upload {len(upload.files)} files, {upload.bytes:,} bytes, to {place}:", soft_wrap=True)
    out.print(table)
