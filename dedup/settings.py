"""The settings of a comparison of texts."""

import math
from dataclasses import dataclass

from pairloom.dedup.minhash import check_shingle, choose_bands
from pairloom.schemas.recipe import THRESHOLD

COARSE = 128  # bytes of a signature that are kept, to reject most pairs before the exact comparison


@dataclass(frozen=True)
class Settings:
    """How two texts are compared, and how similar duplicates are at least.

    threshold: Jaccard index, above 0 and at most 1 (1: equal texts only). permutations: length of a signature.
    shingle: how many characters (or tokens) in a row are one shingle. seed: of the permutations. by_token: shingles of
    tokens. in_parts: a text is two parts with a NUL between them, and two texts are duplicates only if each part is
    within the threshold too.
    """

    threshold: float = THRESHOLD
    permutations: int = 256
    shingle: int = 5
    seed: int = 1
    by_token: bool = False
    in_parts: bool = False

    def __post_init__(self) -> None:
        check_shingle(self.shingle)
        if not 0 < self.threshold <= 1:
            raise ValueError(f"threshold is {self.threshold}; it must be above 0 and at most 1")
        if self.permutations < 1:
            raise ValueError(f"permutations is {self.permutations}; at least 1 is needed")

    @property
    def bands(self) -> tuple[int, int]:
        """(bands, rows per band)"""
        return choose_bands(self.threshold, self.permutations)

    @property
    def agree(self) -> int:
        """How many coarse bytes of two texts must be equal, or the pair is not compared: four standard deviations
        below what is expected at the threshold. This loses 1 in 30,000 of the pairs that are just at the threshold."""
        count = min(COARSE, self.permutations)
        deviation = math.sqrt(count * self.threshold * (1 - self.threshold))
        return max(0, math.floor(count * self.threshold - 4 * deviation))
