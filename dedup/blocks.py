"""Rows in blocks of some thousand, compressed, in memory or in files; and the sketches of many blocks as one."""

import math
import pickle
import tempfile
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from pairloom.dedup.near import Sketch
from pairloom.dedup.texts import Array

_CODEC = pa.Codec("zstd", compression_level=3)

Languages = tuple[str, str]


@dataclass(frozen=True)
class Packed:
    """A value in one compressed piece, of `size` bytes uncompressed: in `data`, or in the file at `path`."""

    data: bytes
    size: int
    path: str = ""

    @classmethod
    def of(cls, value: Any, folder: str = "") -> "Packed":
        """A piece of `value`, which must be picklable; in a file of its own in `folder`, if one is given."""
        raw = pickle.dumps(value, protocol=5)
        data = _CODEC.compress(raw, asbytes=True)
        if not folder:
            return cls(data, len(raw))
        path = Path(folder, uuid.uuid4().hex)
        path.write_bytes(data)
        return cls(b"", len(raw), str(path))

    def read(self) -> Any:
        """The value."""
        data = Path(self.path).read_bytes() if self.path else self.data
        return pickle.loads(_CODEC.decompress(data, self.size, asbytes=True))


@dataclass(frozen=True)
class Block:
    """A list of rows of one language pair. `dataset` is "" for the rows of this run."""

    block_id: str
    languages: Languages
    dataset: str
    rows: Packed

    @classmethod
    def of(cls, languages: Languages, dataset: str, rows: list[Any], folder: str = "") -> "Block":
        """A block of `rows` under an identifier of its own."""
        return cls(uuid.uuid4().hex, languages, dataset, Packed.of(rows, folder))


class Sketched(NamedTuple):
    """What is needed of a block to decide on its rows, besides their texts: `rows` and their `sketch`, each packed,
    so that those of many blocks need not be in memory together."""

    rows: Packed
    sketch: Packed


@dataclass(frozen=True)
class Rows:
    """What is needed of a block's rows to order them.

    length: int64 (rows,), bytes of each document. ids: S (rows,), pair ids. row_digest: V16 (rows,), of everything in a
    row. rank: int64 (rows,), smaller is kept.
    """

    block_id: str
    dataset: str
    length: npt.NDArray[np.int64]
    ids: npt.NDArray[Any]
    row_digest: npt.NDArray[Any]
    rank: npt.NDArray[np.int64]


def mapped(shape: tuple[int, ...], kind: npt.DTypeLike, folder: str) -> Array:
    """An array in a file without a name: the system may drop it from memory and read it again."""
    size = math.prod(shape)
    with tempfile.TemporaryFile(dir=folder or None) as file:
        return np.memmap(file, kind, "w+", shape=(max(size, 1),)).view(np.ndarray)[:size].reshape(shape)


class StoredSketches:
    """The sketches of many blocks as one, in the given order, without being in memory: `pairloom.dedup.near.Sketches`.

    order: int64 (rows,), row i of the whole is row order[i] of the blocks laid end to end. digest: V16 (rows,), in that
    order. The keys lie band after band in a file without a name, which goes when this object does; so do those that
    are taken, and their coarse bytes.
    """

    def __init__(self, packed: Sequence[Packed], order: npt.NDArray[np.int64], folder: str = "") -> None:
        self.packed, self.order, self.folder = packed, order, folder
        self.file = tempfile.TemporaryFile(dir=folder or None)  # noqa: SIM115
        self.bands, self.bytes, self.ends = 0, 0, np.zeros(len(packed) + 1, dtype=np.int64)
        digests = []
        for number, each in enumerate(packed):
            sketch: Sketch = each.read()
            first = self.ends[number]
            self.ends[number + 1] = first + len(sketch.digest)
            self.bands, self.bytes = sketch.bands, sketch.coarse.shape[1]
            digests.append(sketch.digest)
            for band in range(self.bands):
                self.file.seek((band * len(order) + int(first)) * 4)
                self.file.write(sketch.band(band).tobytes())
        self.digest: Array = np.concatenate(digests)[order]
        self.file.flush()

    def band(self, number: int) -> Array:
        """The keys of one band: uint32 (rows,)."""
        self.file.seek(number * len(self.order) * 4)
        keys: Array = np.fromfile(self.file, np.uint32, len(self.order))[self.order]
        return keys

    def take(self, rows: Array) -> Sketch:
        """The sketches of `rows`."""
        wanted = self.order[rows]
        by_block = np.argsort(wanted)
        keys = mapped((len(rows), self.bands), np.uint32, self.folder)
        coarse = mapped((len(rows), self.bytes), np.uint8, self.folder)
        for number, (begin, end) in enumerate(pairwise(np.searchsorted(wanted[by_block], self.ends))):
            if begin < end:
                places = by_block[begin:end]
                sketch: Sketch = self.packed[number].read()
                found = sketch.take(wanted[places] - self.ends[number])
                keys[places], coarse[places] = found.keys, found.coarse
        return Sketch(self.digest[rows], keys, coarse)
