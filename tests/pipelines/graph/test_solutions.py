"""Of several solutions of a problem, the first ones that are sound are used, and each other one says why not."""

import json
from collections import Counter
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from pairloom.pipelines.cli import app
from pairloom.pipelines.forecast.plans import plan_source
from pairloom.pipelines.graph.planning import Sourced
from pairloom.pipelines.graph.solutions import choose_solutions
from pairloom.schemas import CodeRecord, Rejection
from pairloom.schemas.recipe import load_recipe
from pairloom.translators.languages import get_language

TESTS = json.dumps({"cases": [{"input": "1\n", "output": "2\n"}, {"input": "5\n", "output": "6\n"}]})
GOOD = [f"number = int(input())\nprint(number + {at} - {at - 1})" for at in range(11, 17)]
WRONG = "print(int(input()) * 2)"
STUB = "raise NotImplementedError('x')"


def solutions(*codes: str, problem: str = "p", language: str = "python") -> list[Sourced]:
    """The records of a problem, in the order of their file."""
    records = (
        CodeRecord.create(
            benchmark="b", language=language, code=code, text="t", repository=problem, tests=TESTS, unit="program"
        )
        for code in codes
    )
    return [Sourced(0, record, ("file", at)) for at, record in enumerate(records)]


def choose(*problems: list[Sourced], limit: int, judge: bool = False) -> tuple[list[str], dict[str, list[str]]]:
    used, rejected = [], {}
    for result in choose_solutions(problems, [limit] * len(problems), judge=judge):
        if isinstance(result, Rejection):
            rejected.setdefault(result.reason, []).append(result.payload)
        else:
            assert result.judged
            used.append(result.record.code)
    assert len(used) + sum(map(len, rejected.values())) == sum(map(len, problems))
    return used, rejected


def test_the_first_sound_ones_are_used_each_once() -> None:
    again = GOOD[0].replace("\n", "\n\n")
    found = solutions(STUB, GOOD[0], again, GOOD[1], GOOD[2])
    expected = {"stub": [STUB], "same_solution": [again], "surplus": [GOOD[2]]}
    assert choose(found, limit=2) == (GOOD[:2], expected)
    assert choose(found[::-1], limit=2) == (GOOD[:2], expected)


def test_problems_are_taken_together_and_have_limits_of_their_own() -> None:
    other = solutions(STUB, GOOD[3], GOOD[0], problem="q")
    used, rejected = choose(solutions(*GOOD[:3]), other, limit=1)
    assert (sorted(used), {reason: len(codes) for reason, codes in rejected.items()}) == (
        sorted([GOOD[0], GOOD[3]]),
        {"stub": 1, "surplus": 3},
    )


@pytest.mark.skipif(bool(get_language("python").not_runnable()), reason="needs a sandbox")
def test_only_programs_that_pass_their_tests_are_used() -> None:
    assert choose(solutions(WRONG, GOOD[0], GOOD[1]), limit=1, judge=True) == (
        [GOOD[0]],
        {"fails_its_tests": [WRONG], "surplus": [GOOD[1]]},
    )
    assert choose(solutions(WRONG, GOOD[0]), limit=1)[0] == [WRONG]


RECIPE = """
name = "solutions"
[[source]]
reader = "jsonl"
path = "rows.jsonl"
language = "python"
unit = "program"
{0}
fields = {{ text = "text", code = "code", tests = "tests", repository = "problem" }}
[translate]
translator = "replay"
replay = "replies.jsonl"
targets = ["ruby"]
[check]
level = "parsed"
try = "{1}"
[dedup]
threshold = 1.0
"""
ROWS = [
    *({"problem": "p", "code": code} for code in (WRONG, GOOD[0], GOOD[0] + "\n\n", GOOD[1], GOOD[2])),
    *({"problem": "q", "code": code} for code in (GOOD[3], GOOD[4])),
    {"problem": None, "code": GOOD[5]},
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    rows = [{"text": "Add one.", "tests": TESTS, **row} for row in ROWS]
    replies = [
        {"code": row["code"], "target_language": "ruby", "reply": f"puts gets.to_i + 1 # {at}"}
        for at, row in enumerate(rows)
    ]
    for name, lines in (("rows", rows), ("replies", replies)):
        (tmp_path / f"{name}.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    return tmp_path


def released(folder: Path, key: str, level: str) -> tuple[list[str], Counter[str]]:
    """(Sources of the pairs, rejections by reason) of a release."""
    recipe = folder / "recipe.toml"
    recipe.write_text(RECIPE.format(key, level))
    result = CliRunner().invoke(app, ["release", str(recipe), "--out", str(folder / "out"), "--overwrite"])
    assert result.exit_code == 0, result.output
    pairs = pd.read_parquet(folder / "out" / "data")
    rejected = pd.read_parquet(folder / "out" / "rejected")
    planned = [
        plans.record.code
        for plans in plan_source(load_recipe(recipe), 0, judge=level == "executed")
        if not isinstance(plans, Rejection) and plans.unsound is None
    ]
    if key:
        assert sorted(planned) == sorted(pairs.source_code)
    return sorted(pairs.source_code), Counter(rejected.reason)


def test_a_release_uses_some_solutions_of_each_problem(folder: Path) -> None:
    codes, reasons = released(folder, "solutions = 1", "parsed")
    assert codes == sorted([WRONG, GOOD[3], GOOD[5]])
    assert reasons == {"same_solution": 1, "surplus": 4}
    codes, _ = released(folder, "", "parsed")
    assert len(codes) >= 6


@pytest.mark.skipif(bool(get_language("ruby").not_runnable()), reason="needs a sandbox and Ruby")
def test_a_release_that_executes_judges_its_sources_first(folder: Path) -> None:
    codes, reasons = released(folder, "solutions = 2", "executed")
    assert codes == sorted([GOOD[0], GOOD[1], GOOD[3], GOOD[4], GOOD[5]])
    assert reasons == {"fails_its_tests": 1, "same_solution": 1, "surplus": 1}
    _, reasons = released(folder, "", "executed")
    assert reasons["fails_its_tests"] == 1 and not reasons["surplus"]
