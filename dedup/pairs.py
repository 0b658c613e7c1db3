"""What is compared of the rows of a release, and which of two duplicates is kept."""

from typing import NamedTuple

from pairloom.dedup.settings import Settings
from pairloom.dedup.texts import encode
from pairloom.schemas import CodePair
from pairloom.schemas.reasons import LEVELS


class KnownRow(NamedTuple):
    """What is needed of a row of an earlier release: nothing removes it, it only removes others."""

    pair_id: str
    source_code: str
    target_code: str


def document(row: CodePair | KnownRow) -> bytes:
    """What is compared of a row: both codes, as two parts. Two rows are near-duplicates only if both are: translations
    share much that says nothing of the function (the helpers of a transpiler, a class around a method)."""
    return encode(row.source_code) + b"\0" + encode(row.target_code)


def settings_of(threshold: float, permutations: int, shingle: int) -> Settings:
    """What the documents of rows are compared by."""
    return Settings(threshold, permutations, shingle, in_parts=True)


def rank(pair: CodePair) -> int:
    """Which of two duplicates is kept: the more strongly verified, then the one of more complete provenance."""
    filled = sum(bool(value) for value in (pair.repository, pair.path, pair.url, pair.license))
    return (len(LEVELS) - LEVELS.index(pair.verified)) * 8 - filled
