"""Reads compressed files, and refuses those that expand without end."""

import bz2
import gzip
import lzma
import posixpath
from typing import IO, Any, cast

FREE = 256 << 20
"""Bytes that a compressed file may hold, however small it is."""
TIMES = 200
"""Beyond FREE, the size of the content divided by the size of the file, at most. Rows of code reach 5 to 20."""


class BrokenFile(OSError):
    """A file with damaged content: the rest of it cannot be read."""


def decompress(raw: IO[bytes], name: str) -> IO[bytes]:
    """The bytes of an open file, decompressed by the ending of `name` (.gz, .bz2, .xz). Only `read` and `read1` may be
    called.

    This uses the standard library, because Beam treats a truncated gzip file as complete. Raises EOFError for a
    compressed file of 0 bytes, which the decompressors would treat as an empty file. Reading raises BrokenFile once the
    content is TIMES as large as the file.
    """
    kinds: dict[str, Any] = {".gz": gzip.open, ".bz2": bz2.BZ2File, ".xz": lzma.LZMAFile}
    kind = kinds.get(posixpath.splitext(name)[1])
    if kind is None:
        return raw
    if not raw.read(1):
        raise EOFError("a compressed file of 0 bytes")
    raw.seek(0)
    return cast("IO[bytes]", _Counted(raw, kind(raw)))


class _Counted:
    """The content of a compressed file, counted."""

    def __init__(self, raw: IO[bytes], content: IO[bytes]) -> None:
        self.raw, self.content, self.size = raw, content, 0

    def read(self, size: int) -> bytes:
        """At most `size` bytes."""
        return self._count(self.content.read(size))

    def read1(self, size: int) -> bytes:
        """At most `size` bytes; in a truncated file also those before its end."""
        return self._count(self.content.read1(size))  # type: ignore[attr-defined]

    def _count(self, chunk: bytes) -> bytes:
        self.size += len(chunk)
        if self.size > FREE and self.size > TIMES * self.raw.tell():
            raise BrokenFile(f"its content is over {TIMES} times as large as the compressed file")
        return chunk
