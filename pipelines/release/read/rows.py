"""Reads the rows of a release in bounded memory. Errors name the file."""

from collections.abc import Iterator
from dataclasses import fields
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pairloom.pipelines.release.errors import ReleaseError
from pairloom.pipelines.release.read.files import open_binary
from pairloom.pipelines.release.read.manifest import data_files, read_manifest
from pairloom.schemas import CodePair, Rejection, arrow_schema
from pairloom.schemas.files import join_path, reason_of
from pairloom.schemas.records import COLUMNS, to_dict, to_pairloom

_BATCH = 2_000
"""Rows of one batch."""

_ABSENT = {
    name: pa.scalar(column.absent, arrow_schema(CodePair).field(name).type)
    for name, column in COLUMNS.items()
    if column.since > 1
} | {field.name: pa.scalar("") for field in fields(Rejection) if field.default == ""}
"""Columns that older releases lack -> the value used for them."""


_TYPES = {field.name: field.type for record in (Rejection, CodePair) for field in arrow_schema(record)}


def read_batches(
    folder: str, path: str, columns: list[str] | None = None, size: int = _BATCH
) -> Iterator[pa.RecordBatch]:
    """The rows of one file of a release, `size` at a time, under the project's own column names.

    A column that older releases lack is filled with its value for "unknown". Raises ReleaseError if the file is missing
    or damaged, lacks one of `columns` or has it twice, or if a column has invalid values: another type, null, or text
    that is not UTF-8.
    """
    whole = join_path(folder, path)
    with open_binary(whole) as source:
        try:
            parquet = pq.ParquetFile(source)
            names = to_pairloom(parquet.schema_arrow.names)
            missing = set(columns or []) - set(names)
            if missing - set(_ABSENT):
                raise ReleaseError(f"{whole}: has no column {', '.join(sorted(missing))}")
            twice = [name for name in names if names.count(name) > 1]
            if twice:
                raise ReleaseError(f"{whole}: has two columns {twice[0]}")
            wanted = [name for name in (names if columns is None else columns) if name not in missing]
            stored = [parquet.schema_arrow.names[names.index(name)] for name in wanted]
            for batch in parquet.iter_batches(batch_size=size, columns=stored):
                read = [_check_column(whole, name, batch.column(at)) for name, at in zip(wanted, stored, strict=True)]
                yield _fill(pa.RecordBatch.from_arrays(read, names=wanted), sorted(missing))
        except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
            raise ReleaseError(f"{whole}: is not a readable Parquet file: {reason_of(error)}") from None


def _check_column(path: str, name: str, column: pa.Array) -> pa.Array:
    """The values of a column, cast to the type that it has in a release. An unknown column is not changed."""
    if name not in _TYPES:
        return column
    try:
        found = column if column.type.equals(_TYPES[name]) else column.cast(_TYPES[name])
        found.validate(full=True)  # also that text is UTF-8
    except pa.ArrowException as error:
        raise ReleaseError(f"{path}: column {name}: {reason_of(error)}") from None
    if found.null_count or (pa.types.is_list(found.type) and found.flatten().null_count):
        raise ReleaseError(f"{path}: column {name} has rows without a value")
    return found


def _fill(batch: pa.RecordBatch, missing: list[str]) -> pa.RecordBatch:
    for name in missing:
        batch = batch.append_column(name, pa.repeat(_ABSENT[name], batch.num_rows))
    return batch


def read_records(folder: str, path: str, record_type: type[Any]) -> Iterator[Any]:
    """The rows of one file as records of `record_type`."""
    for batch in read_batches(folder, path, list(record_type.__dataclass_fields__)):
        for values in batch.to_pylist():
            yield record_type(**values)


def search_records(
    folder: str, record_type: type[Any], *, language: str = "", reason: str = "", text: str = ""
) -> Iterator[Any]:
    """The matching pairs (CodePair) or rejections (Rejection) of the release in `folder`, in the order of its files.

    language: the target language. reason: of the rejection. text: a text that a value of the row contains, in any case;
    the unit does not count, because "function" is in much code. "" matches everything. Raises ReleaseError.
    """
    for path in data_files(read_manifest(folder), "rejected" if record_type is Rejection else "data"):
        for row in read_records(folder, path, record_type):
            fits = language in ("", row.target_language) and (not reason or row.reason == reason)
            values = (str(value).lower() for name, value in to_dict(row).items() if name != "unit")
            if fits and (not text or any(text.lower() in value for value in values)):
                yield row


def find_pairs(folder: str, paths: list[str], pair_ids: list[str]) -> list[CodePair]:
    """The pairs with the given identifiers, in their order. Missing ones are skipped."""
    wanted, found = pa.array(pair_ids, type=pa.string()), {}
    for path in paths if pair_ids else []:
        for batch in read_batches(folder, path, list(COLUMNS)):
            for values in batch.filter(pc.is_in(batch["pair_id"], value_set=wanted)).to_pylist():
                found[values["pair_id"]] = CodePair(**values)
    return [found[pair_id] for pair_id in pair_ids if pair_id in found]
