"""`--log json`: what stderr gets is JSON, line by line, and says how the run began, went on and ended."""

import json
import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from pipelines.logs import Reporting, log_as_json
from pipelines.progress import Tally

ROOT = Path(__file__).parents[2]
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
    command = [sys.executable, "-m", "pipelines.cli", "release", folder / "recipe.toml", "--out", folder / "out"]
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
        f"{tmp_path / 'out'}: is there already, and whole; --overwrite makes it again",
    )


def test_a_run_that_cannot_be(tmp_path: Path) -> None:
    code, (_, failed) = release(tmp_path, "--runner=DaskRunner")
    assert code == 2
    assert (failed["severity"], failed["exit"]) == ("ERROR", 2)
    assert failed["message"].startswith("error: --runner=DaskRunner is refused")


def test_progress_is_the_sum_of_the_tallies(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    log_as_json()
    tally = Tally(str(tmp_path))
    tally.add("records read", 7)
    tally.flush()
    with Reporting(str(tmp_path), seconds=0.01):
        time.sleep(1)
    first, *_ = map(json.loads, capfd.readouterr().err.splitlines())
    assert (first["message"], first["phase"], first["counts"]) == (
        "progress",
        "reading, 7 records",
        {"records read": 7},
    )
