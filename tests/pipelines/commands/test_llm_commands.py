"""`pairloom plan`, `prompt`, `journal`, `translators`: what they print and how they end."""

import gzip
import json
import os
import re
import subprocess
import sys
from functools import partial
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from pairloom.pipelines.cli import app
from pairloom.schemas import LANGUAGES
from tests import ROOT
from tests.translators.llm.fault_server import KEY, Behaviour, FaultServer, sample_replies

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


def write_recipe(folder, url="http://127.0.0.1:9/v1", more=""):
    path = folder / "recipe.toml"
    path.write_text(RECIPE.format(records=SAMPLE / "records.jsonl", url=url, more=more))
    return str(path)


@pytest.fixture
def recipe(tmp_path):
    return partial(write_recipe, tmp_path)


def serve_sample():
    titles = {name: language.title for name, language in LANGUAGES.items()}
    return FaultServer(Behaviour(replies=sample_replies(SAMPLE / "replies.jsonl", titles)))


@pytest.fixture
def server():
    made = serve_sample()
    yield made
    made.close()


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    """(folder of a release of 10 records, its manifest, the URL of the server that was asked, how often it answered);
    only the journal beside it may be changed."""
    folder, server = tmp_path_factory.mktemp("finished"), serve_sample()
    out = str(folder / "out")
    manifest, _ = manifest_of(write_recipe(folder, server.url), out, "--limit", "10")
    yield out, manifest, server.url, len(server.answered)
    server.close()


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


def test_the_plan_knows_what_a_release_asked_and_a_change_asks_only_for_what_is_new(recipe, finished):
    out, _, url, answers = finished
    assert answers == 20
    found = plan(recipe(url), "--out", out, "--limit", "12")
    assert (found["answered"], found["to_ask"]) == (20, 4)
    assert "journal" in found["completion_from"]
    assert plan(recipe(url, "temperature = 0.5"), "--out", out, "--limit", "10")["answered"] == 0

    shown = call("journal", f"{out}.journal", "--json")
    assert json.loads(shown.stdout)["answers"] == 20
    shown = call("journal", f"{out}.journal", "--compact")
    assert shown.exit_code == 0 and "requests answered" in shown.stdout
    assert [path.suffix for path in Path(f"{out}.journal").iterdir()] == [".parquet"]
    assert plan(recipe(url), "--out", out, "--limit", "10")["to_ask"] == 0


def test_the_scale_takes_what_a_release_measured(recipe, finished, tmp_path):
    out, made, url, _ = finished
    (model,), books = made["models"], made["books"]
    scale = (recipe(url), "--limit", "3", "--scale", "--like", out)
    load = plan(*scale, "--functions", "1000000")[0]["load"]
    assert load["tokens_per_second"] == pytest.approx(model["run"]["completion_tokens_per_second"], rel=0.01)
    assert load["completion_tokens"] == model["run"]["completion_tokens"] / model["run"]["asked"] > 0
    assert load["kept"] == sum(books["kept"].values()) / sum(books["planned"].values())
    given = plan(*scale, "--kept", "1", "--tokens-per-second", "7")[0]["load"]
    assert (given["kept"], given["tokens_per_second"]) == (1, 7)
    repeated = str(tmp_path / "repeated")
    again, _ = manifest_of(recipe(url), repeated, "--limit", "10", "--journal", f"{out}.journal")
    assert again["models"][0]["run"]["asked"] == 0
    refused = call("plan", *scale[:-1], repeated)
    assert refused.exit_code == 2 and "of a run that sent requests to it" in refused.output
    nowhere = call("plan", *scale[:-1], str(tmp_path / "nowhere"))
    assert nowhere.exit_code == 1 and "there is no such folder" in nowhere.output


def manifest_of(recipe, out, *options):
    command = [sys.executable, "-m", "pairloom", "release", recipe, "--out", out, *options]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return json.loads(Path(out, "manifest.json").read_text()), done


def test_the_manifest_says_what_the_model_did(recipe, server, tmp_path):
    server.behaviour.failing, server.behaviour.faults = 0.1, ("500",)
    path = recipe(server.url, 'max_attempts = 20\nrepairs = 1\nrevision = "r1"')
    first, done = manifest_of(path, str(tmp_path / "out"), "--limit", "20")
    (use,) = first["models"]
    asked, answered = sum(server.asked.values()), sum(server.answered.values())
    assert (use["source"], use["translator"], use["model"]) == (0, "endpoint", "some/model")
    assert (use["requests"], use["found_in_journal"]) == (40, 0)
    assert use["servers"] == {"fault-server 1.0": 40} and use["revisions"] == {"r1": 40}
    assert set(use["prompt_versions"]) == {"go", "javascript"} and use["sampling"]["repairs"] == 1
    run = use["run"]
    assert (run["asked"], run["failed"]) == (40, 0) and run["candidates"] == answered
    assert run["candidates"] == 40 + use["sent_back"] and use["repaired"] <= use["sent_back"]
    assert run["errors"] == {"http_500": asked - answered} and asked > answered
    assert {name: run[f"{name}_tokens"] for name in ("prompt", "completion")} == first["tokens"]
    assert run["prompt_tokens"] > run["cached_prompt_tokens"] > 0
    assert run["most_in_flight"] >= server.most_in_flight and run["seconds"] > 0
    assert run["completion_tokens_per_second"] == pytest.approx(run["completion_tokens"] / run["seconds"], rel=0.01)
    assert re.search(r"some/model: 40 requests, 40 sent with [\d,]+\s+tokens", done.stdout)

    again, _ = manifest_of(path, str(tmp_path / "out"), "--limit", "20", "--overwrite")
    assert again["data_sha256"] == first["data_sha256"] and again["tokens"] == first["tokens"]
    (use_again,) = again["models"]
    assert use_again["found_in_journal"] == 40 and use_again["run"]["asked"] == use_again["run"]["seconds"] == 0
    same = use.keys() - {"run", "found_in_journal"}
    assert {name: use[name] for name in same} == {name: use_again[name] for name in same}


def test_the_key_is_nowhere_in_a_release(recipe, server, tmp_path, monkeypatch):
    monkeypatch.setenv("MY_KEY", KEY)
    server.behaviour.key, server.behaviour.fatal = KEY, 0.3  # a refusal repeats the key
    path = recipe(server.url, 'api_key_env = "MY_KEY"')
    manifest, done = manifest_of(path, str(tmp_path / "out"), "--limit", "20")
    assert manifest["models"][0]["run"]["errors"]["http_400"] > 0
    files = [file for file in tmp_path.rglob("*") if file.is_file()]
    assert any(file.suffix == ".jsonl" for file in files) and any(file.suffix == ".parquet" for file in files)
    rejected = pd.concat(pd.read_parquet(file) for file in (tmp_path / "out" / "rejected").iterdir())
    assert rejected["detail"].str.contains("your key is (hidden)", regex=False).any()
    assert KEY not in rejected.to_csv() + done.stdout + done.stderr
    assert not [file for file in files if KEY.encode() in file.read_bytes()]


@pytest.mark.slow
def test_a_spent_budget_ends_a_run_of_several_processes_in_words_and_it_goes_on_later(recipe, server, tmp_path):
    server.behaviour.latency = 0.05
    path, out = recipe(server.url, "max_tokens_total = 20000\nconcurrency = 4"), str(tmp_path / "out")
    command = [sys.executable, "-m", "pairloom", "release", path, "--out", out, "--workers", "2"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 1 and not Path(out).exists()
    last = done.stderr.splitlines()[-1]
    assert re.fullmatch(
        r"error: 2\d{4} tokens are spent and max_tokens_total = 20000; all answers .* --resume .*", last
    )
    paid = len(server.answered)
    manifest, _ = manifest_of(path, out, "--workers", "2", "--resume", "--set", "translate.max_tokens_total=10_000_000")
    (use,) = manifest["models"]
    assert use["found_in_journal"] + use["run"]["asked"] == use["requests"] == len(server.answered)
    assert 0 <= paid - use["found_in_journal"] <= 8  # what another process had in flight when the first one ended
    assert manifest["tokens"]["prompt"] > use["run"]["prompt_tokens"] > 0


def test_the_terminal_shows_how_the_model_is_doing(recipe, server, tmp_path):
    server.behaviour.latency, server.behaviour.failing, server.behaviour.faults = 1.0, 0.2, ("500",)
    command = [sys.executable, "-m", "pairloom", "release", recipe(server.url, "concurrency = 8")]
    command += ["--out", str(tmp_path / "out"), "--limit", "20"]
    terminal = {**os.environ, "FORCE_COLOR": "1", "COLUMNS": "150", "TERM": "xterm"}
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, env=terminal)
    assert done.returncode == 0, done.stderr
    assert re.search(
        r"asking the model.*\d+ answered, \d+ in flight, \d+ tokens/s, \d+% of prompts cached", done.stderr
    )
    assert re.search(r"\d+ http_500", done.stderr)


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
        (["prompt", "RECIPE", "--record", "add_months", "--target", "klingon"], 2, "klingon is not a known language"),
        (["prompt", str(ROOT / "recipes/stdlib.toml"), "--record", "x", "--target", "go"], 2, "language model"),
        (["prompt", "nowhere.toml", "--record", "x", "--target", "go"], 2, "there is no such recipe"),
        (["plan", "nowhere.toml"], 2, "there is no such recipe"),
        (["journal", "nowhere"], 1, "no journal found"),
    ],
)
def test_what_cannot_be_done_is_one_line(recipe, arguments, code, message):
    done = call(*[recipe() if argument == "RECIPE" else argument for argument in arguments])
    assert done.exit_code == code and message in done.stderr and "Traceback" not in done.output


def test_the_papers_recipe_plans_six_languages_into_eight(tmp_path, monkeypatch):
    """On files in CodeSearchNet's layout, five functions for each language and part."""
    code = {
        "python": "def add_{i}(a, b):\n    total = a + b * {i}\n    return total",
        "java": "public static int add{i}(int a, int b) {{\n  int total = a + b * {i};\n  return total;\n}}",
        "go": "func Add{i}(a int, b int) int {{\n\ttotal := a + b*{i}\n\treturn total\n}}",
        "php": "function add{i}($a, $b) {{\n  $total = $a + $b * {i};\n  return $total;\n}}",
        "javascript": "function add{i}(a, b) {{\n  const total = a + b * {i};\n  return total;\n}}",
        "ruby": "def add_{i}(a, b)\n  total = a + b * {i}\n  total\nend",
    }
    for language, template in code.items():
        folder = tmp_path / "data" / "codesearchnet" / language
        folder.mkdir(parents=True)
        for start, part in enumerate(("train", "valid", "test")):
            rows = [
                {"repo": "o/r", "path": "p", "func_name": f"add{i}", "code": template.format(i=i), "language": language,
                 "docstring": f"Adds the second number {i} times.", "url": "https://example.org", "partition": part}
                for i in range(5 * start, 5 * start + 5)
            ]  # fmt: skip
            lines = "".join(json.dumps(row) + "\n" for row in rows)
            (folder / f"{language}_{part}_0.jsonl.gz").write_bytes(gzip.compress(lines.encode()))
    monkeypatch.chdir(tmp_path)
    found = plan(str(ROOT / "recipes" / "synthconl.toml"), "--tokens-per-second", "1000")
    assert found["records"] == found["requests"] == found["to_ask"] == 90 and found["unsupported"] == 0
    assert set(found["by_target"]) == {"python", "java", "go", "php", "javascript", "ruby", "c", "cpp"}
    assert max(found["by_target"].values()) < 25 and found["seconds"] > 0


def test_translators_are_listed():
    rows = json.loads(call("translators", "--json").stdout)
    assert [row["name"] for row in rows] == ["transpile", "replay", "vllm", "endpoint"]
    assert "pscript" in call("translators").stdout
