"""The folders of programs in the sandbox. Programs may put links, pipes and huge files in the place of the files that
pairloom reads and writes there."""

import contextlib
import os
import stat
from pathlib import Path

from pairloom.schemas.private_folder import command_folder, temporary_folder


def work_folder() -> contextlib.AbstractContextManager[Path]:
    """A new folder for the block, which programs in the sandbox may have writable."""
    return temporary_folder(command_folder(), "work-")


def write_within(folder: Path, path: str, text: str) -> None:
    """Writes a file at the relative `path` in `folder`, to which programs could write before. Folders on the way are
    made, for all users to write to. Raises OSError if a part of `path` is a link or something else in its place."""
    *folders, name = _parts(path)
    with contextlib.ExitStack() as stack:
        within = _descend(stack, folder, folders, make=True)
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_NONBLOCK
        with os.fdopen(os.open(name, flags, dir_fd=within), "w", encoding="utf-8", newline="\n") as file:
            os.fchmod(file.fileno(), 0o644)  # the program's own user must read it, whatever the umask
            file.write(text)


def read_within(folder: Path, path: str, limit: int) -> str | None:
    """The first `limit` bytes of the file at the relative `path` in `folder`, to which programs could write; None if
    there is no regular file, or a part of `path` is a link."""
    *folders, name = _parts(path)
    with contextlib.suppress(OSError), contextlib.ExitStack() as stack:
        within = _descend(stack, folder, folders)
        with os.fdopen(os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=within), "rb") as file:
            if stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                return file.read(limit).decode("utf-8", "replace")
    return None


def _parts(path: str) -> tuple[str, ...]:
    parts = Path(path).parts
    if not parts or ".." in parts or Path(path).is_absolute():
        raise ValueError(f"not a path within a folder: {path!r}")
    return parts


def _open_folder(folder: str | Path, within: int | None = None) -> int:
    return os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=within)


def _descend(stack: contextlib.ExitStack, folder: Path, names: list[str], *, make: bool = False) -> int:
    """The open folder at the end of `names`, each in the one before; it is open as long as `stack`."""
    within = _open_folder(folder)
    stack.callback(os.close, within)
    for name in names:
        if make:
            with contextlib.suppress(FileExistsError):
                os.mkdir(name, dir_fd=within)
        within = _open_folder(name, within)
        stack.callback(os.close, within)
        if make:
            os.fchmod(within, 0o777)
    return within
