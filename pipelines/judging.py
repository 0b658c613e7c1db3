"""The judgement on a reply: apart from the steps of the graph, so that the process that makes it need not load Beam."""

from schemas import CodeRecord
from translators.checks import check_translation
from translators.problem import Problem
from translators.replies import Reading, read_reply


def judged(record: CodeRecord, target_language: str, reply: str, finish_reason: str) -> tuple[Reading, Problem | None]:
    """What is read from `reply` to the request to translate `record`, and the first thing that is wrong with it."""
    reading = read_reply(reply, finish_reason, target_language, record.code)
    problem = reading.problem or check_translation(
        record.code, record.language, reading.code, target_language, record.function_name
    )
    return reading, problem
