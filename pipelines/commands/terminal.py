"""Functions that the commands share: output for people and for scripts, and exit codes."""

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

import typer
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeRemainingColumn

from pairloom.pipelines.release.show.summary import print_summary
from pairloom.schemas.display import console, echo, print_json
from pairloom.schemas.errors import FAILED, PairloomError
from pairloom.schemas.manifest import Manifest
from pairloom.schemas.secrets import hide_credentials


def fail(message: str, code: int = FAILED) -> NoReturn:
    """Ends the command with one message on stderr."""
    echo(hide_credentials(message), err=True)
    raise typer.Exit(code)


@contextmanager
def clear_errors() -> Iterator[None]:
    """Turns a PairloomError, or a signal that ends the command, into one message and an exit code."""
    with Signals() as signals:
        try:
            yield
        except PairloomError as error:
            fail(str(error), error.exit_code)
        except KeyboardInterrupt:
            fail(signals.describe(), signals.exit_code)


def attempt(run: Callable[[], None], again: str = "run the same command again") -> tuple[int, str]:
    """Runs a pipeline. Returns the exit code, and the error message or "". again: how to continue after a signal. If
    PAIRLOOM_TRACEBACK is set, errors other than PairloomError are raised."""
    with Signals() as signals:
        try:
            run()
        except PairloomError as error:
            return error.exit_code, str(error)
        except BaseException as error:
            if signals.received is not None:
                return signals.exit_code, f"{signals.describe()}; nothing was released. To continue, {again}"
            if os.environ.get("PAIRLOOM_TRACEBACK"):
                raise
            lines = hide_credentials(str(error)).strip().splitlines()
            said = " ".join(lines if len(lines) <= 2 else lines[-1:])  # more lines are a traceback
            return FAILED, f"{type(error).__name__}: {said} (set PAIRLOOM_TRACEBACK=1 for the traceback)"
    return 0, ""


class Signals:
    """Within the block, Ctrl-C, SIGTERM and SIGHUP raise KeyboardInterrupt, so that all blocks clean up. `received`
    keeps the signal, because a runner may replace the exception with its own. A signal that follows within PATIENCE
    seconds, as when a terminal closes, does not disturb the cleaning up."""

    PATIENCE = 5.0
    received: int | None = None

    def __enter__(self) -> "Signals":
        self.at = 0.0
        ends = [signal.SIGINT, signal.SIGTERM]
        if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # nohup ignores it
            ends.append(signal.SIGHUP)
        self.before = {number: signal.signal(number, self._receive) for number in ends}
        return self

    def __exit__(self, *exception: object) -> None:
        for number, handler in self.before.items():
            signal.signal(number, handler)

    @property
    def exit_code(self) -> int:
        """The exit code of a command that was ended by the signal."""
        return 128 + (self.received or signal.SIGINT)

    def describe(self) -> str:
        """The end in words."""
        return f"interrupted by {signal.Signals(self.received or signal.SIGINT).name}"

    def _receive(self, number: int, frame: object) -> None:
        follows = time.monotonic() - self.at < self.PATIENCE and self.received is not None
        if not follows:
            self.received, self.at = number, time.monotonic()
            raise KeyboardInterrupt


def show_release(manifest: Manifest, out: str, as_json: bool) -> None:
    """Prints the manifest or a summary of the release at `out`."""
    if as_json:
        print_json(manifest.model_dump(mode="json"))
    else:
        print_summary(manifest, out, console())


@contextmanager
def progress_bars() -> Iterator[Any]:
    """A function to call with (part, done, total). It shows progress bars on stderr if that is a terminal."""
    if not sys.stderr.isatty():
        yield lambda *_: None
        return
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed:,.0f}"))
    with Progress(*columns, TimeRemainingColumn(), console=console(stderr=True), transient=True) as bars:
        tasks: dict[str, Any] = {}

        def show(part: str, done: int, total: int) -> None:
            if part not in tasks:
                tasks[part] = bars.add_task(part, total=total)
            bars.update(tasks[part], completed=done, total=total)

        yield show
