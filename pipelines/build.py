"""The Beam graph of a release, from shards of sources to the files in the staging folder.

    shards ─> read ─> plan ─> group by request ─> translate ─> check ─> deduplicate ─> decontaminate ─> split ─> write

Every step gives its rejections to one collection, which is written like the pairs are. Nothing here knows the runner.
"""

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import apache_beam as beam

from dedup.transforms import Decontaminate, RemoveDuplicates
from pipelines.release.books import Books
from pipelines.release.files import FileInfo, data_file, rejected_file, write_rows
from pipelines.release.finish import finish
from pipelines.release.manifest import RunFacts
from pipelines.release.splits import assign_split
from pipelines.sources import Shard
from pipelines.stages import PLANNED_COUNT, REJECTED, CheckTranslation, Plan, Read
from schemas import CodePair, CodeRecord, Rejection, TranslationOutcome, TranslationRequest
from schemas.hashing import hash_fraction
from schemas.manifest import InputSource
from schemas.recipe import Recipe, Translate
from translators import registry
from translators.checks import fingerprint

Planned = tuple[int, TranslationRequest, CodeRecord]
Group = tuple[int, TranslationRequest, list[CodeRecord]]


@dataclass(frozen=True)
class Run:
    """What the steps must know of this run besides the recipe.

    staging: the folder that files are written to before the release appears.
    progress: the folder of live counts, "" for none.
    inputs: what the sources read. started: when the run began, in seconds since 1970.
    """

    recipe: Recipe
    recipe_file: str
    staging: str
    progress: str
    inputs: tuple[InputSource, ...] = ()
    started: float = 0.0


def build(pipeline: beam.Pipeline, shards: Sequence[Shard], run: Run) -> None:
    """Adds the whole graph to `pipeline`. When it has run, the staging folder holds the whole release."""
    read = (
        pipeline
        | "Shards" >> beam.Create(list(shards), reshuffle=False)
        | "One shard, one worker" >> beam.Reshuffle()
        | "Read" >> beam.ParDo(Read(run.progress)).with_outputs(REJECTED, main="records")
    )
    plan = read.records | "Plan" >> beam.ParDo(Plan(run.recipe, run.recipe_file, run.progress)).with_outputs(
        REJECTED, PLANNED_COUNT, main="planned"
    )
    translated = _translate(plan.planned, run)
    check = translated | "Check" >> beam.ParDo(CheckTranslation(run.progress)).with_outputs(REJECTED, main="pairs")
    distinct = check.pairs | "Deduplicate" >> RemoveDuplicates(run.recipe.dedup)
    clean = distinct.kept | "Decontaminate" >> Decontaminate(run.recipe.decontaminate)
    pairs = clean.kept | "Split" >> beam.Map(with_split, run.recipe.split)
    rejections = (
        read[REJECTED],
        plan[REJECTED],
        check[REJECTED],
        distinct.removed,
        clean.removed,
    ) | "Rejections" >> beam.Flatten()
    files = (
        _write(pairs, "Write pairs", run, PairFiles(run.recipe.output.shards)),
        _write(rejections, "Write rejections", run, RejectionFiles(run.recipe.output.shards)),
    ) | "Files" >> beam.Flatten()
    counts = _counts(read.records, plan[PLANNED_COUNT], pairs, rejections)
    _ = (
        pipeline
        | "Once" >> beam.Create([run])
        | "Finish" >> beam.Map(finish_run, beam.pvalue.AsList(files), beam.pvalue.AsList(counts))
    )


def finish_run(run: Run, files: list[FileInfo], counts: list[tuple[tuple[Any, ...], int]]) -> None:
    """Balances the books and completes the release. Raises BooksError if anything was lost on the way."""
    timings = {"total": round(time.time() - run.started, 1)}
    facts = RunFacts(inputs=run.inputs, versions=fingerprint(), timings=timings)
    finish(run.staging, run.recipe, Books.from_counts(counts), files, facts)


def _translate(planned: beam.PCollection, run: Run) -> beam.PCollection:
    """Requests are made distinct first, so that functions which occur twice are paid for once."""
    groups = planned | "Same request" >> beam.GroupByKey() | "Request with its records" >> beam.Map(to_group)
    by_source = groups | "By source" >> beam.Partition(source_of, len(run.recipe.source))  # type: ignore[arg-type]
    outputs = [
        groups_of_source
        | f"Batch {index}" >> beam.BatchElements(min_batch_size=32, max_batch_size=64)
        | f"Translate {index}" >> beam.ParDo(TranslateBatch(source.translate, run.recipe_file))
        for index, (source, groups_of_source) in enumerate(zip(run.recipe.source, by_source, strict=True))
    ]
    return outputs | "Translations" >> beam.Flatten()


def source_of(group: Group, sources: int) -> int:
    """Which of the recipe's sources a group belongs to."""
    return group[0]


def to_group(element: tuple[str, Iterable[Planned]]) -> Group:
    """(request_id, all that was planned under it) -> (index of the source, request, its records in a fixed order)."""
    planned = sorted(element[1], key=lambda plan: (plan[0], plan[2].record_id))
    index, request, _ = planned[0]
    return index, request, [record for _, _, record in planned]


class TranslateBatch(beam.DoFn):
    """Batches of (index, request, records) -> (request, outcome, records)."""

    def __init__(self, translate: Translate, recipe_file: str) -> None:
        self.translate = translate
        self.recipe_file = recipe_file

    def setup(self) -> None:
        """Starts the translator, once per worker process."""
        self.translator = registry.make_translator(self.translate, self.recipe_file)

    def process(self, batch: list[Group]) -> Iterator[tuple[TranslationRequest, TranslationOutcome, list[CodeRecord]]]:
        """Yields each request with its outcome."""
        outcomes = self.translator.translate([request for _, request, _ in batch])
        for (_, request, records), outcome in zip(batch, outcomes, strict=True):
            yield request, outcome, records

    def teardown(self) -> None:
        """Stops the translator."""
        self.translator.close()


def with_split(pair: CodePair, split: Any) -> CodePair:
    """`pair` in the part of the release that it belongs to."""
    return replace(pair, split=assign_split(pair, split))


def shard_of(identifier: str, shards: int) -> int:
    """The file, 0 <= shard < `shards`, of the row with this identifier."""
    return int(hash_fraction("shard", identifier) * shards)


@dataclass(frozen=True)
class PairFiles:
    """Into which file a pair goes: its split, and within the training part a shard by hash."""

    shards: int

    def key(self, pair: CodePair) -> str:
        """The name of the file."""
        shards = self.shards if pair.split == "train" else 1
        return data_file(pair.split, shard_of(pair.pair_id, shards), shards)

    record_type = CodePair


@dataclass(frozen=True)
class RejectionFiles:
    """Into which file a rejection goes: a shard by hash."""

    shards: int

    def key(self, rejection: Rejection) -> str:
        """The name of the file."""
        return rejected_file(shard_of(rejection.record_id, self.shards), self.shards)

    record_type = Rejection


def _write(rows: beam.PCollection, label: str, run: Run, files: PairFiles | RejectionFiles) -> beam.PCollection:
    columns = run.recipe.output.columns
    return (
        rows
        | f"{label}: key" >> beam.Map(lambda row: (files.key(row), row))
        | f"{label}: group" >> beam.GroupByKey()
        | f"{label}: write"
        >> beam.MapTuple(lambda name, group: write_rows(run.staging, name, group, files.record_type, columns))
    )


def _counts(
    records: beam.PCollection, planned: beam.PCollection, pairs: beam.PCollection, rejections: beam.PCollection
) -> beam.PCollection:
    """What the books are checked with, counted from the collections themselves."""
    keys = (
        records | "Key records" >> beam.MapTuple(lambda index, record: ("records", index, record.language)),
        planned | "Key plans" >> beam.MapTuple(lambda source, target: ("planned", source, target)),
        pairs | "Key pairs" >> beam.Map(lambda pair: ("kept", pair.source_language, pair.target_language, pair.split)),
        rejections | "Key rejections" >> beam.Map(lambda row: ("rejected", row.stage, row.reason, row.target_language)),
    )
    return keys | "Keys" >> beam.Flatten() | "Count" >> beam.combiners.Count.PerElement()
