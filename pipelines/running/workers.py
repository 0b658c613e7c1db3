"""Local worker processes that die, or wait for ever: Beam 2.77 goes on waiting for them, so somebody must notice."""

import os
import re
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType

import grpc  # type: ignore[import-untyped]
import psutil

from pairloom.schemas.errors import PairloomError

_ENDED = re.compile(r"Worker subprocess exited with return code (-?\d+)")
_CHANNEL_CLOSED = "Channel closed prematurely."
_INTERRUPT_FIRST = 1.0
"""Seconds. Ctrl-C reaches the workers too; this process must hear of it before it hears of them."""

STILL = 600.0
STIR = 3.0
"""In STILL seconds the processes of a run together must work for STIR seconds, unless they wait for a model."""


class WorkerLost(PairloomError):
    """A local worker process ended before its work did, or all wait; the message says how, and what to try."""


@contextmanager
def watch_workers(waiting: Callable[[], bool] = lambda: False) -> Iterator[None]:
    """While the block runs in the main thread, it is ended by WorkerLost when a local worker process dies, or when for
    STILL seconds no process has worked and `waiting` has not said that there is something to wait for.

    Sometimes Beam notices by itself that a connection broke off, and says so in a RuntimeError; mostly it waits. The
    tracebacks of its threads that had listened to the worker are not shown.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    lost: list[str] = []
    ended = threading.Event()
    hook_before = threading.excepthook

    def hook(arguments: threading.ExceptHookArgs) -> None:
        exited = _ENDED.search(str(arguments.exc_value))
        if exited is None:
            if not isinstance(arguments.exc_value, grpc.RpcError):
                hook_before(arguments)
            return
        lost.append(_describe_end(status(int(exited[1]))))
        if not ended.wait(_INTERRUPT_FIRST):
            os.kill(os.getpid(), signal.SIGUSR1)

    def watch() -> None:
        if stands_still(ended, waiting):
            lost.append(_STANDS_STILL.format(minutes=STILL / 60))
            for child in psutil.Process().children(recursive=True):
                with suppress(psutil.Error):  # it ended meanwhile
                    child.kill()  # the runner would wait for it to end by itself
            os.kill(os.getpid(), signal.SIGUSR1)

    def end_block(number: int, frame: FrameType | None) -> None:
        if lost and not ended.is_set() and not isinstance(sys.exception(), KeyboardInterrupt):
            ended.set()
            raise WorkerLost(lost[0])

    threading.excepthook = hook
    handler_before = signal.signal(signal.SIGUSR1, end_block)
    threading.Thread(target=watch, daemon=True).start()
    try:
        yield
    except RuntimeError as error:
        if str(error) != _CHANNEL_CLOSED:
            raise
        raise WorkerLost(lost[0] if lost else _describe_end("its connection broke off")) from error
    finally:
        ended.set()
        signal.signal(signal.SIGUSR1, handler_before)
        threading.excepthook = hook_before


_STANDS_STILL = (
    "nothing has happened for {minutes:g} minutes: the runner and its workers wait for each other; nothing was "
    "released. Run it again, with --resume to keep the replies that are paid for, or with --workers 1"
)


def _describe_end(how: str) -> str:
    return (
        f"a worker process was lost ({how}); nothing was released. If it ran out of memory, give fewer --workers; "
        "--resume keeps the replies that are paid for"
    )


def stands_still(ended: threading.Event, waiting: Callable[[], bool]) -> bool:
    """True as soon as this process and all below it stand still; False when `ended` is set before."""
    spent: dict[tuple[int, float], float] = {}
    seen, since = 0.0, time.monotonic()
    while not ended.wait(STILL / 60):
        for process in (psutil.Process(), *psutil.Process().children(recursive=True)):
            with suppress(psutil.Error):  # it ended meanwhile
                spent[process.pid, process.create_time()] = sum(process.cpu_times()[:2])
        total = sum(spent.values())
        if total - seen > STIR or waiting():
            seen, since = total, time.monotonic()
        elif time.monotonic() - since > STILL:
            return True
    return False


def status(code: int) -> str:
    """How a process ended, from its return code: its own, or a shell's that adds 128 to the number of a signal."""
    number = -code if code < 0 else code - 128
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"exit status {code}"
