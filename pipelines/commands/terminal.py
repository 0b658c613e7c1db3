"""What the commands share: printing for people and for scripts, and ending with the right exit code."""

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
    """End the command with one message on standard error."""
    typer.echo(message, err=True)
    raise typer.Exit(code)


@contextmanager
def clear_errors() -> Iterator[None]:
    """Turn one of our own errors or Ctrl-C into one message and an exit code."""
    try:
        yield
    except PairloomError as error:
        fail(str(error), error.exit_code)
    except KeyboardInterrupt:
        fail("interrupted", 130)


def attempt(run: Callable[[], None]) -> tuple[int, str]:
    """Runs a pipeline. Returns the exit code, and what to tell the user if it failed. Raises what is none of our own
    errors if PAIRLOOM_TRACEBACK is set."""
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
            said = " ".join(lines if len(lines) <= 2 else lines[-1:])  # more are a traceback
            return FAILED, f"{type(error).__name__}: {said} (PAIRLOOM_TRACEBACK=1 shows where)"
    return 0, ""


class Signals:
    """While the block runs, SIGINT and SIGTERM raise KeyboardInterrupt and are remembered: a runner may wrap what was
    raised in an error of its own."""

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
    """One JSON document on standard output."""
    typer.echo(json.dumps(value, indent=2, ensure_ascii=False))


def show_release(manifest: Manifest, out: str, as_json: bool) -> None:
    """Prints what became of everything in the release at `out`."""
    if as_json:
        typer.echo(manifest.model_dump_json(indent=2))
    else:
        print_summary(manifest, out, Console())


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
