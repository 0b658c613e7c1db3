"""Ranks against a slow count, and pools that do not depend on the order in which they are put together."""

import numpy as np
import pytest

from pairloom.translators.evidence import consistency
from pairloom.translators.evidence.consistency import Pool, code_keys, merge_pools, ranks


def unit(rng: np.random.Generator, rows: int, dimension: int = 8) -> np.ndarray:
    vectors = rng.normal(size=(rows, dimension)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def slow_ranks(sources: np.ndarray, targets: np.ndarray, keys: np.ndarray, pool: Pool) -> list[int]:
    found = []
    for source, target, key in zip(sources, targets, keys, strict=True):
        own = float(source @ target)
        others = [v for k, v in zip(pool.keys, pool.vectors, strict=True) if k != key]
        found.append(1 + sum(float(source @ other.astype(np.float32)) > own for other in others))
    return found


@pytest.mark.parametrize("pairs", [1, 7, 40])
def test_ranks_are_those_of_a_slow_count(pairs: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(consistency, "BLOCK", 16)  # several blocks, the last one not full
    rng = np.random.default_rng(pairs)
    sources, targets = unit(rng, pairs), unit(rng, pairs)
    codes = [f"translation {row % 30}" for row in range(pairs)]  # some are equal
    targets = targets[[row % 30 for row in range(pairs)]]
    keys = code_keys(codes)
    pool = merge_pools([Pool(keys, targets.astype(np.float16)), Pool(code_keys(["x", "y"]), unit(rng, 2))], 1_000)
    assert len(pool) == len(set(codes)) + 2
    found = ranks(sources, targets, keys, pool).tolist()
    assert found == slow_ranks(sources, targets, keys, pool)
    assert ranks(targets, targets, keys, pool).tolist() == [1] * pairs, "nothing is nearer to it than itself"


def test_an_equal_translation_is_not_another_one() -> None:
    """Its vector may differ in the last digits, where it was computed beside other code."""
    key = code_keys(["same"])
    near, nearer = np.array([[0.6, 0.8]], np.float32), np.array([[0.61, 0.79]], np.float16)
    assert ranks(np.array([[1.0, 0.0]]), near, key, Pool(key, nearer)).tolist() == [1]


def test_a_capped_pool_is_the_same_sample_whatever_the_order() -> None:
    rng = np.random.default_rng(0)
    vectors = unit(rng, 60).astype(np.float16)
    keys = code_keys([f"code {row}" for row in range(60)])
    parts = [Pool(keys[rows], vectors[rows]) for rows in (slice(0, 25), slice(20, 45), slice(40, 60))]
    whole = merge_pools(parts, 20)
    step = merge_pools([merge_pools([parts[2], parts[0]], 20), parts[1]], 20)
    assert np.array_equal(whole.keys, step.keys) and np.array_equal(whole.vectors, step.vectors)
    assert whole.keys.tolist() == sorted(keys.tolist())[:20]
    by_key = dict(zip(keys.tolist(), vectors.tolist(), strict=True))
    assert [by_key[key] for key in whole.keys.tolist()] == whole.vectors.tolist()
