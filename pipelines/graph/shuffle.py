"""Groups elements by key: by the runner, or on one machine through files.

Beam's local runner keeps all data of a shuffle in memory, and with several processes it copies all of it through one
process. With a folder, elements are written to files instead, divided into parts by key. The runner's shuffle then only
moves the positions of the pieces of a part, and a worker holds only one part at a time.
"""

import pickle
import uuid
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import Any, NamedTuple

import apache_beam as beam

from pairloom.pipelines.graph.outputs import at_end_of_bundle

PARTS = 128
"""So many parts that one part of ten million packed records (1.2 kB each) fits in 100 MB."""

BUFFER = 32 << 20
"""Bytes that a step buffers before it writes them: the pieces have about 250 kB, a good size for disks."""


class Piece(NamedTuple):
    """`size` bytes of `path` from `offset`: pickled elements of one part. Pieces are read in the order of `order`."""

    path: str
    offset: int
    size: int
    order: str

    def read(self) -> list[tuple[Any, bytes]]:
        """The elements."""
        with Path(self.path).open("rb") as file:
            file.seek(self.offset)
            elements: list[tuple[Any, bytes]] = pickle.loads(file.read(self.size))
        return elements


class Spill(beam.DoFn):
    """(key, bytes) -> (part, Piece). `part_of` gives (part, order) of a key."""

    def __init__(self, folder: str, part_of: Callable[[Any], tuple[str, str]]) -> None:
        self.folder, self.part_of = folder, part_of

    def start_bundle(self) -> None:
        """Opens a file for each bundle. If a bundle is retried, the file of the failed attempt is never read."""
        self.path = str(Path(self.folder, uuid.uuid4().hex))
        self.written = 0
        self._empty()

    def process(self, element: tuple[Any, bytes]) -> Iterable[tuple[str, Piece]]:
        """Adds `element` to the buffer. Yields pieces when the buffer is full."""
        self.held[self.part_of(element[0])].append(element)
        self.size += len(element[1])
        return self._write() if self.size > BUFFER else ()

    def finish_bundle(self) -> Iterator[Any]:
        """Yields the last pieces."""
        yield from map(at_end_of_bundle, self._write())

    def _write(self) -> list[tuple[str, Piece]]:
        pieces = []
        with Path(self.path).open("ab") as file:
            for (part, order), elements in self.held.items():
                size = file.write(pickle.dumps(elements, protocol=5))
                pieces.append((part, Piece(self.path, self.written, size, order)))
                self.written += size
        self._empty()
        return pieces

    def _empty(self) -> None:
        self.held: dict[tuple[str, str], list[tuple[Any, bytes]]] = defaultdict(list)
        self.size = 0


def group_by_key(folder: str) -> beam.PTransform:
    """Collections of (text, bytes) -> (text, all its bytes), each text once: through files in `folder`, or with "" by
    the runner's own shuffle."""
    return GroupByFiles(folder) if folder else GroupByRunner()


class GroupByRunner(beam.PTransform):
    """Collections of (text, bytes) -> (text, all its bytes), each text once, by the runner's own shuffle."""

    def expand(self, collections: Any) -> Any:
        """Groups all collections together."""
        return collections | "All" >> beam.Flatten() | "Group" >> beam.GroupByKey()


class GroupByFiles(beam.PTransform):
    """Collections of (text, bytes) -> (text, all its bytes), each text once, through files in `folder`."""

    def __init__(self, folder: str) -> None:
        super().__init__()
        self.folder = folder

    def expand(self, collections: Any) -> Any:
        """Writes each text to a part chosen by its hash, and reads the parts."""
        return _in_parts(collections, Spill(self.folder, part_of_text)) | "Read back" >> beam.FlatMapTuple(group)


class Sort(beam.PTransform):
    """Collections of ((text, order), bytes) -> (text, chunks of its bytes), each text once; the bytes of one order are
    in a chunk before those of the next. folder: "" for the runner's shuffle, which gives them all in one chunk."""

    def __init__(self, folder: str) -> None:
        super().__init__()
        self.folder = folder

    def expand(self, collections: Any) -> Any:
        """Each text is a part."""
        if self.folder:
            return _in_parts(collections, Spill(self.folder, itself)) | "Read back" >> beam.MapTuple(chunks)
        return (
            collections
            | "All" >> beam.Flatten()
            | "Without order" >> beam.MapTuple(lambda key, value: (key[0], value)).with_output_types(tuple[str, bytes])
            | "Group" >> beam.GroupByKey()
            | "One chunk" >> beam.MapTuple(lambda text, values: (text, [values]))
        )


def _in_parts(collections: tuple[beam.PCollection, ...], spill: Spill) -> beam.PCollection:
    """(part, its pieces). Each collection is spilled before they are flattened, because the local runner keeps the
    input of Flatten in memory, too."""
    pieces = tuple(
        each | f"Spill {number}" >> beam.ParDo(spill).with_output_types(tuple[str, Piece])
        for number, each in enumerate(collections)
    )
    return pieces | "Pieces" >> beam.Flatten() | "One part, one worker" >> beam.GroupByKey()


def part_of_text(key: str) -> tuple[str, str]:
    """The part of a text: one of PARTS, by hash, in no order."""
    return str(zlib.crc32(key.encode("utf-8", "surrogatepass")) % PARTS), ""


def itself(key: tuple[str, str]) -> tuple[str, str]:
    """Returns `key`, which is already (part, order)."""
    return key


def read_in_order(pieces: Iterable[Piece]) -> Iterator[list[tuple[Any, bytes]]]:
    """The elements of a part, one list per order. Only one list is in memory."""
    for _, same in groupby(sorted(pieces, key=attrgetter("order")), key=attrgetter("order")):
        yield [element for piece in same for element in piece.read()]


def group(_: str, pieces: Iterable[Piece]) -> Iterator[tuple[str, list[bytes]]]:
    """The texts of a part, each with its bytes."""
    for elements in read_in_order(pieces):
        found: dict[str, list[bytes]] = defaultdict(list)
        for key, value in elements:
            found[key].append(value)
        del elements
        yield from found.items()


@dataclass(frozen=True)
class Chunks:
    """The bytes of a part, one list per order. Only one list is in memory."""

    pieces: list[Piece]

    def __iter__(self) -> Iterator[list[bytes]]:
        return ([value for _, value in elements] for elements in read_in_order(self.pieces))


def chunks(part: str, pieces: Iterable[Piece]) -> tuple[str, Chunks]:
    """A part with its bytes in chunks."""
    return part, Chunks(list(pieces))
