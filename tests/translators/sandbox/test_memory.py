"""Ways to hold memory where the processes' own size does not show it: each is closed, or it counts."""

from pathlib import Path

import pytest

from pairloom.translators.sandbox import sandbox
from pairloom.translators.sandbox.sandbox import Finished, Limits

pytestmark = pytest.mark.skipif(bool(sandbox.unavailable()), reason=sandbox.unavailable() or "there is a sandbox")

LIMITS = Limits(cpu_seconds=10, waiting_seconds=3, memory_bytes=128 << 20, processes=40)
HOLD = "import ctypes, errno, mmap, os, socket, time\nlibc = ctypes.CDLL(None, use_errno=True)\n"
REFUSED = "(OSError, PermissionError, MemoryError, AttributeError, mmap.error)"


def run(program: str, folder: Path) -> Finished:
    (folder / "hostile.py").write_text(HOLD + program)
    return sandbox.run(("python3", "hostile.py"), folder, limits=LIMITS)


CLOSED = {
    "memfd": "os.write(os.memfd_create('hoard'), bytes(1 << 20))",
    "memory shared without a file": "mmap.mmap(-1, 1 << 20)",
    "memory shared through /dev/zero": "mmap.mmap(os.open('/dev/zero', os.O_RDWR), 1 << 20)",
    "System V shared memory": "if libc.shmget(0, 1 << 20, 0o1600) < 0: raise OSError(ctypes.get_errno())",
    "System V messages": "if libc.msgget(0, 0o1600) < 0: raise OSError(ctypes.get_errno())",
    "a user namespace": "if libc.unshare(0x10000000) < 0: raise OSError(ctypes.get_errno())",
    "a user namespace of a child": "if libc.syscall(56, 0x10000011, 0, 0, 0, 0) < 0: raise OSError(ctypes.get_errno())",
    "a mount": "if libc.mount(b'x', b'/tmp', b'tmpfs', 0, b'size=4g') < 0: raise OSError(ctypes.get_errno())",
    "a key": "if libc.syscall(248, b'user', b'name', b'x' * 9, 9, -2) < 0: raise OSError(ctypes.get_errno())",
    "larger buffers of sockets": "socket.socketpair()[0].setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 22)",
    "a TCP connection to itself": "socket.create_server(('127.0.0.1', 0))",
    "a terminal": "os.openpty()",
    "shared memory with a name": "open('/dev/shm/x', 'wb', 0).write(bytes(1 << 16)) > 4096 or 1 / 0",
}
"""Way to hold memory -> a program that tries it. The numbers of system calls are those of x86-64."""


@pytest.mark.parametrize("program", CLOSED.values(), ids=CLOSED.keys())
def test_a_way_to_hold_memory_is_closed(program: str, tmp_path: Path) -> None:
    attempt = f"try:\n    {program}\nexcept {REFUSED}: print('refused')\nexcept ZeroDivisionError: print('refused')"
    done = run(f"{attempt}\nelse: print('held')", tmp_path)
    assert done.stdout == "refused\n", done


COUNTED = {
    "page tables": """
libc.mmap.restype, libc.mmap.argtypes = ctypes.c_void_p, [ctypes.c_void_p, ctypes.c_size_t] + 4 * [ctypes.c_long]
while True:
    start = libc.mmap(None, 1 << 40, 1, 0x4022, -1, 0)
    libc.madvise(ctypes.c_void_p(start), ctypes.c_size_t(1 << 40), 15)
    for at in range(start, start + (1 << 37), 1 << 21):
        ctypes.string_at(at, 1)
time.sleep(100)
""",
    "empty files": """
for folder in range(100):
    os.mkdir(f"/tmp/{folder}")
    for number in range(10000):
        os.close(os.open(f"/tmp/{folder}/{number}", os.O_CREAT | os.O_WRONLY))
""",
    "files that are removed and open, and a process": """
files = [open(f"/tmp/{number}", "wb") for number in range(6)]
for number, file in enumerate(files):
    file.write(bytes(10 << 20))
    file.flush()
    os.remove(f"/tmp/{number}")
hoard = b"x" * (75 << 20)
time.sleep(100)
""",
    "buffers of sockets": """
for _ in range(20):
    if os.fork() == 0:
        break
pairs = []
for _ in range(200):
    pairs.append(socket.socketpair())
    for end in pairs[-1]:
        end.setblocking(False)
        try:
            while True:
                end.send(bytes(1 << 16))
        except BlockingIOError: pass
time.sleep(100)
""",
    "many processes": """
for _ in range(10):
    if os.fork() == 0:
        break
hoard = bytearray(b"x" * (30 << 20))
time.sleep(100)
""",
}
"""Memory that counts -> a program that takes more than its limit of it."""


@pytest.mark.parametrize("program", COUNTED.values(), ids=COUNTED.keys())
def test_memory_outside_a_process_counts(program: str, tmp_path: Path) -> None:
    assert run(program, tmp_path).stopped == "memory"


def test_pipes_hold_little(tmp_path: Path) -> None:
    program = """
import fcntl
held, ends = 0, []
for _ in range(400):
    reading, writing = os.pipe()
    ends += [reading, writing]
    try:
        fcntl.fcntl(writing, 1031, 1 << 20)
    except OSError: pass
    os.set_blocking(writing, False)
    try:
        while True:
            held += os.write(writing, bytes(1 << 16))
    except BlockingIOError: pass
print(held >> 20)
"""
    if sandbox.os.getuid() != 0:
        pytest.skip("the pipes of the caller count, too")
    assert 0 < int(run(program, tmp_path).stdout) <= 80


def test_what_a_program_may_hold_does_not_stop_it(tmp_path: Path) -> None:
    program = """
open("/tmp/file", "wb").write(bytes(10 << 20))
pairs = [socket.socketpair() for _ in range(10)]
hoard = bytearray(b"x" * (60 << 20))
time.sleep(1)
print("fine")
"""
    assert run(program, tmp_path) == Finished(0, "fine\n", "")
