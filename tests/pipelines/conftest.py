"""A release without faults, and a bucket to write to where no object store can be reached."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from apache_beam.io.filesystem import FileMetadata
from apache_beam.io.localfilesystem import LocalFileSystem

from tests.pipelines.release.release_builder import make_release


class BucketFileSystem(LocalFileSystem):
    """A test double of an object store: "bucket://name/key" through Beam's own interface, kept in a local folder."""

    root: Path

    @classmethod
    def scheme(cls) -> str:
        return "bucket"

    def _local(self, url: str) -> str:
        return str(self.root / url.removeprefix("bucket://"))

    def _url(self, path: str) -> str:
        return "bucket://" + str(Path(path).relative_to(self.root))

    def join(self, basepath: str, *paths: str) -> str:
        return "/".join((basepath.rstrip("/"), *paths))

    def split(self, path: str) -> tuple[str, str]:
        head, _, tail = path.rpartition("/")
        return head, tail

    def mkdirs(self, path: str) -> None:
        Path(self._local(path)).mkdir(parents=True, exist_ok=True)

    def _list(self, dir_or_prefix: str) -> Iterator[FileMetadata]:
        for found in super()._list(self._local(dir_or_prefix)):
            yield FileMetadata(self._url(found.path), found.size_in_bytes, found.last_updated_in_seconds)

    def create(self, path: str, *args: Any, **options: Any) -> Any:
        return super().create(self._local(path), *args, **options)

    def open(self, path: str, *args: Any, **options: Any) -> Any:
        return super().open(self._local(path), *args, **options)

    def copy(self, sources: list[str], targets: list[str]) -> None:
        super().copy([self._local(url) for url in sources], [self._local(url) for url in targets])

    def rename(self, sources: list[str], targets: list[str]) -> None:
        super().rename([self._local(url) for url in sources], [self._local(url) for url in targets])

    def exists(self, path: str) -> bool:
        return super().exists(self._local(path))

    def size(self, path: str) -> int:
        return super().size(self._local(path))

    def delete(self, paths: list[str]) -> None:
        super().delete([self._local(url) for url in paths])


@pytest.fixture
def bucket(tmp_path: Path) -> str:
    """The URL of an empty bucket; its objects lie in tmp_path/"objects"/"b"."""
    BucketFileSystem.root = tmp_path / "objects"
    (tmp_path / "objects" / "b").mkdir(parents=True)
    return "bucket://b"


@pytest.fixture(scope="session")
def sound_release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release without faults, shared by tests that only read."""
    out = tmp_path_factory.mktemp("sound") / "release"
    make_release(out)
    return out


@pytest.fixture
def release(sound_release: Path, tmp_path: Path) -> Path:
    """A copy of the release without faults, to be damaged."""
    copy = tmp_path / "release"
    shutil.copytree(sound_release, copy)
    return copy
