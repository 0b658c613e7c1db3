"""What two texts are compared by."""

import math
from dataclasses import dataclass

from pairloom.dedup.minhash import check_shingle, choose_bands

COARSE = 128  # bytes of a signature kept for a cheap look before a pair is compared exactly


@dataclass(frozen=True)
class Settings:
    """What two texts are compared by, and from where on they are duplicates.

    threshold: Jaccard index, above 0 up to 1 (1: equal texts only). permutations: length of a signature.
    shingle: characters (or tokens) in a row. seed: of the permutations. by_token: shingles of tokens. in_parts: a text
    is two parts with a NUL between them, and two texts are duplicates only if each part is within the threshold too.
    """

    threshold: float = 0.7
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
        """Of the coarse bytes of two texts so many must be equal, or the pair is not compared: four standard
        deviations below what is expected at the threshold, which loses 1 pair in 30,000 of those just at it."""
        count = min(COARSE, self.permutations)
        deviation = math.sqrt(count * self.threshold * (1 - self.threshold))
        return max(0, math.floor(count * self.threshold - 4 * deviation))
