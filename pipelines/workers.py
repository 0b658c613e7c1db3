"""Local worker processes that die: Beam 2.77 waits for their answer for ever, so somebody must notice."""

import os
import re
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

import grpc  # type: ignore[import-untyped]

_ENDED = re.compile(r"Worker subprocess exited with return code (-?\d+)")
_CHANNEL_CLOSED = "Channel closed prematurely."
_INTERRUPT_FIRST = 1.0
"""Seconds. Ctrl-C reaches the workers too; this process must hear of it before it hears of them."""


class WorkerLost(Exception):
    """A local worker process ended before its work did; the message says how, and what to try."""


@contextmanager
def noticing_lost_workers() -> Iterator[None]:
    """While the block runs in the main thread, it is ended by WorkerLost when a local worker process dies.

    Sometimes Beam notices by itself that a connection broke off, and says so in a RuntimeError; mostly it waits. The
    tracebacks of its threads that had listened to the worker are not shown.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    lost: list[int] = []
    ended = threading.Event()
    hook_before = threading.excepthook

    def hook(arguments: threading.ExceptHookArgs) -> None:
        exited = _ENDED.search(str(arguments.exc_value))
        if exited is None:
            if not isinstance(arguments.exc_value, grpc.RpcError):
                hook_before(arguments)
            return
        lost.append(int(exited[1]))
        if not ended.wait(_INTERRUPT_FIRST):
            os.kill(os.getpid(), signal.SIGUSR1)

    def end_block(number: int, frame: FrameType | None) -> None:
        if lost and not isinstance(sys.exception(), KeyboardInterrupt):
            raise WorkerLost(_message(status(lost[0])))

    threading.excepthook = hook
    handler_before = signal.signal(signal.SIGUSR1, end_block)
    try:
        yield
    except RuntimeError as error:
        if str(error) != _CHANNEL_CLOSED:
            raise
        raise WorkerLost(_message(status(lost[0]) if lost else "its connection broke off")) from error
    finally:
        ended.set()
        signal.signal(signal.SIGUSR1, handler_before)
        threading.excepthook = hook_before


def _message(how: str) -> str:
    return (
        f"a worker process was lost ({how}); nothing was released. If it ran out of memory, give fewer --workers; "
        "--resume keeps the replies that are paid for"
    )


def status(code: int) -> str:
    """How a process ended, from its return code: its own, or a shell's that adds 128 to the number of a signal."""
    number = -code if code < 0 else code - 128
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"exit status {code}"
