"""The judgements on a source and on a reply: apart from the steps of the graph, so that the process that makes them
need not load Beam."""

import pickle

from pairloom.translators.checks import check_source, check_translation
from pairloom.translators.problem import Problem
from pairloom.translators.replies import Reading, read_reply


def examined(code: str, language: str, *, allow_stubs: bool) -> tuple[Problem | None, bytes]:
    """The first thing that is wrong with `code` as a function of `language`, and its traits, b"" if there are none:
    pickled, since whoever passes them on has no use for them."""
    problem, traits = check_source(code, language, allow_stubs=allow_stubs)
    return problem, pickle.dumps(traits, protocol=5) if traits else b""


def judged(
    code: str, language: str, function_name: str, traits: bytes, target_language: str, reply: str, finish_reason: str
) -> tuple[Reading, Problem | None]:
    """What is read from `reply` to the request to translate `code` (of `language`, with the function `function_name`
    and the `traits` that `examined` found), and the first thing that is wrong with it."""
    reading = read_reply(reply, finish_reason, target_language, code)
    source = pickle.loads(traits) if traits else None
    problem = reading.problem or check_translation(code, language, reading.code, target_language, function_name, source)
    return reading, problem
