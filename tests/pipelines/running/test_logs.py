"""`--log json`: what stderr gets is JSON, line by line, and says how the run began, went on and ended."""

import json
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from tests import ROOT

RECIPE = """
name = "logged"
[[source]]
reader = "python-source"
path = "tree"
[translate]
translator = "transpile"
targets = ["javascript"]
"""
CODE = '''def sum_until(values, limit):
    """Adds the values up to the limit."""
    total = limit
    for value in values:
        total += value
    return total
'''


def release(folder: Path, *options: str) -> tuple[int, list[dict[str, Any]]]:
    """The exit code of a release in `folder`, and what it logged."""
    (folder / "tree").mkdir(exist_ok=True)
    (folder / "tree" / "a.py").write_text(CODE)
    (folder / "recipe.toml").write_text(RECIPE)
    command = [sys.executable, "-m", "pairloom", "release", folder / "recipe.toml", "--out", folder / "out"]
    done = subprocess.run([*command, "--log", "json", *options], capture_output=True, text=True, check=False, cwd=ROOT)
    lines = [json.loads(line) for line in done.stderr.splitlines()]
    assert all(datetime.fromisoformat(line["time"]).tzinfo for line in lines)
    return done.returncode, lines


@pytest.mark.slow
def test_a_run_from_start_to_release(tmp_path: Path) -> None:
    code, (started, *progress, released) = release(tmp_path)
    assert code == 0
    assert all(line["message"] == "progress" for line in progress)
    assert (started["severity"], started["message"]) == ("INFO", "started")
    assert started["recipe"].endswith("recipe.toml")
    assert released["message"] == "released"
    assert released["books"]["kept"] == {"javascript": 1}
    assert 0 < released["seconds"] < 600
    code, (there,) = release(tmp_path, "--resume")
    assert (code, there["message"]) == (
        0,
        f"{tmp_path / 'out'}: is already complete; use --overwrite to make it again",
    )


def test_a_run_that_cannot_be(tmp_path: Path) -> None:
    code, (_, failed) = release(tmp_path, "--runner=DaskRunner")
    assert code == 2
    assert (failed["severity"], failed["exit"]) == ("ERROR", 2)
    assert failed["message"].startswith("error: --runner=DaskRunner is not allowed")


PROGRAM = """
import os, sys, time
from pairloom.pipelines.running.logs import Reporter, event, log_as_json
from pairloom.pipelines.running.progress import Tally

log_as_json()
tally = Tally(sys.argv[1])
tally.add("records read", 7)
tally.flush()
with Reporter(sys.argv[1], seconds=0.01):
    time.sleep(1)
os.system("echo INFO:apache_beam.worker:says: hello >&2; echo something else >&2")
event("last", out="x")
raise KeyError("nobody catches it")
"""


def test_all_that_is_written_to_stderr_is_an_event(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, tmp_path], capture_output=True, text=True, check=False, cwd=ROOT
    )
    events = [json.loads(line) for line in done.stderr.splitlines()]
    first = events[0]
    assert (first["message"], first["phase"]) == ("progress", "reading, 7 records")
    assert first["counts"] == {"records read": 7}
    others = {one["message"]: one for one in events if one["message"] != "progress"}
    assert others["says: hello"]["logger"] == "apache_beam.worker"
    assert others["says: hello"]["severity"] == "INFO"
    assert others["something else"]["severity"] == "WARNING"
    assert others["last"]["out"] == "x"
    assert "KeyError: 'nobody catches it'" in others
