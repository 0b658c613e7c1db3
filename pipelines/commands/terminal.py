"""What the commands share: printing for people and for scripts, and ending with the right exit code."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeRemainingColumn

from pairloom.pipelines.release.errors import ReleaseError

FAILED = 1
USAGE = 2


def fail(message: str, code: int = FAILED) -> NoReturn:
    """End the command with one message on standard error."""
    typer.echo(message, err=True)
    raise typer.Exit(code)


@contextmanager
def clear_errors(code: int = FAILED) -> Iterator[None]:
    """Turn a ReleaseError or Ctrl-C into one message and an exit code."""
    try:
        yield
    except ReleaseError as error:
        fail(str(error), code)
    except KeyboardInterrupt:
        fail("interrupted", 130)


def print_json(value: Any) -> None:
    """One JSON document on standard output."""
    typer.echo(json.dumps(value, indent=2, ensure_ascii=False))


def console(*, wide: bool = False) -> Console:
    """A console on standard output; on no terminal it is plain and, with `wide`, breaks no line."""
    return Console(width=None if sys.stdout.isatty() or not wide else 240, highlight=False)


@contextmanager
def progress_bars() -> Iterator[Any]:
    """A function to call with (part, done, total), shown as bars on standard error if that is a terminal."""
    if not sys.stderr.isatty():
        yield lambda *_: None
        return
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed:,.0f}"))
    with Progress(*columns, TimeRemainingColumn(), console=Console(stderr=True), transient=True) as bars:
        tasks: dict[str, Any] = {}

        def show(part: str, done: int, total: int) -> None:
            if part not in tasks:
                tasks[part] = bars.add_task(part, total=total)
            bars.update(tasks[part], completed=done, total=total)

        yield show
