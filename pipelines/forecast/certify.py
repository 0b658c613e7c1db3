"""Measures the gates on labelled replies: which right translations they keep, and which wrong ones they refuse.

Reading, checking and the gates are those of a release. The labels come from people or from tests that the gates do not
see, so they say what the gates should have found.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, islice
from typing import Any

from pairloom.pipelines.graph.checking import check_outcomes
from pairloom.pipelines.graph.planning import Plan, examine_records
from pairloom.schemas import CodePair, CodeRecord, TranslationOutcome, TranslationRequest
from pairloom.schemas.certificate import Direction, Fault, GateCounts
from pairloom.schemas.files import FileError, get_text, read_rows
from pairloom.schemas.hashing import content_hash
from pairloom.schemas.languages import find_language
from pairloom.schemas.reasons import GATES, LEVELS, Level
from pairloom.translators.evidence import Candidate, Gates, Verdict

FIELDS = ("source", "reply", "source_language", "target_language", "label")
"""The fields that a row of labelled replies must have."""
OPTIONAL_FIELDS = ("function_name", "text", "tests", "unit", "finish_reason")
"""The fields that it may have, as in a record. Without a finish_reason, a reply is taken as complete."""

_BATCH = 128


@dataclass(frozen=True)
class LabelledReply:
    """A reply to the request to translate a record, and whether it is right."""

    record: CodeRecord
    target_language: str
    reply: str
    finish_reason: str
    right: bool


@dataclass(frozen=True)
class JudgedReply:
    """What the gates found about a labelled reply.

    passed: the gates that it passed. refused: the gate that refused it, "" if none did. verified: whether it reached
    the level. cause, note: why it was not judged, "" where it was.
    """

    labelled: LabelledReply
    passed: tuple[str, ...]
    refused: str = ""
    verified: bool = False
    cause: str = ""
    note: str = ""


def read_labelled(path: str, fields: Mapping[str, str], right: str) -> list[LabelledReply]:
    """The labelled replies of a file of JSON lines or Parquet.

    fields: a field of FIELDS or OPTIONAL_FIELDS -> its name in the file. right: the label of a right reply; true is
    right, too. Raises FileError with the line of a row that lacks a field or names an unknown language, and if no row
    is right.
    """
    replies = [_labelled(row, where, fields, right) for where, row in read_rows(path)]
    if not any(reply.right for reply in replies):
        raise FileError(f"{path}: no row has the label {right!r}, so nothing can be measured: name it with --right")
    return replies


def _labelled(row: Mapping[str, Any], where: str, fields: Mapping[str, str], right: str) -> LabelledReply:
    def text(field: str, needed: bool = True) -> str:
        name = fields.get(field, field)
        return get_text(row, name, where) if needed or row.get(name) is not None else ""

    def language(field: str) -> str:
        found = find_language(text(field))
        if found is None:
            raise FileError(f"{where}: {fields.get(field, field)}: {text(field)!r} is no language that pairloom knows")
        return found.name

    label = row.get(fields.get("label", "label"))
    if label is None:
        raise FileError(f"{where}: {fields.get('label', 'label')} is missing")
    source, target = language("source_language"), language("target_language")
    if source == target:
        raise FileError(f"{where}: source_language and target_language are both {source}")
    record = CodeRecord.create(
        benchmark="labelled",
        language=source,
        code=text("source"),
        text=text("text", needed=False),
        tests=text("tests", needed=False),
        function_name=text("function_name", needed=False),
        unit=text("unit", needed=False) or "function",
    )
    finish = text("finish_reason", needed=False) or "stop"
    return LabelledReply(record, target, text("reply"), finish, label is True or str(label) == right)


def sample(replies: Sequence[LabelledReply], every: int) -> list[LabelledReply]:
    """One of `every` replies, chosen by a hash of record, language and reply, so that files with a pattern in their
    order give a fair sample."""

    def place(reply: LabelledReply) -> str:
        return content_hash("labelled", reply.record.record_id, reply.target_language, reply.reply)

    return sorted(replies, key=place)[::every]


def judge_labelled(replies: Sequence[LabelledReply], level: Level) -> Iterator[JudgedReply]:
    """The judgement on each reply, grouped by languages. Compilers start once for many replies."""
    gates = Gates(level)
    ordered = sorted(replies, key=lambda reply: (reply.target_language, reply.record.language, reply.record.record_id))
    for _, group in groupby(ordered, key=lambda reply: (reply.target_language, reply.record.language)):
        while batch := list(islice(group, _BATCH)):
            yield from _judge_batch(batch, gates)


def _judge_batch(batch: Sequence[LabelledReply], gates: Gates) -> Iterator[JudgedReply]:
    answered, refused = [], []
    for reply, source in zip(batch, examine_records([r.record for r in batch], allow_stubs=False), strict=True):
        if source.problem is not None:
            refused.append(JudgedReply(reply, (), "parse", note=f"source: {source.problem.reason}"))
            continue
        request = TranslationRequest.create(
            source_language=reply.record.language,
            target_language=reply.target_language,
            code=reply.record.code,
            translator="labelled",
            function_name=reply.record.function_name,
            unit=reply.record.unit,
        )
        outcome = TranslationOutcome(
            request_id=request.request_id,
            reply=reply.reply,
            finish_reason=reply.finish_reason,
            prompt_tokens=0,
            completion_tokens=0,
            error="",
        )
        answered.append((reply, Plan(0, request, reply.record, source.traits), outcome))
    results = check_outcomes([(plan, outcome) for _, plan, outcome in answered])
    kept = []
    for (reply, _, _), result in zip(answered, results, strict=True):
        if isinstance(result, CodePair):
            kept.append((reply, result))
        else:
            refused.append(JudgedReply(reply, (), "parse", note=f"{result.stage}: {result.reason}"))
    candidates = [Candidate(reply.record, pair.target_language, pair.target_code) for reply, pair in kept]
    yield from refused
    for (reply, _), verdict in zip(kept, gates.verify(candidates), strict=True):
        yield _judge(reply, verdict, gates.level)


def _judge(reply: LabelledReply, verdict: Verdict, level: Level) -> JudgedReply:
    passed = ("parse", *verdict.gates)
    if verdict.problem is not None:  # the last gate is the one that refused it
        said = f"check: {verdict.problem.reason}"
        return JudgedReply(reply, passed[:-1], passed[-1], note=said)
    if LEVELS.index(verdict.verified) >= LEVELS.index(level):
        return JudgedReply(reply, passed, verified=True)
    return JudgedReply(reply, passed, cause=verdict.cause, note=verdict.note)


def count_directions(judged: Iterable[JudgedReply]) -> list[Direction]:
    """The counts for each pair of languages, in the order of their names."""
    counts: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for one in judged:
        label = "right" if one.labelled.right else "wrong"
        result = "refused" if one.refused else "verified" if one.verified else "undecided"
        counts[_languages(one)].update((label, f"{label}_{result}"))
    return [
        Direction(
            source_language=source,
            target_language=target,
            **{name: count[name] for name in Direction.model_fields if name in count},
        )
        for (source, target), count in sorted(counts.items())
    ]


def count_gates(judged: Iterable[JudgedReply]) -> list[GateCounts]:
    """The counts for each pair of languages and gate, the gates in their order. "compile" counts both of its
    results."""
    counts: defaultdict[tuple[str, str, int, str], Counter[str]] = defaultdict(Counter)
    order = list(GATES)
    for one in judged:
        label = "right" if one.labelled.right else "wrong"
        for gate, result in [*((gate, "passed") for gate in one.passed), (one.refused, "refused")]:
            name = gate.partition(":")[0]
            if name:
                counts[*_languages(one), order.index(name), name][f"{label}_{result}"] += 1
    return [
        GateCounts(gate=gate, source_language=source, target_language=target, **count)
        for (source, target, _, gate), count in sorted(counts.items())
    ]


def count_faults(judged: Iterable[JudgedReply]) -> list[Fault]:
    """Why replies were not judged, the most frequent first."""
    counts: defaultdict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
    for one in judged:
        if one.cause:
            counts[one.cause, _without_names(one.note), *_languages(one)][
                "right" if one.labelled.right else "wrong"
            ] += 1
    ranked = sorted(counts.items(), key=lambda item: (-item[1].total(), item[0]))
    return [
        Fault(cause=cause, note=note, source_language=source, target_language=target, **count)
        for (cause, note, source, target), count in ranked
    ]


def _languages(one: JudgedReply) -> tuple[str, str]:
    return one.labelled.record.language, one.labelled.target_language


def _without_names(note: str) -> str:
    """`note` without what differs from reply to reply: quoted text, numbers, the end of a long message."""
    plain = re.sub(r"\s*\(line \d+\)", "", " ".join(note.split()))
    plain = re.sub(r"'[^']*'|\"[^\"]*\"|`[^`]*`|‘[^’]*’", "…", plain)
    return re.sub(r"\d+", "N", plain)[:120]
