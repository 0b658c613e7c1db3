"""Functions of native code that may die of what they are given, called in a process of its own: a crash or a hang costs
one call, not the worker and with it the job."""

import os
import pickle
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from typing import IO, Any, ParamSpec, TypeVar

SECONDS = 60.0
"""What one call may take. The slowest sound one asks a compiler, which takes some seconds."""

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


class Died(Exception):
    """The process ended during the call. reason: "crash" or "timeout"; the message is one sentence."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason


class Guard:
    """A process that calls what it is told to, one thing at a time; a new one when it died. Safe to use from threads.

    seconds: what a call may take.
    """

    def __init__(self, seconds: float = SECONDS) -> None:
        self.seconds = seconds
        self.lock = threading.Lock()
        self.process: subprocess.Popen[bytes] | None = None

    def call(self, function: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
        """What `function`, which must be importable by name, returns or raises. Raises Died."""
        with self.lock:
            process = self.process = self.process or self._start()
            assert process.stdin is not None and process.stdout is not None
            try:
                pickle.dump((function, arguments, named), process.stdin, protocol=5)
                process.stdin.flush()
                error, result = pickle.load(process.stdout)
            except (BrokenPipeError, EOFError, pickle.UnpicklingError):
                raise self._death(process) from None
            except BaseException:
                self._stop()  # interrupted between question and answer: the next would get the wrong one
                raise
        if error is not None:
            raise error
        return result

    def close(self) -> None:
        """Ends the process."""
        with self.lock:
            self._stop()

    def _start(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "pipelines.isolation", str(self.seconds)]
        return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)

    def _stop(self) -> None:
        process, self.process = self.process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            assert pipe is not None
            try:
                pipe.close()
            except BrokenPipeError:
                continue  # what it never read

    def _death(self, process: subprocess.Popen[bytes]) -> Died:
        code = process.wait()
        self._stop()
        if code == -signal.SIGALRM:
            return Died("timeout", f"No result in {self.seconds:g} s.")
        name = signal.Signals(-code).name if code < 0 else f"exit status {code}"
        return Died("crash", f"The process that worked on it ended with {name}.")


_guards: dict[int, Guard] = {}


def guarded(function: Callable[Arguments, Result], *arguments: Arguments.args, **named: Arguments.kwargs) -> Result:
    """`function(*arguments, **named)`, called in this process's guard. Raises Died if that kills it."""
    guard = _guards.setdefault(os.getpid(), Guard())  # a forked process must not share its parent's
    result: Result = guard.call(function, *arguments, **named)
    return result


TOGETHER = 64
"""Calls in one question: enough to make the question cheap, few enough for all of them to end in time."""


def guarded_each(
    function: Callable[..., Result], calls: Sequence[tuple[Any, ...]], **named: Any
) -> list[Result | Died]:
    """`function(*arguments, **named)` for each arguments of `calls`, by questions to the guard of TOGETHER calls, each
    of which costs as much as one call. What dies of one is called again one by one, so that each death has its own
    call. Raises what the function raises."""
    parts = (calls[first : first + TOGETHER] for first in range(0, len(calls), TOGETHER))
    return [result for part in parts for result in _together(function, part, named)]


def _together(
    function: Callable[..., Result], calls: Sequence[tuple[Any, ...]], named: dict[str, Any]
) -> list[Result | Died]:
    try:
        return list(guarded(_each, function, calls, named))
    except Died as death:
        return [death] if len(calls) == 1 else [_alone(function, arguments, named) for arguments in calls]


def _each(function: Callable[..., Result], calls: Sequence[tuple[Any, ...]], named: dict[str, Any]) -> list[Result]:
    return [function(*arguments, **named) for arguments in calls]


def _alone(function: Callable[..., Result], arguments: tuple[Any, ...], named: dict[str, Any]) -> Result | Died:
    try:
        return guarded(function, *arguments, **named)
    except Died as death:
        return death


def serve(questions: IO[bytes], answers: IO[bytes], seconds: float) -> None:
    """Answers (function, arguments, named arguments) by (exception or None, result), until there are no more."""
    while True:
        try:
            function, arguments, named = pickle.load(questions)
        except EOFError:
            return
        signal.setitimer(signal.ITIMER_REAL, seconds)  # SIGALRM ends the process, also within native code
        try:
            answer = pickle.dumps((None, function(*arguments, **named)), protocol=5)
        except Exception as error:
            answer = pickle.dumps((error, None), protocol=5)
        signal.setitimer(signal.ITIMER_REAL, 0)
        answers.write(answer)
        answers.flush()


if __name__ == "__main__":
    # what a library prints must not end up between the answers
    own = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that asks
    serve(sys.stdin.buffer, own, float(sys.argv[1]))
