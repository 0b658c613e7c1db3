"""One judgement on a reply: what sends it to repair is what the pipeline rejects it for."""

import pytest

from pairloom.pipelines.graph.checking import check_outcomes
from pairloom.pipelines.graph.planning import Plan
from pairloom.schemas import CodePair, CodeRecord, TranslationOutcome
from pairloom.schemas.guard import call
from pairloom.schemas.recipe import TranslateSection
from pairloom.translators.checks.judge import Reply, examine, judge_replies
from pairloom.translators.llm.answer import Choice
from pairloom.translators.llm.translator import judge_choices
from pairloom.translators.registry import plan_request
from tests.translators.replies.test_read import CASES, PROBLEMS

CODE = "def half(x):\n    return x / 2\n\n\ndef twice(x):\n    return 2 * x"
GO = [
    "```go\nfunc half(x int) int {\n\treturn x / 2\n}\n```",
    "```go\nfunc twice(x int) int {\n\treturn 2 * x\n}\n```",
    "```go\nfunc twice(x int, y int) int {\n\treturn 2 * x * y\n}\n```",
    "```go\nfunc twice(x int) int {\n\treturn 2 *\n}\n```",
    '```go\nfunc twice(x int) int {\n\tpanic("not implemented")\n}\n```',
    "```go\n// \ud800\nfunc twice(x int) int {\n\treturn 2 * x\n}\n```",
    CODE,
    "",
]
SETTINGS = TranslateSection(translator="endpoint", model="m", targets=["go"])
MORE = [(reply, reason) for reply, reason, *_ in PROBLEMS.values()] + [(case[0], "stop") for case in CASES.values()]


@pytest.mark.parametrize("function_name", ["", "half", "twice", "Number.twice", "other"])
def test_repair_and_pipeline_have_one_verdict(function_name: str) -> None:
    record = CodeRecord.create(benchmark="b", language="python", code=CODE, text="t", function_name=function_name)
    request = plan_request(record, "go", SETTINGS)
    choices = [Choice(text, reason) for text, reason in [(text, "stop") for text in GO] + MORE]
    problems = judge_choices(request, choices)
    _, traits = call(examine, record.code, record.language, allow_stubs=False)
    outcomes = [
        TranslationOutcome(
            request_id=request.request_id,
            reply=choice.text,
            finish_reason=choice.finish_reason,
            prompt_tokens=0,
            completion_tokens=0,
            error="",
        )
        for choice in choices
    ]
    results = check_outcomes([(Plan(0, request, record, traits), outcome) for outcome in outcomes])
    for problem, result in zip(problems, results, strict=True):
        if isinstance(result, CodePair):
            assert problem is None
        else:
            assert problem is not None
            assert (problem.stage, problem.reason, problem.detail.encode("utf-8", "replace").decode()) == (
                result.stage,
                result.reason,
                result.detail,
            )
    assert any(problem is None for problem in problems) == (function_name != "other")


def test_a_wrong_name_alone_is_a_problem() -> None:
    first = [judge_replies([Reply(CODE, "python", name, "go", GO[0], "stop")])[0].problem for name in ("", "twice")]
    assert first[0] is None
    assert first[1] is not None
    assert first[1].reason == "name_changed"
