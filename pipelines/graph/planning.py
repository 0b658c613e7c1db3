"""Plans the translations: examines the code of each record, and plans valid code for its target languages."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pairloom.schemas import CodeRecord, Rejection, TranslationRequest
from pairloom.schemas.hashing import content_hash
from pairloom.schemas.recipe import Recipe
from pairloom.translators import registry
from pairloom.translators.checks.judge import Examination, examine_sources
from pairloom.translators.evidence.judge import judge_sources
from pairloom.translators.problem import Problem


class Sourced(NamedTuple):
    """A record, the index of its source in the recipe, and its place there: a file and a number, in order. judged:
    whether it was already examined and passed its tests."""

    source: int
    record: CodeRecord
    place: tuple[str, int] = ("", 0)
    judged: bool = False


class Plan(NamedTuple):
    """A planned translation.

    source: the index of the record's source. traits: the traits that the translation must share with the record's
    code, pickled by `pairloom.translators.checks.judge`; b"" if the code was not examined.
    """

    source: int
    request: TranslationRequest
    record: CodeRecord
    traits: bytes = b""


class Plans(NamedTuple):
    """The plans for a record. unsound: the rejection of the record, None if its code is valid. unsupported:
    a rejection for each target language that the translator does not support."""

    record: CodeRecord
    plans: list[Plan]
    unsupported: list[Rejection]
    unsound: Rejection | None = None


def plan_records(batch: Sequence[Sourced], recipe: Recipe, *, judge: bool) -> Iterator[Plans]:
    """The plans for each record. A source that is not valid code in its language is rejected before its translation is
    paid. judge: whether source programs must pass their tests. Raises TranslatorError for a file of replies that cannot
    be used."""
    found = examine_batch(batch, judge=judge)
    for (index, record, *_), source in zip(batch, found, strict=True):
        if source.problem is not None:
            yield Plans(record, [], [], reject_source(record, source.problem))
            continue
        translate = recipe.source[index].translate
        plans, unsupported = [], []
        for target in targets_of(record, translate.targets, translate.per_record):
            request = registry.plan_request(record, target, translate)
            reason = registry.unsupported(record, target, translate)
            if reason:
                unsupported.append(Rejection.create("plan", "unsupported", reason, of=request, record=record))
            else:
                plans.append(Plan(index, request, record, source.traits))
        yield Plans(record, plans, unsupported)


def targets_of(record: CodeRecord, targets: Sequence[str], per_record: str | int) -> list[str]:
    """The target languages of `record`: all of `targets` except its own language, or the first `per_record` of them in
    a ranking. The ranking depends only on the record's content, so that every run gives the same result.

    It is rendezvous hashing of (record, target): over many records, every target gets the same share. A target added
    to the recipe gets its share of the records, and all other records keep their targets.
    """
    candidates = [target for target in targets if target != record.language]
    if per_record == "all":
        return candidates
    ranked = sorted(candidates, key=lambda target: content_hash("target", record.record_id, target))
    return ranked[: int(per_record)]


def examine_batch(batch: Sequence[Sourced], *, judge: bool) -> list[Examination]:
    """The examination of the code of each record. judge: whether programs must also pass their tests."""
    found = examine_records([each.record for each in batch], allow_stubs=False)
    if judge:
        valid = [at for at, each in enumerate(batch) if found[at].problem is None and not each.judged]
        for at, problem in zip(valid, judge_sources([batch[at].record for at in valid]), strict=True):
            found[at] = found[at]._replace(problem=problem)
    return found


def examine_records(records: Sequence[CodeRecord], *, allow_stubs: bool) -> list[Examination]:
    """The examination of the code of each of `records`."""
    return examine_sources([(record.code, record.language, record.unit) for record in records], allow_stubs=allow_stubs)


def reject_source(record: CodeRecord, problem: Problem) -> Rejection:
    """The rejection of a record whose code is not valid."""
    return Rejection.create("source", problem.reason, problem.detail, record=record, payload=record.code)
