"""A release as training data: reading its Parquet files, planning batches, and changing names in code."""

import hashlib
import random
import re
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from pairloom.encoder.errors import DataError


@dataclass(frozen=True, slots=True)
class Pair:
    """The columns of a release that the encoder reads. `text` is "" where a function has no description."""

    pair_id: str
    record_id: str
    repository: str
    text: str
    source_language: str
    source_code: str
    target_language: str
    target_code: str


_COLUMNS = list(Pair.__slots__)
_REQUIRED = ("source_language", "source_code", "target_language", "target_code")


def release_files(folder: str | Path, split: str) -> list[Path]:
    """The Parquet files of a split, in order. Raises DataError where there is none."""
    data = Path(folder) / "data"
    files = sorted(data.glob(f"{split}-*.parquet"))
    if not files:
        raise DataError(f"{folder}: has no {split} split; expected files {data}/{split}-*.parquet of a release")
    return files


def read_pairs(folder: str | Path, split: str) -> list[Pair]:
    """The rows of a split of a release. Raises DataError on a missing column, a missing value or no rows at all."""
    pairs = [pair for file in release_files(folder, split) for pair in _read_file(file)]
    if not pairs:
        raise DataError(f"{folder}: the {split} split has no rows")
    return pairs


def _read_file(file: Path) -> list[Pair]:
    table = read_columns(file, _COLUMNS)
    for name in _REQUIRED:
        column = table.column(name).to_pylist()
        row = next((row for row, value in enumerate(column) if not value.strip()), None)
        if row is not None:
            raise DataError(f"{file}: row {row}: {name} is empty")
    return [Pair(**row) for row in table.to_pylist()]


def read_columns(file: Path, names: Sequence[str]) -> pa.Table:
    """Text columns of a Parquet file. Raises DataError if one is absent, is not text, or lacks a value."""
    try:
        schema = pq.read_schema(file)
        missing = [name for name in names if name not in schema.names]
        if missing:
            raise DataError(f"{file}: lacks column {', '.join(missing)}; it has {', '.join(schema.names) or 'none'}")
        table = pq.read_table(file, columns=list(names), partitioning=None)
    except (pa.ArrowException, OSError) as error:
        raise DataError(f"{file}: cannot be read as Parquet: {error}") from None
    for name in names:
        column = table.column(name)
        kind = column.type
        if not (pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind)):
            raise DataError(f"{file}: column {name} is {kind}, not text")
        if column.null_count:
            row = column.is_null().to_pylist().index(True)
            raise DataError(f"{file}: row {row}: {name} has no value (null or NaN)")
    return table


def data_fingerprint(files: Iterable[Path]) -> str:
    """SHA-256 over names and contents of `files`, which identifies the data of a run."""
    total = hashlib.sha256()
    for file in files:
        total.update(file.name.encode())
        with file.open("rb") as stream:
            total.update(hashlib.file_digest(stream, "sha256").digest())
    return total.hexdigest()


@dataclass(frozen=True, slots=True)
class Example:
    """One positive pair of training: two texts, each with its language, or None where it is a description."""

    anchor: str
    anchor_language: str | None
    positive: str
    positive_language: str | None


def example_of(pair: Pair, code_to_code: bool, chance: random.Random) -> Example:
    """A code-code or a text-code example of `pair`; a description is paired with one of both codes at random."""
    source, target = (pair.source_code, pair.source_language), (pair.target_code, pair.target_language)
    if code_to_code or not pair.text.strip():
        return Example(*source, *target)
    return Example(pair.text, None, *chance.choice((source, target)))


class BatchPlan:
    """The rows of each step's batch: a pure function of the seed and the step, so that a resumed run sees the same
    batches as a run that was never interrupted.

    Each epoch is a permutation of the rows. Two rows with the same record, description or code would be false negatives
    of each other, so the second one waits for a later batch. If the rows that are left at the end of an epoch fill less
    than half a batch, they are dropped from that epoch (`leftover` counts them).
    """

    def __init__(self, pairs: Sequence[Pair], batch_pairs: int, seed: int) -> None:
        self.batch_pairs, self.seed = batch_pairs, seed
        self._keys = [_keys(pair) for pair in pairs]
        self._starts = [0]
        self.leftover = 0
        if batch_pairs < 2:
            raise ValueError("a batch needs at least two pairs: the others are the negatives")
        if len(pairs) < 2:
            raise DataError(f"training needs at least two pairs that differ; the split has {len(pairs)}")
        self.epoch = lru_cache(maxsize=2)(self._epoch)

    def rows(self, step: int) -> list[int]:
        """Row numbers of the batch of `step`, counted from 0."""
        while self._starts[-1] <= step:
            self._starts.append(self._starts[-1] + len(self.epoch(len(self._starts) - 1)))
        number = next(index for index in range(len(self._starts)) if self._starts[index + 1] > step)
        return self.epoch(number)[step - self._starts[number]]

    def _epoch(self, number: int) -> list[list[int]]:
        order = list(range(len(self._keys)))
        random.Random(f"{self.seed}/{number}").shuffle(order)
        waiting = deque(order)
        batches: list[list[int]] = []
        while waiting:
            batch = self._fill(waiting)
            if batches and len(batch) < max(2, self.batch_pairs / 2):
                self.leftover = len(batch) + len(waiting)
                break
            batches.append(batch)
        if len(batches[0]) < 2:
            raise DataError("all pairs share a record, a description or code: there are no negatives to train against")
        return batches

    def _fill(self, waiting: deque[int]) -> list[int]:
        """A batch from the front of `waiting`; rows that clash with it go back to the front, in order."""
        batch: list[int] = []
        passed_over: list[int] = []
        seen: set[int] = set()
        while waiting and len(batch) < self.batch_pairs:
            row = waiting.popleft()
            if seen.isdisjoint(self._keys[row]):
                seen.update(self._keys[row])
                batch.append(row)
            else:
                passed_over.append(row)
        waiting.extendleft(reversed(passed_over))
        return batch


def _keys(pair: Pair) -> tuple[int, ...]:
    """Hashes of the contents that no two rows of a batch may share. White space and case are ignored."""
    contents = [pair.record_id and f"record {pair.record_id}", pair.text, pair.source_code, pair.target_code]
    folded = (" ".join(content.lower().split()) for content in contents)
    return tuple({int.from_bytes(hashlib.blake2b(key.encode(), digest_size=8).digest()) for key in folded if key})


_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")

# Keywords of all languages: changing one would change the meaning of the code.
_KEYWORDS = frozenset(
    re.findall(
        r"\w+",
        """
    abstract and as assert async await begin bool boolean break byte case catch chan char class const constexpr continue
    def default defer del delete do double elif else elseif elsif end ensure enum except export extends extern false
    final finally float fn for foreach from func function go goto if impl implements import in include inline int
    interface is lambda let long loop map match mod module mut namespace new next nil none not null object operator or
    package pass private protected pub public raise range rescue return self short signed sizeof static string struct
    super switch template then this throw throws trait true try type typedef typename undefined unless unsigned until
    use using var virtual void when where while with yield
    """,
    )
)


def rename_words(code: str, rate: float, chance: random.Random) -> str:
    """`code` with each word that occurs at least twice replaced everywhere by another word, with probability `rate`.

    The paper does this with probability 0.3, so that a model cannot rely on equal names.
    """
    counts: dict[str, int] = {}
    for word in _WORD.findall(code):
        counts[word] = counts.get(word, 0) + 1
    frequent = [word for word, count in counts.items() if count > 1 and word.lower() not in _KEYWORDS]
    renamed = {word: f"name{chance.randrange(100)}" for word in frequent if chance.random() < rate}
    return _WORD.sub(lambda found: renamed.get(found.group(), found.group()), code) if renamed else code
