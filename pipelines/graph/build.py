"""The Beam graph of a release, from shards of sources to the files in the staging folder.

    shards ─> read ─> plan ─> group by request ─> translate ─> check ─> verify ─> deduplicate ─> … ─> split ─> write

The rejections of all steps go to one collection, which is written like the pairs. Nothing here depends on the runner.
"""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import apache_beam as beam
from apache_beam.pvalue import AsList, AsSingleton

from pairloom.pipelines.graph.outputs import PLANNED, REJECTED, ROWS
from pairloom.pipelines.graph.packing import pack
from pairloom.pipelines.graph.planning import Plan, Sourced
from pairloom.pipelines.graph.run import Run
from pairloom.pipelines.graph.solutions import limits_of
from pairloom.pipelines.graph.steps.balance import BalanceLanguages
from pairloom.pipelines.graph.steps.check import CheckTranslations
from pairloom.pipelines.graph.steps.consistency import CheckConsistency
from pairloom.pipelines.graph.steps.count import CountBy, SumTokens
from pairloom.pipelines.graph.steps.decontaminate import RemoveContaminated
from pairloom.pipelines.graph.steps.deduplicate import RemoveDuplicates
from pairloom.pipelines.graph.steps.join import DistinctRequests, JoinOutcomes
from pairloom.pipelines.graph.steps.plan import PlanTranslations
from pairloom.pipelines.graph.steps.read import ReadShard
from pairloom.pipelines.graph.steps.roundtrip import CheckRoundTrip
from pairloom.pipelines.graph.steps.solutions import ChooseSolutions
from pairloom.pipelines.graph.steps.split import assign_split
from pairloom.pipelines.graph.steps.translate import TranslateRequests
from pairloom.pipelines.graph.steps.verify import VerifyPairs
from pairloom.pipelines.graph.steps.write import PairFiles, RejectionFiles, WriteRows
from pairloom.pipelines.release.write.books import Books
from pairloom.pipelines.release.write.finish import finish
from pairloom.pipelines.release.write.manifest import RunFacts
from pairloom.pipelines.sources import Shard
from pairloom.pipelines.sources.registry import units_of
from pairloom.schemas import CodePair, TranslationRequest
from pairloom.schemas.guard import TOGETHER
from pairloom.schemas.manifest import DataFile
from pairloom.schemas.recipe import SplitSection
from pairloom.translators.checks import fingerprint
from pairloom.translators.llm.usage import Usage


@dataclass(frozen=True)
class Translations:
    """The collections before the checks.

    rows: the number of rows of each shard. records: (index of the source, CodeRecord). planned: (source language,
    target language) of each planned translation. answered: (Plan, its outcome). outcomes: collections of
    TranslationOutcome. rejected: collections of Rejection. usage: collections of (index of a source, Usage).
    """

    rows: beam.PCollection
    records: beam.PCollection
    planned: beam.PCollection
    answered: beam.PCollection
    outcomes: Sequence[beam.PCollection]
    rejected: Sequence[beam.PCollection]
    usage: Sequence[beam.PCollection] = ()


def build(pipeline: beam.Pipeline, shards: Sequence[Shard], run: Run) -> None:
    """Adds the whole graph to `pipeline`. After the run, the staging folder has the complete release."""
    read = (
        pipeline
        | "Shards" >> beam.Create(list(shards), reshuffle=False)
        | "One shard, one worker" >> beam.Reshuffle()
        | "Read" >> beam.ParDo(ReadShard(run.progress)).with_outputs(REJECTED, ROWS, main="records")
    )
    records, refused = choose_records(read.records, run)
    plan = (
        records
        | "Records at once" >> batch_elements()
        | "Plan" >> beam.ParDo(PlanTranslations(run.recipe, run.progress)).with_outputs(REJECTED, PLANNED, main="plans")
    )
    answered, outcomes, usage = translate(plan.plans, run)
    rejected = (read.rejected, *refused, plan.rejected)
    complete(pipeline, run, Translations(read.rows, read.records, plan.planned, answered, outcomes, rejected, usage))


def choose_records(records: beam.PCollection, run: Run) -> tuple[beam.PCollection, list[beam.PCollection]]:
    """(The records that are used, the rejections of solutions that are not)."""
    limits = limits_of(run.recipe)
    if not any(limits):
        return records, []
    free, limited = records | "By limit" >> beam.Partition(has_limit, 2, limits)  # type: ignore[arg-type]
    chosen = limited | "Solutions" >> ChooseSolutions(run.recipe, run.progress, run.shuffle)
    return (free, chosen.used) | "Used" >> beam.Flatten(), [chosen.rejected]


def has_limit(found: Sourced, parts: int, limits: Sequence[int | None]) -> int:
    """1 for a record of a source with a limit of solutions, else 0."""
    return int(limits[found.source] is not None)


def batch_elements() -> beam.PTransform:
    """Elements -> lists of them, for steps that send them to another process."""
    return beam.BatchElements(min_batch_size=TOGETHER, max_batch_size=TOGETHER)  # equal: Beam fits no sizes


def translate(
    plans: beam.PCollection, run: Run
) -> tuple[beam.PCollection, list[beam.PCollection], list[beam.PCollection]]:
    """(Plans with their outcomes, the outcomes of each source, the usage of language models of each source)."""
    by_source = (
        plans
        | "Distinct requests" >> DistinctRequests(run.shuffle)
        | "By source" >> beam.Partition(source_of, len(run.recipe.source))  # type: ignore[arg-type]
    )
    translated = [
        requests
        | f"Request {index}" >> beam.MapTuple(lambda index, request: request)
        | f"Translate {index}" >> TranslateRequests(source.translate, run.journal, run.progress, run.name, run.shuffle)
        for index, (source, requests) in enumerate(zip(run.recipe.source, by_source, strict=True))
    ]
    outcomes = [outcome for each in translated for outcome in each.outcomes]
    usage = [
        each.usage | f"Usage of {index}" >> beam.Map(with_source, index)
        for index, each in enumerate(translated)
        if each.usage is not None
    ]
    keyed = plans | "Key plans" >> beam.Map(key_plan).with_output_types(tuple[str, bytes])
    return (keyed, *outcomes) | "Plans with outcomes" >> JoinOutcomes(run.shuffle), outcomes, usage


def source_of(request: tuple[int, TranslationRequest], sources: int) -> int:
    """The index of the source of a request."""
    return request[0]


def with_source(usage: Usage, index: int) -> tuple[int, Usage]:
    """(index of the source, its usage)"""
    return index, usage


def key_plan(plan: Plan) -> tuple[str, bytes]:
    """(request_id, plan, packed)"""
    return plan.request.request_id, pack(plan)


def complete(pipeline: beam.Pipeline, run: Run, before: Translations) -> None:
    """Adds all steps after the translation to `pipeline`."""
    check = (
        before.answered
        | "Replies at once" >> batch_elements()
        | "Check" >> beam.ParDo(CheckTranslations(run.progress)).with_outputs(REJECTED, main="pairs")
    )
    pairs, rejected = check.pairs, [*before.rejected, check.rejected]
    outcomes, usage = [*before.outcomes], [*before.usage]
    unjudged = []
    for label, gate in gates_of(run):
        passed = pairs | label >> gate
        pairs = passed.pairs
        rejected.append(passed.rejected)
        if isinstance(gate, VerifyPairs):
            unjudged.append(passed.unjudged)
        if isinstance(gate, CheckRoundTrip):
            outcomes += passed.outcomes
            if passed.usage is not None:  # under the number after the last source
                usage.append(passed.usage | "Usage of the round trip" >> beam.Map(with_source, len(run.recipe.source)))
    pairs = pairs | "Split" >> beam.Map(set_split, run.recipe.split)
    output = run.recipe.output
    files = (
        (pairs,) | "Write pairs" >> WriteRows(PairFiles(output.shards), output.columns, run.staging, run.shuffle),
        tuple(rejected)
        | "Write rejections" >> WriteRows(RejectionFiles(output.shards), output.columns, run.staging, run.shuffle),
    ) | "Files" >> beam.Flatten()
    counts = count_for_books(before, pairs, rejected, unjudged)
    tokens = tuple(outcomes) | "Tokens" >> SumTokens()
    used = tuple(usage) | "Usage" >> beam.Flatten(pipeline=pipeline)
    _ = (
        pipeline
        | "Once" >> beam.Create([run])
        | "Finish" >> beam.Map(finish_run, AsList(files), AsList(counts), AsSingleton(tokens), AsList(used))
    )


def gates_of(run: Run) -> Iterator[tuple[str, beam.PTransform]]:
    """The gates that a pair must pass, in order: CodePair (for the first: with its record) -> `.pairs` and `.rejected`.
    The consistency check costs no tokens, so it is before the round trip."""
    recipe = run.recipe
    yield "Verify", VerifyPairs(recipe.check)
    if recipe.check.consistency is not None:
        yield "Consistency", CheckConsistency(recipe.check.consistency, run.shuffle)
    if recipe.check.roundtrip is not None:
        settings = recipe.check.roundtrip
        yield "Round trip", CheckRoundTrip(settings, run.journal, run.progress, run.name, run.shuffle)
    yield "Deduplicate", RemoveDuplicates(recipe.dedup, run.shuffle)
    yield "Decontaminate", RemoveContaminated(recipe.decontaminate)
    yield "Balance", BalanceLanguages(recipe.balance)


def set_split(pair: CodePair, split: SplitSection) -> CodePair:
    """`pair` with its split."""
    return replace(pair, split=assign_split(pair, split))


def count_for_books(
    before: Translations,
    pairs: beam.PCollection,
    rejections: Sequence[beam.PCollection],
    unjudged: Sequence[beam.PCollection],
) -> beam.PCollection:
    """(key, number) for the books, counted from the collections themselves."""
    keys = (
        ("records", before.records, lambda row: ("records", row[0], row[1].language)),
        ("plans", before.planned, lambda languages: ("planned", *languages)),
        ("pairs", pairs, lambda pair: ("kept", pair.source_language, pair.target_language, pair.split)),
        *(
            (f"rejections {number}", rows, lambda row: ("rejected", row.stage, row.reason, row.target_language))
            for number, rows in enumerate(rejections)
        ),
        *((f"unjudged {number}", rows, lambda row: ("unjudged", *row)) for number, rows in enumerate(unjudged)),
    )
    counts = tuple(rows | f"Count {label}" >> beam.ParDo(CountBy(key)) for label, rows, key in keys)
    rows = before.rows | "Count rows" >> beam.Map(lambda number: (("rows",), number))
    return (rows, *counts) | "Counted" >> beam.Flatten() | "Counts" >> beam.CombinePerKey(sum)


def finish_run(
    run: Run,
    files: list[DataFile],
    counts: list[tuple[tuple[Any, ...], int]],
    tokens: tuple[int, int],
    usage: list[tuple[int, Usage]],
) -> None:
    """Checks the books and completes the release. Raises BooksError if anything was lost."""
    facts = RunFacts(
        inputs=run.inputs,
        versions={**fingerprint(), **run.versions},
        timings={"total": round(time.time() - run.started, 1)},
        prompt_tokens=tokens[0],
        completion_tokens=tokens[1],
        usage=dict(usage),
        units=[units_of(source) for source in run.recipe.source],
        certificate=run.certificate,
    )
    finish(run.staging, run.recipe, Books.from_counts(counts), files, facts)
