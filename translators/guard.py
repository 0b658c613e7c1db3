"""Functions of native code that may die of what they are given, called in a process of its own: a crash or a hang costs
one call, not the worker and with it the job."""

import io
import os
import pickle
import resource
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import IO, Any, ParamSpec, TypeVar

SECONDS = 60.0
"""What one call may take. The slowest sound one asks a compiler, which takes some seconds."""

RESULT, ITEM, END, READ, ERROR = "result", "item", "end", "read", "error"
"""Kinds of answers: what a function returned; what a generator yielded, and that it ended; bytes that it needs; what
either raised."""
DEATHS = ("crash", "timeout", "memory")
"""Why a process can end during a call: the reasons of `Died`."""
PIECE = 2**20
"""Bytes of a file that cross at a time, which the process that asks holds besides."""

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


class Died(Exception):
    """The process ended during the call. reason: one of DEATHS, "memory" only where there is a limit on it; the message
    is one sentence."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason


class Guard:
    """A process that calls functions, one at a time; a new one when it died. Safe to use from threads.

    seconds: what a call may take. memory: bytes of address space that the process may have, 0 for no limit.
    """

    def __init__(self, seconds: float = SECONDS, memory: int = 0) -> None:
        self.seconds, self.memory = seconds, memory
        self.lock = threading.Lock()
        self.process: subprocess.Popen[bytes] | None = None

    def call(self, function: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
        """What `function`, which must be importable by name, returns or raises. Raises Died."""
        with self._asking(function, arguments, named):
            kind, result = self._receive()
            if self.memory and kind == ERROR and isinstance(result, MemoryError):
                raise Died("memory", f"It needs more memory than {self.memory >> 20:,} MiB.")  # it may be damaged now
        if kind == ERROR:
            raise result
        return result

    def iterate(self, function: Callable[..., Iterator[Any]], file: IO[bytes], *arguments: Any) -> Iterator[Any]:
        """What the generator `function(file, *arguments)`, which must be importable by name, yields or raises. Here
        `file` is only read; whatever is made of its bytes is made in the process. Raises Died."""
        with self._asking(function, arguments, {}, size=file.seek(0, os.SEEK_END)):
            while True:
                kind, value = self._receive()
                if kind == READ:
                    at, size = value
                    file.seek(at)
                    self._send(file.read(size))
                elif kind == ITEM:
                    yield value
                else:
                    break
        if kind == ERROR:
            raise value

    def close(self) -> None:
        """Ends the process."""
        with self.lock:
            self._stop()

    @contextmanager
    def _asking(self, *question: Any, size: int | None = None) -> Iterator[None]:
        """One question, and its answers within the block."""
        with self.lock:
            self.process = self.process or self._start()
            try:
                self._send((*question, size))
                yield
            except BaseException:
                self._stop()  # it died, or would answer the next question with what is left of this one
                raise

    def _start(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "pairloom.translators.guard", str(self.seconds), str(self.memory)]
        return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)

    def _send(self, message: Any) -> None:
        assert self.process is not None and self.process.stdin is not None
        try:
            pickle.dump(message, self.process.stdin, protocol=5)
            self.process.stdin.flush()
        except BrokenPipeError:
            raise self._death() from None

    def _receive(self) -> tuple[str, Any]:
        assert self.process is not None and self.process.stdout is not None
        try:
            answer: tuple[str, Any] = pickle.load(self.process.stdout)
        except (EOFError, pickle.UnpicklingError):
            raise self._death() from None
        return answer

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

    def _death(self) -> Died:
        assert self.process is not None
        code = self.process.wait()
        if code == -signal.SIGALRM:
            return Died("timeout", f"No result in {self.seconds:g} s.")
        name = signal.Signals(-code).name if code < 0 else f"exit status {code}"
        return Died("crash", f"The process that worked on it ended with {name}.")


_guards: dict[int, Guard] = {}
"""The guard of each process; a forked process must not share its parent's."""

_spare: dict[int, list[Guard]] = {}
"""For each process, those of its other guards that nobody uses at the moment."""


@contextmanager
def spare() -> Iterator[Guard]:
    """A guard that nobody else uses during the block: what crashes or hangs elsewhere does not disturb it."""
    idle = _spare.setdefault(os.getpid(), [])
    try:
        guard = idle.pop()
    except IndexError:
        guard = Guard()
    try:
        yield guard
    finally:
        idle.append(guard)


def call(function: Callable[Arguments, Result], *arguments: Arguments.args, **named: Arguments.kwargs) -> Result:
    """`function(*arguments, **named)`, called in this process's guard. Raises Died if that kills it."""
    guard = _guards.setdefault(os.getpid(), Guard())
    result: Result = guard.call(function, *arguments, **named)
    return result


def iterate(function: Callable[..., Iterator[Result]], file: IO[bytes], *arguments: Any) -> Iterator[Result]:
    """What the generator `function(file, *arguments)` yields, in a guard that has no other work meanwhile. Raises Died
    if the function kills it."""
    with spare() as guard:
        yield from guard.iterate(function, file, *arguments)


TOGETHER = 64
"""Calls in one question: enough to make the question cheap, few enough for all of them to end in time."""


def call_each(
    function: Callable[..., Result], calls: Sequence[tuple[Any, ...]], *, guard: Guard | None = None, **named: Any
) -> list[Result | Died]:
    """`function(*arguments, **named)` for each arguments of `calls`, by questions of TOGETHER calls to `guard` (this
    process's if None), each of which costs as much as one call. If one of a question kills the guard, they are called
    again one by one, so that only that one is a Died. Raises what the function raises."""
    asked = guard or _guards.setdefault(os.getpid(), Guard())
    parts = (calls[first : first + TOGETHER] for first in range(0, len(calls), TOGETHER))
    return [result for part in parts for result in _call_together(asked, function, part, named)]


def _call_together(
    guard: Guard, function: Callable[..., Result], calls: Sequence[tuple[Any, ...]], named: dict[str, Any]
) -> list[Result | Died]:
    try:
        return list(guard.call(_each, function, calls, named))
    except Died as death:
        if len(calls) == 1:
            return [death]
        return [result for one in calls for result in _call_together(guard, function, [one], named)]


def _each(function: Callable[..., Result], calls: Sequence[tuple[Any, ...]], named: dict[str, Any]) -> list[Result]:
    return [function(*arguments, **named) for arguments in calls]


class Asker:
    """The process that asks, as seen from the one that answers: its pipes, and the clock of the question."""

    def __init__(self, questions: IO[bytes], answers: IO[bytes]) -> None:
        self.questions = questions
        self.answers = answers

    def hear(self) -> Any:
        """The next message. Raises EOFError when there are no more."""
        return pickle.load(self.questions)

    def say(self, kind: str, value: Any = None) -> None:
        """Sends an answer, or raises what pickling it raises and sends nothing."""
        message = pickle.dumps((kind, value), protocol=5)
        self.answers.write(message)
        self.answers.flush()

    def answer(self, seconds: float) -> None:
        """Answers one question; what takes longer than `seconds` ends this process, also within native code."""
        function, arguments, named, size = self.hear()
        try:
            if size is None:
                with alarm(seconds):
                    result = function(*arguments, **named)
                self.say(RESULT, result)
                return
            with alarm(seconds):
                for item in function(AskersFile(self, size), *arguments):
                    with alarm(0):
                        self.say(ITEM, item)
                    signal.setitimer(signal.ITIMER_REAL, seconds)  # the next one has as long
            self.say(END)
        except Exception as error:
            self.say(ERROR, error)


@contextmanager
def alarm(seconds: float) -> Iterator[None]:
    """The block takes at most `seconds` (0: any time), or SIGALRM ends the process; within another's block that one's
    clock stands still."""
    left, _ = signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, left)


class AskersFile(io.RawIOBase):
    """A file of `size` bytes that the process that asks has open, for reading."""

    def __init__(self, asker: Asker, size: int) -> None:
        self.asker = asker
        self.size = size
        self.at = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        self.at = offset + {os.SEEK_SET: 0, os.SEEK_CUR: self.at, os.SEEK_END: self.size}[whence]
        return self.at

    def readinto(self, buffer: Any) -> int:
        """Fills `buffer`, or as much of it as there is. How long the asker needs for that does not count."""
        done = 0
        while done < len(buffer):
            with alarm(0):
                self.asker.say(READ, (self.at, min(PIECE, len(buffer) - done)))
                piece = self.asker.hear()
            if not piece:
                break
            buffer[done : done + len(piece)] = piece
            done += len(piece)
            self.at += len(piece)
        return done


def serve(questions: IO[bytes], answers: IO[bytes], seconds: float) -> None:
    """Answers questions (function, arguments, named arguments, size of the file to read or None), until there are no
    more. Each answer is a kind and a value."""
    asker = Asker(questions, answers)
    while True:
        try:
            asker.answer(seconds)
        except EOFError:
            return


if __name__ == "__main__":
    # what a library prints must not end up between the answers
    own = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that asks
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if limit := int(sys.argv[2]):
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    serve(sys.stdin.buffer, own, float(sys.argv[1]))
