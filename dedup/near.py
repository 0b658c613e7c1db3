"""Which texts duplicate which: exact duplicates, then near-duplicates by MinHash bands with exact verification.

The rule is the same for all methods of finding pairs. Rows are decided on in the order of their priority. A row is
removed if a row that was kept before is equal to it or has a Jaccard index of at least the threshold with it; otherwise
it is kept. So no row is removed because of a row that is itself removed: if A is near B and B is near C, but A is not
near C, then B goes and C stays.
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, Protocol

import numpy as np
import numpy.typing as npt

from pairloom.dedup.exact import decide_exact
from pairloom.dedup.minhash import band_keys, loops, multipliers, signatures
from pairloom.dedup.priority import order_keys
from pairloom.dedup.settings import COARSE, Settings
from pairloom.dedup.texts import Array, Texts

BUCKET_ROWS = 2048  # kept rows of one bucket whose coarse bytes are compared with those of a row
EXACT_COMPARISONS = 64  # kept rows that a row is compared with exactly: those that agree best with it
SKETCHES_PER_MOVE = 65536


@dataclass(frozen=True)
class Sketch:
    """Stands for texts in the search for near-duplicates: about 290 bytes for each text.

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

    def squeeze(self, wanted: Array) -> "Sketch":
        """The sketches for which `wanted`, bool (texts,), is true, moved to the front of this sketch's memory. This
        sketch must not be used afterwards."""
        end = 0
        for first in range(0, len(wanted), SKETCHES_PER_MOVE):
            chosen = first + np.flatnonzero(wanted[first : first + SKETCHES_PER_MOVE])
            begin, end = end, end + len(chosen)
            for array in (self.digest, self.keys, self.coarse):
                array[begin:end] = array[chosen]
        return Sketch(self.digest[:end], self.keys[:end], self.coarse[:end])


class Sketches(Protocol):
    """Sketches of many texts: a Sketch, or a store of more sketches than fit into memory."""

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
        """Which texts are duplicates: bool (n,)."""
        return (self.kept >= 0) | (self.known >= 0)


def digests(texts: Texts) -> Array:
    """A 16-byte hash of each text: V16 (texts,)."""
    raw = b"".join(hashlib.blake2b(texts[i], digest_size=16).digest() for i in range(len(texts)))
    return np.frombuffer(raw, dtype="V16")


def sketch(texts: Texts, settings: Settings, threads: int = 1) -> Sketch:
    """The sketch of each text. Only the signatures of a few thousand texts are in memory at a time."""
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


def equal_runs(keys: Array) -> tuple[Array, Array, Array]:
    """The rows sorted by key: int64 (rows,); and where each run of two or more equal keys begins and ends in them."""
    order = np.argsort(keys, kind="stable")
    changes = np.flatnonzero(np.diff(keys[order])) + 1
    begins, ends = np.append(0, changes), np.append(changes, len(keys))
    several = ends - begins > 1
    return order, begins[several], ends[several]


def find_doubtful(found: Sketches, rows: Array, agree: int) -> tuple[npt.NDArray[np.int64], Sketch]:
    """Those of `rows` that may have a near-duplicate, with their sketches: rows that share a band with a row whose
    coarse bytes agree with theirs. Band keys are compared first, so that most sketches need not be read whole."""
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
        order, begins, ends = equal_runs(sketches.band(band))
        loops.mark_doubt(order, begins, ends, sketches.coarse, agree, doubt)
    return close[doubt], sketches.squeeze(doubt)


def number_buckets(keys: Array) -> npt.NDArray[np.int32]:
    """Bucket numbers in place of band keys, uint32 (rows, bands): int32 (rows, bands), -1 where no other row has the
    key. The numbers are written over the keys."""
    buckets: npt.NDArray[np.int32] = keys.view(np.int32)
    used = 0
    for band in range(keys.shape[1]):
        order, begins, ends = equal_runs(keys[:, band])
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
    """The rule of this module for the rows `different`, no two of which are equal: (match, similarity, pairs compared).

    `fetch` returns the texts of rows. It is called once, for the doubtful rows only.
    """
    match = np.full(len(found.digest), -1, dtype=np.int64)
    similarity = np.zeros(len(found.digest))
    rows, sketches = find_doubtful(found, different, settings.agree)
    if not len(rows):
        return match, similarity, 0
    texts = fetch(rows)
    near, score = np.empty(len(rows), dtype=np.int64), np.empty(len(rows))
    compared = loops.greedy(
        texts.data,
        texts.offsets,
        settings.shingle,
        settings.by_token,
        multipliers(),
        settings.in_parts,
        settings.threshold,
        int(np.searchsorted(rows, known)),
        number_buckets(sketches.keys),
        sketches.coarse,
        settings.agree,
        BUCKET_ROWS,
        EXACT_COMPARISONS,
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
    """The rule of this module for texts in the order of their priority: (match, similarity, pairs compared).

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
    threshold: float = Settings.threshold,
    *,
    permutations: int = Settings.permutations,
    shingle: int = Settings.shingle,
    seed: int = Settings.seed,
    by_token: bool = False,
    in_parts: bool = False,
    method: Literal["minhash", "exact"] = "minhash",
    priority: Sequence[Any] | None = None,
    against: Iterable[str | bytes] | Texts = (),
    threads: int = 1,
) -> Duplicates:
    """Which of `texts` duplicate which.

    in_parts: each text is two parts with a NUL between them; each part must be within the threshold, and the whole text
    too. priority: one sortable key per text; of two duplicates the one with the smaller key is kept, and of equal keys
    the earlier text; None, NaN and NaT come last. Without priority the earlier text is kept. against: older texts,
    which are never removed. method: "minhash" finds nearly all pairs (docs/dedup.md has the measurements), "exact"
    finds all; both verify each pair exactly. Raises ValueError on settings out of range or on a priority of another
    length, TypeError on a text that is neither str nor bytes or on keys that cannot be compared.
    """
    if method not in ("minhash", "exact"):
        raise ValueError(f"method is {method!r}; allowed: minhash, exact")
    settings = Settings(threshold, permutations, shingle, seed, by_token, in_parts)
    before, own = Texts.of(against, "against"), Texts.of(texts)
    known = len(before)
    order = np.concatenate([np.arange(known), _by_priority(len(own), priority) + known])
    everything = own if not known else Texts.of([part[i] for part in (before, own) for i in range(len(part))])

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


def _by_priority(count: int, priority: Sequence[Any] | None) -> npt.NDArray[np.int64]:
    """The numbers of `count` texts in the order of their priority keys, equal keys in their own order."""
    if priority is None:
        return np.arange(count)
    if len(priority) != count:
        raise ValueError(f"priority has {len(priority)} keys for {count} texts; one per text is needed")
    return np.array(order_keys(priority), dtype=np.int64)


def near_duplicates(
    texts: Iterable[str | bytes] | Texts, threshold: float = Settings.threshold, **options: Any
) -> npt.NDArray[np.int64]:
    """For each text the index of the kept text that it duplicates, or -1: int64 (texts,).

    The options are those of `find_duplicates`, which also returns how similar they are.
    """
    return find_duplicates(texts, threshold, **options).kept
