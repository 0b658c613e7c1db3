"""Which rows are held out: decided by a hash of what must stay together, never by what else is in the data.

So a row keeps its split when the data grows, shrinks or is shuffled, and two releases can be compared. The price is
that the shares are met on average, not exactly: with few repositories they can be far off, and the manifest gives the
shares that came out, per language. No balancing across rows is possible without giving up the first property.
"""

from typing import Protocol

from pairloom.schemas.hashing import hash_fraction
from pairloom.schemas.recipe import SplitSection
from pairloom.schemas.splits import find_split


class SplitRow(Protocol):
    """What a split is decided from; CodeRecord and CodePair both have it."""

    @property
    def record_id(self) -> str: ...
    @property
    def repository(self) -> str: ...
    @property
    def split(self) -> str: ...


def assign_split(row: SplitRow, split: SplitSection) -> str:
    """ "train", "validation" or "test" for a record or a pair.

    By "repository", all rows of a repository go together, and a row without one goes by its record; by "record", all
    translations of a record go together; by "source", the benchmark's own split is kept, and a split of another name
    (or none) is training data. A pair's own `split` must still be the benchmark's for the last.
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
