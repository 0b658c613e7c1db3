"""System calls that the filter forbids fail in the sandbox, and work or fail otherwise outside of it."""

import errno
import json
import os
import platform
import signal
import subprocess
from pathlib import Path

import pyseccomp
import pytest

from pairloom.translators.sandbox import sandbox, system_calls

pytestmark = pytest.mark.skipif(bool(sandbox.unavailable()), reason=sandbox.unavailable() or "there is a sandbox")

CALLS = (*system_calls._OUTSIDE_MEMORY, *system_calls._NAMESPACES, *system_calls._OTHERS)
TRY = """
import ctypes, json, sys
libc = ctypes.CDLL(None, use_errno=True)
found = {}
for name, number in json.load(open(sys.argv[1])).items():
    ctypes.set_errno(0)
    found[name] = ctypes.get_errno() if libc.syscall(number, *6 * [ctypes.c_long(-1)]) < 0 else 0
print(json.dumps(found))
"""


def numbers() -> dict[str, int]:
    """Name -> number of the forbidden calls that this architecture has."""
    found = {name: pyseccomp.resolve_syscall(pyseccomp.Arch.NATIVE, name) for name in CALLS}
    return {name: number for name, number in found.items() if number >= 0}


def test_each_forbidden_call_does_not_exist(tmp_path: Path) -> None:
    (tmp_path / "try.py").write_text(TRY)
    (tmp_path / "numbers.json").write_text(json.dumps(numbers()))
    inside = json.loads(sandbox.run(("python3", "try.py", "numbers.json"), tmp_path).stdout)
    assert {name: code for name, code in inside.items() if code != errno.ENOSYS} == {}
    command = ["/usr/bin/python3", tmp_path / "try.py", tmp_path / "numbers.json"]
    harmless = {name: number for name, number in numbers().items() if name in ("memfd_create", "shmget", "keyctl")}
    (tmp_path / "numbers.json").write_text(json.dumps(harmless))
    outside = json.loads(subprocess.run(command, capture_output=True, check=True, text=True).stdout)
    assert outside.keys() == harmless.keys() and errno.ENOSYS not in outside.values()


@pytest.mark.parametrize("family", ["INET", "INET6", "NETLINK", "PACKET", "VSOCK", "ALG"])
def test_sockets_are_between_processes_of_the_program_only(family: str, tmp_path: Path) -> None:
    program = (
        f"import socket\ntry: socket.socket(socket.AF_{family}, socket.SOCK_RAW)\nexcept OSError as e: print(e.errno)"
    )
    assert sandbox.run(("python3", "-c", program), tmp_path).stdout == f"{errno.EAFNOSUPPORT}\n"


@pytest.mark.skipif(platform.machine() != "x86_64", reason="these are instructions of x86-64")
def test_calls_of_another_architecture_end_the_program(tmp_path: Path) -> None:
    """mov eax, 356 (memfd_create on i386); int 0x80; ret"""
    program = """
import ctypes, mmap
code = b"\\xb8\\x64\\x01\\x00\\x00\\xcd\\x80\\xc3"
page = mmap.mmap(-1, 4096, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS, 7)
page.write(code)
print("called", ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(page)))(), flush=True)
"""
    done = sandbox.run(("python3", "-c", program), tmp_path)
    assert (done.status, done.stdout) == (128 + signal.SIGSYS, "")


@pytest.mark.skipif(os.getuid() != 0, reason="another user starts programs as itself")
def test_each_program_has_a_user_of_its_own() -> None:
    users = {sandbox.run(("id", "-u")).stdout for _ in range(4)}
    assert len(users) == 4 and "0\n" not in users


def test_without_the_library_nothing_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(system_calls, "missing_library", lambda: "install the package libseccomp2")
    sandbox.unavailable.cache_clear()
    try:
        with pytest.raises(sandbox.SandboxUnavailable, match="libseccomp2"):
            sandbox.run(("true",))
    finally:
        monkeypatch.undo()
        sandbox.unavailable.cache_clear()
