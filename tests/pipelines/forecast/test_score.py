"""`pairloom score`: rates that can be checked by hand, on translations whose worth is known."""

import gzip
import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from pairloom.pipelines.commands.score import score
from pairloom.pipelines.forecast.references import read_references
from pairloom.pipelines.forecast.score import Score, rates
from pairloom.schemas.files import FileError
from pairloom.schemas.rates import Rate
from pairloom.translators.languages import get_language
from tests.translators.llm.fault_server import Behaviour, FaultServer

RECIPE = """
name = "score"
[[source]]
reader = "jsonl"
path = "records.jsonl"
[source.fields]
language = "language"
text = "text"
code = "code"
tests = "tests"
function_name = "function_name"
[source.translate]
translator = "replay"
replay = "replies.jsonl"
targets = ["javascript"]
"""
REPLIES = {
    "add": "function add(a, b) {\n  const sum = a + b;\n  return sum;\n}",
    "subtract": "function subtract(a, b) {\n  const sum = a + b;\n  return sum;\n}",
    "multiply": "function multiply(a, b) {\n  const a = a * b;\n  const a = 1;\n  return a;\n}",
    "divide": "I cannot help with that.",
}


def one(furthest: str, undecided: str = "") -> Score:
    return Score("python", "go", furthest, undecided, "", (), 0, None)


@pytest.mark.parametrize(
    ("count", "total", "low", "high"),
    [(0, 10, 0.0, 0.2775), (5, 10, 0.2366, 0.7634), (10, 10, 0.7225, 1.0), (70, 100, 0.6042, 0.7811)],
)
def test_wilson_intervals(count: int, total: int, low: float, high: float) -> None:
    interval = Rate(count, total).interval
    assert interval == pytest.approx((low, high), abs=1e-4)


def test_nothing_has_no_rate() -> None:
    assert (Rate(0, 0).share, Rate(0, 0).interval) == (None, None)


def test_what_no_gate_could_look_at_is_left_out() -> None:
    judged = [
        one("passed"),
        one("asked"),
        one("parsed"),
        one("compiled"),
        one("compiled", "passed"),
        one("parsed", "compiled"),
    ]
    found = rates(judged)
    assert found["parsed"] == Rate(5, 6)
    assert found["compiled"] == Rate(3, 5)
    assert found["passed"] == Rate(1, 4)


@pytest.fixture
def recipe(tmp_path: Path) -> Path:
    records, replies = [], []
    for name, operator in (("add", "+"), ("subtract", "-"), ("multiply", "*"), ("divide", "//")):
        code = f"def {name}(a: int, b: int) -> int:\n    result = a {operator} b\n    return result"
        answers = {"+": (5, 2), "-": (1, 0), "*": (6, 1), "//": (1, 1)}[operator]
        tests = f"assert {name}(3, 2) == {answers[0]}\nassert {name}(1, 1) == {answers[1]}"
        records.append(
            {"language": "python", "text": "Two numbers.", "code": code, "tests": tests, "function_name": name}
        )
        replies.append({"code": code, "target_language": "javascript", "reply": f"```javascript\n{REPLIES[name]}\n```"})
    (tmp_path / "records.jsonl").write_text("".join(json.dumps(row) + "\n" for row in records))
    (tmp_path / "replies.jsonl").write_text("".join(json.dumps(row) + "\n" for row in replies))
    (tmp_path / "recipe.toml").write_text(RECIPE)
    return tmp_path / "recipe.toml"


def invoke(*arguments: str):
    app = typer.Typer()
    app.command()(score)
    return CliRunner().invoke(app, list(arguments))


def test_each_translation_is_counted_at_each_gate(recipe: Path) -> None:
    if get_language("javascript").not_runnable():
        pytest.skip(get_language("javascript").not_runnable())
    done = invoke(str(recipe), "--json", "--references", str(recipe.parent / "replies.jsonl"))
    assert done.exit_code == 0, done.output
    [row] = json.loads(done.stdout)
    assert (row["source"], row["target"], row["translations"]) == ("python", "javascript", 4)
    assert [(row[key]["count"], row[key]["of"]) for key in ("parsed", "compiled", "passed")] == [(3, 4), (2, 4), (1, 4)]
    assert row["refused"]["wrong_answer"] == 1 and row["refused"]["does_not_compile"] == 1
    assert row["chrf"] == 100.0, "the references are the translations"
    table = invoke(str(recipe))
    assert table.exit_code == 0 and "Python → JavaScript" in table.stdout and "25.0 %" in table.stdout


def test_a_group_of_programs_are_references_for_each_other(recipe: Path) -> None:
    if get_language("javascript").not_runnable():
        pytest.skip(get_language("javascript").not_runnable())
    records = [json.loads(line) for line in (recipe.parent / "records.jsonl").read_text().splitlines()]
    rows = [{"group": record["function_name"], "language": "python", "code": record["code"]} for record in records] + [
        {"group": "add", "language": "javascript", "code": REPLIES["add"]}
    ]
    gold = recipe.parent / "gold.jsonl.gz"
    with gzip.open(gold, "wt") as lines:
        lines.writelines(json.dumps(row) + "\n" for row in rows)
    done = invoke(str(recipe), "--json", "--references", str(gold))
    assert json.loads(done.stdout)[0]["chrf"] == 100.0
    done = invoke(str(recipe), "--markdown", "--references", str(gold))
    header, _line, *rest = done.stdout.splitlines()
    assert header == "| translation | asked | parse | compile | right results | chrF |" and not rest[1:]
    assert rest[0].startswith("| Python → JavaScript | 4 | 75.0 % (30.1–95.4) of 4 |")


def test_a_right_translation_has_a_price_and_is_paid_for_once(recipe: Path) -> None:
    if get_language("javascript").not_runnable():
        pytest.skip(get_language("javascript").not_runnable())
    records = [json.loads(line) for line in (recipe.parent / "records.jsonl").read_text().splitlines()]
    replies = {
        ("JavaScript", record["code"]): f"```javascript\n{REPLIES[record['function_name']]}\n```" for record in records
    }
    recipe.write_text(RECIPE.replace("[source.translate]", "[translate]"))
    server = FaultServer(Behaviour(replies=replies))
    changes = ["translator=endpoint", "model=m", f"endpoint={server.url}", "price_prompt=2.0", "price_completion=8.0"]
    options = [part for change in changes for part in ("--set", f"translate.{change}")]
    try:
        asked = [str(recipe), "--json", "--journal", str(recipe.parent / "journal"), *options]
        done = invoke(*asked)
        assert done.exit_code == 0, done.output
        [row] = json.loads(done.stdout)
        prompts = sum(len(json.dumps(body["messages"])) // 4 for body in server.bodies)
        completions = sum(len(reply) // 4 for reply in replies.values())
        assert row["passed"]["count"] == 1
        assert row["cost"] == pytest.approx((2 * prompts + 8 * completions) / 1e6) and row["cost"] > 0
        assert row["cost_per_passed"] == row["cost"]
        assert json.loads(invoke(*asked).stdout) == [row] and server.asked.total() == 4, "the journal answers"
        assert "cost per correct" in invoke(*asked[:1], *asked[2:]).stdout
    finally:
        server.close()


def test_wrong_use_is_told(recipe: Path) -> None:
    assert invoke(str(recipe.with_name("absent.toml"))).exit_code == 2
    bad = recipe.with_name("references.jsonl")
    bad.write_text('{"code": "x"}\n')
    done = invoke(str(recipe), "--references", str(bad))
    assert done.exit_code == 2
    assert "references.jsonl: line 1" in done.output and "reply" in done.output


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({"code": None, "target_language": "javascript", "reply": "x"}, "code must be text"),
        ({"code": "x", "target_language": "javascript", "reply": 5}, "reply must be text"),
        ({"code": "x", "target_language": "klingon", "reply": "x"}, "target_language is 'klingon'"),
        ({"group": 1, "language": None, "code": "x"}, "language must be text"),
        ({"group": 1, "language": "python"}, "code is missing"),
    ],
)
def test_a_reference_that_holds_no_text_or_language_is_named(
    tmp_path: Path, row: dict[str, object], message: str
) -> None:
    path = tmp_path / "references.jsonl"
    path.write_text(json.dumps(row) + "\n")
    with pytest.raises(FileError, match=f"line 1: {message}"):
        read_references(path)
