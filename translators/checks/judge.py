"""The judgements on a source and on a reply, made in a guarded process: what is judged is untrusted, and parsers and
compilers may crash or hang. That process need not load Beam for them, so they are apart from the steps of the graph."""

import pickle
from collections.abc import Sequence
from typing import NamedTuple

from pairloom.translators.checks.check import check_source, check_translation
from pairloom.translators.guard import Died, Guard, call_each
from pairloom.translators.problem import Problem
from pairloom.translators.replies import Reading, read_reply


class Examination(NamedTuple):
    """The first thing that is wrong with a source as a function of its language, None if it is sound; and its traits,
    b"" if there are none: pickled, since the code that passes them on does not use them."""

    problem: Problem | None
    traits: bytes = b""


def examine(code: str, language: str, *, allow_stubs: bool) -> Examination:
    """What is found in `code` as a source of `language`."""
    problem, traits = check_source(code, language, allow_stubs=allow_stubs)
    return Examination(problem, pickle.dumps(traits, protocol=5) if traits else b"")


def examine_sources(sources: Sequence[tuple[str, str]], *, allow_stubs: bool) -> list[Examination]:
    """The examination of each (code, language) of `sources`, made by the guard. What kills the guard has a problem that
    says so."""
    found = call_each(examine, sources, allow_stubs=allow_stubs)
    return [Examination(_problem_of(each)) if isinstance(each, Died) else each for each in found]


class Reply(NamedTuple):
    """A reply to the request to translate `code`.

    function_name: the source's name for its function. text, finish_reason: the reply. traits: what `examine` found of
    the code, b"" if nobody has looked.
    """

    code: str
    language: str
    function_name: str
    target_language: str
    text: str
    finish_reason: str
    traits: bytes = b""


def judge(reply: Reply) -> Reading:
    """The code in `reply`, and the first thing that is wrong with it as a translation."""
    reading = read_reply(reply.text, reply.finish_reason, reply.target_language, reply.code)
    if reading.problem is not None:
        return reading
    traits = pickle.loads(reply.traits) if reply.traits else None
    problem = check_translation(
        reply.code, reply.language, reading.code, reply.target_language, reply.function_name, traits
    )
    return Reading(reading.code, problem)


def judge_replies(replies: Sequence[Reply], guard: Guard | None = None) -> list[Reading]:
    """The judgement on each of `replies`, made by a guard, this process's if None. What kills the guard has a problem
    that says so."""
    found = call_each(judge, [(reply,) for reply in replies], guard=guard)
    return [Reading("", _problem_of(each)) if isinstance(each, Died) else each for each in found]


def _problem_of(death: Died) -> Problem:
    return Problem("check", death.reason, str(death))
