"""Functions that the commands share: output for people and for scripts, and exit codes."""

import json
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeRemainingColumn

from pairloom.pipelines.release.show.summary import print_summary
from pairloom.schemas.errors import FAILED, PairloomError
from pairloom.schemas.manifest import Manifest


def fail(message: str, code: int = FAILED) -> NoReturn:
    """Ends the command with one message on stderr."""
    typer.echo(message, err=True)
    raise typer.Exit(code)


@contextmanager
def clear_errors() -> Iterator[None]:
    """Turns a PairloomError or Ctrl-C into one message and an exit code."""
    try:
        yield
    except PairloomError as error:
        fail(str(error), error.exit_code)
    except KeyboardInterrupt:
        fail("interrupted", 130)


def attempt(run: Callable[[], None]) -> tuple[int, str]:
    """Runs a pipeline. Returns the exit code, and the error message or "". If PAIRLOOM_TRACEBACK is set, errors other
    than PairloomError are raised."""
    with Signals() as signals:
        try:
            run()
        except PairloomError as error:
            return error.exit_code, str(error)
        except BaseException as error:
            if signals.received is not None:
                name = signal.Signals(signals.received).name
                return 128 + signals.received, f"interrupted by {name}; nothing was released"
            if os.environ.get("PAIRLOOM_TRACEBACK"):
                raise
            lines = str(error).strip().splitlines()
            said = " ".join(lines if len(lines) <= 2 else lines[-1:])  # more lines are a traceback
            return FAILED, f"{type(error).__name__}: {said} (set PAIRLOOM_TRACEBACK=1 for the traceback)"
    return 0, ""


class Signals:
    """Within the block, SIGINT and SIGTERM raise KeyboardInterrupt. `received` keeps the signal, because a runner may
    replace the exception with its own."""

    received: int | None = None

    def __enter__(self) -> "Signals":
        self.before = {number: signal.signal(number, self._receive) for number in (signal.SIGINT, signal.SIGTERM)}
        return self

    def __exit__(self, *exception: object) -> None:
        for number, handler in self.before.items():
            signal.signal(number, handler)

    def _receive(self, number: int, frame: object) -> None:
        self.received = number
        raise KeyboardInterrupt


def print_json(value: Any) -> None:
    """Prints one JSON document to stdout."""
    typer.echo(json.dumps(value, indent=2, ensure_ascii=False))


def show_release(manifest: Manifest, out: str, as_json: bool) -> None:
    """Prints the manifest or a summary of the release at `out`."""
    if as_json:
        typer.echo(manifest.model_dump_json(indent=2))
    else:
        print_summary(manifest, out, Console())


def console(*, wide: bool = False) -> Console:
    """A console on stdout. Where stdout is not a terminal, the output is plain; with `wide`, long lines are kept."""
    return Console(width=None if sys.stdout.isatty() or not wide else 240, highlight=False)


@contextmanager
def progress_bars() -> Iterator[Any]:
    """A function to call with (part, done, total). It shows progress bars on stderr if that is a terminal."""
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
