"""The steps of the graph, one DoFn each. A record leaves a step as its result or as a Rejection, never not at all."""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import apache_beam as beam
from apache_beam.metrics import Metrics
from apache_beam.transforms.window import GlobalWindow, WindowedValue

from pairloom.pipelines import sources
from pairloom.pipelines.graph.planning import Planned, targets_of
from pairloom.pipelines.graph.rejections import REJECTED, reject
from pairloom.pipelines.running.progress import Tally
from pairloom.schemas import CodePair, CodeRecord, Rejection, TranslationOutcome
from pairloom.schemas.recipe import Recipe
from pairloom.schemas.records import LEVELS, storable
from pairloom.translators import registry
from pairloom.translators.checks.judge import examined, judged
from pairloom.translators.evidence import Candidate, Gates, Level
from pairloom.translators.guard import Died, guarded_each
from pairloom.translators.problem import Problem
from pairloom.translators.replies import Reading

PLANNED_COUNT = "planned count"
ROWS_COUNT = "rows count"


class Read(beam.DoFn):
    """Shard of a source -> (index of the source, record), rejected rows, and how many rows both are of."""

    def __init__(self, progress: str) -> None:
        self.tally = Tally(progress)
        self.records = Metrics.counter("pairloom", "records_read")
        self.rejected = Metrics.counter("pairloom", "rows_rejected")

    def process(self, shard: Any) -> Iterator[Any]:
        """Yields what one shard holds, as it streams."""
        rows = 0
        for row in sources.read(shard):
            rows += 1
            if isinstance(row, Rejection):
                self.rejected.inc()
                self.tally.add("rows rejected")
                yield beam.pvalue.TaggedOutput(REJECTED, row)
            else:
                self.records.inc()
                self.tally.add("records read")
                yield shard.index, row
        yield beam.pvalue.TaggedOutput(ROWS_COUNT, rows)

    def finish_bundle(self) -> None:
        """Shows the last counts."""
        self.tally.flush()


class Plan(beam.DoFn):
    """Batches of (index of the source, record) -> Planned for each target language, and rejections of sources that are
    no sound function in their own language: nobody pays to translate those."""

    def __init__(self, recipe: Recipe, recipe_file: str, progress: str) -> None:
        self.recipe = recipe
        self.recipe_file = recipe_file
        self.tally = Tally(progress)
        self.planned = Metrics.counter("pairloom", "translations_planned")

    def process(self, batch: Sequence[tuple[int, CodeRecord]]) -> Iterator[Any]:
        """Yields each record once for each of its targets."""
        found = examine_sources([record for _, record in batch], allow_stubs=False)
        for (index, record), source in zip(batch, found, strict=True):
            if source.reason:
                self.tally.add("sources rejected")
                yield reject("source", source.reason, source.detail, record_id=record.record_id, payload=record.code)
            else:
                yield from self._targets(index, record, source.traits)

    def _targets(self, index: int, record: CodeRecord, traits: bytes) -> Iterator[Any]:
        translate = self.recipe.source[index].translate
        for target in targets_of(record, translate.targets, translate.per_record):
            request = registry.plan_request(record, target, translate, self.recipe_file)
            self.planned.inc()
            self.tally.add("planned")
            yield beam.pvalue.TaggedOutput(PLANNED_COUNT, (record.language, target))
            reason = registry.unsupported(record.language, target, translate)
            if reason:
                self.tally.add("rejected")
                yield reject("plan", "unsupported", reason, of=request, record_id=record.record_id)
            else:
                yield Planned(index, request, record, traits)

    def finish_bundle(self) -> None:
        """Shows the last counts."""
        self.tally.flush()


class Examination(NamedTuple):
    """What keeps a record's code from being a sound function of its language, "" if nothing does; and its traits."""

    reason: str
    detail: str
    traits: bytes = b""


def examine_sources(records: Sequence[CodeRecord], *, allow_stubs: bool) -> list[Examination]:
    """What is found in the code of each of `records`."""
    found = guarded_each(examined, [(record.code, record.language) for record in records], allow_stubs=allow_stubs)
    return [examination_of(each) for each in found]


def examination_of(found: tuple[Problem | None, bytes] | Died) -> Examination:
    """What follows from the examination of a record's code."""
    if isinstance(found, Died):
        return Examination(found.reason, str(found))
    problem, traits = found
    return Examination("", "", traits) if problem is None else Examination(problem.reason, problem.detail)


class CheckTranslation(beam.DoFn):
    """Batches of (request_id, the plans under it and their outcome) -> (record, CodePair), or a rejection with the
    first reason."""

    def __init__(self, progress: str) -> None:
        self.tally = Tally(progress)
        self.kept = Metrics.counter("pairloom", "pairs_checked")
        self.rejected = Metrics.counter("pairloom", "translations_rejected")

    def process(self, batch: Sequence[tuple[str, dict[str, Iterable[Any]]]]) -> Iterator[Any]:
        """Yields one result for each record that shares a request."""
        answered = [
            (plan, outcome)
            for _, found in batch
            for outcome in list(found["outcomes"])[:1]  # one that got lost shows in the books
            for plan in found["planned"]
        ]
        for (plan, _), result in zip(answered, checked(answered), strict=True):
            ok = isinstance(result, CodePair)
            (self.kept if ok else self.rejected).inc()
            self.tally.add("passed" if ok else "rejected")
            yield (plan.record, result) if ok else result

    def finish_bundle(self) -> None:
        """Shows the last counts."""
        self.tally.flush()


def checked(
    answered: Sequence[tuple[Planned, TranslationOutcome]],
) -> list[CodePair | beam.pvalue.TaggedOutput]:
    """For each the pair that the outcome makes with the record, or the rejection that says why it makes none."""
    replies = guarded_each(
        judged,
        [
            (
                plan.record.code,
                plan.record.language,
                plan.record.function_name,
                plan.traits,
                plan.request.target_language,
                outcome.reply,
                outcome.finish_reason,
            )
            for plan, outcome in answered
            if not outcome.error
        ],
    )
    judgements = iter(replies)
    return [
        failed(plan, outcome) if outcome.error else result_of(plan, outcome, next(judgements))
        for plan, outcome in answered
    ]


def failed(plan: Planned, outcome: TranslationOutcome) -> beam.pvalue.TaggedOutput:
    """The rejection of what the translator did not answer."""
    reason, _, detail = outcome.error.partition(": ")
    return refused(plan, "translate", reason, detail, outcome.reply)


def refused(plan: Planned, stage: str, reason: str, detail: str, payload: str) -> beam.pvalue.TaggedOutput:
    """The rejection of a translation."""
    return reject(stage, reason, detail, of=plan.request, record_id=plan.record.record_id, payload=payload)


def result_of(
    plan: Planned, outcome: TranslationOutcome, judgement: tuple[Reading, Problem | None] | Died
) -> CodePair | beam.pvalue.TaggedOutput:
    """The pair or the rejection that follows from the judgement on a reply."""
    if isinstance(judgement, Died):
        return refused(plan, "check", judgement.reason, str(judgement), outcome.reply)
    reading, problem = judgement
    if problem is None and storable(reading.code) != reading.code:
        detail = "the reply holds characters that UTF-8 cannot hold"
        return refused(plan, "reply", "wrong_encoding", detail, outcome.reply)
    if problem is not None:
        return refused(plan, problem.stage, problem.reason, problem.detail, reading.code or outcome.reply)
    return CodePair.create(plan.record, plan.request, reading.code)


class Count(beam.DoFn):
    """Elements -> (key, how many elements of a bundle have it)."""

    def __init__(self, key: Callable[[Any], Hashable]) -> None:
        self.key = key

    def start_bundle(self) -> None:
        """Nothing is counted yet."""
        self.counts: Counter[Hashable] = Counter()

    def process(self, element: Any) -> None:
        """Counts one."""
        self.counts[self.key(element)] += 1

    def finish_bundle(self) -> Iterator[WindowedValue]:
        """Yields the counts."""
        for counted in self.counts.items():
            yield WindowedValue(counted, GlobalWindow().max_timestamp(), (GlobalWindow(),))


class Verify(beam.PTransform):
    """(Record, CodePair) -> `.pairs` that reach `level`, and on REJECTED those that do not or cannot be shown to."""

    def __init__(self, level: Level) -> None:
        super().__init__()
        self.level = level

    def expand(self, checked_pairs: beam.PCollection) -> Any:
        """In batches, because compilers take longer to start than to compile a function."""
        batches = (
            checked_pairs | "One at a time" >> beam.Map(lambda element: [element])
            if self.level == "parsed"
            else checked_pairs | "Batch" >> beam.BatchElements(min_batch_size=16, max_batch_size=128)
        )
        return batches | "Gates" >> beam.ParDo(PassGates(self.level)).with_outputs(REJECTED, main="pairs")


class PassGates(beam.DoFn):
    """Batches of (record, CodePair) -> CodePair with what it was shown to do, or a rejection."""

    def __init__(self, level: Level) -> None:
        self.level = level

    def setup(self) -> None:
        """Looks for the toolchains of this machine."""
        self.gates = Gates(self.level)

    def process(self, batch: list[tuple[CodeRecord, CodePair]]) -> Iterator[Any]:
        """Yields one result for each pair."""
        candidates = [Candidate(record, pair.target_language, pair.target_code) for record, pair in batch]
        for (_, pair), verdict in zip(batch, self.gates.verify(candidates), strict=True):
            problem = verdict.problem
            if problem is not None:
                yield reject("check", problem.reason, problem.detail, of=pair, payload=pair.target_code)
            elif LEVELS.index(verdict.verified) < LEVELS.index(self.level):
                detail = f"{verdict.verified} and no more: {verdict.note}"
                yield reject("check", "unverified", detail, of=pair, payload=pair.target_code)
            else:
                yield pair.passed(verdict.gates)
