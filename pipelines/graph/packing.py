"""Packs the elements of a shuffle as bytes, once before and once after it.

A local runner decodes and encodes each element several times and holds it in memory; some cluster runners do the same.
With bytes they only copy a reference, and the bytes are smaller than the objects.
"""

import pickle
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

_LIGHT = pa.Codec("lz4_raw")  # for rows: a third smaller in 2 µs per row; zstd saves another fifth but needs 15 µs
_DENSE = pa.Codec("zstd", compression_level=3)  # for thousands of rows together
_SIZE = 4


def pack(value: Any, codec: pa.Codec = _LIGHT) -> bytes:
    """`value`, which must be picklable, as compressed bytes."""
    raw = pickle.dumps(value, protocol=5)
    return len(raw).to_bytes(_SIZE, "little") + bytes(codec.compress(raw, asbytes=True))


def unpack(packed: bytes, codec: pa.Codec = _LIGHT) -> Any:
    """The value in `packed`, which a worker of this job must have packed."""
    size = int.from_bytes(packed[:_SIZE], "little")
    return pickle.loads(codec.decompress(memoryview(packed)[_SIZE:], size))


@dataclass(frozen=True)
class Packed:
    """A large value, packed: in `data`, or in the file at `path`."""

    data: bytes
    path: str = ""

    @classmethod
    def of(cls, value: Any, folder: str = "") -> "Packed":
        """`value`, packed; in a separate file in `folder`, if one is given."""
        data = pack(value, _DENSE)
        if not folder:
            return cls(data)
        path = Path(folder, uuid.uuid4().hex)
        path.write_bytes(data)
        return cls(b"", str(path))

    def read(self) -> Any:
        """The value."""
        return unpack(Path(self.path).read_bytes() if self.path else self.data, _DENSE)
