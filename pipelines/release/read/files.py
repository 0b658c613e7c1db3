"""The files of a release, local or in a bucket. Errors name the file."""

from pathlib import Path
from typing import IO

from apache_beam.io.filesystems import FileSystems

from pairloom.pipelines.release.errors import ReleaseError
from pairloom.schemas.files import open_file, reason_of


def open_binary(path: str) -> IO[bytes]:
    """A local file or a URL, open for reading. Raises ReleaseError if it does not exist or cannot be read."""
    try:
        return open_file(path)
    except OSError as error:
        raise ReleaseError(f"{path}: cannot be read: {reason_of(error)}") from None


def list_files(folder: str) -> list[str]:
    """The paths, within a release, of all existing files."""
    if "://" not in folder:
        root = Path(folder)
        return sorted(path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file())
    root_url = folder.rstrip("/") + "/"
    found = FileSystems.match([root_url + "**"])[0].metadata_list
    return sorted(metadata.path.removeprefix(root_url) for metadata in found)
