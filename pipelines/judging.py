"""The judgement on a reply: apart from the steps of the graph, so that the process that makes it need not load Beam."""

from translators.checks import check_translation
from translators.problem import Problem
from translators.replies import Reading, read_reply


def judged(
    code: str, language: str, function_name: str, target_language: str, reply: str, finish_reason: str
) -> tuple[Reading, Problem | None]:
    """What is read from `reply` to the request to translate `code` (of `language`, with the function `function_name`),
    and the first thing that is wrong with it."""
    reading = read_reply(reply, finish_reason, target_language, code)
    problem = reading.problem or check_translation(code, language, reading.code, target_language, function_name)
    return reading, problem
