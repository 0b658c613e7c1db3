"""Calls functions in a separate process, because native code may crash or hang on untrusted input. Then only the call
fails, not the worker and the job."""

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
"""The time limit of one call. The slowest normal call runs a compiler, which takes some seconds."""

FILE_MEMORY = 4 << 30
"""The address space in bytes of a process that decodes files; it needs 1.5 GiB without any."""

RESULT, ITEM, END, READ, ERROR = "result", "item", "end", "read", "error"
"""Kinds of answers: the result of a function; an item of a generator, and its end; a request for bytes of the file; an
exception."""
DEATHS = ("crash", "timeout", "memory")
"""Why a process can end during a call: the reasons of `Died`."""
PIECE = 2**20
"""Bytes of a file in one message. The asking process holds them in memory."""

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


class Died(Exception):
    """The process ended during the call. reason: one of DEATHS; "memory" only if memory is limited. The message is one
    sentence."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason


class Guard:
    """A process that calls functions, one at a time. A process that died is replaced. Safe to use from threads.

    seconds: the time limit of a call. memory: the limit of the process's address space in bytes, 0 for none.
    """

    def __init__(self, seconds: float = SECONDS, memory: int = 0) -> None:
        self.seconds, self.memory = seconds, memory
        self.lock = threading.Lock()
        self.process: subprocess.Popen[bytes] | None = None

    def call(self, function: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
        """Returns or raises the result of `function`, which must be importable by name. Raises Died."""
        with self._asking(function, arguments, named):
            kind, result = self._receive()
            if self.memory and kind == ERROR and isinstance(result, MemoryError):
                raise self._too_much()  # its state may be damaged
        if kind == ERROR:
            raise result
        return result

    def iterate(self, function: Callable[..., Iterator[Any]], file: IO[bytes], *arguments: Any) -> Iterator[Any]:
        """Yields or raises the items of the generator `function(file, *arguments)`, which must be importable by name.
        `file` is read here, and its bytes are decoded in the guard's process only. Raises Died."""
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
        if kind == ERROR and isinstance(value, MemoryError):
            self.close()
            raise self._too_much()
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
                self._stop()  # it died, or answers to this question are left in the pipe
                raise

    def _start(self) -> subprocess.Popen[bytes]:
        # by its path: as a module, it would first import the rest of the package
        run = "import runpy, sys; runpy.run_path(sys.argv[1], run_name='__main__')"
        command = [sys.executable, "-c", run, __file__, str(self.seconds), str(self.memory)]
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
                continue  # it did not read everything

    def _too_much(self) -> Died:
        return Died("memory", f"It needs more memory than {self.memory >> 20:,} MiB.")

    def _death(self) -> Died:
        assert self.process is not None
        code = self.process.wait()
        if code == -signal.SIGALRM:
            return Died("timeout", f"No result in {self.seconds:g} s.")
        name = signal.Signals(-code).name if code < 0 else f"exit status {code}"
        return Died("crash", f"The process that worked on it ended with {name}.")


_guards: dict[int, Guard] = {}
"""The guard of each process; a forked process must not share its parent's."""

_spare: dict[tuple[int, int], list[Guard]] = {}
"""The idle further guards of each process, by their limit of memory."""


@contextmanager
def spare(memory: int = 0) -> Iterator[Guard]:
    """A guard for this block alone, so that crashes and hangs of other calls do not affect it."""
    idle = _spare.setdefault((os.getpid(), memory), [])
    try:
        guard = idle.pop()
    except IndexError:
        guard = Guard(memory=memory)
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
    """The items of the generator `function(file, *arguments)`, from a guard that has no other work meanwhile and at
    most FILE_MEMORY. Raises Died if the function kills it or needs more."""
    with spare(FILE_MEMORY) as guard:
        yield from guard.iterate(function, file, *arguments)


TOGETHER = 64
"""Calls in one question: enough to make the overhead small, few enough to finish within the time limit."""


def call_each(
    function: Callable[..., Result], calls: Sequence[tuple[Any, ...]], *, guard: Guard | None = None, **named: Any
) -> list[Result | Died]:
    """`function(*arguments, **named)` for the arguments of each of `calls`. Up to TOGETHER calls are sent to `guard`
    (None: this process's) in one question. If a call kills the guard, the calls of its question are repeated one by
    one, so that only that call is a Died. Raises what the function raises."""
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
    """The asking process, as seen from the answering one: its pipes, and the time limit of the question."""

    def __init__(self, questions: IO[bytes], answers: IO[bytes]) -> None:
        self.questions = questions
        self.answers = answers

    def hear(self) -> Any:
        """The next message. Raises EOFError when there are no more."""
        return pickle.load(self.questions)

    def say(self, kind: str, value: Any = None) -> None:
        """Sends an answer. If it cannot be pickled, raises the error and sends nothing."""
        message = pickle.dumps((kind, value), protocol=5)
        self.answers.write(message)
        self.answers.flush()

    def answer(self, seconds: float) -> None:
        """Answers one question. A call that takes longer than `seconds` ends this process, also in native code."""
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
                    signal.setitimer(signal.ITIMER_REAL, seconds)  # the same limit for the next item
            self.say(END)
        except Exception as error:
            self.say(ERROR, error)


@contextmanager
def alarm(seconds: float) -> Iterator[None]:
    """SIGALRM ends the process if the block takes longer than `seconds` (0: no limit). The timer of an enclosing block
    is paused meanwhile."""
    left, _ = signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, left)


class AskersFile(io.RawIOBase):
    """A file of `size` bytes, open for reading in the asking process."""

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
        """Reads up to len(buffer) bytes. The time that the asking process needs does not count."""
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
    """Answers questions until stdin ends. A question is (function, arguments, named arguments, size of the file to read
    or None); an answer is a kind and a value."""
    asker = Asker(questions, answers)
    while True:
        try:
            asker.answer(seconds)
        except EOFError:
            return


if __name__ == "__main__":
    # the output of a library must not mix with the answers
    own = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the asking process
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if limit := int(sys.argv[3]):
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    serve(sys.stdin.buffer, own, float(sys.argv[2]))
