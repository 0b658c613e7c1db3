"""Runs code that nobody has read, so that it can neither see nor change anything, and always ends.

Bubblewrap gives each program namespaces of its own: no network, no processes but its own, a root made of the system's
programs and libraries (read only), an empty /tmp of limited size. `prlimit` bounds each of its processes, and a
watch bounds all of them together: time, memory, output. Run by root, the program gets a user of its own (no limit on
processes binds root); run by anybody else, a user namespace. Where bubblewrap cannot do this, nothing is run.
"""

import contextlib
import os
import selectors
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import psutil

from pairloom.schemas.errors import PairloomError

WORK = "/work"
"""Where a program finds its files. It may write to /tmp only, unless it is run as writable."""

_TEMPORARY_BYTES = 64 << 20
_SYSTEM = ("/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32")
_SETTINGS = ("ld.so.cache", "alternatives")
_POLL_SECONDS = 0.25
_FIRST_USER = 1 << 30


@dataclass(frozen=True)
class Limits:
    """What a program may use. `cpu_seconds`, `file_bytes` and `processes` (threads count) are the kernel's limits;
    `memory_bytes` is the kernel's for each process and the watch's for all together; `output_bytes` is of standard
    output and error together, and `seconds` of the clock: generous, so that a busy machine changes no result."""

    cpu_seconds: int = 10
    seconds: float = 100
    memory_bytes: int = 1 << 30
    processes: int = 128
    file_bytes: int = 16 << 20
    output_bytes: int = 1 << 20


@dataclass(frozen=True)
class Finished:
    """How a program ended: its exit status (128 + signal if one ended it), what it printed, and what stopped it: "",
    "time", "memory" or "output"."""

    status: int
    stdout: str
    stderr: str
    stopped: str = ""


class SandboxUnavailable(PairloomError):
    """There is no sandbox on this machine; the message says why and what to do."""


@cache
def unavailable() -> str:
    """Why nothing can be run on this machine, and what to do about it; "" if it can."""
    if not sys.platform.startswith("linux"):
        return "running translations needs Linux: the sandbox is bubblewrap"
    for tool, package in (("bwrap", "bubblewrap"), ("prlimit", "util-linux"), ("setpriv", "util-linux")):
        if shutil.which(tool) is None:
            return f"running translations needs {tool}: install the package {package}"
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
) -> Finished:
    """Runs `command` in a sandbox and waits for it and all that it started to end.

    `folder` appears as WORK, where the command starts; it can be written to only if `writable`. `environment` is added
    to PATH, HOME, TMPDIR and LANG, which are all that there is. `readable` are more folders that can be read, at their
    own paths: toolchains outside /usr, and what they read in /etc. `told` is what its standard input holds, a few
    words.

    Raises SandboxUnavailable where there is no sandbox. What the program does is never an exception.
    """
    if unavailable():
        raise SandboxUnavailable(unavailable())
    return _run(command, folder, limits or Limits(), writable, environment or {}, readable, told)


def _run(
    command: Sequence[str],
    folder: Path | None,
    limits: Limits,
    writable: bool,
    environment: Mapping[str, str],
    readable: Sequence[str],
    told: str = "",
) -> Finished:
    arguments = [*_box(folder, writable, environment, readable), "--", *_limited(limits), *command]
    process = subprocess.Popen(
        arguments,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={},
        start_new_session=True,
        umask=0,  # a folder written to by one program's user is read and cleared by others
    )
    try:
        assert process.stdin is not None
        with contextlib.suppress(BrokenPipeError), process.stdin:
            process.stdin.write(told.encode())
        return _watch(process, limits)
    finally:
        _kill(process)


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
    box += ["--proc", "/proc", "--dev", "/dev", "--size", "4096", "--tmpfs", "/dev/shm", "--remount-ro", "/dev"]
    box += ["--perms", "1777", "--size", str(_TEMPORARY_BYTES), "--tmpfs", "/tmp"]
    for path in readable:  # after /tmp, as a tool may be below it
        for above in reversed(Path(path).parents[:-1]):
            if str(above) != "/tmp":
                box += ["--perms", "0755", "--dir", str(above)]
        box += ["--ro-bind", path, path]
    if folder is not None:
        folder.chmod(0o777 if writable else 0o755)  # for the program's own user; what is above it stays closed
        box += ["--bind" if writable else "--ro-bind", str(folder), WORK, "--chdir", WORK]
    box += ["--remount-ro", "/", "--clearenv"]
    basics = {"PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": "/tmp", "TMPDIR": "/tmp", "LANG": "C.UTF-8"}
    for name, value in {**basics, **environment}.items():
        box += ["--setenv", name, value]
    if os.getuid() == 0:
        for capability in ("CAP_SETUID", "CAP_SETGID", "CAP_SETPCAP"):  # for setpriv, which gives up all
            box += ["--cap-add", capability]
    else:
        box += ["--unshare-user", "--disable-userns"]
    return box


def _limited(limits: Limits) -> list[str]:
    """The command that lowers the limits and then becomes the program."""
    command = [
        _tool("prlimit"),
        f"--cpu={limits.cpu_seconds}:{limits.cpu_seconds + 1}",
        f"--data={limits.memory_bytes}",  # not the address space: node, go and java reserve far more than they use
        f"--fsize={limits.file_bytes}",
        f"--nproc={limits.processes}",
        "--nofile=1024",
        "--core=0",
        "--memlock=0",
        "--msgqueue=0",
        "--",
    ]
    if os.getuid() == 0:
        # A user of the program's own: the kernel counts processes by user, and two programs must not share a count.
        user = _FIRST_USER | threading.get_native_id()
        command += [_tool("setpriv"), f"--reuid={user}", f"--regid={user}", "--clear-groups", "--no-new-privs"]
        command += ["--inh-caps=-all", "--bounding-set=-all", "--"]
    return command


@cache
def _tool(name: str) -> str:
    return shutil.which(name) or name


def _watch(process: "subprocess.Popen[bytes]", limits: Limits) -> Finished:
    """Collects what `process` prints until it ends or has to be stopped."""
    printed: dict[int, bytearray] = {1: bytearray(), 2: bytearray()}
    assert process.stdout is not None and process.stderr is not None
    end = time.monotonic() + limits.seconds
    stopped = ""
    with selectors.DefaultSelector() as selector, process.stdout, process.stderr:
        selector.register(process.stdout, selectors.EVENT_READ, printed[1])
        selector.register(process.stderr, selectors.EVENT_READ, printed[2])
        next_look = time.monotonic() + _POLL_SECONDS
        while selector.get_map() and not stopped:
            for key, _ in selector.select(max(0.0, next_look - time.monotonic())):
                chunk = os.read(key.fd, 1 << 16)
                if not chunk:
                    selector.unregister(key.fileobj)
                key.data.extend(chunk)
            if sum(map(len, printed.values())) > limits.output_bytes:
                stopped = "output"
            if not stopped and time.monotonic() >= next_look:
                next_look = time.monotonic() + _POLL_SECONDS
                stopped = _overstepped(process.pid, limits, end)
        while not stopped and process.poll() is None:  # it closed its output and goes on
            time.sleep(0.02)
            stopped = _overstepped(process.pid, limits, end)
    if stopped:
        _kill(process)
    status = process.wait()
    status = 128 - status if status < 0 else status
    # Go's programs do not end at the first signal, and are killed a second later.
    if not stopped and status in (128 + signal.SIGXCPU, 128 + signal.SIGKILL):
        stopped = "time"
    stdout, stderr = (bytes(text[: limits.output_bytes]).decode("utf-8", "replace") for text in printed.values())
    return Finished(status, stdout, stderr, stopped)


def _overstepped(pid: int, limits: Limits, end: float) -> str:
    if time.monotonic() > end:
        return "time"
    return "memory" if _resident_bytes(pid) > limits.memory_bytes else ""


def _resident_bytes(pid: int) -> int:
    """The memory that a process and its descendants use."""
    try:
        family = [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]
    except psutil.Error:
        return 0
    total = 0
    for member in family:
        try:
            total += member.memory_info().rss
        except psutil.Error:
            continue
    return total


def _kill(process: "subprocess.Popen[bytes]") -> None:
    """Ends the sandbox; with its first process all that run in it end."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
