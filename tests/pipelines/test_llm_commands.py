"""`pairloom plan`, `prompt`, `journal`, `translators`: what they print and how they end."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from fault_server import Behaviour, FaultServer, sample_replies
from typer.testing import CliRunner

from pipelines.cli import app
from schemas import LANGUAGES

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "recipes" / "sample"
RECIPE = """
name = "sample-llm"
[[source]]
reader = "jsonl"
path = "{records}"
benchmark = "sample"
[source.fields]
language = "language"
text = "text"
code = "code"
tests = "tests"
function_name = "function_name"
repository = "repository"
path = "path"
license = "license"
[translate]
translator = "endpoint"
endpoint = "{url}"
model = "some/model"
targets = ["go", "javascript"]
per_record = "all"
price_prompt = 1.0
price_completion = 2.0
{more}
"""


@pytest.fixture
def recipe(tmp_path):
    def write(url="http://127.0.0.1:9/v1", more=""):
        path = tmp_path / "recipe.toml"
        path.write_text(RECIPE.format(records=SAMPLE / "records.jsonl", url=url, more=more))
        return str(path)

    return write


@pytest.fixture
def server():
    titles = {name: language.title for name, language in LANGUAGES.items()}
    made = FaultServer(Behaviour(replies=sample_replies(SAMPLE / "replies.jsonl", titles)))
    yield made
    made.close()


def call(*arguments):
    done = CliRunner().invoke(app, list(arguments))
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done


def plan(*arguments):
    done = call("plan", *arguments, "--json")
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


def test_the_plan_counts_requests_tokens_time_and_cost(recipe):
    found = plan(recipe(), "--tokens-per-second", "100")
    records = len((SAMPLE / "records.jsonl").read_text().splitlines())
    assert found["records"] == records and found["to_ask"] == found["requests"] == 2 * records
    assert found["by_target"] == {"go": records, "javascript": records}
    assert found["prompt_tokens"] > 300 * found["requests"] and found["completion_tokens"] > 0
    assert found["seconds"] == pytest.approx(found["completion_tokens"] / 100)
    assert found["cost"] == pytest.approx((found["prompt_tokens"] + 2 * found["completion_tokens"]) / 1e6)
    assert "not on this machine" in found["counted_by"]
    assert plan(recipe(), "--limit", "3")["requests"] == 6


def test_the_plan_knows_what_a_release_asked_and_a_change_asks_only_for_what_is_new(recipe, server, tmp_path):
    out = str(tmp_path / "out")
    command = [sys.executable, "-m", "pipelines.cli", "release", recipe(server.url), "--out", out, "--limit", "10"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert len(server.answered) == 20
    found = plan(recipe(server.url), "--out", out, "--limit", "12")
    assert (found["answered"], found["to_ask"]) == (20, 4)
    assert "journal" in found["completion_from"]
    assert plan(recipe(server.url, "temperature = 0.5"), "--out", out, "--limit", "10")["answered"] == 0

    shown = call("journal", f"{out}.journal", "--json")
    assert json.loads(shown.stdout)["answers"] == 20
    shown = call("journal", f"{out}.journal", "--compact")
    assert shown.exit_code == 0 and "requests answered" in shown.stdout
    assert [path.suffix for path in Path(f"{out}.journal").iterdir()] == [".parquet"]
    assert plan(recipe(server.url), "--out", out, "--limit", "10")["to_ask"] == 0


def test_the_prompt_is_what_would_be_sent(recipe):
    done = call("prompt", recipe(), "--record", "add_months", "--target", "golang", "--json")
    assert done.exit_code == 0
    body = json.loads(done.stdout)
    assert body["model"] == "some/model" and body["temperature"] == 0.0
    assert "Go" in body["messages"][0]["content"] and "def add_months" in body["messages"][1]["content"]
    shown = call("prompt", recipe(), "--record", "add_months", "--target", "go").stdout
    assert "def add_months" in shown and re.search(r"prompt\s+version [0-9a-f]{8}", shown)


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["prompt", "RECIPE", "--record", "nobody", "--target", "go"], 1, "no record nobody"),
        (["prompt", "RECIPE", "--record", "add_months", "--target", "klingon"], 2, "klingon is not a language"),
        (["prompt", str(ROOT / "recipes/stdlib.toml"), "--record", "x", "--target", "go"], 2, "language model"),
        (["prompt", "nowhere.toml", "--record", "x", "--target", "go"], 2, "there is no such recipe"),
        (["plan", "nowhere.toml"], 2, "there is no such recipe"),
        (["journal", "nowhere"], 1, "there is no journal"),
    ],
)
def test_what_cannot_be_done_is_one_line(recipe, arguments, code, message):
    done = call(*[recipe() if argument == "RECIPE" else argument for argument in arguments])
    assert done.exit_code == code and message in done.stderr and "Traceback" not in done.output


def test_translators_are_listed():
    rows = json.loads(call("translators", "--json").stdout)
    assert [row["name"] for row in rows] == ["transpile", "replay", "vllm", "endpoint"]
    assert "pscript" in call("translators").stdout
