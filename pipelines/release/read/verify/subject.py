"""The subject of a verification: a release, and the data collected from its rows for checks over all rows.

Each row needs its two identifiers (32 bytes) and its split in memory.
"""

import hashlib
import posixpath
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pairloom.pipelines.release.read.statistics import RowStatistics
from pairloom.schemas.manifest import DataFile, Manifest
from pairloom.schemas.recipe import Recipe
from pairloom.schemas.splits import SPLITS

ReportProgress = Callable[[str, int, int], None]
"""Takes (name of a part, rows done, rows in total)."""


class NotChecked(Exception):
    """A check cannot run. The message, if any, says why."""


@dataclass
class Subject:
    """A release under verification.

    present: the paths of all existing files. readable: the files whose rows can be read, set by the schema check. rows:
    the data collected from the data files, None before the pass or if it failed. notes: parts that were not checked,
    and why.
    """

    folder: str
    manifest: Manifest
    recipe: Recipe
    present: set[str]
    progress: ReportProgress
    notes: list[str]
    readable: list[DataFile] = field(default_factory=list)
    rows: "CollectedRows | None" = None

    def stated_files(self, kind: str) -> list[DataFile]:
        """The files that the manifest lists in the folder `kind`, "data" or "rejected"."""
        return [file for file in self.manifest.files if posixpath.dirname(file.path) == kind]

    def readable_files(self, kind: str) -> list[DataFile]:
        """Those of `stated_files` whose rows can be read."""
        return [file for file in self.readable if posixpath.dirname(file.path) == kind]

    def is_complete(self, kind: str) -> bool:
        """Whether all of `stated_files` can be read."""
        return len(self.readable_files(kind)) == len(self.stated_files(kind))

    def read_rows(self) -> "CollectedRows":
        """The data collected from the data files. Raises NotChecked if the pass failed."""
        if self.rows is None:
            raise NotChecked
        return self.rows

    def all_rows(self, note: str) -> "CollectedRows":
        """Like `read_rows`, but raises NotChecked, with `note`, if some data files could not be read."""
        rows = self.read_rows()
        if not self.is_complete("data"):
            raise NotChecked(note)
        return rows


class CollectedRows:
    """The data collected from all rows, batch by batch."""

    def __init__(self) -> None:
        self.statistics = RowStatistics()
        self.pair_ids: list[Any] = [np.empty(0, "S16")]
        self.record_ids: list[Any] = [np.empty(0, "S16")]
        self.splits: list[Any] = [np.empty(0, np.int8)]
        self.repositories: dict[str, set[str]] = {}
        self.kept: Counter[str] = Counter()
        self.duplicates = 0

    def add(self, batch: pa.RecordBatch) -> None:
        """Collects the data of a batch with the columns of CodePair."""
        self.statistics.add(batch)
        self.pair_ids.append(_digest_ids(batch["pair_id"]))
        self.record_ids.append(_digest_ids(batch["record_id"]))
        self.splits.append(pc.index_in(batch["split"], pa.array(SPLITS)).fill_null(-1).to_numpy().astype(np.int8))
        pairs = pa.table({"repository": pc.utf8_lower(batch["repository"]), "split": batch["split"]})
        for row in pairs.group_by(["repository", "split"]).aggregate([]).to_pylist():
            self.repositories.setdefault(row["repository"], set()).add(row["split"])
        for entry in pc.value_counts(batch["target_language"]).to_pylist():
            self.kept[entry["values"]] += entry["counts"]
        self.duplicates += pc.sum(batch["duplicates"]).as_py() or 0


def _digest_ids(ids: pa.Array) -> Any:
    """16 bytes for each identifier: its binary form, or a hash if the text is not an identifier."""
    return np.array([_digest_id(text) for text in ids.to_pylist()], dtype="S16")


def _digest_id(text: str) -> bytes:
    try:
        digest = bytes.fromhex(text)
    except ValueError:
        digest = b""
    return digest if len(digest) == 16 else hashlib.sha256(text.encode()).digest()[:16]


def show_digest(digest: bytes) -> str:
    """The identifier of a digest. NumPy removes zero bytes at the end of a digest."""
    return digest.ljust(16, bytes(1)).hex()


def shorten(value: Any) -> str:
    """`value` for a message: one line of at most 80 characters."""
    text = value if isinstance(value, str) else repr(value)
    shown = "".join(character if character.isprintable() else " " for character in text)
    return shown if len(shown) <= 80 else shown[:77] + "..."
