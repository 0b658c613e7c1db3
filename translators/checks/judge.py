"""Examines sources and judges replies in a guarded process: they are untrusted, and parsers and compilers may crash or
hang. This module is separate from the steps of the graph, so that the process need not load Beam."""

import pickle
from collections.abc import Sequence
from typing import NamedTuple

from pairloom.schemas.guard import Died, Guard, call_each
from pairloom.schemas.records import FUNCTION
from pairloom.translators.checks.check import check_source, check_translation
from pairloom.translators.problem import Problem
from pairloom.translators.replies import Reading, read_reply


class Examination(NamedTuple):
    """The first problem of a source, or None, and its pickled traits, b"" if none. They are pickled because the calling
    process only passes them on."""

    problem: Problem | None
    traits: bytes = b""


def examine(code: str, language: str, unit: str = FUNCTION, *, allow_stubs: bool) -> Examination:
    """The examination of `code` as a source in `language`."""
    problem, traits = check_source(code, language, unit, allow_stubs=allow_stubs)
    return Examination(problem, pickle.dumps(traits, protocol=5) if traits else b"")


def examine_sources(sources: Sequence[tuple[str, str, str]], *, allow_stubs: bool) -> list[Examination]:
    """The examination of each (code, language, unit) of `sources`, made by the guard. A source that kills the
    guard gets the problem "crash" or "timeout"."""
    found = call_each(examine, sources, allow_stubs=allow_stubs)
    return [Examination(_problem_of(each)) if isinstance(each, Died) else each for each in found]


class Reply(NamedTuple):
    """A reply to the request to translate `code`.

    function_name: the name of the function in the source. text, finish_reason: the reply. traits: those from `examine`,
    b"" if the code was not examined.
    """

    code: str
    language: str
    function_name: str
    target_language: str
    text: str
    finish_reason: str
    traits: bytes = b""
    unit: str = FUNCTION


def judge(reply: Reply) -> Reading:
    """The code in `reply`, and its first problem as a translation."""
    reading = read_reply(reply.text, reply.finish_reason, reply.target_language, reply.code, reply.unit)
    if reading.problem is not None:
        return reading
    traits = pickle.loads(reply.traits) if reply.traits else None
    problem = check_translation(
        reply.code, reply.language, reading.code, reply.target_language, reply.function_name, traits, reply.unit
    )
    return Reading(reading.code, problem)


def judge_replies(replies: Sequence[Reply], guard: Guard | None = None) -> list[Reading]:
    """The judgement on each of `replies`, made by `guard` (None: this process's). A reply that kills the guard gets the
    problem "crash" or "timeout"."""
    found = call_each(judge, [(reply,) for reply in replies], guard=guard)
    return [Reading("", _problem_of(each)) if isinstance(each, Died) else each for each in found]


def _problem_of(death: Died) -> Problem:
    return Problem("check", death.reason, str(death))
