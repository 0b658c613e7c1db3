"""The steps of the graph, one DoFn each. A record leaves a step as its result or as a Rejection, never not at all."""

from collections.abc import Iterable, Iterator
from typing import Any

import apache_beam as beam
from apache_beam.metrics import Metrics

from pipelines import sources
from pipelines.isolation import Died, guarded
from pipelines.judging import judged
from pipelines.planning import targets_of
from pipelines.progress import Tally
from pipelines.sources.base import storable
from schemas import CodePair, CodeRecord, Rejection, TranslationOutcome, TranslationRequest
from schemas.recipe import Recipe
from schemas.records import LEVELS, PAYLOAD_LIMIT
from translators import registry
from translators.checks import check_code
from translators.gates import Candidate, Gates, Level

REJECTED = "rejected"
PLANNED_COUNT = "planned count"


def reject(
    stage: str,
    reason: str,
    detail: str,
    *,
    record_id: str = "",
    request: TranslationRequest | None = None,
    payload: str = "",
) -> beam.pvalue.TaggedOutput:
    """A rejection on its tagged output. Text that UTF-8 cannot hold is replaced, so that it can always be written."""
    return beam.pvalue.TaggedOutput(
        REJECTED,
        Rejection(
            record_id=record_id,
            request_id=request.request_id if request else "",
            target_language=request.target_language if request else "",
            stage=stage,
            reason=reason,
            detail=storable(detail),
            payload=storable(payload[:PAYLOAD_LIMIT]),
        ),
    )


class Read(beam.DoFn):
    """Shard of a source -> (index of the source, record), and rejected rows."""

    def __init__(self, progress: str) -> None:
        self.tally = Tally(progress)
        self.records = Metrics.counter("pairloom", "records_read")
        self.rejected = Metrics.counter("pairloom", "rows_rejected")

    def process(self, shard: Any) -> Iterator[Any]:
        """Yields what one shard holds, as it streams."""
        for row in sources.read(shard):
            if isinstance(row, Rejection):
                self.rejected.inc()
                self.tally.add("rows rejected")
                yield beam.pvalue.TaggedOutput(REJECTED, row)
            else:
                self.records.inc()
                self.tally.add("records read")
                yield shard.index, row

    def finish_bundle(self) -> None:
        """Shows the last counts."""
        self.tally.flush()


class Plan(beam.DoFn):
    """(Index of the source, record) -> (request_id, (request, record)) for each target language, and rejections of
    sources that are no sound function in their own language: nobody pays to translate those."""

    def __init__(self, recipe: Recipe, recipe_file: str, progress: str) -> None:
        self.recipe = recipe
        self.recipe_file = recipe_file
        self.tally = Tally(progress)
        self.planned = Metrics.counter("pairloom", "translations_planned")

    def process(self, element: tuple[int, CodeRecord]) -> Iterator[Any]:
        """Yields the record once for each of its targets."""
        index, record = element
        translate = self.recipe.source[index].translate
        reason, detail = fault(record, allow_stubs=False)
        if reason:
            self.tally.add("sources rejected")
            yield reject("source", reason, detail, record_id=record.record_id, payload=record.code)
            return
        for target in targets_of(record, translate.targets, translate.per_record):
            request = registry.plan_request(record, target, translate, self.recipe_file)
            self.planned.inc()
            self.tally.add("planned")
            yield beam.pvalue.TaggedOutput(PLANNED_COUNT, (record.language, target))
            reason = registry.unsupported(record.language, target, translate)
            if reason:
                self.tally.add("rejected")
                yield reject("plan", "unsupported", reason, record_id=record.record_id, request=request)
            else:
                yield request.request_id, (index, request, record)

    def finish_bundle(self) -> None:
        """Shows the last counts."""
        self.tally.flush()


def fault(record: CodeRecord, *, allow_stubs: bool) -> tuple[str, str]:
    """(reason, detail) of what keeps a record's code from being a sound function of its language; ("", "") if nothing
    does."""
    try:
        problem = guarded(check_code, record.code, record.language, allow_stubs=allow_stubs)
    except Died as death:
        return death.reason, str(death)
    return (problem.reason, problem.detail) if problem else ("", "")


class CheckTranslation(beam.DoFn):
    """(request_id, the plans under it and their outcome) -> (record, CodePair), or a rejection with the first
    reason."""

    def __init__(self, progress: str) -> None:
        self.tally = Tally(progress)
        self.kept = Metrics.counter("pairloom", "pairs_checked")
        self.rejected = Metrics.counter("pairloom", "translations_rejected")

    def process(self, element: tuple[str, dict[str, Iterable[Any]]]) -> Iterator[Any]:
        """Yields one result for each record that shares the request."""
        _, found = element
        outcomes = list(found["outcomes"])
        for _, request, record in found["planned"] if outcomes else ():  # an outcome that got lost shows in the books
            result = checked(record, request, outcomes[0])
            ok = isinstance(result, CodePair)
            (self.kept if ok else self.rejected).inc()
            self.tally.add("passed" if ok else "rejected")
            yield (record, result) if ok else result

    def finish_bundle(self) -> None:
        """Shows the last counts."""
        self.tally.flush()


def checked(
    record: CodeRecord, request: TranslationRequest, outcome: TranslationOutcome
) -> CodePair | beam.pvalue.TaggedOutput:
    """The pair that `outcome` makes with `record`, or the rejection that says why it makes none."""
    if outcome.error:
        reason, _, detail = outcome.error.partition(": ")
        return reject("translate", reason, detail, record_id=record.record_id, request=request, payload=outcome.reply)
    try:
        reading, problem = guarded(judged, record, request.target_language, outcome.reply, outcome.finish_reason)
    except Died as death:
        return reject(
            "check", death.reason, str(death), record_id=record.record_id, request=request, payload=outcome.reply
        )
    if problem is None and storable(reading.code) != reading.code:
        return reject(
            "reply",
            "wrong_encoding",
            "the reply holds characters that UTF-8 cannot hold",
            record_id=record.record_id,
            request=request,
            payload=outcome.reply,
        )
    if problem is not None:
        payload = reading.code or outcome.reply
        return reject(
            problem.stage,
            problem.reason,
            problem.detail,
            record_id=record.record_id,
            request=request,
            payload=payload,
        )
    return CodePair.create(record, request, reading.code)


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
                yield unverified(pair, problem.reason, problem.detail)
            elif LEVELS.index(verdict.verified) < LEVELS.index(self.level):
                yield unverified(pair, "unverified", f"{verdict.verified} and no more: {verdict.note}")
            else:
                yield pair.passed(verdict.gates)


def unverified(pair: CodePair, reason: str, detail: str) -> beam.pvalue.TaggedOutput:
    """The rejection of a pair that does not reach the recipe's level."""
    return beam.pvalue.TaggedOutput(
        REJECTED,
        Rejection(
            record_id=pair.record_id,
            request_id=pair.request_id,
            target_language=pair.target_language,
            stage="check",
            reason=reason,
            detail=storable(detail),
            payload=pair.target_code[:PAYLOAD_LIMIT],
        ),
    )
