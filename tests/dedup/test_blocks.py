"""Sketches that are not in memory are those that are."""

from itertools import combinations, product
from pathlib import Path

import numpy as np
import pytest

from pairloom.dedup import near
from pairloom.dedup.blocks import StoredSketches
from pairloom.dedup.near import Sketch, decide, number_buckets, sketch
from pairloom.dedup.settings import Settings
from pairloom.dedup.texts import Texts
from pairloom.pipelines.graph.packing import Packed

SETTINGS = Settings(permutations=64)


@pytest.mark.parametrize("sizes", [(5,), (3, 1, 40), (7, 7, 7)])
@pytest.mark.parametrize("in_files", [False, True])
def test_stored_sketches_are_the_same(sizes: tuple[int, ...], in_files: bool, tmp_path: Path) -> None:
    """Band by band, and of any rows, in an order of their own."""
    folder = str(tmp_path) if in_files else ""
    draw = np.random.default_rng(1)
    texts = [f"text {number} {'abc' * (number % 7)}" for number in range(sum(sizes))]
    ends = np.cumsum(sizes)
    packed = [
        Packed.of(sketch(Texts.of(texts[end - size : end]), SETTINGS), folder)
        for size, end in zip(sizes, ends, strict=True)
    ]
    order = draw.permutation(len(texts))
    whole = sketch(Texts.of(texts), SETTINGS).take(order)
    stored = StoredSketches(packed, order, folder)
    assert stored.bands == whole.bands
    assert np.array_equal(stored.digest, whole.digest)
    for band in range(whole.bands):
        assert np.array_equal(stored.band(band), whole.band(band))
    for rows in (np.arange(len(texts)), draw.permutation(len(texts))[:3], np.array([], dtype=np.int64)):
        assert_equal(stored.take(rows), whole.take(rows))
    assert len(list(tmp_path.iterdir())) == (len(packed) if in_files else 0)


@pytest.mark.parametrize("share", [0.0, 0.3, 1.0])
def test_squeezed_sketches_are_those_that_are_taken(share: float, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(near, "SKETCHES_PER_MOVE", 7)
    whole = sketch(Texts.of([f"text {number}" for number in range(40)]), SETTINGS)
    copy = whole.take(np.arange(40))
    wanted = np.random.default_rng(1).random(40) < share
    assert_equal(copy.squeeze(wanted), whole.take(np.flatnonzero(wanted)))


def test_buckets_are_the_keys_that_several_rows_share() -> None:
    keys = np.array([[5, 9], [5, 8], [4, 9], [5, 7], [2**32 - 1, 7]], dtype=np.uint32)
    buckets = number_buckets(keys.copy())
    assert buckets.dtype == np.int32
    for band, (row, other) in product((0, 1), combinations(range(5), 2)):
        same = buckets[row, band] == buckets[other, band] >= 0
        assert same == (keys[row, band] == keys[other, band])
    assert (buckets[:, 0] >= 0).tolist() == [True, True, False, True, False]
    assert not set(buckets[:, 0][buckets[:, 0] >= 0]) & set(buckets[:, 1][buckets[:, 1] >= 0])


def assert_equal(one: Sketch, other: Sketch) -> None:
    """Equal in all arrays, shapes and types too."""
    for name in ("digest", "keys", "coarse"):
        mine, others = getattr(one, name), getattr(other, name)
        assert mine.shape == others.shape and mine.dtype == others.dtype and np.array_equal(mine, others)


def test_the_same_is_decided_from_them() -> None:
    """With near-duplicates across blocks."""
    texts = [" ".join(f"word{(start * 31 + i) % 500}" for i in range(60)) for start in range(40)]
    texts += [text.replace("word7", "word8") + " end" for text in texts]
    documents = Texts.of(texts)
    packed = [Packed.of(sketch(Texts.of(texts[first : first + 9]), SETTINGS)) for first in range(0, len(texts), 9)]
    stored = StoredSketches(packed, np.arange(len(texts)))
    found = decide(stored, 0, SETTINGS, documents.take)
    expected = decide(sketch(documents, SETTINGS), 0, SETTINGS, documents.take)
    assert np.count_nonzero(expected[0] >= 0) >= 40
    assert np.array_equal(found[0], expected[0]) and np.array_equal(found[1], expected[1])
