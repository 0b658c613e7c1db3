"""Compares the distance between a translation and its source with that of other translations, by an encoder's vectors.

A pair is consistent if only a few other translations into its language are nearer to the source than its own. CoRNStack
(2024) attributes much of its gain to this filter. The functions take vectors from any encoder.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from pairloom.schemas.hashing import content_hash

BLOCK = 512
"""Sources compared at once: with a pool of 20,000 a block of similarities takes 40 MB."""


@dataclass(frozen=True)
class Pool:
    """The distinct translations of one pair of languages.

    keys: uint64 (translations,), ascending: hashes of the code. vectors: float16 (translations, dimension).
    """

    keys: np.ndarray
    vectors: np.ndarray

    def __len__(self) -> int:
        return len(self.keys)


def code_keys(codes: Sequence[str]) -> np.ndarray:
    """uint64 (codes,): hashes of the code. They are uniform, so that the smallest ones are a random sample."""
    return np.array([int(content_hash("translation", code)[:16], 16) for code in codes], dtype=np.uint64)


def merge_pools(pools: Iterable[Pool], most: int) -> Pool:
    """The distinct translations of all `pools`, at most `most`: those with the smallest keys. The order of the pools
    does not matter."""
    found = list(pools)
    keys, first = np.unique(np.concatenate([pool.keys for pool in found]), return_index=True)
    first = first[:most]
    return Pool(keys[:most], np.concatenate([pool.vectors for pool in found])[first])


def ranks(sources: np.ndarray, targets: np.ndarray, keys: np.ndarray, pool: Pool) -> np.ndarray:
    """int64 (pairs,): the place of each translation among those of `pool` by nearness to its source, 1 for the nearest.

    sources, targets: float (pairs, dimension), unit vectors of both sides. keys: uint64 (pairs,), those of the
    translations. A translation in the pool that equals the pair's own is not counted.
    """
    own = np.einsum("ij,ij->i", sources.astype(np.float32), targets.astype(np.float32))
    candidates = pool.vectors.astype(np.float32)
    found = np.empty(len(sources), dtype=np.int64)
    for start in range(0, len(sources), BLOCK):
        block = slice(start, start + BLOCK)
        nearer = sources[block].astype(np.float32) @ candidates.T > own[block, None]
        nearer &= pool.keys[None, :] != keys[block, None]
        found[block] = 1 + nearer.sum(axis=1)
    return found
