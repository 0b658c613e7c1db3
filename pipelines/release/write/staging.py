"""Releases appear complete or not at all: a release is written in a staging folder and moved to its place at the end.

Locally the move is one rename. In object stores, which rename object by object, `manifest.json` moves last: a folder
without a manifest is not a release.
"""

import contextlib
import errno
import os
import posixpath
import re
import shutil
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from apache_beam.io.filesystem import BeamIOError
from apache_beam.io.filesystems import FileSystems

from pairloom.pipelines.release.errors import ReleaseError
from pairloom.schemas.files import join_path

MANIFEST = "manifest.json"

_NO_ROOM = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "the disk quota is used up",
    errno.EROFS: "it is on a read-only file system",
    errno.EFBIG: "a file is larger than the limit",
}
"""Errors that only writing can cause. Other errors, such as a missing permission, may be caused by an input."""


@contextmanager
def staging(out: str, *, replace: bool = False) -> Iterator[str]:
    """The folder (or URL) to write the release in. At the end of the block it becomes `out`; if the block raises, it is
    removed.

    With `replace`, an existing release at `out` stays until the new one is complete. Raises ReleaseError if `out`
    exists and must not be replaced, because `replace` is not set or it is not a release of pairloom, or if writing
    fails for lack of space or permission, also within the block.
    """
    place: _Folder | _Bucket = _Bucket(out) if "://" in out else _Folder(out)
    _refuse_if_taken(place, replace)
    try:
        place.make()
    except OSError as error:
        raise ReleaseError(f"{out}: cannot be written: {error.strerror}: {error.filename}") from None
    try:
        yield place.staged
        place.publish(replace)
    except Exception as error:
        problem = _no_room(error)
        if problem is None or isinstance(error, ReleaseError):
            raise
        raise ReleaseError(f"{out}: cannot be written: {problem}; nothing was released") from error
    finally:
        place.clean()


def refuse_if_taken(url: str) -> None:
    """Raises ReleaseError if there is something at `url`."""
    _refuse_if_taken(_Bucket(url), replace=False)


def _refuse_if_taken(place: "_Folder | _Bucket", replace: bool) -> None:
    if not place.is_taken():
        return
    if not replace:
        raise ReleaseError(f"{place.out}: already exists; give another folder, or --overwrite to replace the release")
    if not place.has_manifest():
        raise ReleaseError(
            f"{place.out}: exists and is not a release (it has no {MANIFEST}), so it is not overwritten; "
            "give another folder or remove this one yourself"
        )


class _Folder:
    """A local output folder, and the hidden folder beside it where the release is written."""

    def __init__(self, out: str) -> None:
        self.out = out
        self.path = Path(out).resolve()
        self.partial = self._beside("partial")
        self.old = self._beside("old")
        self.staged = str(self.partial)

    def _beside(self, what: str) -> Path:
        return self.path.with_name(f".{self.path.name}.{what}-{socket.gethostname()}-{os.getpid()}")

    def is_taken(self) -> bool:
        if self.path.is_dir():
            return any(self.path.iterdir())
        return self.path.exists()

    def has_manifest(self) -> bool:
        return (self.path / MANIFEST).is_file()

    def make(self) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self._remove_leftovers()
        self.partial.mkdir()

    def _remove_leftovers(self) -> None:
        """Removes the staging folders of killed runs on this machine, and restores a release that such a run had moved
        away."""
        for folder in self.path.parent.glob(f".{self.path.name}.*-{socket.gethostname()}-*"):
            owner = folder.name.rpartition("-")[2]
            if not owner.isdigit() or (int(owner) != os.getpid() and Path(f"/proc/{owner}").exists()):
                continue
            if ".old-" in folder.name and not self.path.exists():
                folder.rename(self.path)
            else:
                shutil.rmtree(folder)

    def publish(self, replace: bool) -> None:
        if not self.is_taken():
            self.partial.replace(self.path)
        elif not replace:
            raise ReleaseError(f"{self.out}: another run made it in the meantime; this one is given up")
        else:
            self.path.rename(self.old)
            try:
                self.partial.rename(self.path)
            except BaseException:
                self.old.rename(self.path)
                raise
        _sync_folder(self.path.parent)

    def clean(self) -> None:
        shutil.rmtree(self.partial, ignore_errors=True)
        shutil.rmtree(self.old, ignore_errors=True)


class _Bucket:
    """An output URL, and the URL beside it where the release is written."""

    def __init__(self, out: str) -> None:
        self.out = out.rstrip("/")
        self.staged = f"{self.out}.partial-{socket.gethostname()}-{os.getpid()}"

    def is_taken(self) -> bool:
        return bool(_objects(self.out))

    def has_manifest(self) -> bool:
        return FileSystems.exists(join_path(self.out, MANIFEST))

    def make(self) -> None:
        """Does nothing: object stores have no folders."""

    def publish(self, replace: bool) -> None:
        old = _objects(self.out)
        if old and not replace:
            raise ReleaseError(f"{self.out}: another run made it in the meantime; this one is given up")
        for url in sorted(old, key=lambda url: url != join_path(self.out, MANIFEST)):
            FileSystems.delete([url])
        for url in sorted(_objects(self.staged), key=lambda url: url == join_path(self.staged, MANIFEST)):
            target = self.out + url.removeprefix(self.staged)
            with contextlib.suppress(OSError, NotImplementedError):
                FileSystems.mkdirs(posixpath.dirname(target))
            FileSystems.rename([url], [target])

    def clean(self) -> None:
        left = _objects(self.staged)
        if left:
            FileSystems.delete(left)


def _objects(url: str) -> list[str]:
    """All objects below `url`."""
    try:
        found = FileSystems.match([url + "/**"])[0].metadata_list
    except BeamIOError:
        return []
    return sorted(metadata.path for metadata in found)


def _no_room(error: BaseException) -> str | None:
    """Why writing failed, if it caused `error`, which may also be an error of a worker in text form; else None."""
    seen: BaseException | None = error
    while seen is not None:
        quoted = re.search(r"\[Errno (\d+)\]", str(seen))
        if quoted and int(quoted[1]) in _NO_ROOM:
            return _NO_ROOM[int(quoted[1])]
        seen = seen.__cause__ or seen.__context__
    return None


def _sync_folder(folder: Path) -> None:
    """Makes a rename in `folder` survive a power failure, if the system can sync folders."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
