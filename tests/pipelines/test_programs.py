"""Programs beside functions, through every command: a release of both, and what reads it."""

import json
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner, Result

from pairloom.encoder.data import Pair, read_pairs
from pairloom.encoder.errors import DataError
from pairloom.encoder.evaluation.tasks import tasks_of
from pairloom.pipelines.cli import app
from pairloom.pipelines.sources import SourceError, read, shards
from pairloom.schemas import CodeRecord, Rejection
from pairloom.schemas.program_tests import parse_program_tests
from pairloom.schemas.recipe import Recipe
from pairloom.translators.languages import get_language
from pairloom.translators.llm.prompts import prompt_version
from tests.translators.checks.test_programs import PROGRAMS

TESTS = {"cases": [{"input": "2\n3 4\n", "output": "positive 7 4098\n"}], "seconds": 2.0}
FUNCTION = """def double_all(values):
    found = []
    for value in values:
        found.append(2 * value)
    return found"""
GO_FUNCTION = """func doubleAll(values []int) []int {
	found := []int{}
	for _, v := range values {
		found = append(found, 2*v)
	}
	return found
}"""
ROWS = [
    {"text": "Print the kind of a sum.", "code": PROGRAMS["python"], "lang": "python", "tests": TESTS, "name": "main"},
    {"text": "Print the kind of a sum.", "code": PROGRAMS["java"], "lang": "java", "tests": json.dumps(TESTS)},
    {"text": "Double all values of a list.", "code": FUNCTION, "lang": "python", "name": "double_all"},
    {"text": "Print the kind of a sum.", "code": PROGRAMS["ruby"], "lang": "ruby", "tests": "assert f(1) == 2"},
    {"text": "Say nothing at all.", "code": "raise NotImplementedError('x')", "lang": "python"},
]
REPLIES = [
    (PROGRAMS["python"], "go", f"Here it is:\n```go\n{PROGRAMS['go']}```"),
    (PROGRAMS["python"], "ruby", PROGRAMS["ruby"]),
    (PROGRAMS["java"], "go", "```go\npackage main\n\nfunc solve() int {\n\treturn 4096\n}\n```"),
    (PROGRAMS["java"], "ruby", "puts 'balanced positive negative'\nputs 1000007 + 4096"),
    (FUNCTION, "go", f"```go\npackage main\n\n{GO_FUNCTION}\n\nfunc main() {{}}\n```"),
    (FUNCTION, "ruby", "def double_all(values)\n  values.map { |value| 2 * value }\nend"),
]
RECIPE = """
name = "both"
[[source]]
reader = "jsonl"
path = "rows.jsonl"
unit = "auto"
benchmark = "judge"
[source.fields]
text = "text"
code = "code"
language = "lang"
tests = "tests"
function_name = "name"
[translate]
translator = "replay"
replay = "replies.jsonl"
targets = ["go", "ruby"]
"""


def run(*arguments: str | Path) -> Result:
    """The command line with these arguments, in this process."""
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a recipe of functions and programs, and its release in `out`."""
    folder = tmp_path_factory.mktemp("programs")
    (folder / "rows.jsonl").write_text("".join(json.dumps(row) + "\n" for row in ROWS))
    answers = ({"code": code.strip("\n"), "target_language": to, "reply": reply} for code, to, reply in REPLIES)
    (folder / "replies.jsonl").write_text("".join(json.dumps(answer) + "\n" for answer in answers))
    (folder / "recipe.toml").write_text(RECIPE)
    result = run("release", folder / "recipe.toml", "--out", folder / "out")
    assert result.exit_code == 0, result.output
    return folder


def records(folder: Path, **changes: object) -> list[CodeRecord | Rejection]:
    translate = {"translator": "transpile", "targets": ["javascript"]}
    fields = {"text": "text", "code": "code", "language": "lang", "tests": "tests", "function_name": "name"}
    source = {"reader": "jsonl", "path": str(folder / "rows.jsonl"), "fields": fields, **changes}
    recipe = Recipe.model_validate({"name": "r", "source": [source], "translate": translate})
    return [row for shard in shards(recipe.source[0], 0) for row in read(shard)]


def test_a_source_says_what_its_rows_are_or_decides_for_each(folder: Path) -> None:
    def units(unit: str | None) -> list[str]:
        return [row.unit if isinstance(row, CodeRecord) else row.reason for row in records(folder, unit=unit)]

    assert units("auto") == ["program", "program", "function", "wrong_tests", "program"]
    assert units("program") == ["program", "program", "program", "wrong_tests", "program"]
    assert units("function") == units(None) == ["function"] * 5


def test_a_program_has_tests_and_no_name(folder: Path) -> None:
    first, second, third, *_ = records(folder, unit="auto")
    assert isinstance(first, CodeRecord) and isinstance(second, CodeRecord) and isinstance(third, CodeRecord)
    assert parse_program_tests(first.tests) == parse_program_tests(second.tests)
    assert (first.function_name, third.function_name) == ("", "double_all")


def test_readers_of_source_code_read_functions_only(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("print(1)\n")
    with pytest.raises(SourceError, match=r"source\[0\]\.unit: python-source reads functions, no programs"):
        records(tmp_path, reader="python-source", path=str(tmp_path), unit="program", fields={})


def test_a_release_holds_both_units(folder: Path) -> None:
    pairs = pd.read_parquet(folder / "out" / "data")
    found = {(row.unit, row.source_language, row.target_language): row.target_code for row in pairs.itertuples()}
    assert set(found) == {
        ("program", "python", "go"),
        ("program", "python", "ruby"),
        ("function", "python", "go"),
        ("function", "python", "ruby"),
    }
    assert found["program", "python", "go"] == PROGRAMS["go"].strip()
    assert found["function", "python", "go"] == f"package main\n\n{GO_FUNCTION}"
    assert set(pairs[pairs.unit == "program"].function_name) == {""}
    rejected = pd.read_parquet(folder / "out" / "rejected")
    assert sorted(f"{row.stage} {row.reason}" for row in rejected.itertuples()) == [
        "check no_entry_point",
        "check no_input",
        "read wrong_tests",
        "source stub",
    ]


def test_what_shows_a_release_shows_its_units(folder: Path) -> None:
    manifest = json.loads((folder / "out" / "manifest.json").read_text())
    assert manifest["statistics"]["units"] == {"function": 2, "program": 2}
    card = " ".join((folder / "out" / "README.md").read_text().split())
    assert "4 pairs of 2 functions and 2 programs: each row is a documented function or program in Python" in card
    assert "or is a program with one entry point" in card and "Licences of the functions and programs" in card
    report = (folder / "out" / "report.html").read_text()
    assert '["program",2]' in report and '"name":"A program"' in report and '["unit","program"]' in report
    shown = run("inspect", folder / "out", "--language", "go", "--search", "classify")
    assert "a program · python → go" in shown.output and "package main" in shown.output
    assert run("inspect", folder / "out", "--search", "functions").exit_code == 1  # the unit is no text of the row


def test_a_release_of_both_units_is_verified(folder: Path, tmp_path: Path) -> None:
    result = run("verify", folder / "out")
    assert result.exit_code == 0, result.output


def test_two_releases_differ_where_the_unit_differs(folder: Path) -> None:
    other = folder / "programs.toml"
    other.write_text(RECIPE.replace('"auto"', '"program"'))
    result = run("release", other, "--out", folder / "programs")
    assert result.exit_code == 0, result.output
    assert set(pd.read_parquet(folder / "programs" / "data").unit) == {"program"}
    found = json.loads(run("diff", folder / "out", folder / "programs", "--json").stdout)
    assert {"key": "recipe.source.0.unit", "a": "auto", "b": "program"} in found["settings"], found["settings"]


def test_a_release_is_cleaned_as_what_it_is(folder: Path, tmp_path: Path) -> None:
    table = pd.read_parquet(folder / "out" / "data")
    table.to_parquet(tmp_path / "in.parquet")
    result = run("clean", tmp_path / "in.parquet", "--out", tmp_path / "out")
    assert result.exit_code == 0, result.output
    cleaned = pd.read_parquet(tmp_path / "out" / "data")
    assert sorted(zip(cleaned.unit, cleaned.target_code, strict=True)) == sorted(
        zip(table.unit, table.target_code, strict=True)
    )


@pytest.mark.parametrize(("unit", "kept"), [("auto", 4), ("program", 2), ("function", 2), ("", 2)])
def test_a_dataset_without_units_is_cleaned_as_it_is_told(folder: Path, tmp_path: Path, unit: str, kept: int) -> None:
    pd.read_parquet(folder / "out" / "data").drop(columns="unit").to_parquet(tmp_path / "in.parquet")
    result = run("clean", tmp_path / "in.parquet", "--out", tmp_path / "out", *(["--unit", unit] if unit else []))
    assert result.exit_code == 0, result.output
    assert len(pd.read_parquet(tmp_path / "out" / "data")) == kept


def test_the_transpiler_takes_no_programs(folder: Path, tmp_path: Path) -> None:
    changes = ["translate.translator=transpile", 'translate.targets=["javascript"]']
    arguments = [part for change in changes for part in ("--set", change)]
    result = run("release", folder / "recipe.toml", "--out", tmp_path / "out", *arguments)
    assert result.exit_code == 0, result.output
    rejected = pd.read_parquet(tmp_path / "out" / "rejected")
    details = rejected[rejected.reason == "unsupported"].detail.tolist()
    assert "transpile translates a function, not a program" in details
    assert pd.read_parquet(tmp_path / "out" / "data").unit.tolist() == ["function"]


def test_a_plan_and_a_prompt_ask_for_programs(folder: Path) -> None:
    changes = ["translate.translator=endpoint", "translate.model=m"]
    arguments = [part for change in changes for part in ("--set", change)]
    shown = run(
        "prompt",
        folder / "recipe.toml",
        "--record",
        records(folder, unit="auto")[0].record_id[:0],
        "--target",
        "java",
        *arguments,
    )
    assert shown.exit_code == 0, shown.output
    assert "Translate this Python program to Java" in shown.output and prompt_version("java", "program") in shown.output
    plan = run("plan", folder / "recipe.toml", *arguments)
    assert plan.exit_code == 0, plan.output


@pytest.mark.skipif(
    any(get_language(name).not_runnable() for name in ("python", "ruby", "go")), reason="needs Python, Ruby and Go"
)
def test_a_score_runs_programs(folder: Path, tmp_path: Path) -> None:
    reply = {"code": PROGRAMS["python"].strip("\n"), "target_language": "ruby", "reply": PROGRAMS["ruby"]}
    good = tmp_path / "good.jsonl"
    good.write_text(json.dumps({**reply, "unit": "program"}) + "\n")
    result = run("score", folder / "recipe.toml", "--references", good, "--json")
    assert result.exit_code == 0, result.output
    scores = {(row["source"], row["target"]): row for row in json.loads(result.stdout)}
    assert scores["python", "ruby"]["passed"]["count"] >= 1 and scores["python", "ruby"]["chrf"] == 100
    assert "tests" in scores["python", "go"]["gates"] and scores["java", "ruby"]["refused"] == {"no_input": 1}
    good.write_text(json.dumps({**reply, "unit": "method"}) + "\n")
    assert (
        "unit is 'method'; allowed: function, program"
        in run("score", folder / "recipe.toml", "--references", good).output
    )


def test_the_encoder_takes_programs_as_code(folder: Path) -> None:
    pairs = [pair for split in ("train", "validation", "test") for pair in pairs_of(folder / "out", split)]
    assert {PROGRAMS["go"].strip(), PROGRAMS["ruby"].strip()} <= {pair.target_code for pair in pairs}
    many = [
        replace(pair, pair_id=f"{pair.pair_id}{at}", record_id=f"{pair.record_id}{at}", text=f"{pair.text} {at}")
        for pair in pairs
        for at in range(30)
    ]
    tasks = tasks_of([replace(pair, target_code=f"{pair.target_code}\n// {at}") for at, pair in enumerate(many)])
    assert any(PROGRAMS["go"].strip() in document for task in tasks for document in task.documents)


def pairs_of(out: Path, split: str) -> list[Pair]:
    try:
        return read_pairs(out, split)
    except DataError:  # a small release has no rows in some splits
        return []
