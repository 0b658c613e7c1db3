"""Private folders for temporary files: one per user and machine, and in it one per command, which other users cannot
enter. All temporary files of a command and its child processes are in its folder."""

import fcntl
import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from pairloom.schemas.errors import PairloomError

_RUN = "run-"


class FolderTaken(PairloomError):
    """The private folder belongs to another user, or all users can replace it."""


def own_folder() -> Path:
    """The user's folder, which the commands of one user share. Raises FolderTaken if it belongs to another user."""
    folder = Path(tempfile.gettempdir())
    name = f"pairloom-{os.getuid()}"
    if folder.parent.name == name and folder.name.startswith(_RUN):
        folder = folder.parent.parent
    folder /= name
    above = folder.parent.stat().st_mode
    if above & stat.S_IWOTH and not above & stat.S_ISVTX:
        raise FolderTaken(f"all users can replace files in {folder.parent}; set its sticky bit, or set TMPDIR")
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
    before = (tempfile.tempdir, os.environ.get("TMPDIR"))
    with temporary_folder(own_folder(), _RUN) as folder:
        tempfile.tempdir = os.environ["TMPDIR"] = str(folder)
        try:
            yield
        finally:
            tempfile.tempdir = before[0]
            os.environ.pop("TMPDIR")
            if before[1] is not None:
                os.environ["TMPDIR"] = before[1]


@contextmanager
def temporary_folder(place: Path, prefix: str) -> Iterator[Path]:
    """A new folder in the private folder `place`, which is removed at the end of the block. Before, removes those with
    this prefix whose process was killed."""
    with _making_in(place):  # nobody takes a folder without a lock for one of a killed process
        _remove_leftovers(place, prefix)
        folder = Path(tempfile.mkdtemp(prefix=prefix, dir=place))
        lock = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        fcntl.flock(lock, fcntl.LOCK_EX)  # the kernel unlocks it however this process ends
    try:
        yield folder
    finally:
        remove_folder(folder)
        os.close(lock)


def remove_folder(folder: Path) -> None:
    """Removes a folder, also if programs removed the rights to parts of it. Links are not followed. What cannot
    be removed stays."""
    try:
        shutil.rmtree(folder)
    except PermissionError:
        folder.chmod(0o700)
        for above, names, _ in os.walk(folder):
            for inner in (Path(above, name) for name in names):
                if not inner.is_symlink():
                    inner.chmod(0o700)
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _making_in(place: Path) -> Iterator[None]:
    """Within the block, this process alone makes folders in `place`. The lock is a file, because the lock of a folder
    itself says that its process lives, also if `place` is such a folder."""
    descriptor = os.open(place / ".making", os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


@contextmanager
def _of_nobody(folder: Path) -> Iterator[None]:
    """Locks `folder` within the block. Raises BlockingIOError if its process lives."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(descriptor)


def _remove_leftovers(place: Path, prefix: str) -> None:
    for folder in place.glob(f"{prefix}*"):
        with suppress(OSError), _of_nobody(folder):
            remove_folder(folder)
