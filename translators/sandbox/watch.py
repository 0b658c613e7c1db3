"""Measures a program in the sandbox while it runs: the memory that it holds and the time in which it does nothing, of
all its processes together."""

import contextlib
import os
import re
import time
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import psutil

FOLDERS_IN_MEMORY = {"tmp": 64 << 20, "dev/shm": 4 << 10}
"""Folder in memory that programs may write to -> its size in bytes. The number of its files is not limited."""
_INODE_BYTES = 1 << 10
_AT_WORK = {"R", "D"}
"""States of threads: running or waiting for a processor, and waiting for a disk."""
_SOCKETS = re.compile(rb"^sockets: used (\d+)", re.MULTILINE)
_MEMORY = re.compile(rb"^Vm(?:RSS|PTE):\s*(\d+) kB", re.MULTILINE)


class ProgramWatch:
    """Measures a process and its descendants from now on.

    waited: the seconds in which no thread used a processor, waited for one or waited for a disk. It does not grow while
    other programs keep the machine busy. interval: the seconds between two looks; they may be late.
    """

    def __init__(self, pid: int, interval: float) -> None:
        self.pid, self.interval = pid, interval
        self.waited = 0.0
        self.memory_bytes = 0
        self._last = time.monotonic()
        self._scheduled: dict[int, int] = {}

    def look(self) -> None:
        """Measures again. Between two looks, threads may come and go."""
        pids = _family(self.pid)
        self.memory_bytes = sum(map(_process_bytes, pids)) + next(filter(None, map(_kernel_bytes, pids)), 0)
        now, found = time.monotonic(), list(_threads(pids))
        scheduled = {thread: nanoseconds for thread, _, nanoseconds in found}
        used = sum(value - self._scheduled.get(thread, 0) for thread, value in scheduled.items()) / 1e9
        if found and not any(state in _AT_WORK for _, state, _ in found):
            # the time of processes that came and went between looks is unknown, so a late look counts as one in time
            self.waited += max(0.0, min(now - self._last, self.interval) - used)
        self._last, self._scheduled = now, scheduled


def _family(pid: int) -> list[int]:
    """The process and its living descendants."""
    with contextlib.suppress(psutil.Error):
        return [pid, *(child.pid for child in psutil.Process(pid).children(recursive=True))]
    return [pid]


def _threads(pids: Iterable[int]) -> Iterator[tuple[int, str, int]]:
    """(number, state, nanoseconds) of each thread. The time counts while it runs and while it waits for a processor."""
    for pid in pids:
        for place in _task_folders(pid):
            with contextlib.suppress(OSError, ValueError):  # the thread ended, or this kernel does not count
                running, waiting, _ = (place / "schedstat").read_bytes().split()
                state = (place / "stat").read_text(errors="replace").rpartition(") ")[2][:1]
                yield int(place.name), state, int(running) + int(waiting)


def _task_folders(pid: int) -> list[Path]:
    """The folder of each thread of a process; none if it has ended."""
    with contextlib.suppress(OSError):
        return list(Path(f"/proc/{pid}/task").iterdir())
    return []


def _process_bytes(pid: int) -> int:
    """The resident memory of a process with its page tables, which can be larger."""
    try:
        status = Path(f"/proc/{pid}/status").read_bytes()
    except OSError:
        return 0
    return sum(map(int, _MEMORY.findall(status))) << 10


def _kernel_bytes(pid: int) -> int:
    """The memory that the kernel holds for a program besides its processes: files in memory, buffers of sockets. 0 if
    the process `pid` is not within the sandbox (yet)."""
    total = 0
    try:
        for folder, size in FOLDERS_IN_MEMORY.items():
            files = os.statvfs(f"/proc/{pid}/root/{folder}")
            if files.f_blocks * files.f_frsize != size:
                return 0
            total += (files.f_blocks - files.f_bfree) * files.f_frsize + (files.f_files - files.f_ffree) * _INODE_BYTES
        sockets = _SOCKETS.search(Path(f"/proc/{pid}/net/sockstat").read_bytes())
    except OSError:
        return 0
    return total + (int(sockets[1]) * _socket_bytes() if sockets else 0)


@cache
def _socket_bytes() -> int:
    """The largest buffer of a socket whose program cannot enlarge it."""
    return int(Path("/proc/sys/net/core/wmem_default").read_text())
