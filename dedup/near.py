"""Which texts duplicate which: exact duplicates, then near-duplicates by MinHash bands with exact verification.

The rule, whatever finds the pairs: rows are looked at in the order of their priority; a row is removed if a row that
was kept before it is equal to it or has a Jaccard index of at least the threshold with it, else it is kept. So a row
is never removed for a row that is itself gone, and A~B, B~C does not drag C along with A.
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, Protocol

import numpy as np
import numpy.typing as npt

from pairloom.dedup import fallback
from pairloom.dedup.exact import decide_exact
from pairloom.dedup.minhash import band_keys, kernels, multipliers, signatures
from pairloom.dedup.settings import COARSE, Settings
from pairloom.dedup.texts import Texts, pack

Array = npt.NDArray[Any]

CROWD = 2048  # kept rows of one bucket that a row is looked at beside
SQUEEZED = 65536  # sketches that are moved at a time
MOST = 64  # kept rows that a row is compared with exactly: those that agree best with it


@dataclass(frozen=True)
class Sketch:
    """What finding the near-duplicates among texts needs of each of them, about 290 bytes instead of the text.

    digest: bytes (texts,) of 16, equal for equal texts. keys: uint32 (texts, bands). coarse: uint8 (texts, COARSE).
    """

    digest: Array
    keys: Array
    coarse: Array

    @property
    def bands(self) -> int:
        """How many bands there are."""
        return int(self.keys.shape[1])

    def band(self, number: int) -> Array:
        """The keys of one band: uint32 (texts,)."""
        keys: Array = self.keys[:, number]
        return keys

    def take(self, rows: Array) -> "Sketch":
        """A copy of the sketches of `rows`."""
        return Sketch(self.digest[rows], self.keys[rows], self.coarse[rows])

    def squeezed(self, wanted: Array) -> "Sketch":
        """The sketches for which `wanted`, bool (texts,), is true, moved to the front of the memory of all."""
        end = 0
        for first in range(0, len(wanted), SQUEEZED):
            chosen = first + np.flatnonzero(wanted[first : first + SQUEEZED])
            begin, end = end, end + len(chosen)
            for array in (self.digest, self.keys, self.coarse):
                array[begin:end] = array[chosen]
        return Sketch(self.digest[:end], self.keys[:end], self.coarse[:end])


class Sketches(Protocol):
    """Sketches of many texts: a Sketch, or more than fit into memory."""

    @property
    def digest(self) -> Array:
        """As in Sketch."""
        ...

    @property
    def bands(self) -> int:
        """How many bands there are."""
        ...

    def band(self, number: int) -> Array:
        """The keys of one band: uint32 (texts,)."""
        ...

    def take(self, rows: Array) -> Sketch:
        """A copy of the sketches of `rows`."""
        ...


@dataclass(frozen=True)
class Duplicates:
    """The answer for each of n texts; a text with both `kept` and `known` at -1 is kept.

    kept: int64 (n,), index of the kept text that this one duplicates, or -1.
    known: int64 (n,), index in `against` of the text that this one duplicates, or -1.
    similarity: float64 (n,), exact Jaccard index with that text, 0 for a kept text. exact: bool (n,), equal texts.
    compared: how many pairs were compared exactly.
    """

    kept: npt.NDArray[np.int64]
    known: npt.NDArray[np.int64]
    similarity: npt.NDArray[np.float64]
    exact: npt.NDArray[np.bool_]
    compared: int

    @property
    def removed(self) -> npt.NDArray[np.bool_]:
        """bool (n,)"""
        return (self.kept >= 0) | (self.known >= 0)


def digests(texts: Texts) -> Array:
    """16 bytes per text, equal for equal texts: S16-like void (texts,)."""
    raw = b"".join(hashlib.blake2b(texts[i], digest_size=16).digest() for i in range(len(texts)))
    return np.frombuffer(raw, dtype="V16")


def sketch(texts: Texts, settings: Settings, threads: int = 1) -> Sketch:
    """The sketch of each text, a few thousand texts at a time so that no more signatures are ever held."""
    bands, rows = settings.bands
    keys = np.zeros((len(texts), bands), dtype=np.uint32)
    coarse = np.zeros((len(texts), min(COARSE, settings.permutations)), dtype=np.uint8)
    step = 8192
    for first in range(0, len(texts) if settings.threshold < 1 else 0, step):
        last = min(first + step, len(texts))
        part = Texts(texts.data, texts.offsets[first : last + 1])
        signature = signatures(part, settings.permutations, settings.shingle, settings.seed, settings.by_token, threads)
        keys[first:last] = band_keys(signature, bands, rows)
        coarse[first:last] = signature[:, : coarse.shape[1]].astype(np.uint8)
    return Sketch(digests(texts), keys, coarse)


def first_equal(digest: Array) -> npt.NDArray[np.int64]:
    """For each row the first row with an equal digest: int64 (rows,)."""
    _, first, inverse = np.unique(digest, return_index=True, return_inverse=True)
    return first[inverse].astype(np.int64)


def runs(keys: Array) -> tuple[Array, Array, Array]:
    """The rows sorted by key: int64 (rows,), and where each run of several equal keys begins and ends in that order."""
    order = np.argsort(keys, kind="stable")
    changes = np.flatnonzero(np.diff(keys[order])) + 1
    begins, ends = np.append(0, changes), np.append(changes, len(keys))
    several = ends - begins > 1
    return order, begins[several], ends[several]


def in_doubt(found: Sketches, rows: Array, agree: int) -> tuple[npt.NDArray[np.int64], Sketch]:
    """Those of `rows` that may have a near-duplicate, with their sketches: they share a band with a row that they agree
    with. First one band after the other is looked at, so that most sketches are never needed whole."""
    shares = np.zeros(len(rows), dtype=bool)
    for band in range(found.bands):
        keys = found.band(band)[rows]
        order = np.argsort(keys)
        equal = np.diff(keys[order]) == 0
        shares[order[1:][equal]] = shares[order[:-1][equal]] = True
    close = rows[shares]
    sketches = found.take(close)
    doubt = np.zeros(len(close), dtype=bool)
    for band in range(sketches.bands):
        order, begins, ends = runs(sketches.band(band))
        mark = (fallback if kernels is None else kernels).mark_doubt
        mark(order, begins, ends, sketches.coarse, agree, doubt)
    return close[doubt], sketches.squeezed(doubt)


def shared_buckets(keys: Array) -> npt.NDArray[np.int32]:
    """The band keys, uint32 (rows, bands), as bucket numbers, -1 where no other row has the key: int32 (rows, bands),
    written over the keys."""
    buckets: npt.NDArray[np.int32] = keys.view(np.int32)
    used = 0
    for band in range(keys.shape[1]):
        order, begins, ends = runs(keys[:, band])
        numbers = np.repeat(np.arange(used, used + len(begins)), ends - begins)
        members = np.repeat(begins - np.append(0, np.cumsum(ends - begins)[:-1]), ends - begins) + np.arange(
            len(numbers)
        )
        buckets[:, band] = -1
        buckets[order[members], band] = numbers
        used += len(begins)
    return buckets


def decide_near(
    found: Sketches, different: Array, known: int, settings: Settings, fetch: Callable[[Array], Texts]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float64], int]:
    """The rule for the rows `different`, no two of which are equal: (match, similarity, pairs compared).

    `fetch` gives the texts of rows, and is asked once, for those rows only that are in doubt.
    """
    match = np.full(len(found.digest), -1, dtype=np.int64)
    similarity = np.zeros(len(found.digest))
    rows, sketches = in_doubt(found, different, settings.agree)
    if not len(rows):
        return match, similarity, 0
    texts = fetch(rows)
    near, score = np.empty(len(rows), dtype=np.int64), np.empty(len(rows))
    compared = (fallback if kernels is None else kernels).greedy(
        texts.data,
        texts.offsets,
        settings.shingle,
        settings.by_token,
        multipliers(),
        settings.in_parts,
        settings.threshold,
        int(np.searchsorted(rows, known)),
        shared_buckets(sketches.keys),
        sketches.coarse,
        settings.agree,
        CROWD,
        MOST,
        near,
        score,
    )
    match[rows] = np.where(near >= 0, rows[near], -1)
    similarity[rows] = score
    return match, similarity, compared


def decide(
    found: Sketches,
    known: int,
    settings: Settings,
    fetch: Callable[[Array], Texts],
    method: str = "minhash",
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float64], int]:
    """The rule for texts in the order of their priority, equal ones among them: (match, similarity, pairs compared).

    match: the kept row that a row duplicates, or -1: int64 (rows,). The first `known` rows are never removed.
    """
    first = first_equal(found.digest)
    different = np.flatnonzero(first == np.arange(len(first)))
    match, similarity, compared = np.full(len(first), -1, dtype=np.int64), np.zeros(len(first)), 0
    if settings.threshold < 1 and method == "exact":
        near, score, compared = decide_exact(fetch(different), int(np.searchsorted(different, known)), settings)
        match[different] = np.where(near >= 0, different[near], -1)
        similarity[different] = score
    elif settings.threshold < 1:
        match, similarity, compared = decide_near(found, different, known, settings, fetch)
    again = np.flatnonzero((first != np.arange(len(first))) & (np.arange(len(first)) >= known))
    match[again] = np.where(match[first[again]] >= 0, match[first[again]], first[again])
    similarity[again] = np.where(match[first[again]] >= 0, similarity[first[again]], 1.0)
    return match, similarity, compared


def find_duplicates(
    texts: Iterable[str | bytes] | Texts,
    threshold: float = 0.7,
    *,
    permutations: int = 256,
    shingle: int = 5,
    seed: int = 1,
    by_token: bool = False,
    in_parts: bool = False,
    method: Literal["minhash", "exact"] = "minhash",
    priority: Sequence[Any] | None = None,
    against: Iterable[str | bytes] | Texts = (),
    threads: int = 1,
) -> Duplicates:
    """Which of `texts` duplicate which.

    in_parts: each text is two parts with a NUL between them, and both must be within the threshold, not only the whole.
    priority: one sortable key per text; of two duplicates the one with the smaller key is kept, the earlier of equal
    keys. Without it the earlier. against: texts that are there already, which nothing removes. method: "minhash"
    finds nearly all pairs (docs/dedup.md has the measurements), "exact" all; whatever is found is verified exactly.
    Raises ValueError on settings out of range or on a priority of another length.
    """
    if method not in ("minhash", "exact"):
        raise ValueError(f"method is {method!r}; allowed: minhash, exact")
    settings = Settings(threshold, permutations, shingle, seed, by_token, in_parts)
    before, own = pack(against), pack(texts)
    known = len(before)
    if priority is not None and len(priority) != len(own):
        raise ValueError(f"priority has {len(priority)} keys for {len(own)} texts; one per text is needed")
    ranked = range(len(own)) if priority is None else sorted(range(len(own)), key=lambda row: (priority[row], row))
    order = np.concatenate([np.arange(known), np.fromiter(ranked, np.int64, len(own)) + known])
    everything = own if not known else pack([*(before[i] for i in range(known)), *(own[i] for i in range(len(own)))])

    def fetch(rows: Array) -> Texts:
        return everything.take(order[rows])

    found = sketch(everything, settings if method == "minhash" else replace(settings, threshold=1.0), threads)
    match, score, compared = decide(found.take(order), known, settings, fetch, method)
    matched, similarity = np.full(len(order), -1, dtype=np.int64), np.zeros(len(order))
    matched[order] = np.where(match >= 0, order[match], -1)
    similarity[order] = score
    matched, similarity = matched[known:], similarity[known:]
    exact = np.zeros(len(own), dtype=bool)
    gone = np.flatnonzero(matched >= 0)
    exact[gone] = found.digest[known:][gone] == found.digest[matched[gone]]
    return Duplicates(
        kept=np.where(matched >= known, matched - known, -1),
        known=np.where(matched < known, matched, -1),
        similarity=similarity,
        exact=exact,
        compared=compared,
    )


def near_duplicates(
    texts: Iterable[str | bytes] | Texts, threshold: float = 0.7, **options: Any
) -> npt.NDArray[np.int64]:
    """For each text the index of the kept text that it duplicates, or -1: int64 (texts,).

    The options are those of `find_duplicates`, which also tells how similar they are.
    """
    return find_duplicates(texts, threshold, **options).kept
