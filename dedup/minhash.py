"""MinHash signatures of texts (A. Broder, "On the resemblance and containment of documents", 1997), and their bands.

The permutations are those of datasketch 2.0's scheme "affine32": the signature of a text equals that of
`datasketch.MinHash(permutations, seed, scheme="affine32")` updated with the text's `shingle_hashes`.
"""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import cache

import numpy as np
import numpy.typing as npt

from pairloom.dedup.texts import Texts, encode

try:
    from pairloom.dedup import kernels as loops
except ImportError:  # numba is missing or cannot be loaded
    from pairloom.dedup import fallback as loops  # type: ignore[no-redef]

MAX_SHINGLE = 64
TEXTS_PER_TASK = 512  # of a thread, when several share the work


@cache
def multipliers() -> npt.NDArray[np.uint64]:
    """The constants of the shingle hash: odd, uint64 (MAX_SHINGLE,). They never change, so that releases of different
    versions can be compared."""
    state, values = 0x9E3779B97F4A7C15, []
    for _ in range(MAX_SHINGLE):  # splitmix64 (G. Steele et al., 2014)
        state = (state + 0x9E3779B97F4A7C15) % 2**64
        value = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9 % 2**64
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB % 2**64
        values.append((value ^ (value >> 31)) | 1)
    return np.array(values, dtype=np.uint64)


@cache
def _permutations(count: int, seed: int) -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.uint32]]:
    """Slopes (odd) and shifts of the affine maps, drawn as datasketch draws them: two uint32 (count,)."""
    draw = np.random.RandomState(seed)
    slopes = draw.randint(0, 1 << 31, count, dtype=np.uint32) * np.uint32(2) + np.uint32(1)
    return slopes, draw.randint(0, 1 << 32, count, dtype=np.uint32)


def check_shingle(shingle: int) -> None:
    """Raises ValueError unless a shingle of that many units can be hashed."""
    if not 1 <= shingle <= MAX_SHINGLE:
        raise ValueError(f"shingle is {shingle}; allowed: 1 to {MAX_SHINGLE}")


def shingle_ids(text: str | bytes, shingle: int = 5, by_token: bool = False) -> npt.NDArray[np.uint64]:
    """The id of each shingle of `text`, in order and with repetitions: uint64 (shingles,)."""
    check_shingle(shingle)
    data = np.frombuffer(encode(text), dtype=np.uint8)
    ids: npt.NDArray[np.uint64] = loops.shingle_ids(data, 0, len(data), shingle, by_token, multipliers())
    return ids


def shingle_hashes(text: str | bytes, shingle: int = 5, by_token: bool = False) -> npt.NDArray[np.uint32]:
    """The 32-bit hash of each shingle of `text`, from which its MinHash is made: uint32 (shingles,)."""
    return (shingle_ids(text, shingle, by_token) >> np.uint64(32)).astype(np.uint32)


def signatures(
    texts: Iterable[str | bytes] | Texts,
    permutations: int = 256,
    shingle: int = 5,
    seed: int = 1,
    by_token: bool = False,
    threads: int = 1,
) -> npt.NDArray[np.uint32]:
    """The MinHash signature of each text: uint32 (texts, permutations).

    texts: str, or bytes in UTF-8. shingle: how many characters in a row (tokens, if `by_token`) are one shingle. A text
    shorter than that is one shingle; an empty text has none, and all bits of its signature are 1. Raises ValueError if
    shingle is not 1 to 64, or permutations is below 1, and TypeError, which names the index, on anything but texts.
    """
    check_shingle(shingle)
    if permutations < 1:
        raise ValueError(f"permutations is {permutations}; at least 1 is needed")
    packed = Texts.of(texts)
    out = np.empty((len(packed), permutations), dtype=np.uint32)
    slopes, shifts = _permutations(permutations, seed)

    def fill(first: int) -> None:
        last = min(first + TEXTS_PER_TASK, len(packed))
        offsets = packed.offsets[first : last + 1]
        loops.signatures(packed.data, offsets, shingle, by_token, multipliers(), slopes, shifts, out[first:last])

    pieces = range(0, len(packed), TEXTS_PER_TASK)
    if threads == 1 or len(pieces) < 2:
        for piece in pieces:
            fill(piece)
    else:
        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(fill, pieces))
    return out


def choose_bands(threshold: float, permutations: int = 256) -> tuple[int, int]:
    """How to cut a signature into (bands, rows per band).

    A pair of Jaccard index J shares at least one of b bands of r rows with probability 1 - (1 - J^r)^b. The most rows
    are chosen with which a pair just at the threshold is found with probability 0.99. If two functions that share only
    their language (J = 0.2) would then share a band more than once in a thousand pairs, 0.95 is the aim instead. At 0.7
    this gives 36 bands of 7 rows, which find 99.75 % of the pairs above the threshold in real code, since most pairs
    are well above it.
    """
    for recall in (0.99, 0.95):
        fitting = (
            rows for rows in range(1, permutations + 1) if 1 - (1 - threshold**rows) ** (permutations // rows) >= recall
        )
        best = max(fitting, default=1)
        if permutations // best * 0.2**best <= 0.001:
            break
    return permutations // best, best


def band_keys(signature: npt.NDArray[np.uint32], bands: int, rows: int) -> npt.NDArray[np.uint32]:
    """One number per text and band, equal if all rows of the band are equal: uint32 (texts, bands).

    Different bands get the same number about once in 2^32 text pairs; that costs a comparison and changes no result.
    """
    cut = signature[:, : bands * rows].reshape(len(signature), bands, rows)
    keys = np.zeros((len(signature), bands), dtype=np.uint64)
    for row in range(rows):
        keys = (keys + cut[:, :, row]) * multipliers()[row % MAX_SHINGLE]
        keys ^= keys >> np.uint64(29)
    return (keys >> np.uint64(32)).astype(np.uint32)
