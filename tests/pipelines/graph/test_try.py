"""`[check] try`: the gates judge what they can, and the rest keeps its level."""

import json
from collections import Counter
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from pairloom.pipelines.cli import app
from pairloom.pipelines.running.request import notices
from pairloom.translators.languages import Language, get_language

SOURCE = "def {name}(a: int, b: int) -> int:\n    total = a + b + {number}\n    return total"
REPLY = "function {name}($a, $b) {{\n  $total = $a {operator} $b + {number};\n  return $total;\n}}"
NUMPY = "import numpy\nassert {name}(1, 1) == numpy.int64(2)"
RECIPE = """
name = "try"
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
targets = ["php"]
[dedup]
threshold = 1.0
[check]
level = "parsed"
try = "executed"
"""


@pytest.fixture
def recipe(tmp_path: Path) -> Path:
    """Three sources with replies: a right one, a wrong one, and one with tests that cannot be carried."""
    records, replies = [], []
    for number, (name, operator) in enumerate([("add_zero", "+"), ("add_one", "-"), ("add_two", "+")]):
        code = SOURCE.format(name=name, number=number)
        tests = NUMPY if number == 2 else "assert {name}(3, 2) == " + str(5 + number)
        records.append(
            {
                "language": "python",
                "text": f"Adds {name}.",
                "code": code,
                "function_name": name,
                "tests": tests.format(name=name),
            }
        )
        reply = REPLY.format(name=name, number=number, operator=operator)
        replies.append({"code": code, "target_language": "php", "reply": reply})
    (tmp_path / "records.jsonl").write_text("".join(json.dumps(row) + "\n" for row in records))
    (tmp_path / "replies.jsonl").write_text("".join(json.dumps(row) + "\n" for row in replies))
    (tmp_path / "recipe.toml").write_text(RECIPE)
    return tmp_path / "recipe.toml"


def test_what_cannot_be_judged_keeps_its_level(recipe: Path) -> None:
    if reason := get_language("php").not_runnable():
        pytest.skip(reason)
    out = recipe.parent / "out"
    done = CliRunner().invoke(app, ["release", str(recipe), "--out", str(out)])
    assert done.exit_code == 0, done.output
    rows = pd.read_parquet(out / "data")
    assert dict(zip(rows.function_name, rows.verified, strict=True)) == {"add_zero": "executed", "add_two": "compiled"}
    rejected = pd.read_parquet(out / "rejected")
    assert list(rejected.reason) == ["wrong_answer"]
    manifest = json.loads((out / "manifest.json").read_text())
    assert manifest["books"]["unjudged"] == [{"target_language": "php", "cause": "test", "translations": 1}]
    assert manifest["recipe"]["check"]["try"] == "executed"
    assert "| test | the tests: they cannot be carried" in (out / "README.md").read_text()
    assert "1 translations could not be judged" in done.output
    checked = CliRunner().invoke(app, ["verify", str(out)])
    assert checked.exit_code == 0, checked.output


def test_the_level_is_still_required(recipe: Path) -> None:
    if reason := get_language("php").not_runnable():
        pytest.skip(reason)
    out = recipe.parent / "out"
    changes = ("--set", "check.level=executed")
    assert CliRunner().invoke(app, ["release", str(recipe), "--out", str(out), *changes]).exit_code == 0
    rejected = pd.read_parquet(out / "rejected")
    assert Counter(rejected.reason) == {"wrong_answer": 1, "unverified": 1}
    [detail] = rejected.detail[rejected.reason == "unverified"]
    assert detail.startswith("compiled and no more (test): ")


def test_what_this_machine_lacks_is_said_before_the_run(recipe: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Language, "find_tool", lambda self, name: None)
    lacks = "PHP cannot be executed here (php is not installed (Debian: php-cli))"
    assert notices(str(recipe)) == [f"{lacks}: its pairs keep the level that they reach"]
    assert notices(str(recipe), ["check.level=executed"]) == [f"{lacks}: its pairs will be rejected"]
    language = type(get_language("php"))
    monkeypatch.setattr(language, "frameworks", lambda self: {"PHPUnit": "Debian: phpunit"})
    recipe.write_text(RECIPE.replace('path = "records.jsonl"', 'path = "records.jsonl"\ntests = "tests.jsonl"'))
    assert notices(str(recipe))[-1] == "tests in PHP that need PHPUnit are not run here (Debian: phpunit)"
