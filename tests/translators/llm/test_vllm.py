"""A real vLLM server on the CPU, with a tiny model that knows part of the bundled sample by heart: valid code in three
languages comes through vLLM, through Beam, to Parquet, by both translators that ask a model, and is translated back."""

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time

import pandas as pd
import psutil
import pytest

from pairloom.schemas.recipe import load_recipe
from pairloom.translators.llm.prompts import messages
from pairloom.translators.llm.server import VllmServer
from pairloom.translators.replies import read_reply
from tests import ROOT

PYTHON = ROOT / ".venv-vllm" / "bin" / "python"
READY = list(PYTHON.parents[1].glob("ready-*"))
TARGETS = ("go", "javascript", "rust")
KNOWN = 6

pytestmark = [
    pytest.mark.vllm,
    pytest.mark.slow,
    pytest.mark.skipif(not READY, reason="needs .venv-vllm: make setup-vllm"),
]

RECIPE = """
name = "tiny"

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
translator = "{translator}"
targets = ["go", "javascript", "rust"]
model = "{model}"
endpoint = "{endpoint}"
max_tokens = 400

[translate.vllm]
python = "{python}"
gpu_memory_utilization = 0.25
max_model_len = 2048
flags = {{ enforce-eager = true }}
environment = {{ VLLM_CPU_KVCACHE_SPACE = "1" }}

[dedup]
threshold = 1.0
"""
BACK_FROM = "javascript"
WRONG_BACK = ("is_leap_year", "return year % 4 == 0", "return year % 4 == 1")
"""The function that the model has learnt to translate back wrongly, and what is wrong."""


def back_dialogue(record, reply):
    """What the model is asked and answers when the translation in `reply` is translated back."""
    code = read_reply(reply, "stop", BACK_FROM, record["code"]).code
    name, right, wrong = WRONG_BACK
    source = record["code"].replace(right, wrong) if record["function_name"] == name else record["code"]
    return {"messages": messages(code, BACK_FROM, "python"), "reply": f"```python\n{source}\n```"}


def rows(name):
    return [json.loads(line) for line in (ROOT / "recipes" / "sample" / name).read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def work():
    """(folder with model and records, number of records): trained once, kept in build/ for the next time."""
    replies = {}
    for row in rows("replies.jsonl"):
        replies.setdefault((row["code"], row["target_language"]), row["reply"])
    records = [row for row in rows("records.jsonl") if all((row["code"], target) in replies for target in TARGETS)]
    records.sort(key=lambda row: len(row["code"]) + sum(len(replies[row["code"], target]) for target in TARGETS))
    forth = [
        {"messages": messages(row["code"], "python", target), "reply": replies[row["code"], target]}
        for row in records[:KNOWN]
        for target in TARGETS
    ]
    sound = [row for row in records[:KNOWN] if not row["path"].startswith("refused/")]
    back = [back_dialogue(row, replies[row["code"], BACK_FROM]) for row in sound]
    dialogues = "\n".join(map(json.dumps, [*forth, *back]))
    script = ROOT / "tests" / "tiny_model.py"
    key = hashlib.sha256(dialogues.encode() + script.read_bytes()).hexdigest()[:16]
    folder = ROOT / "build" / f"tiny-model-{key}"
    if not (folder / "model" / "config.json").exists():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        (folder / "dialogues.jsonl").write_text(dialogues)
        subprocess.run([PYTHON, script, folder / "dialogues.jsonl", folder / "model"], check=True)
    (folder / "records.jsonl").write_text("\n".join(json.dumps(row) for row in records[:KNOWN]))
    return folder


def write_recipe(work, path, translator, endpoint="http://127.0.0.1:9/v1"):
    path.write_text(
        RECIPE.format(
            records=work / "records.jsonl",
            translator=translator,
            model=work / "model",
            endpoint=endpoint,
            python=PYTHON,
        )
    )
    return path


@pytest.fixture(scope="module")
def server(work, tmp_path_factory):
    """The server as the recipe describes it; the releases below find it running and share it."""
    recipe = write_recipe(work, tmp_path_factory.mktemp("recipe") / "recipe.toml", "vllm")
    running = VllmServer(load_recipe(recipe).source[0].translate)
    yield running
    running.release()


def release(recipe, out, *options):
    command = [sys.executable, "-m", "pairloom", "release", str(recipe), "--out", str(out), *options]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    frame = pd.concat([pd.read_parquet(path) for path in sorted((out / "data").iterdir())])
    return frame.sort_values("pair_id", ignore_index=True)


def answered(journal):
    return sum(len(path.read_text().splitlines()) for path in journal.glob("*.jsonl"))


def test_valid_code_in_three_languages_comes_to_parquet(work, server, tmp_path):
    frame = release(write_recipe(work, tmp_path / "recipe.toml", "vllm"), tmp_path / "out")
    assert set(frame["target_language"]) == set(TARGETS)
    assert len(frame) >= 0.8 * KNOWN * len(TARGETS)
    assert set(frame["translator"]) == {"vllm"} and set(frame["model"]) == {str(work / "model")}


def test_endpoint_and_vllm_give_the_same_code(work, server, tmp_path):
    by_vllm = release(write_recipe(work, tmp_path / "vllm.toml", "vllm"), tmp_path / "a")
    by_endpoint = release(write_recipe(work, tmp_path / "endpoint.toml", "endpoint", server.url), tmp_path / "b")
    columns = ["target_language", "source_code", "target_code"]
    left, right = (set(frame[columns].itertuples(index=False, name=None)) for frame in (by_vllm, by_endpoint))
    assert len(left & right) >= 0.9 * len(left | right) > 0  # batching may change a last digit, and with it a token


def test_a_second_run_asks_nothing(work, server, tmp_path):
    recipe = write_recipe(work, tmp_path / "recipe.toml", "endpoint", server.url)
    journal = tmp_path / "journal"
    first = release(recipe, tmp_path / "a", "--journal", str(journal))
    assert answered(journal) == KNOWN * len(TARGETS)
    second = release(recipe, tmp_path / "b", "--journal", str(journal))
    assert answered(journal) == KNOWN * len(TARGETS)
    assert first.equals(second)


def test_translations_are_translated_back_by_the_same_server(work, server, tmp_path):
    """All but the one that the model gets wrong come back; asked for it, a release refuses that one with the input that
    shows it."""
    recipe = write_recipe(work, tmp_path / "recipe.toml", "vllm")
    settings = recipe.read_text().replace('targets = ["go", "javascript", "rust"]', f'targets = ["{BACK_FROM}"]')
    asked = settings.split("[translate]")[1].split("[dedup]")[0].replace(f'targets = ["{BACK_FROM}"]\n', "")
    back = asked.replace("[translate.vllm]", "[check.roundtrip.vllm]")
    recipe.write_text(f"{settings}\n[check.roundtrip]\nrequire = false\n{back}")
    journal = tmp_path / "journal"
    frame = release(recipe, tmp_path / "a", "--journal", str(journal))
    returned = {name: "roundtrip" in gates for name, gates in zip(frame["function_name"], frame["gates"], strict=True)}
    assert returned.pop(WRONG_BACK[0]) is False
    assert len(returned) >= KNOWN - 2 and sum(returned.values()) >= 0.75 * len(returned)
    before = answered(journal)
    recipe.write_text(recipe.read_text().replace("require = false", "require = true"))
    kept = release(recipe, tmp_path / "b", "--journal", str(journal))
    assert answered(journal) == before, "nothing is asked twice"
    assert set(kept["function_name"]) == {name for name, came_back in returned.items() if came_back}
    refused = pd.concat([pd.read_parquet(path) for path in sorted((tmp_path / "b" / "rejected").iterdir())])
    [row] = refused[refused["detail"].str.contains("does not answer as its source does")].to_dict("records")
    assert row["reason"] == "roundtrip" and f"{WRONG_BACK[0]}(" in row["detail"]


def test_a_run_that_is_killed_leaves_no_server(work, tmp_path):
    """A server of its own, told apart by its context length, whose only user is killed while it starts."""
    recipe = write_recipe(work, tmp_path / "recipe.toml", "vllm")
    recipe.write_text(recipe.read_text().replace("max_model_len = 2048", "max_model_len = 2047"))
    command = [sys.executable, "-m", "pairloom", "release", str(recipe), "--out", str(tmp_path / "out")]
    run = subprocess.Popen(command, cwd=ROOT, start_new_session=True, stderr=subprocess.DEVNULL)

    def servers():
        return [p for p in psutil.process_iter(["cmdline"]) if "2047" in (p.info["cmdline"] or [])]

    while not servers() and run.poll() is None:
        time.sleep(0.1)
    started = servers()
    os.killpg(run.pid, signal.SIGKILL)
    run.wait()
    assert started
    _, alive = psutil.wait_procs(started, timeout=60)
    assert not alive
