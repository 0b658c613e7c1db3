"""Duplicate removal as Beam transforms: the answer of `dedup.near`, whatever the runner, the bundles or the workers.

    pairs ─> blocks of some thousand rows of one language pair, compressed
               ├─> sketches, all of one language pair together ─> decide, fetching the texts of rows in doubt ─┐
               ├─> texts ─────────────────────────────────────────────┘                                        │
               └─> apply <─────────────────────────────────────────────────────────────────────────────────────┘
                     └─> kept, removed

Blocks, not rows, travel: a row costs the runner's shuffle about a kilobyte, a block of them no more than its bytes.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import apache_beam as beam
import numpy as np
import numpy.typing as npt
import pyarrow.parquet as pq
from apache_beam.io.filesystems import FileSystems
from apache_beam.pvalue import AsMultiMap
from apache_beam.transforms.window import GlobalWindow
from apache_beam.utils.timestamp import MIN_TIMESTAMP
from apache_beam.utils.windowed_value import WindowedValue

from pairloom.dedup.blocks import Block, Languages, Packed, Rows, Sketched, StoredSketches, mapped
from pairloom.dedup.contamination import Evaluation, Finding, evaluation_files, read_items
from pairloom.dedup.errors import DedupError
from pairloom.dedup.near import decide, digests, first_equal, sketch
from pairloom.dedup.settings import Settings
from pairloom.dedup.texts import Texts, encode
from pairloom.schemas import CodePair, Rejection
from pairloom.schemas.reasons import REASONS
from pairloom.schemas.recipe import Decontaminate as DecontaminateSection
from pairloom.schemas.recipe import Dedup
from pairloom.schemas.records import LEVELS

BLOCK_ROWS = 2_000
BLOCK_BYTES = 8 << 20
REMOVED = "removed"


class KnownRow(NamedTuple):
    """What is needed of a row of an earlier release: nothing removes it, it only removes others."""

    pair_id: str
    source_code: str
    target_code: str


class Match(NamedTuple):
    """The kept row that a removed one duplicates. `dataset` is "" for a row of this run."""

    pair_id: str
    dataset: str
    similarity: float
    equal: bool


@dataclass(frozen=True)
class Decisions:
    """What becomes of the rows of a block, by their place in it: the match of each removed row, and how many removed
    rows a kept one stands for (none, if it is not listed)."""

    removed: dict[int, Match]
    stands_for: dict[int, int]


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


class RemoveDuplicates(beam.PTransform):
    """PCollection[CodePair] -> `.kept` (CodePair, with `duplicates`) and `.removed` (Rejection).

    Two rows are compared if they have the same source and target language. A row is removed only if a kept row, or
    one of the datasets `against`, is equal or within the threshold. `against` are release folders or Parquet files
    (patterns) with the columns of a release; by default those that the recipe names. folder: a local folder, which all
    workers see, for what the steps exchange; "" leaves that to the runner, and Beam's local one keeps it in memory.
    """

    def __init__(self, dedup: Dedup, against: Sequence[str] | None = None, folder: str = "") -> None:
        super().__init__()
        self.dedup = dedup
        self.folder = folder
        self.settings = settings_of(dedup.threshold, dedup.permutations, dedup.shingle)
        self.against = list(dedup.against if against is None else against)

    def expand(self, pairs: beam.PCollection) -> Any:
        """Builds the graph in the module's picture."""
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
        apply = beam.FlatMap(apply_decisions, AsMultiMap(decisions)).with_outputs(REMOVED, main="kept")
        return own | "Apply" >> apply


class ToBlocks(beam.DoFn):
    """CodePair -> Block. How rows fall into blocks depends on the bundles; nothing else does."""

    def __init__(self, folder: str) -> None:
        self.folder = folder

    def start_bundle(self) -> None:
        """Begins with no open blocks."""
        self.rows: dict[Languages, list[CodePair]] = defaultdict(list)
        self.bytes: dict[Languages, int] = defaultdict(int)

    def process(self, pair: CodePair) -> Iterator[Block]:
        """Yields the block that `pair` fills, if it does."""
        languages = (pair.source_language, pair.target_language)
        self.rows[languages].append(pair)
        self.bytes[languages] += len(pair.source_code) + len(pair.target_code) + len(pair.text)
        if len(self.rows[languages]) >= BLOCK_ROWS or self.bytes[languages] >= BLOCK_BYTES:
            self.bytes.pop(languages)
            yield Block.of(languages, "", self.rows.pop(languages), self.folder)

    def finish_bundle(self) -> Iterator[Any]:
        """Yields the blocks still open."""
        for languages, rows in self.rows.items():
            yield WindowedValue(Block.of(languages, "", rows, self.folder), MIN_TIMESTAMP, (GlobalWindow(),))


def known_files(against: Sequence[str]) -> list[tuple[str, str]]:
    """(dataset as the recipe names it, Parquet file) of each file. Raises DedupError if a name matches none."""
    files = []
    for name in against:
        pattern = name if name.endswith(".parquet") else FileSystems.join(name, "data", "*.parquet")
        paths = [metadata.path for metadata in FileSystems.match([pattern])[0].metadata_list]
        if not paths:
            raise DedupError(f"[dedup] against: {name} is neither a release folder nor a Parquet file")
        files += [(name, path) for path in sorted(paths)]
    return files


class ReadKnown(beam.DoFn):
    """(dataset, Parquet file) -> Block of KnownRow."""

    COLUMNS = ("source_language", "target_language", "pair_id", "source_code", "target_code")

    def __init__(self, folder: str) -> None:
        self.folder = folder

    def process(self, element: tuple[str, str]) -> Iterator[Block]:
        """Yields the file's rows in blocks. Raises DedupError naming the file if it lacks a column."""
        dataset, path = element
        with FileSystems.open(path) as file:
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
                    yield Block.of(languages, dataset, group, self.folder)


def texts_of(block: Block, folder: str = "") -> tuple[str, Packed]:
    """The documents of a block, under its identifier."""
    return block.block_id, Packed.of([document(row) for row in block.rows.read()], folder)


def sketch_block(block: Block, settings: Settings, folder: str = "") -> tuple[Languages, Sketched]:
    """The sketch of a block, under its languages."""
    rows = block.rows.read()
    documents = Texts.of(document(row) for row in rows)
    digest = digests(Texts.of(repr(tuple_of(row)) for row in rows))
    ranks = np.array([0 if block.dataset else rank(row) for row in rows])
    ids = np.array([encode(row.pair_id) for row in rows])
    facts = Rows(block.block_id, block.dataset, np.diff(documents.offsets), ids, digest, ranks)
    return block.languages, Sketched(Packed.of(facts, folder), Packed.of(sketch(documents, settings), folder))


def tuple_of(row: Any) -> tuple[Any, ...]:
    """The values of a row, in the order of its fields."""
    return row if isinstance(row, tuple) else tuple(getattr(row, name) for name in row.__dataclass_fields__)


def decide_rows(
    element: tuple[Languages, Iterable[Sketched]],
    texts: Mapping[str, Iterable[Packed]],
    settings: Settings,
    method: str,
    folder: str = "",
) -> Iterator[tuple[str, Decisions]]:
    """The decisions on each block of one language pair, from the sketches of all its rows.

    In memory are some 120 bytes of each row, and 190 more of those that may have a near-duplicate. The sketches and
    texts of the latter lie in files that are mapped.
    """
    _, blocks = element
    read = sorted(((block.rows.read(), block.sketch) for block in blocks), key=lambda block: block[0].block_id)
    parts, sketches = [rows for rows, _ in read], [packed for _, packed in read]
    lengths = [len(part.rank) for part in parts]
    block_ids, datasets = [part.block_id for part in parts], [part.dataset for part in parts]
    order, known = priority(parts)
    ids = np.concatenate([part.ids for part in parts])[order]
    length = np.concatenate([part.length for part in parts])[order]
    del read, parts
    block_of = np.repeat(np.arange(len(lengths), dtype=np.int32), lengths)[order]
    place = np.concatenate([np.arange(rows, dtype=np.int32) for rows in lengths])[order]
    found = StoredSketches(sketches, order, folder)
    found.digest[:] = found.digest[first_equal(ids)]  # one identifier, one row: the same record came twice

    def fetch(rows: npt.NDArray[Any]) -> Texts:
        offsets = np.concatenate([[0], np.cumsum(length[rows])])
        data = mapped((int(offsets[-1]),), np.uint8, folder)  # filled in place: these may be gigabytes
        by_block = np.argsort(block_of[rows], kind="stable")
        ordered = block_of[rows][by_block]
        for number in np.unique(ordered):
            (block,) = texts[block_ids[number]]
            documents = block.read()
            for i in by_block[slice(*np.searchsorted(ordered, [number, number + 1]))]:
                data[offsets[i] : offsets[i + 1]] = np.frombuffer(documents[place[rows[i]]], dtype=np.uint8)
        return Texts(data, offsets)

    match, similarity, _ = decide(found, known, settings, fetch, method)
    stands_for = np.bincount(match[match >= 0], minlength=len(order))
    by_block = np.argsort(block_of, kind="stable")
    for block_id, dataset, count, end in zip(block_ids, datasets, lengths, np.cumsum(lengths), strict=True):
        if dataset:
            continue
        rows = by_block[end - count : end]
        gone = rows[match[rows] >= 0]
        matches = [
            Match(
                ids[other].decode("utf-8", "surrogatepass"),
                datasets[block_of[other]],
                float(similarity[row]),
                bool(found.digest[row] == found.digest[other]),
            )
            for row, other in zip(gone, match[gone], strict=True)
        ]
        yield (
            block_id,
            Decisions(
                removed=dict(zip(place[gone].tolist(), matches, strict=True)),
                stands_for={int(place[row]): int(stands_for[row]) for row in rows[stands_for[rows] > 0]},
            ),
        )


def priority(parts: Sequence[Rows]) -> tuple[npt.NDArray[np.int64], int]:
    """The rows of all parts, laid end to end, in the order of their priority: int64 (rows,), known rows first; and how
    many are known."""
    datasets = np.repeat([part.dataset for part in parts], [len(part.rank) for part in parts])
    ids, ranks, digest = (
        np.concatenate([getattr(part, name) for part in parts]) for name in ("ids", "rank", "row_digest")
    )
    order = np.lexsort((digest.view("S16"), ids, ranks, datasets, datasets == ""))
    return order, int(np.count_nonzero(datasets != ""))


def apply_decisions(block: Block, decisions: Mapping[str, Iterable[Decisions]]) -> Iterator[Any]:
    """The kept rows of a block, and a rejection for each other. Raises RuntimeError if they were not decided on."""
    found = list(decisions[block.block_id])
    if len(found) != 1:
        raise RuntimeError(
            f"deduplication: block {block.block_id} has {len(found)} sets of decisions instead of one; "
            "the runner computed a step again with other bundles, or lost elements"
        )
    (decided,) = found
    for place, pair in enumerate(block.rows.read()):
        if place in decided.removed:
            yield beam.pvalue.TaggedOutput(REMOVED, removal(pair, decided.removed[place]))
        elif place in decided.stands_for:
            yield replace(pair, duplicates=pair.duplicates + decided.stands_for[place])
        else:
            yield pair


def removal(pair: CodePair, match: Match) -> Rejection:
    """The rejection of `pair` as a duplicate."""
    kind = "equal to" if match.equal else f"a near-duplicate (Jaccard {match.similarity:.4f}) of"
    reason = "known_elsewhere" if match.dataset else ("exact_duplicate" if match.equal else "near_duplicate")
    detail = f"pair {pair.pair_id} is {kind} pair {match.pair_id} of {match.dataset or 'this release'}"
    return Rejection.create("dedup", reason, detail, of=pair)


class Decontaminate(beam.PTransform):
    """PCollection[CodePair] -> `.kept` (CodePair) and `.removed` (Rejection), by the evaluation sets that the recipe's
    [decontaminate] names, or `files` instead. Both codes and the text of a row are compared.

    Raises dedup.DedupError, before anything runs, if a file is missing or cannot be read, or if
    planted copies are not found.
    """

    def __init__(self, decontaminate: DecontaminateSection, files: Sequence[str] | None = None) -> None:
        super().__init__()
        self.section = decontaminate
        self.files = evaluation_files(decontaminate.against if files is None else files)
        if self.files:
            load_evaluation(self.files, self.section).check_itself()

    def expand(self, pairs: beam.PCollection) -> Any:
        """One step; each worker holds the evaluation sets."""
        return pairs | beam.ParDo(FindContamination(self.files, self.section)).with_outputs(REMOVED, main="kept")


def load_evaluation(files: Sequence[str], section: DecontaminateSection) -> Evaluation:
    """The values of the evaluation files, ready to be compared with."""
    items = (item for file in files for item in read_items(file))
    return Evaluation(items, section.threshold, section.tokens)


class FindContamination(beam.DoFn):
    """CodePair -> the pair itself, or as REMOVED the rejection that says what it shares with an evaluation set."""

    BATCH = 500
    FIELDS = ("source_code", "target_code", "text")

    def __init__(self, files: Sequence[str], section: DecontaminateSection) -> None:
        self.files = files
        self.section = section

    def setup(self) -> None:
        """Reads the evaluation sets, once per worker."""
        if self.files:
            self.evaluation = load_evaluation(self.files, self.section)

    def start_bundle(self) -> None:
        """Begins with an empty batch."""
        self.batch: list[CodePair] = []

    def process(self, pair: CodePair) -> Iterator[Any]:
        """Yields the results of the batch that `pair` fills, if it does."""
        if not self.files:
            yield pair
            return
        self.batch.append(pair)
        if len(self.batch) >= self.BATCH:
            yield from self._flush()

    def finish_bundle(self) -> Iterator[Any]:
        """Yields the results of the last batch."""
        for result in self._flush():
            tagged = isinstance(result, beam.pvalue.TaggedOutput)
            windowed = WindowedValue(result.value if tagged else result, MIN_TIMESTAMP, (GlobalWindow(),))
            yield beam.pvalue.TaggedOutput(REMOVED, windowed) if tagged else windowed

    def _flush(self) -> Iterator[Any]:
        batch, self.batch = self.batch, []
        texts = [getattr(pair, field) for pair in batch for field in self.FIELDS]
        found = self.evaluation.find(texts) if texts else []
        for i, pair in enumerate(batch):
            findings = found[i * len(self.FIELDS) : (i + 1) * len(self.FIELDS)]
            named = [(name, finding) for name, finding in zip(self.FIELDS, findings, strict=True) if finding]
            if named:
                worst = min(named, key=lambda pair: list(REASONS["decontaminate"]).index(pair[1].reason))
                yield beam.pvalue.TaggedOutput(REMOVED, contamination(pair, *worst))
            else:
                yield pair


def contamination(pair: CodePair, field: str, finding: Finding) -> Rejection:
    """The rejection of `pair` whose `field` shares the finding's overlap with an evaluation set."""
    how = {
        "exact_match": "has the tokens of",
        "near_match": f"is a near-duplicate (Jaccard {finding.similarity:.4f}) of",
        "common_tokens": "has a stretch of tokens in common with",
    }
    detail = f"{field} of pair {pair.pair_id} {how[finding.reason]} {finding.item}"
    return Rejection.create("decontaminate", finding.reason, detail, of=pair, payload=finding.overlap)
