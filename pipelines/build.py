"""The Beam graph of a release, from shards of sources to the files in the staging folder.

    shards ─> read ─> plan ─> group by request ─> translate ─> check ─> deduplicate ─> decontaminate ─> split ─> write

Every step gives its rejections to one collection, which is written like the pairs are. Nothing here knows the runner.
"""

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import apache_beam as beam
from apache_beam.pvalue import AsList, AsSingleton

from dedup.transforms import Decontaminate, RemoveDuplicates
from pipelines.progress import Tally
from pipelines.release.balance import BalanceLanguages
from pipelines.release.books import Books
from pipelines.release.files import FileInfo, data_file, rejected_file, write_rows
from pipelines.release.finish import finish
from pipelines.release.manifest import RunFacts
from pipelines.release.splits import assign_split
from pipelines.sources import Shard
from pipelines.stages import PLANNED_COUNT, REJECTED, CheckTranslation, Plan, Read, Verify
from schemas import CodePair, Rejection, TranslationRequest
from schemas.hashing import hash_fraction
from schemas.manifest import InputSource
from schemas.recipe import Recipe, resolve_path
from translators.checks import fingerprint
from translators.transforms import Translate
from translators.usage import Usage


@dataclass(frozen=True)
class Run:
    """What the steps must know of this run besides the recipe.

    staging: the folder that files are written to before the release appears.
    journal: the folder in which replies of language models are kept, "" for none.
    progress: the folder of live counts, "" for none.
    inputs: what the sources read. started: when the run began, in seconds since 1970.
    name: one that no other run has, "" where nothing is shared between processes.
    """

    recipe: Recipe
    recipe_file: str
    staging: str
    journal: str = ""
    progress: str = ""
    inputs: tuple[InputSource, ...] = ()
    started: float = 0.0
    name: str = ""

    def resolved(self, paths: Sequence[str]) -> list[str]:
        """`paths` of the recipe as files of this machine."""
        return [resolve_path(path, self.recipe_file) for path in paths]


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
    joined, outcomes, usage = _translate(plan.planned, run)
    rejected = (read[REJECTED], plan[REJECTED])
    complete(pipeline, run, read.records, plan[PLANNED_COUNT], joined, outcomes, rejected, usage)


def complete(
    pipeline: beam.Pipeline,
    run: Run,
    records: beam.PCollection,
    planned: beam.PCollection,
    joined: beam.PCollection,
    outcomes: beam.PCollection,
    rejected: tuple[beam.PCollection, ...],
    usage: tuple[beam.PCollection, ...] = (),
) -> None:
    """Adds to `pipeline` all that follows the translation, whoever translated.

    records: (index of the source, CodeRecord). planned: (source language, target language) of each planned translation.
    joined: (any key, {"planned": plans, "outcomes": their outcome}). rejected: collections of what was refused before.
    usage: collections of (index of a source, what language models did for it).
    """
    check = joined | "Check" >> beam.ParDo(CheckTranslation(run.progress)).with_outputs(REJECTED, main="pairs")
    verify = check.pairs | "Verify" >> Verify(run.recipe.check.level)
    distinct = verify.pairs | "Deduplicate" >> RemoveDuplicates(
        run.recipe.dedup, run.resolved(run.recipe.dedup.against)
    )
    clean = distinct.kept | "Decontaminate" >> Decontaminate(
        run.recipe.decontaminate, run.resolved(run.recipe.decontaminate.against)
    )
    balanced = clean.kept | "Balance" >> BalanceLanguages(run.recipe.balance)
    pairs = balanced.kept | "Split" >> beam.Map(with_split, run.recipe.split)
    rejections = (
        *rejected,
        check[REJECTED],
        verify[REJECTED],
        distinct.removed,
        clean.removed,
        balanced.removed,
    ) | "Rejections" >> beam.Flatten()
    files = (
        _write(pairs, "Write pairs", run, PairFiles(run.recipe.output.shards)),
        _write(rejections, "Write rejections", run, RejectionFiles(run.recipe.output.shards)),
    ) | "Files" >> beam.Flatten()
    counts = _counts(records, planned, pairs, rejections)
    tokens = (
        outcomes
        | "Tokens" >> beam.Map(lambda outcome: (outcome.prompt_tokens, outcome.completion_tokens))
        | "All tokens" >> beam.CombineGlobally(beam.combiners.TupleCombineFn(sum, sum))
    )
    used = usage | "Usage" >> beam.Flatten(pipeline=pipeline)
    _ = (
        pipeline
        | "Once" >> beam.Create([run])
        | "Finish" >> beam.Map(finish_run, AsList(files), AsList(counts), AsSingleton(tokens), AsList(used))
    )


def finish_run(
    run: Run,
    files: list[FileInfo],
    counts: list[tuple[tuple[Any, ...], int]],
    tokens: tuple[int, int],
    usage: list[tuple[int, Usage]],
) -> None:
    """Balances the books and completes the release. Raises BooksError if anything was lost on the way."""
    timings = {"total": round(time.time() - run.started, 1)}
    facts = RunFacts(
        inputs=run.inputs,
        versions=fingerprint(),
        timings=timings,
        prompt_tokens=tokens[0],
        completion_tokens=tokens[1],
        usage=dict(usage),
    )
    finish(run.staging, run.recipe, Books.from_counts(counts), files, facts)


def _translate(
    planned: beam.PCollection, run: Run
) -> tuple[beam.PCollection, beam.PCollection, tuple[beam.PCollection, ...]]:
    """(What was planned under each request joined with its outcome, the outcomes, what language models did for each
    source). Requests are made distinct first: functions which occur twice are translated, and paid for, once."""
    by_source = (
        planned
        | "Request of a plan" >> beam.MapTuple(lambda request_id, plan: (request_id, (plan[0], plan[1])))
        | "Distinct requests" >> beam.CombinePerKey(first_source)
        | "Requests" >> beam.Values()
        | "By source" >> beam.Partition(source_of, len(run.recipe.source))  # type: ignore[arg-type]
    )
    translated = [
        requests
        | f"Request {index}" >> beam.MapTuple(lambda index, request: request)
        | f"Translate {index}"
        >> Translate(source.translate, run.recipe_file, run.journal, Tally(run.progress), run.name)
        for index, (source, requests) in enumerate(zip(run.recipe.source, by_source, strict=True))
    ]
    outcomes = [each.outcomes for each in translated] | "Outcomes" >> beam.Flatten()
    usage = tuple(
        each.usage | f"Usage of {index}" >> beam.Map(lambda usage, source: (source, usage), index)
        for index, each in enumerate(translated)
        if each.usage is not None
    )
    by_request = outcomes | "Key outcomes" >> beam.Map(lambda outcome: (outcome.request_id, outcome))
    joined = {"planned": planned, "outcomes": by_request} | "Plans with outcomes" >> beam.CoGroupByKey()
    return joined, outcomes, usage


def first_source(plans: Iterable[tuple[int, TranslationRequest]]) -> tuple[int, TranslationRequest]:
    """Of several sources that ask for the same, the first one asks."""
    return min(plans, key=lambda plan: plan[0])


def source_of(plan: tuple[int, TranslationRequest], sources: int) -> int:
    """Which of the recipe's sources asks."""
    return plan[0]


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
