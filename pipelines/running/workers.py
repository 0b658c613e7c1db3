"""Detects local worker processes that die or wait forever, because Beam 2.77 does not detect them."""

import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType

import grpc  # type: ignore[import-untyped]
import psutil

from pairloom.pipelines.running.sockets import WorkerEnded
from pairloom.schemas.errors import PairloomError

_CHANNEL_CLOSED = "Channel closed prematurely."
_INTERRUPT_FIRST = 1.0
"""Seconds to wait. Ctrl-C also ends the workers, and this process must receive it before it reports lost workers."""

STILL = 600.0
STIR = 3.0
"""In STILL seconds, the processes of a run must use STIR seconds of CPU time together, unless they wait for a model."""


class WorkerLost(PairloomError):
    """A local worker process ended too early, or all processes wait; the message says which, and what to try."""


@contextmanager
def watch_workers(waiting: Callable[[], bool] = lambda: False) -> Iterator[None]:
    """Raises WorkerLost in the block, which must run in the main thread, when a local worker process dies, or when no
    process has worked for STILL seconds and `waiting` returns False.

    Sometimes Beam detects a broken connection and raises a RuntimeError; mostly it waits. The tracebacks of its threads
    that listened to the worker are not shown.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    lost: list[str] = []
    ended = threading.Event()
    hook_before = threading.excepthook

    def hook(arguments: threading.ExceptHookArgs) -> None:
        if not isinstance(arguments.exc_value, WorkerEnded):
            if not isinstance(arguments.exc_value, grpc.RpcError):
                hook_before(arguments)
            return
        lost.append(_describe_end(status(arguments.exc_value.code)))
        if not ended.wait(_INTERRUPT_FIRST):
            os.kill(os.getpid(), signal.SIGUSR1)

    def watch() -> None:
        if stands_still(ended, waiting):
            lost.append(_STANDS_STILL.format(minutes=STILL / 60))
            for child in psutil.Process().children(recursive=True):
                with suppress(psutil.Error):  # it ended meanwhile
                    child.kill()  # otherwise the runner would wait for its end
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
    "no progress for {minutes:g} minutes: the runner and its workers wait for each other; nothing was released. Run "
    "the command again, with --resume to keep the replies already paid, or with --workers 1"
)


def _describe_end(how: str) -> str:
    return (
        f"a worker process was lost ({how}); nothing was released. If it ran out of memory, use fewer --workers; "
        "--resume keeps the replies already paid"
    )


def stands_still(ended: threading.Event, waiting: Callable[[], bool]) -> bool:
    """Waits until this process and its children make no progress, then returns True. False if `ended` is set before."""
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
    """The end of a process in words, from its return code or from a shell's (128 + number of the signal)."""
    number = -code if code < 0 else code - 128
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"exit status {code}"
