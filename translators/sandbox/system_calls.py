"""The system calls that programs in the sandbox may not make, as a filter that the kernel applies (seccomp).

They are calls that hold memory outside the processes, where the watch does not see it, calls for other user namespaces
and mounts, and calls with which a program inspects other processes or reaches rarely used parts of the kernel. Most
appear as not implemented, because programs are prepared for older kernels that lack them.
"""

import errno
import os
import socket
import tempfile
from functools import cache

CLONE_NEWUSER = 0x10000000
_MAP_SHARED_ANONYMOUS = 0x21
_OUTSIDE_MEMORY = (
    *("memfd_create", "memfd_secret", "shmget", "shmat", "msgget", "semget", "mq_open", "vmsplice"),
    *("add_key", "request_key", "keyctl", "io_uring_setup", "io_uring_enter", "io_uring_register"),
)
_NAMESPACES = (
    *("unshare", "setns", "mount", "umount2", "pivot_root", "chroot", "move_mount", "open_tree", "mount_setattr"),
    *("fsopen", "fsconfig", "fsmount", "fspick"),
    "clone3",  # its flags are not in its arguments; the C libraries fall back to clone
)
_OTHERS = (
    *("ptrace", "process_vm_readv", "process_vm_writev", "kcmp", "pidfd_getfd", "bpf", "userfaultfd"),
    *("perf_event_open", "fanotify_init", "open_by_handle_at", "name_to_handle_at", "quotactl", "kexec_load"),
)


@cache
def missing_library() -> str:
    """Why this machine cannot make the filter, and what to do; "" if it can."""
    try:
        import pyseccomp  # noqa: F401
    except (ImportError, RuntimeError, OSError):
        return "running translations needs libseccomp: install the package libseccomp2"
    return ""


@cache
def compiled_filter() -> bytes:
    """The filter as a program for the kernel, as bubblewrap reads it. Raises OSError if this machine's libseccomp does
    not know a call."""
    import pyseccomp as seccomp

    missing = seccomp.ERRNO(errno.ENOSYS)
    rules = seccomp.SyscallFilter(seccomp.ALLOW)
    for name in (*_OUTSIDE_MEMORY, *_NAMESPACES, *_OTHERS):
        rules.add_rule(missing, name)
    rules.add_rule(seccomp.ERRNO(errno.EPERM), "clone", seccomp.Arg(0, seccomp.MASKED_EQ, CLONE_NEWUSER, CLONE_NEWUSER))
    shared = seccomp.Arg(3, seccomp.MASKED_EQ, _MAP_SHARED_ANONYMOUS, _MAP_SHARED_ANONYMOUS)
    rules.add_rule(seccomp.ERRNO(errno.ENOMEM), "mmap", shared)
    # sockets between processes of the program are all that a sandbox without network needs; their buffers stay small
    for name in ("socket", "socketpair"):
        other = seccomp.Arg(0, seccomp.NE, socket.AF_UNIX)
        rules.add_rule(seccomp.ERRNO(errno.EAFNOSUPPORT), name, other)
    for option in (socket.SO_SNDBUF, socket.SO_RCVBUF):
        level, name = seccomp.Arg(1, seccomp.EQ, socket.SOL_SOCKET), seccomp.Arg(2, seccomp.EQ, option)
        rules.add_rule(seccomp.ERRNO(errno.EPERM), "setsockopt", level, name)
    with tempfile.TemporaryFile() as file:
        rules.export_bpf(file)
        file.seek(0)
        return file.read()


def open_filter() -> int:
    """A file descriptor from which the filter can be read once."""
    reading, writing = os.pipe()
    with os.fdopen(writing, "wb") as pipe:
        pipe.write(compiled_filter())  # a few kilobytes, which the pipe holds
    return reading
