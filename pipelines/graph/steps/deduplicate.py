"""Duplicate removal as Beam transforms. The result is that of `dedup.near` for any runner, bundles and workers.

    pairs ─> blocks of some thousand rows of one language pair, compressed
               ├─> sketches, all of one language pair together ─> decide, fetching the texts of rows in doubt ─┐
               ├─> texts ─────────────────────────────────────────────┘                                        │
               └─> apply <─────────────────────────────────────────────────────────────────────────────────────┘
                     └─> pairs, rejected

The shuffles move blocks and not rows, because each element costs the runner about a kilobyte in addition to its bytes.
"""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import apache_beam as beam
import numpy as np
import pyarrow.parquet as pq
from apache_beam.pvalue import AsMultiMap, TaggedOutput

from pairloom.dedup.blocks import BlockRows, Decisions, Match, decide_blocks
from pairloom.dedup.errors import DedupError
from pairloom.dedup.near import digests, sketch
from pairloom.dedup.pairs import KnownRow, document, rank, settings_of
from pairloom.dedup.settings import Settings
from pairloom.dedup.texts import Texts, encode
from pairloom.pipelines.graph.outputs import REJECTED, at_end_of_bundle
from pairloom.pipelines.graph.packing import Packed
from pairloom.schemas import CodePair, Rejection
from pairloom.schemas.files import join_path, match_files, open_file
from pairloom.schemas.recipe import DedupSection

Languages = tuple[str, str]

BLOCK_ROWS = 2_000
BLOCK_BYTES = 8 << 20


@dataclass(frozen=True)
class PairBlock:
    """A list of rows of one language pair. `dataset` is "" for the rows of this run."""

    block_id: str
    languages: Languages
    dataset: str
    rows: Packed

    @classmethod
    def of(cls, languages: Languages, dataset: str, rows: list[Any], folder: str = "") -> "PairBlock":
        """A block of `rows` with a new identifier."""
        return cls(uuid.uuid4().hex, languages, dataset, Packed.of(rows, folder))


class BlockSketch(NamedTuple):
    """The data of a block, besides the texts, that decides on its rows: `rows` and their `sketch`. Each is packed, so
    that the data of many blocks need not be in memory together."""

    rows: Packed
    sketch: Packed


class RemoveDuplicates(beam.PTransform):
    """PCollection[CodePair] -> `.pairs` (with `duplicates`) and `.rejected`.

    Two rows are compared if they have the same source and target language. A row is removed only if a kept row, or a
    row of a dataset in `dedup.against`, is equal or within the threshold. These datasets are release folders or Parquet
    files (patterns) with the columns of a release. folder: a local folder that all workers can access, for the
    shuffles; "" uses the runner's own shuffle, which Beam's local runner keeps in memory.
    """

    def __init__(self, dedup: DedupSection, folder: str = "") -> None:
        super().__init__()
        self.dedup = dedup
        self.folder = folder
        self.settings = settings_of(dedup.threshold, dedup.permutations, dedup.shingle)
        self.against = [path.resolved for path in dedup.against]

    def expand(self, pairs: beam.PCollection) -> Any:
        """Builds the graph in the module's docstring."""
        blocks = pairs | "Blocks" >> beam.ParDo(ToBlocks(self.folder))
        if self.against:
            known = (
                pairs.pipeline
                | "Known files" >> beam.Create(known_files(self.against), reshuffle=False)
                | "One file, one worker" >> beam.Reshuffle()
                | "Known rows" >> beam.ParDo(ReadKnown(self.folder))
            )
            blocks = (blocks, known) | "All blocks" >> beam.Flatten()
        sketches = blocks | "Sketch" >> beam.Map(sketch_block, self.settings, self.folder)
        texts = blocks | "Texts" >> beam.Map(texts_of, self.folder)
        decisions = (
            sketches
            | "Same languages" >> beam.GroupByKey()
            | "Decide" >> beam.FlatMap(decide_rows, AsMultiMap(texts), self.settings, self.dedup.method, self.folder)
        )
        own = blocks | "Own" >> beam.Filter(lambda block: not block.dataset)
        apply = beam.FlatMap(apply_decisions, AsMultiMap(decisions)).with_outputs(REJECTED, main="pairs")
        return own | "Apply" >> apply


class ToBlocks(beam.DoFn):
    """CodePair -> PairBlock. The division into blocks depends on the bundles; the result does not."""

    def __init__(self, folder: str) -> None:
        self.folder = folder

    def start_bundle(self) -> None:
        """Starts with no open blocks."""
        self.rows: dict[Languages, list[CodePair]] = defaultdict(list)
        self.bytes: dict[Languages, int] = defaultdict(int)

    def process(self, pair: CodePair) -> Iterator[PairBlock]:
        """Adds `pair` to its block. Yields a full block."""
        languages = (pair.source_language, pair.target_language)
        self.rows[languages].append(pair)
        self.bytes[languages] += len(pair.source_code) + len(pair.target_code) + len(pair.text)
        if len(self.rows[languages]) >= BLOCK_ROWS or self.bytes[languages] >= BLOCK_BYTES:
            self.bytes.pop(languages)
            yield PairBlock.of(languages, "", self.rows.pop(languages), self.folder)

    def finish_bundle(self) -> Iterator[Any]:
        """Yields the open blocks."""
        for languages, rows in self.rows.items():
            yield at_end_of_bundle(PairBlock.of(languages, "", rows, self.folder))


def known_files(against: Sequence[str]) -> list[tuple[str, str]]:
    """(dataset as named in the recipe, Parquet file) of each file. Raises DedupError if a name matches no file."""
    files = []
    for name in against:
        paths = match_files(name if name.endswith(".parquet") else join_path(name, "data/*.parquet"))
        if not paths:
            raise DedupError(f"[dedup] against: {name} is neither a release folder nor a Parquet file")
        files += [(name, path) for path in paths]
    return files


class ReadKnown(beam.DoFn):
    """(dataset, Parquet file) -> PairBlock of KnownRow."""

    COLUMNS = ("source_language", "target_language", "pair_id", "source_code", "target_code")

    def __init__(self, folder: str) -> None:
        self.folder = folder

    def process(self, element: tuple[str, str]) -> Iterator[PairBlock]:
        """Yields the file's rows in blocks. Raises DedupError with the file's name if it lacks a column."""
        dataset, path = element
        with open_file(path) as file:
            parquet = pq.ParquetFile(file)
            missing = [name for name in self.COLUMNS if name not in parquet.schema_arrow.names]
            if missing:
                raise DedupError(f"{path}: has no column {', '.join(missing)}, which [dedup] against needs")
            for batch in parquet.iter_batches(BLOCK_ROWS, columns=list(self.COLUMNS)):
                rows: dict[Languages, list[KnownRow]] = defaultdict(list)
                for row in batch.to_pylist():
                    languages = (row["source_language"], row["target_language"])
                    rows[languages].append(KnownRow(row["pair_id"], row["source_code"], row["target_code"]))
                for languages, group in rows.items():
                    yield PairBlock.of(languages, dataset, group, self.folder)


def texts_of(block: PairBlock, folder: str = "") -> tuple[str, Packed]:
    """The documents of a block, under its identifier."""
    return block.block_id, Packed.of([document(row) for row in block.rows.read()], folder)


def sketch_block(block: PairBlock, settings: Settings, folder: str = "") -> tuple[Languages, BlockSketch]:
    """The sketch of a block, under its languages."""
    rows = block.rows.read()
    documents = Texts.of(document(row) for row in rows)
    digest = digests(Texts.of(repr(tuple_of(row)) for row in rows))
    ranks = np.array([0 if block.dataset else rank(row) for row in rows])
    ids = np.array([encode(row.pair_id) for row in rows])
    facts = BlockRows(block.block_id, block.dataset, np.diff(documents.offsets), ids, digest, ranks)
    return block.languages, BlockSketch(Packed.of(facts, folder), Packed.of(sketch(documents, settings), folder))


def tuple_of(row: Any) -> tuple[Any, ...]:
    """The values of a row, in the order of its fields."""
    return row if isinstance(row, tuple) else tuple(getattr(row, name) for name in row.__dataclass_fields__)


def decide_rows(
    element: tuple[Languages, Iterable[BlockSketch]],
    texts: Mapping[str, Iterable[Packed]],
    settings: Settings,
    method: str,
    folder: str = "",
) -> Iterator[tuple[str, Decisions]]:
    """(block, decisions on its rows) of each block of one language pair, from the sketches of all its blocks."""

    def read_documents(block_id: str) -> list[bytes]:
        (block,) = texts[block_id]
        documents: list[bytes] = block.read()
        return documents

    return decide_blocks(element[1], read_documents, settings, method, folder)


def apply_decisions(block: PairBlock, decisions: Mapping[str, Iterable[Decisions]]) -> Iterator[Any]:
    """The kept rows of a block, and a rejection for each other row. Raises RuntimeError if decisions are missing."""
    found = list(decisions[block.block_id])
    if len(found) != 1:
        raise RuntimeError(
            f"deduplication: block {block.block_id} has {len(found)} sets of decisions instead of one; "
            "the runner computed a step again with other bundles, or lost elements"
        )
    (decided,) = found
    for place, pair in enumerate(block.rows.read()):
        if place in decided.removed:
            yield TaggedOutput(REJECTED, reject_duplicate(pair, decided.removed[place]))
        elif place in decided.stands_for:
            yield replace(pair, duplicates=pair.duplicates + decided.stands_for[place])
        else:
            yield pair


def reject_duplicate(pair: CodePair, match: Match) -> Rejection:
    """The rejection of `pair` as a duplicate."""
    kind = "equal to" if match.equal else f"a near-duplicate (Jaccard {match.similarity:.4f}) of"
    reason = "known_elsewhere" if match.dataset else ("exact_duplicate" if match.equal else "near_duplicate")
    detail = f"pair {pair.pair_id} is {kind} pair {match.pair_id} of {match.dataset or 'this release'}"
    return Rejection.create("dedup", reason, detail, of=pair, payload=pair.target_code, matched=match.pair_id)
