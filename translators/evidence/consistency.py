"""Is a translation near to its source, as a trained encoder sees both, compared with all other translations?

A pair is consistent if few of the translations that its language has are nearer to the source than its own: the filter
that CoRNStack (2024) credits with much of its gain. Vectors are given; nothing here knows where they come from.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from pairloom.schemas.hashing import content_hash

BLOCK = 512
"""Sources compared at once: with a pool of 20,000 a block of similarities takes 40 MB."""


@dataclass(frozen=True)
class Pool:
    """Different translations of one language pair.

    keys: uint64 (translations,), ascending: hashes of the code. vectors: float16 (translations, dimension).
    """

    keys: np.ndarray
    vectors: np.ndarray

    def __len__(self) -> int:
        return len(self.keys)


def code_keys(codes: Sequence[str]) -> np.ndarray:
    """uint64 (codes,): equal for equal code, and spread evenly, so that the smallest ones are a random sample."""
    return np.array([int(content_hash("translation", code)[:16], 16) for code in codes], dtype=np.uint64)


def merge_pools(pools: Iterable[Pool], most: int) -> Pool:
    """The different translations of all `pools`; of more than `most` those with the smallest keys, whatever the order
    of the pools."""
    found = list(pools)
    keys, first = np.unique(np.concatenate([pool.keys for pool in found]), return_index=True)
    first = first[:most]
    return Pool(keys[:most], np.concatenate([pool.vectors for pool in found])[first])


def ranks(sources: np.ndarray, targets: np.ndarray, keys: np.ndarray, pool: Pool) -> np.ndarray:
    """int64 (pairs,): the place of each translation among those of `pool` by nearness to its source, 1 for the nearest.

    sources, targets: float (pairs, dimension), unit vectors of both sides. keys: uint64 (pairs,), those of the
    translations. A translation equal to a pair's own is not another one, whether or not it is in the pool.
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
