"""The step that writes: rows are grouped by file, sorted, and written to the staging folder."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

import apache_beam as beam

from pairloom.pipelines.graph.packing import pack, unpack
from pairloom.pipelines.graph.shuffle import Sort
from pairloom.pipelines.release.write.files import data_file, rejected_file, sort_key, write_sorted
from pairloom.schemas import CodePair, Rejection
from pairloom.schemas.hashing import hash_fraction
from pairloom.schemas.manifest import DataFile


@dataclass(frozen=True)
class PairFiles:
    """The file of a pair: its split, and for the training split a shard by hash."""

    shards: int

    def name_of(self, pair: CodePair) -> str:
        """The name of the file."""
        shards = self.shards if pair.split == "train" else 1
        return data_file(pair.split, shard_of(pair.pair_id, shards), shards)

    record_type = CodePair


@dataclass(frozen=True)
class RejectionFiles:
    """The file of a rejection: a shard by hash."""

    shards: int

    def name_of(self, rejection: Rejection) -> str:
        """The name of the file."""
        return rejected_file(shard_of(rejection.record_id, self.shards), self.shards)

    record_type = Rejection


def shard_of(identifier: str, shards: int) -> int:
    """The file, 0 <= shard < `shards`, of the row with this identifier."""
    return int(hash_fraction("shard", identifier) * shards)


class WriteRows(beam.PTransform):
    """Collections of rows -> the DataFile of each written file.

    files: the file of each row. columns: the recipe's [output] columns. staging: the folder for the files. shuffle: the
    folder of `graph.shuffle.Sort`.
    """

    def __init__(self, files: PairFiles | RejectionFiles, columns: str, staging: str, shuffle: str) -> None:
        super().__init__()
        self.files, self.columns, self.staging, self.shuffle = files, columns, staging, shuffle

    def expand(self, collections: Any) -> Any:
        """Groups the rows of a file, divided by the beginning of their sort key."""
        keyed = tuple(
            rows | f"Key {number}" >> beam.Map(key_row, self.files).with_output_types(tuple[tuple[str, str], bytes])
            for number, rows in enumerate(collections)
        )
        write = partial(write_file, record_type=self.files.record_type, columns=self.columns, folder=self.staging)
        return keyed | "Sort" >> Sort(self.shuffle) | "Write" >> beam.MapTuple(write)


def key_row(row: Any, files: PairFiles | RejectionFiles) -> tuple[tuple[str, str], bytes]:
    """((name of the file, part of its order), row, packed)"""
    return (files.name_of(row), sort_key(files.record_type)(row)[0][:2]), pack(row)


def write_file(name: str, chunks: Iterable[Iterable[bytes]], record_type: type, columns: str, folder: str) -> DataFile:
    """Writes the packed rows of one file. The chunks are in order; the rows of a chunk are sorted here while packed,
    and only a few are unpacked at a time."""
    key = sort_key(record_type)
    rows = (unpack(packed) for chunk in chunks for packed in sorted(chunk, key=lambda packed: key(unpack(packed))))
    return write_sorted(folder, name, rows, record_type, columns)
