"""Runs untrusted code in isolation and within limits.

Bubblewrap gives each program its own namespaces: no network, no other processes, a root with only the system's programs
and libraries (read only), an empty /tmp of limited size. `prlimit` limits each process of the program, and a watch
limits all of them together: time, memory, output. A filter forbids system calls (`system_calls`). If root starts the
program, it gets its own user, because root is exempt from the limit on processes; otherwise it gets a user namespace.
If bubblewrap cannot do this, nothing is run.
"""

import contextlib
import os
import resource
import secrets
import selectors
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import BinaryIO

from pairloom.schemas.errors import PairloomError
from pairloom.translators.sandbox import system_calls
from pairloom.translators.sandbox.watch import FOLDERS_IN_MEMORY, ProgramWatch

WORK = "/work"
"""The folder of a program's files in the sandbox. The program can write only to /tmp, unless it is run as writable."""
PIPES = "PAIRLOOM_PIPES"
"""The environment variable with the two file descriptors by which a program of `run_pair` reads and writes."""

_SYSTEM = ("/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32")
_SETTINGS = ("ld.so.cache", "alternatives")
_POLL_SECONDS = 0.25
_FIRST_USER = 1 << 30


@dataclass(frozen=True)
class Limits:
    """The limits of a program. The kernel enforces `cpu_seconds`, `file_bytes` and `processes` (threads count). The
    kernel enforces `memory_bytes` for each process, the watch for all together. `output_bytes` is for stdout and stderr
    together. `waiting_seconds` is the time in which no thread uses a processor or waits for one, so that a busy machine
    changes no result. `seconds` is wall-clock time: generous, for the same reason. `stack_bytes` is the stack of the
    first thread, and in many runtimes of each other thread, too; at most what this machine allows."""

    cpu_seconds: int = 10
    waiting_seconds: float = 10
    seconds: float = 100
    memory_bytes: int = 1 << 30
    processes: int = 128
    file_bytes: int = 16 << 20
    output_bytes: int = 1 << 20
    stack_bytes: int = 8 << 20


@dataclass(frozen=True)
class Finished:
    """The end of a program: its exit status (128 + signal if a signal ended it), its output, and the limit that stopped
    it: "", "time", "waiting", "memory" or "output"."""

    status: int
    stdout: str
    stderr: str
    stopped: str = ""


class SandboxUnavailable(PairloomError):
    """This machine has no sandbox; the message says why and what to do."""


@cache
def unavailable() -> str:
    """Why this machine has no sandbox, and what to do; "" if it has one."""
    if not sys.platform.startswith("linux"):
        return "running translations needs Linux: the sandbox is bubblewrap"
    for tool, package in (("bwrap", "bubblewrap"), ("prlimit", "util-linux"), ("setpriv", "util-linux")):
        if shutil.which(tool) is None:
            return f"running translations needs {tool}: install the package {package}"
    if problem := system_calls.missing_library():
        return problem
    done = _run(("true",), None, Limits(), False, {}, ())
    if done.status != 0:
        problem = done.stderr.strip() or f"exit status {done.status}"
        return (
            f"bubblewrap cannot make a sandbox here ({problem}); it needs user namespaces, or root with CAP_SYS_ADMIN"
        )
    return ""


def run(
    command: Sequence[str],
    folder: Path | None = None,
    *,
    limits: Limits | None = None,
    writable: bool = False,
    environment: Mapping[str, str] | None = None,
    readable: Sequence[str] = (),
    told: str = "",
    given: str | None = None,
) -> Finished:
    """Runs `command` in a sandbox and waits until all its processes have ended.

    folder: mounted as WORK, the working folder; read only unless `writable`. environment: added to PATH, HOME, TMPDIR
    and LANG, the only other variables. readable: further folders to mount read only, at their own paths: toolchains
    outside /usr, and their files in /etc. told: the text of stdin, a few words, which can be read once. given: a text
    of any length as stdin in place of `told`; the program may open it again as /dev/stdin.

    Raises SandboxUnavailable if this machine has no sandbox. Nothing that the program does raises an exception.
    """
    if unavailable():
        raise SandboxUnavailable(unavailable())
    if folder is not None and folder.is_symlink():  # a program that had the folder above writable can do that
        return Finished(126, "", "the program's folder was replaced by a link")
    limits = limits or Limits()
    if given is None:
        return _run(command, folder, limits, writable, environment or {}, readable, told)
    with _readable_file(given) as stdin:
        return _run(command, folder, limits, writable, environment or {}, readable, stdin)


def run_pair(
    asking: tuple[Sequence[str], Path],
    serving: tuple[Sequence[str], Path],
    *,
    limits: Limits,
    environment: Mapping[str, str],
    readable: Sequence[str],
    told: str,
) -> tuple[Finished, Finished]:
    """Runs two programs at once, each in its own sandbox. They are connected by two pipes, whose ends are in PIPES, and
    by nothing else: neither sees the files, the processes or the output of the other. The first may wait for the
    second, so only the second has a limit on waiting.

    asking, serving: command and folder. told: the stdin of the first, as in `run`; the second has none. Raises
    SandboxUnavailable if this machine has no sandbox."""
    if unavailable():
        raise SandboxUnavailable(unavailable())
    (asked, asks), (answered, answers) = os.pipe(), os.pipe()
    patient = replace(limits, waiting_seconds=limits.seconds)
    served = {**environment, PIPES: f"{asked} {answers}"}
    asks_it = {**environment, PIPES: f"{answered} {asks}"}
    with ThreadPoolExecutor(1) as pool:
        other = pool.submit(_run, *serving, limits, False, served, readable, "", (asked, answers))
        done = _run(*asking, patient, False, asks_it, readable, told, (answered, asks))
        return done, other.result()


@contextlib.contextmanager
def _readable_file(text: str) -> Iterator[int]:
    """A file descriptor of a file without a name that contains `text`. Every user may open it again, to read."""
    with tempfile.TemporaryFile() as file:
        file.write(text.encode("utf-8", "replace"))
        file.flush()
        os.fchmod(file.fileno(), 0o444)
        descriptor = os.open(f"/proc/self/fd/{file.fileno()}", os.O_RDONLY)
        try:
            yield descriptor
        finally:
            os.close(descriptor)


def _run(
    command: Sequence[str],
    folder: Path | None,
    limits: Limits,
    writable: bool,
    environment: Mapping[str, str],
    readable: Sequence[str],
    stdin: str | int = "",
    pipes: Sequence[int] = (),
) -> Finished:
    """stdin: its text, or a file descriptor. pipes: further file descriptors for the program; they are closed here."""
    filter_ = system_calls.open_filter()
    box = [*_box(folder, writable, environment, readable), "--seccomp", str(filter_)]
    arguments = [*box, "--", *_limited(limits), *command]
    (out, out_end), (err, err_end) = _open_pipe(), _open_pipe()
    with os.fdopen(out, "rb") as stdout, os.fdopen(err, "rb") as stderr:
        try:
            process = subprocess.Popen(
                arguments,
                stdin=subprocess.PIPE if isinstance(stdin, str) else stdin,
                stdout=out_end,
                stderr=err_end,
                env={},
                pass_fds=(filter_, *pipes),
                start_new_session=True,
                umask=0,  # other users must read and clear the files that the program's user writes
            )
        finally:
            for end in (out_end, err_end, filter_, *pipes):
                os.close(end)
        try:
            if process.stdin is not None and isinstance(stdin, str):
                with contextlib.suppress(BrokenPipeError), process.stdin:
                    process.stdin.write(stdin.encode())
            return _watch(process, stdout, stderr, limits)
        finally:
            _kill(process)


def _open_pipe() -> tuple[int, int]:
    """The two ends of a pipe that the program's user may open again, as /dev/stdout."""
    ends = os.pipe()
    os.fchmod(ends[1], 0o622)
    return ends


def _box(folder: Path | None, writable: bool, environment: Mapping[str, str], readable: Sequence[str]) -> list[str]:
    box = [_tool("bwrap"), "--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts", "--unshare-cgroup-try"]
    box += ["--die-with-parent", "--new-session", "--hostname", "sandbox", "--ro-bind", "/usr", "/usr"]
    for path in _SYSTEM:
        if Path(path).is_symlink():
            box += ["--symlink", str(Path(path).readlink()), path]
        elif Path(path).exists():
            box += ["--ro-bind", path, path]
    box += ["--perms", "0755", "--dir", "/etc"]
    for name in _SETTINGS:
        box += ["--ro-bind-try", f"/etc/{name}", f"/etc/{name}"]
    box += ["--proc", "/proc", "--dev", "/dev", "--tmpfs", "/dev/pts", "--remount-ro", "/dev/pts"]
    box += ["--ro-bind", "/dev/null", "/dev/zero"]  # memory that processes share through it would not be counted
    for place, size in FOLDERS_IN_MEMORY.items():
        box += ["--perms", "1777", "--size", str(size), "--tmpfs", f"/{place}"]
    box += ["--remount-ro", "/dev"]
    for path in readable:  # after /tmp, because a tool may be in it
        for above in reversed(Path(path).parents[:-1]):
            if str(above) != "/tmp":
                box += ["--perms", "0755", "--dir", str(above)]
        box += ["--ro-bind", path, path]
    if folder is not None:
        folder.chmod(0o777 if writable else 0o755)  # for the program's own user; parent folders stay closed
        box += ["--bind" if writable else "--ro-bind", str(folder), WORK, "--chdir", WORK]
    box += ["--remount-ro", "/", "--clearenv"]
    basics = {"PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": "/tmp", "TMPDIR": "/tmp", "LANG": "C.UTF-8"}
    for name, value in {**basics, **environment}.items():
        box += ["--setenv", name, value]
    if os.getuid() == 0:
        for capability in ("CAP_SETUID", "CAP_SETGID", "CAP_SETPCAP"):  # for setpriv, which drops all of them
            box += ["--cap-add", capability]
    else:
        box += ["--unshare-user", "--disable-userns"]
    return box


def _limited(limits: Limits) -> list[str]:
    """The command that sets the limits and then executes the program."""
    most = resource.getrlimit(resource.RLIMIT_STACK)[1]
    stack = limits.stack_bytes if most == resource.RLIM_INFINITY else min(limits.stack_bytes, most)
    command = [
        _tool("prlimit"),
        f"--cpu={limits.cpu_seconds}:{limits.cpu_seconds + 1}",
        f"--data={limits.memory_bytes}",  # not the address space: node, go and java reserve far more than they use
        f"--stack={stack}:",
        f"--fsize={limits.file_bytes}",
        f"--nproc={limits.processes}",
        "--nofile=1024",
        "--core=0",
        "--memlock=0",
        "--msgqueue=0",
        "--",
    ]
    if os.getuid() == 0:
        user = _new_user()
        command += [_tool("setpriv"), f"--reuid={user}", f"--regid={user}", "--clear-groups", "--no-new-privs"]
        command += ["--inh-caps=-all", "--bounding-set=-all", "--"]
    return command


def _new_user() -> int:
    """A user for one program: the kernel counts processes by user, and programs must not share a count or keys."""
    return _FIRST_USER + secrets.randbelow(_FIRST_USER)


@cache
def _tool(name: str) -> str:
    return shutil.which(name) or name


def _watch(process: "subprocess.Popen[bytes]", stdout: BinaryIO, stderr: BinaryIO, limits: Limits) -> Finished:
    """Collects the output of `process` until it ends or is stopped."""
    printed: dict[int, bytearray] = {1: bytearray(), 2: bytearray()}
    start = time.monotonic()
    watch, next_look, stopped = ProgramWatch(process.pid, _POLL_SECONDS), start + _POLL_SECONDS, ""
    with selectors.DefaultSelector() as selector:
        selector.register(stdout, selectors.EVENT_READ, printed[1])
        selector.register(stderr, selectors.EVENT_READ, printed[2])
        while not stopped and not _has_ended(process, selector, next_look):
            for key, _ in selector.select(max(0.0, next_look - time.monotonic())) if selector.get_map() else ():
                chunk = os.read(key.fd, 1 << 16)
                if not chunk:
                    selector.unregister(key.fileobj)
                key.data.extend(chunk)
            if sum(map(len, printed.values())) > limits.output_bytes:
                stopped = "output"
            elif time.monotonic() >= next_look:
                next_look = time.monotonic() + _POLL_SECONDS
                watch.look()
                if process.poll() is None:
                    stopped = _exceeded_limit(watch, limits, time.monotonic() - start)
    if stopped:
        _kill(process)
    status = process.wait()
    status = 128 - status if status < 0 else status
    # Go programs do not end at the first signal; they are killed a second later.
    if not stopped and status in (128 + signal.SIGXCPU, 128 + signal.SIGKILL):
        stopped = "time"
    said, errors = (bytes(text[: limits.output_bytes]).decode("utf-8", "replace") for text in printed.values())
    return Finished(status, said, errors, stopped)


def _has_ended(process: "subprocess.Popen[bytes]", selector: selectors.BaseSelector, latest: float) -> bool:
    """Whether all output is read and the process has ended. Once it has closed its output, waits for its end, at most
    until `latest`."""
    if selector.get_map():
        return False
    try:
        process.wait(max(0.0, latest - time.monotonic()))
    except subprocess.TimeoutExpired:
        return False
    return True


def _exceeded_limit(watch: ProgramWatch, limits: Limits, seconds: float) -> str:
    if seconds > limits.seconds:
        return "time"
    if watch.memory_bytes > limits.memory_bytes:
        return "memory"
    return "waiting" if watch.waited > limits.waiting_seconds else ""


def _kill(process: "subprocess.Popen[bytes]") -> None:
    """Kills the sandbox's first process; all other processes in it end, too."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
