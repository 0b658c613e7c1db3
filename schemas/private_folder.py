"""Private folders for temporary files: one per user and machine, and in it one per command, which other users cannot
enter. All temporary files of a command and its child processes are in its folder."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from pairloom.schemas.errors import PairloomError

_RUN = "run-"


class FolderTaken(PairloomError):
    """The private folder belongs to another user."""


def own_folder() -> Path:
    """The user's folder, which the commands of one user share. Raises FolderTaken if it belongs to another user."""
    folder = Path(tempfile.gettempdir())
    name = f"pairloom-{os.getuid()}"
    if folder.parent.name == name and folder.name.startswith(_RUN):
        folder = folder.parent.parent
    folder /= name
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.is_symlink() or folder.stat().st_uid != os.getuid():
        raise FolderTaken(f"{folder} belongs to another user; remove it or set TMPDIR")
    folder.chmod(0o700)
    return folder


def command_folder() -> Path:
    """The folder of this command, which its processes share; outside of a command, the user's."""
    folder = Path(tempfile.gettempdir())
    return folder if folder.parent == own_folder() else own_folder()


@contextmanager
def temporary_files() -> Iterator[None]:
    """Within the block, the temporary files of this process and of its child processes are in a new private folder,
    which is removed at the end. Before, removes the folders of commands that were killed. Raises FolderTaken."""
    own, before = own_folder(), (tempfile.tempdir, os.environ.get("TMPDIR"))
    with _open_locked(own):  # so that no other command takes a folder without a lock for one of a killed command
        _remove_leftovers(own)
        made = tempfile.TemporaryDirectory(prefix=_RUN, dir=own, ignore_cleanup_errors=True)
        lock = os.open(made.name, os.O_RDONLY | os.O_DIRECTORY)
        fcntl.flock(lock, fcntl.LOCK_EX)  # the kernel unlocks it however this process ends
    tempfile.tempdir = os.environ["TMPDIR"] = made.name
    try:
        yield
    finally:
        tempfile.tempdir = before[0]
        os.environ.pop("TMPDIR")
        if before[1] is not None:
            os.environ["TMPDIR"] = before[1]
        made.cleanup()
        os.close(lock)


@contextmanager
def _open_locked(folder: Path, operation: int = fcntl.LOCK_EX) -> Iterator[None]:
    """Locks `folder` within the block."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        fcntl.flock(descriptor, operation)
        yield
    finally:
        os.close(descriptor)


def _remove_leftovers(own: Path) -> None:
    """Removes the folders of commands that no longer run."""
    for folder in own.glob(f"{_RUN}*"):
        with suppress(OSError), _open_locked(folder, fcntl.LOCK_EX | fcntl.LOCK_NB):
            shutil.rmtree(folder, ignore_errors=True)
