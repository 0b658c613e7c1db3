"""Duplicates among rows that lie in blocks of some thousand: decided together, with most of them not in memory.

In memory are some 120 bytes of each row, and 190 more of those that may have a near-duplicate. The sketches and texts
of the latter lie in files that are mapped.
"""

import math
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import Any, NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from pairloom.dedup.near import Sketch, decide, first_equal
from pairloom.dedup.settings import Settings
from pairloom.dedup.texts import Array, Texts


class Stored(Protocol):
    """A value that lies somewhere else and is read when it is needed."""

    def read(self) -> Any:
        """The value."""
        ...


@dataclass(frozen=True)
class BlockRows:
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


class Match(NamedTuple):
    """The kept row that a removed one duplicates. `dataset` is "" for a row of this run."""

    pair_id: str
    dataset: str
    similarity: float
    equal: bool


@dataclass(frozen=True)
class Decisions:
    """What becomes of the rows of a block, by their place in it: the match of each removed row, and how many removed
    rows a kept one stands for (none, if it is not listed)."""

    removed: dict[int, Match]
    stands_for: dict[int, int]


@dataclass(frozen=True)
class Ranking:
    """The rows of all blocks in the order of their priority, the `known` ones, which nothing removes, first.

    block_ids, datasets, sizes: of each block. order: int64 (rows,), row i of the ranking is row order[i] of the blocks
    laid end to end. ids: S (rows,). length: int64 (rows,), bytes of each document. block, place: int32 (rows,), where a
    row lies.
    """

    block_ids: list[str]
    datasets: list[str]
    sizes: list[int]
    known: int
    order: npt.NDArray[np.int64]
    ids: Array
    length: npt.NDArray[np.int64]
    block: npt.NDArray[np.int32]
    place: npt.NDArray[np.int32]


def decide_blocks(
    blocks: Iterable[tuple[Stored, Stored]],
    read_documents: Callable[[str], list[bytes]],
    settings: Settings,
    method: str = "minhash",
    folder: str = "",
) -> Iterator[tuple[str, Decisions]]:
    """(block, what becomes of its rows) of each block without a `dataset`.

    blocks: the BlockRows and the Sketch of each. read_documents: returns the documents of the block with an identifier,
    and is called for blocks with rows in doubt. folder: for mapped files, "" for the system's temporary folder.
    """
    read = sorted(((rows.read(), sketch) for rows, sketch in blocks), key=lambda block: block[0].block_id)
    ranking = rank_rows([rows for rows, _ in read])
    found = StoredSketches([sketch for _, sketch in read], ranking.order, folder)
    del read
    found.digest[:] = found.digest[first_equal(ranking.ids)]  # one identifier, one row: the same record came twice
    fetch = partial(fetch_texts, ranking, read_documents, folder)
    match, similarity, _ = decide(found, ranking.known, settings, fetch, method)
    yield from split_by_block(ranking, match, similarity, found.digest)


def rank_rows(parts: Sequence[BlockRows]) -> Ranking:
    """The rows of all parts in the order of their priority: known ones, then by rank, then by identifier and content,
    so that the order of blocks and rows decides nothing."""
    sizes = [len(part.rank) for part in parts]
    datasets = np.repeat([part.dataset for part in parts], sizes)
    ids, ranks, digest, length = (
        np.concatenate([getattr(part, name) for part in parts]) for name in ("ids", "rank", "row_digest", "length")
    )
    order = np.lexsort((digest.view("S16"), ids, ranks, datasets, datasets == ""))
    return Ranking(
        block_ids=[part.block_id for part in parts],
        datasets=[part.dataset for part in parts],
        sizes=sizes,
        known=int(np.count_nonzero(datasets != "")),
        order=order,
        ids=ids[order],
        length=length[order],
        block=np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)[order],
        place=np.concatenate([np.arange(size, dtype=np.int32) for size in sizes])[order],
    )


def fetch_texts(
    ranking: Ranking, read_documents: Callable[[str], list[bytes]], folder: str, rows: npt.NDArray[Any]
) -> Texts:
    """The documents of `rows`, in a mapped file: these may be gigabytes."""
    offsets = np.concatenate([[0], np.cumsum(ranking.length[rows])])
    data = map_array((int(offsets[-1]),), np.uint8, folder)
    by_block = np.argsort(ranking.block[rows], kind="stable")
    ordered = ranking.block[rows][by_block]
    for number in np.unique(ordered):
        documents = read_documents(ranking.block_ids[number])
        for i in by_block[slice(*np.searchsorted(ordered, [number, number + 1]))]:
            data[offsets[i] : offsets[i + 1]] = np.frombuffer(documents[ranking.place[rows[i]]], dtype=np.uint8)
    return Texts(data, offsets)


def split_by_block(
    ranking: Ranking, match: npt.NDArray[np.int64], similarity: npt.NDArray[np.float64], digest: Array
) -> Iterator[tuple[str, Decisions]]:
    """The answers of `near.decide` for all rows as (block, its Decisions), but for known rows."""
    stands_for = np.bincount(match[match >= 0], minlength=len(ranking.order))
    by_block = np.argsort(ranking.block, kind="stable")
    ends = np.cumsum(ranking.sizes)
    for block_id, dataset, size, end in zip(ranking.block_ids, ranking.datasets, ranking.sizes, ends, strict=True):
        if dataset:
            continue
        rows = by_block[end - size : end]
        removed = {
            int(ranking.place[row]): Match(
                ranking.ids[match[row]].decode("utf-8", "surrogatepass"),
                ranking.datasets[ranking.block[match[row]]],
                float(similarity[row]),
                bool(digest[row] == digest[match[row]]),
            )
            for row in rows[match[rows] >= 0]
        }
        kept = rows[stands_for[rows] > 0]
        yield block_id, Decisions(removed, {int(ranking.place[row]): int(stands_for[row]) for row in kept})


def map_array(shape: tuple[int, ...], kind: npt.DTypeLike, folder: str) -> Array:
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

    def __init__(self, stored: Sequence[Stored], order: npt.NDArray[np.int64], folder: str = "") -> None:
        self.stored, self.order, self.folder = stored, order, folder
        self.file = tempfile.TemporaryFile(dir=folder or None)  # noqa: SIM115
        self.bands, self.bytes, self.ends = 0, 0, np.zeros(len(stored) + 1, dtype=np.int64)
        digests = []
        for number, each in enumerate(stored):
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
        keys = map_array((len(rows), self.bands), np.uint32, self.folder)
        coarse = map_array((len(rows), self.bytes), np.uint8, self.folder)
        for number, (begin, end) in enumerate(pairwise(np.searchsorted(wanted[by_block], self.ends))):
            if begin < end:
                places = by_block[begin:end]
                sketch: Sketch = self.stored[number].read()
                found = sketch.take(wanted[places] - self.ends[number])
                keys[places], coarse[places] = found.keys, found.coarse
        return Sketch(self.digest[rows], keys, coarse)
