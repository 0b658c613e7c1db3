"""Training data for sentence-transformers, made from the pairs of a release: a folder of files beside `data/`.

text-code: anchor = text, positive = code: the source once per record, and each translation.
code-code: anchor = source, positive = translation.
triplets: anchor = text, positive = translation, negative = the translation of another function into the same language.

One file for each file of `data/`, in its order, so it is as deterministic as the data. Equal anchors can be in one
batch: train with `BatchSamplers.NO_DUPLICATES`.
"""

import posixpath
from collections.abc import Callable, Iterator
from typing import Any

import pyarrow as pa

from pairloom.pipelines.release.read.rows import read_batches
from pairloom.pipelines.release.write.files import ROW_GROUP, write_tables
from pairloom.schemas.manifest import DataFile

_COLUMNS = ["record_id", "text", "source_code", "target_language", "target_code"]

_Row = dict[str, str]
_Rows = Callable[[list[_Row], set[str]], Iterator[tuple[str, ...]]]


def write_format(folder: str, format: str, paths: list[str]) -> list[DataFile]:
    """Writes the data files at `paths` in `format` ("pairs" writes nothing). Returns the entries of the files.

    One batch of rows is in memory and, for text-code, the identifiers of the records so far.
    """
    if format == "pairs":
        return []
    columns, rows_of = _FORMATS[format]
    schema = pa.schema([pa.field(name, pa.string(), nullable=False) for name in columns])
    met: set[str] = set()
    return [
        write_tables(
            folder, f"{format}/{posixpath.basename(path)}", _tables(folder, path, schema, rows_of, met), schema
        )
        for path in paths
    ]


def _tables(folder: str, path: str, schema: pa.Schema, rows_of: _Rows, met: set[str]) -> Iterator[pa.Table]:
    for batch in read_batches(folder, path, _COLUMNS, size=ROW_GROUP):
        values = list(rows_of(batch.to_pylist(), met))
        yield pa.Table.from_arrays(
            [pa.array(column, pa.string()) for column in _columns(values, schema)], schema=schema
        )


def _columns(values: list[tuple[str, ...]], schema: pa.Schema) -> list[Any]:
    return [[row[place] for row in values] for place in range(len(schema.names))]


def _text_code(rows: list[_Row], met: set[str]) -> Iterator[tuple[str, ...]]:
    for row in rows:
        if row["record_id"] not in met:
            met.add(row["record_id"])
            yield row["text"], row["source_code"]
        yield row["text"], row["target_code"]


def _code_code(rows: list[_Row], met: set[str]) -> Iterator[tuple[str, ...]]:
    for row in rows:
        yield row["source_code"], row["target_code"]


def _triplets(rows: list[_Row], met: set[str]) -> Iterator[tuple[str, ...]]:
    """A triplet of each row and the next row of another function in its language. A row without such a row in its batch
    gives no triplet; this only occurs in releases of a few rows."""
    following: dict[str, list[_Row]] = {}
    for row in rows:
        following.setdefault(row["target_language"], []).append(row)
    place = dict.fromkeys(following, 0)
    for row in rows:
        same = following[row["target_language"]]
        place[row["target_language"]] += 1
        start = place[row["target_language"]]
        others = (same[(start + step) % len(same)] for step in range(len(same)))
        other = next((other for other in others if _is_other(row, other)), None)
        if other is not None:
            yield row["text"], row["target_code"], other["target_code"]


def _is_other(row: _Row, other: _Row) -> bool:
    return all(row[name] != other[name] for name in ("record_id", "text", "target_code"))


_FORMATS: dict[str, tuple[tuple[str, ...], _Rows]] = {
    "text-code": (("anchor", "positive"), _text_code),
    "code-code": (("anchor", "positive"), _code_code),
    "triplets": (("anchor", "positive", "negative"), _triplets),
}
