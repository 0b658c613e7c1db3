"""Reading a release back, in bounded memory and with errors that say which file is wrong."""

import posixpath
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import pyarrow as pa
import pyarrow.parquet as pq
from apache_beam.io.filesystems import FileSystems
from pydantic import ValidationError

from pairloom.pipelines.release.errors import ReleaseError
from pairloom.pipelines.release.write.staging import MANIFEST
from pairloom.schemas import CodePair, arrow_schema
from pairloom.schemas.files import join_path, open_file, reason_of
from pairloom.schemas.manifest import Manifest
from pairloom.schemas.records import COLUMNS, to_pairloom

BATCH = 2_000
"""Rows read at a time."""

_ABSENT = {
    name: pa.scalar(column.absent, arrow_schema(CodePair).field(name).type)
    for name, column in COLUMNS.items()
    if column.since > 1
}
"""Columns that older releases lack -> what is read in their place."""


def open_binary(path: str) -> IO[bytes]:
    """A local file or a URL, opened to be read. Raises ReleaseError if there is none or it cannot be read."""
    try:
        return open_file(path)
    except OSError as error:
        raise ReleaseError(f"{path}: cannot be read: {reason_of(error)}") from None


def read_manifest(folder: str) -> Manifest:
    """The manifest of the release in `folder`. Raises ReleaseError if there is none or it breaks the schema."""
    path = join_path(folder, MANIFEST)
    if "://" not in folder and not Path(folder).is_dir():
        raise ReleaseError(f"{folder}: there is no such folder")
    try:
        with open_binary(path) as file:
            content = file.read()
    except ReleaseError:
        raise ReleaseError(f"{folder}: is no release: it has no {MANIFEST} that can be read") from None
    return parse_manifest(content, path)


def parse_manifest(content: bytes, path: str) -> Manifest:
    """The manifest in `content`; `path` is what messages call it. Raises ReleaseError."""
    try:
        return Manifest.model_validate_json(content)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"]) or "the file"
        more = f" (and {error.error_count() - 1} more)" if error.error_count() > 1 else ""
        raise ReleaseError(f"{path}: {place}: {first['msg']}{more}") from None


def stored_files(folder: str) -> list[str]:
    """The paths, within a release, of all files that are there."""
    if "://" not in folder:
        root = Path(folder)
        return sorted(path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file())
    root_url = folder.rstrip("/") + "/"
    found = FileSystems.match([root_url + "**"])[0].metadata_list
    return sorted(metadata.path.removeprefix(root_url) for metadata in found)


def data_files(manifest: Manifest, kind: str = "data") -> list[str]:
    """The paths, within the release, of the files in its folder "data", "rejected" or a format's own."""
    return [file.path for file in manifest.files if posixpath.dirname(file.path) == kind]


def batches(folder: str, path: str, columns: list[str] | None = None, size: int = BATCH) -> Iterator[pa.RecordBatch]:
    """The rows of one file of a release, `size` at a time, under the project's own column names.

    A column that an older release cannot have is filled with "nothing known". Raises ReleaseError if the file is
    missing, damaged, or lacks one of `columns`.
    """
    whole = join_path(folder, path)
    with open_binary(whole) as source:
        try:
            parquet = pq.ParquetFile(source)
            names = to_pairloom(parquet.schema_arrow.names)
            missing = set(columns or []) - set(names)
            if missing - set(_ABSENT):
                raise ReleaseError(f"{whole}: has no column {', '.join(sorted(missing))}")
            wanted = [name for name in (names if columns is None else columns) if name not in missing]
            stored = [parquet.schema_arrow.names[names.index(name)] for name in wanted]
            for batch in parquet.iter_batches(batch_size=size, columns=stored):
                yield _filled(batch.rename_columns(to_pairloom(batch.schema.names)), sorted(missing))
        except (pa.ArrowException, OSError) as error:
            raise ReleaseError(f"{whole}: is not a Parquet file that can be read: {first_line(error)}") from None


def _filled(batch: pa.RecordBatch, missing: list[str]) -> pa.RecordBatch:
    for name in missing:
        batch = batch.append_column(name, pa.repeat(_ABSENT[name], batch.num_rows))
    return batch


def rows(folder: str, path: str, record_type: type[Any]) -> Iterator[Any]:
    """The rows of one file as records of `record_type`."""
    for batch in batches(folder, path, list(record_type.__dataclass_fields__)):
        for values in batch.to_pylist():
            yield record_type(**values)


def first_line(error: BaseException) -> str:
    """The first line of what `error` says, for a message of one line."""
    return str(error).strip().partition("\n")[0] or type(error).__name__
