"""Which translations are made: the code of each record is examined, and what is sound is planned for its targets."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pairloom.schemas import CodeRecord, Rejection, TranslationRequest
from pairloom.schemas.hashing import content_hash
from pairloom.schemas.recipe import Recipe
from pairloom.translators import registry
from pairloom.translators.checks.judge import Examination, examine_sources
from pairloom.translators.problem import Problem


class Plan(NamedTuple):
    """A translation that is to be made.

    source: the index of the source that the record is of. traits: what a translation must share with the record's
    code, as `pairloom.translators.checks.judge` passes it on; b"" where nobody has looked.
    """

    source: int
    request: TranslationRequest
    record: CodeRecord
    traits: bytes = b""


class Plans(NamedTuple):
    """All that is planned for a record. unsound: why nothing is, None if its code is a sound function. unsupported: a
    rejection for each target language that the translator cannot write."""

    record: CodeRecord
    plans: list[Plan]
    unsupported: list[Rejection]
    unsound: Rejection | None = None


def plan_records(batch: Sequence[tuple[int, CodeRecord]], recipe: Recipe) -> Iterator[Plans]:
    """The plans for each (index of the source, record). Nobody pays to translate a source that is no sound function in
    its own language. Raises TranslatorError for a file of replies that cannot be used."""
    found = examine_records([record for _, record in batch], allow_stubs=False)
    for (index, record), source in zip(batch, found, strict=True):
        if source.problem is not None:
            yield Plans(record, [], [], reject_source(record, source.problem))
            continue
        translate = recipe.source[index].translate
        plans, unsupported = [], []
        for target in targets_of(record, translate.targets, translate.per_record):
            request = registry.plan_request(record, target, translate)
            reason = registry.unsupported(record.language, target, translate)
            if reason:
                unsupported.append(
                    Rejection.create("plan", "unsupported", reason, of=request, record_id=record.record_id)
                )
            else:
                plans.append(Plan(index, request, record, source.traits))
        yield Plans(record, plans, unsupported)


def targets_of(record: CodeRecord, targets: Sequence[str], per_record: str | int) -> list[str]:
    """The target languages of `record`: all of `targets` but its own language, or the `per_record` that rank first.
    The record's content alone decides, so that every run decides alike.

    The ranking is rendezvous hashing of (record, target): over many records every target gets the same share, and a
    target added to the recipe takes over its share of records while all others keep the target they had.
    """
    candidates = [target for target in targets if target != record.language]
    if per_record == "all":
        return candidates
    ranked = sorted(candidates, key=lambda target: content_hash("target", record.record_id, target))
    return ranked[: int(per_record)]


def examine_records(records: Sequence[CodeRecord], *, allow_stubs: bool) -> list[Examination]:
    """What is found in the code of each of `records`."""
    return examine_sources([(record.code, record.language) for record in records], allow_stubs=allow_stubs)


def reject_source(record: CodeRecord, problem: Problem) -> Rejection:
    """The rejection of a record whose code is no sound function."""
    return Rejection.create("source", problem.reason, problem.detail, record_id=record.record_id, payload=record.code)
