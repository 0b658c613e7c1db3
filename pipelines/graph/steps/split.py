"""Assigns splits: by a hash of the repository or record, independent of the other rows.

So a row keeps its split when the data grows, shrinks or is shuffled, and two releases can be compared. The price is
that the shares are only met on average: with few repositories they can be far off. The manifest gives the actual
shares for each language. Balancing across rows is impossible without losing the first property.
"""

from typing import Protocol

from pairloom.schemas.hashing import hash_fraction
from pairloom.schemas.recipe import SplitSection
from pairloom.schemas.splits import find_split


class SplitRow(Protocol):
    """The fields that decide a split; CodeRecord and CodePair have them."""

    @property
    def record_id(self) -> str: ...
    @property
    def repository(self) -> str: ...
    @property
    def split(self) -> str: ...


def assign_split(row: SplitRow, split: SplitSection) -> str:
    """ "train", "validation" or "test" for a record or a pair.

    "repository": all rows of a repository have the same split; a row without a repository is assigned by its record.
    "record": all translations of a record have the same split. "source": the benchmark's split is kept, and an unknown
    or missing split becomes "train"; the `split` of a pair must still be the benchmark's.
    """
    if split.by == "source":
        return find_split(row.split) or "train"
    by_repository = split.by == "repository" and row.repository
    # Hosting sites ignore the case of names, so "Org/Name" and "org/name" are one repository.
    key = ("repository", row.repository.lower()) if by_repository else ("record", row.record_id)
    fraction = hash_fraction("split", *key)
    if fraction < split.test:
        return "test"
    return "validation" if fraction < split.test + split.validation else "train"
