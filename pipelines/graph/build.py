"""The Beam graph of a release, from shards of sources to the files in the staging folder.

    shards ─> read ─> plan ─> group by request ─> translate ─> check ─> deduplicate ─> decontaminate ─> split ─> write

Every step gives its rejections to one collection, which is written like the pairs are. Nothing here knows the runner.
"""

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from operator import itemgetter
from typing import Any, NamedTuple

import apache_beam as beam
from apache_beam.pvalue import AsList, AsSingleton

from pairloom.pipelines.graph.packing import pack, packed_outcome, unpack
from pairloom.pipelines.graph.planning import Planned
from pairloom.pipelines.graph.shuffle import Sort, grouping
from pairloom.pipelines.graph.steps.balance import BalanceLanguages
from pairloom.pipelines.graph.steps.consistency import CheckConsistency
from pairloom.pipelines.graph.steps.deduplicate import Decontaminate, RemoveDuplicates
from pairloom.pipelines.graph.steps.roundtrip import CheckRoundTrip
from pairloom.pipelines.graph.steps.split import assign_split
from pairloom.pipelines.graph.steps.stages import (
    PLANNED_COUNT,
    REJECTED,
    ROWS_COUNT,
    CheckTranslation,
    Count,
    Plan,
    Read,
    Verify,
)
from pairloom.pipelines.graph.steps.translate import Translate
from pairloom.pipelines.release.write.books import Books
from pairloom.pipelines.release.write.files import FileInfo, data_file, rejected_file, sort_key, write_sorted
from pairloom.pipelines.release.write.finish import finish
from pairloom.pipelines.release.write.manifest import RunFacts
from pairloom.pipelines.running.progress import Tally
from pairloom.pipelines.sources import Shard
from pairloom.schemas import CodePair, Rejection, TranslationOutcome, TranslationRequest
from pairloom.schemas.hashing import hash_fraction
from pairloom.schemas.manifest import InputSource
from pairloom.schemas.recipe import Recipe, resolve_path
from pairloom.translators.checks import fingerprint
from pairloom.translators.guard import TOGETHER
from pairloom.translators.llm.usage import Usage


@dataclass(frozen=True)
class Run:
    """What the steps must know of this run besides the recipe.

    staging: the folder that files are written to before the release appears.
    journal: the folder in which replies of language models are kept, "" for none.
    progress: the folder of live counts, "" for none.
    inputs: what the sources read. started: when the run began, in seconds since 1970.
    versions: of what decides the data besides the program, e.g. a hash of a model.
    name: one that no other run has, "" where nothing is shared between processes.
    shuffle: a local folder that all workers see, for what the steps exchange; "" leaves that to the runner.
    """

    recipe: Recipe
    recipe_file: str
    staging: str
    journal: str = ""
    progress: str = ""
    inputs: tuple[InputSource, ...] = ()
    versions: Mapping[str, str] = field(default_factory=dict)
    started: float = 0.0
    name: str = ""
    shuffle: str = ""

    def resolved(self, paths: Sequence[str]) -> list[str]:
        """`paths` of the recipe as files of this machine."""
        return [resolve_path(path, self.recipe_file) for path in paths]


def build(pipeline: beam.Pipeline, shards: Sequence[Shard], run: Run) -> None:
    """Adds the whole graph to `pipeline`. When it has run, the staging folder holds the whole release."""
    read = (
        pipeline
        | "Shards" >> beam.Create(list(shards), reshuffle=False)
        | "One shard, one worker" >> beam.Reshuffle()
        | "Read" >> beam.ParDo(Read(run.progress)).with_outputs(REJECTED, ROWS_COUNT, main="records")
    )
    plan = (
        read.records
        | "Records at once" >> in_batches()
        | "Plan"
        >> beam.ParDo(Plan(run.recipe, run.recipe_file, run.progress)).with_outputs(
            REJECTED, PLANNED_COUNT, main="planned"
        )
    )
    joined, outcomes, usage = _translate(plan.planned, run)
    rejected = (read[REJECTED], plan[REJECTED])
    complete(pipeline, run, read[ROWS_COUNT], read.records, plan[PLANNED_COUNT], joined, outcomes, rejected, usage)


def in_batches() -> beam.PTransform:
    """Elements -> lists of them, for steps that ask another process about each."""
    return beam.BatchElements(min_batch_size=TOGETHER, max_batch_size=TOGETHER)  # equal: Beam fits no sizes


def complete(
    pipeline: beam.Pipeline,
    run: Run,
    rows: beam.PCollection,
    records: beam.PCollection,
    planned: beam.PCollection,
    joined: beam.PCollection,
    outcomes: tuple[beam.PCollection, ...],
    rejected: tuple[beam.PCollection, ...],
    usage: tuple[beam.PCollection, ...] = (),
) -> None:
    """Adds to `pipeline` all that follows the translation, whoever translated.

    rows: how many rows each shard held. records: (index of the source, CodeRecord). planned: (source language, target
    language) of each planned translation.
    joined: (any key, {"planned": plans, "outcomes": their outcome}). rejected: collections of what was refused before.
    usage: collections of (index of a source, what language models did for it).
    """
    check = (
        joined
        | "Replies at once" >> in_batches()
        | "Check" >> beam.ParDo(CheckTranslation(run.progress)).with_outputs(REJECTED, main="pairs")
    )
    verify = check.pairs | "Verify" >> Verify(run.recipe.check.level)
    further = _further_checks(verify.pairs, run)
    distinct = further.pairs | "Deduplicate" >> RemoveDuplicates(
        run.recipe.dedup, run.resolved(run.recipe.dedup.against), run.shuffle
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
        *further.refused,
        distinct.removed,
        clean.removed,
        balanced.removed,
    )
    files = (
        _write((pairs,), "Write pairs", run, PairFiles(run.recipe.output.shards)),
        _write(rejections, "Write rejections", run, RejectionFiles(run.recipe.output.shards)),
    ) | "Files" >> beam.Flatten()
    counts = _counts(rows, records, planned, pairs, rejections)
    tokens = (
        tuple(
            each | f"Tokens {number}" >> beam.ParDo(Count(lambda one: (one.prompt_tokens, one.completion_tokens)))
            for number, each in enumerate((*outcomes, *further.outcomes))
        )
        | "Tokens" >> beam.Flatten()
        | "All tokens" >> beam.CombineGlobally(sum_tokens)
        | "Sums of tokens" >> beam.Keys()
    )
    used = (*usage, *further.usage) | "Usage" >> beam.Flatten(pipeline=pipeline)
    _ = (
        pipeline
        | "Once" >> beam.Create([run])
        | "Finish" >> beam.Map(finish_run, AsList(files), AsList(counts), AsSingleton(tokens), AsList(used))
    )


class Further(NamedTuple):
    """`pairs` that passed what a recipe asks for beyond a level; what its checks refused, the outcomes of their
    translations, and what language models did for them, as of sources: under the number after the last one."""

    pairs: beam.PCollection
    refused: tuple[beam.PCollection, ...] = ()
    outcomes: tuple[beam.PCollection, ...] = ()
    usage: tuple[beam.PCollection, ...] = ()


def _further_checks(pairs: beam.PCollection, run: Run) -> Further:
    """The consistency check, which costs no tokens, before the round trip."""
    check = run.recipe.check
    refused: tuple[beam.PCollection, ...] = ()
    if check.consistency is not None:
        settings = check.consistency.model_copy(update={"encoder": run.resolved([check.consistency.encoder])[0]})
        consistent = pairs | "Consistency" >> CheckConsistency(settings, run.shuffle)
        pairs, refused = consistent.pairs, (consistent[REJECTED],)
    if check.roundtrip is None:
        return Further(pairs, refused)
    back = pairs | "Round trip" >> CheckRoundTrip(
        check.roundtrip, run.recipe_file, run.journal, Tally(run.progress), run.name, run.shuffle
    )
    usage = [
        used | "Usage of the round trip" >> beam.Map(lambda usage, source: (source, usage), len(run.recipe.source))
        for used in (back.usage,)
        if used is not None
    ]
    return Further(back.pairs, (*refused, back.refused), back.outcomes, tuple(usage))


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
        versions={**fingerprint(), **run.versions},
        timings=timings,
        prompt_tokens=tokens[0],
        completion_tokens=tokens[1],
        usage=dict(usage),
    )
    finish(run.staging, run.recipe, Books.from_counts(counts), files, facts)


def _translate(
    planned: beam.PCollection, run: Run
) -> tuple[beam.PCollection, tuple[beam.PCollection, ...], tuple[beam.PCollection, ...]]:
    """(What was planned under each request joined with its outcome, the outcomes of each source, what language models
    did for each). Requests are made distinct first: functions which occur twice are translated, and paid for, once."""
    requests = planned | "Request of a plan" >> beam.Map(packed_request).with_output_types(tuple[str, bytes])
    by_source = (
        (requests,)
        | "Distinct requests" >> grouping(run.shuffle)
        | "First source" >> beam.MapTuple(lambda request_id, asked: min(map(unpack, asked), key=itemgetter(0)))
        | "By source" >> beam.Partition(source_of, len(run.recipe.source))  # type: ignore[arg-type]
    )
    translated = [
        requests
        | f"Request {index}" >> beam.MapTuple(lambda index, request: request)
        | f"Translate {index}"
        >> Translate(
            source.translate, run.recipe_file, run.journal, Tally(run.progress), run.name, grouping(run.shuffle)
        )
        for index, (source, requests) in enumerate(zip(run.recipe.source, by_source, strict=True))
    ]
    outcomes = tuple(outcome for each in translated for outcome in each.outcomes)
    by_request = tuple(
        each | f"Outcomes {index}" >> beam.Map(packed_outcome).with_output_types(tuple[str, bytes])
        for index, each in enumerate(outcomes)
    )
    usage = tuple(
        each.usage | f"Usage of {index}" >> beam.Map(lambda usage, source: (source, usage), index)
        for index, each in enumerate(translated)
        if each.usage is not None
    )
    joined = (
        (planned | "Key plans" >> beam.Map(packed_plan).with_output_types(tuple[str, bytes]), *by_request)
        | "Plans with outcomes" >> grouping(run.shuffle)
        | "Unpack" >> beam.MapTuple(unpacked)
    )
    return joined, outcomes, usage


def packed_request(plan: Planned) -> tuple[str, bytes]:
    """(request_id, (index of the source, request)); of several sources that ask for the same, the first one asks."""
    return plan.request.request_id, pack((plan.source, plan.request))


def packed_plan(plan: Planned) -> tuple[str, bytes]:
    """(request_id, what was planned under it)"""
    return plan.request.request_id, pack(plan)


def unpacked(request_id: str, packed: Iterable[bytes]) -> tuple[str, dict[str, list[Any]]]:
    """What a request was joined with, by what it is."""
    found: dict[str, list[Any]] = {"planned": [], "outcomes": []}
    for value in map(unpack, packed):
        found["outcomes" if isinstance(value, TranslationOutcome) else "planned"].append(value)
    return request_id, found


def sum_tokens(counted: Iterable[tuple[tuple[int, int], int]]) -> tuple[tuple[int, int], int]:
    """One count of the sum of all (prompt tokens, completion tokens), each of which occurred so many times."""
    prompt = completion = 0
    for (prompts, completions), times in counted:
        prompt, completion = prompt + prompts * times, completion + completions * times
    return (prompt, completion), 1


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


def _write(
    collections: tuple[beam.PCollection, ...], label: str, run: Run, files: PairFiles | RejectionFiles
) -> beam.PCollection:
    """The rows of all collections -> FileInfo of the files that they are in now."""
    columns, key = run.recipe.output.columns, sort_key(files.record_type)
    keyed = tuple(
        rows
        | f"{label}: key {number}"
        >> beam.Map(lambda row: ((files.key(row), key(row)[0][:2]), pack(row))).with_output_types(
            tuple[tuple[str, str], bytes]
        )
        for number, rows in enumerate(collections)
    )
    return (
        keyed
        | f"{label}: sort" >> Sort(run.shuffle)
        | f"{label}: write"
        >> beam.MapTuple(lambda name, chunks: write_file(run.staging, name, chunks, files.record_type, columns))
    )


def write_file(folder: str, name: str, chunks: Iterable[Iterable[bytes]], record_type: type, columns: str) -> FileInfo:
    """Writes the packed rows of one file, which come in chunks that are in order. A chunk is sorted as it is, and few
    of its rows are unpacked at a time."""
    key = sort_key(record_type)
    rows = (unpack(packed) for chunk in chunks for packed in sorted(chunk, key=lambda packed: key(unpack(packed))))
    return write_sorted(folder, name, rows, record_type, columns)


def _counts(
    rows: beam.PCollection,
    records: beam.PCollection,
    planned: beam.PCollection,
    pairs: beam.PCollection,
    rejections: tuple[beam.PCollection, ...],
) -> beam.PCollection:
    """What the books are checked with, counted from the collections themselves."""
    return (
        (
            rows | "Count rows" >> beam.Map(lambda number: (("rows",), number)),
            records | "Count records" >> beam.ParDo(Count(lambda row: ("records", row[0], row[1].language))),
            planned | "Count plans" >> beam.ParDo(Count(lambda languages: ("planned", *languages))),
            pairs
            | "Count pairs"
            >> beam.ParDo(Count(lambda pair: ("kept", pair.source_language, pair.target_language, pair.split))),
            *(
                each
                | f"Count rejections {number}"
                >> beam.ParDo(Count(lambda row: ("rejected", row.stage, row.reason, row.target_language)))
                for number, each in enumerate(rejections)
            ),
        )
        | "Counted" >> beam.Flatten()
        | "Counts" >> beam.CombinePerKey(sum)
    )
