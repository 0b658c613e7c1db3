"""`pairloom release` as a user runs it: on good input, on bad input, and twice."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from hashlib import sha256
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner, Result

from pairloom.pipelines.cli import app
from tests import ROOT

FUNCTIONS = '''
def {name}(values, limit):
    """Counts the values that are below {name} and the limit."""
    count = 0
    for value in values:
        if value < limit + {number}:
            count += {number}
    return count
'''


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A folder with a small source tree, a file of replies and a recipe that uses both."""
    source = tmp_path / "tree"
    for number in range(12):
        module = source / f"package{number}" / "module.py"
        module.parent.mkdir(parents=True)
        module.write_text(FUNCTIONS.format(name=f"count_{'abcdefghijkl'[number]}{number * 7919}", number=number))
    (source / "broken.py").write_text("def broken(:\n")
    (tmp_path / "recipe.toml").write_text(
        """
name = "small"
[[source]]
reader = "python-source"
path = "tree"
license = "MIT"
[translate]
translator = "transpile"
targets = ["javascript"]
[dedup]
threshold = 1.0
[split]
test = 0.3
[output]
shards = 2
"""
    )
    return tmp_path


def run(*arguments: str | Path) -> Result:
    """The command line with these arguments, in this process."""
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def released(folder: Path) -> dict[str, str]:
    """Path to hash of every file but the manifest and what shows its date."""
    return {
        str(file.relative_to(folder)): sha256(file.read_bytes()).hexdigest()
        for file in sorted(folder.rglob("*.parquet"))
    }


def test_a_release_holds_every_function_or_says_why_not(tree: Path) -> None:
    result = run("release", tree / "recipe.toml", "--out", tree / "out")
    assert result.exit_code == 0, result.output
    pairs = pd.read_parquet(tree / "out" / "data")
    assert len(pairs) == 12
    assert set(pairs.target_language) == {"javascript"}
    assert all("function count_" in code for code in pairs.target_code)
    assert not pairs.source_code.str.contains('"""').any()
    assert set(pairs.license) == {"MIT"}
    assert pairs.groupby("repository").split.nunique().max() == 1
    rejected = pd.read_parquet(tree / "out" / "rejected")
    assert [(row.stage, row.reason) for row in rejected.itertuples()] == [("read", "unparsable_source")]
    assert "broken.py" in rejected.detail[0]
    manifest = json.loads((tree / "out" / "manifest.json").read_text())
    assert manifest["books"]["planned"] == {"javascript": 12}
    assert "kept" in result.output


def test_the_same_recipe_gives_the_same_bytes(tree: Path) -> None:
    for name in ("one", "two"):
        assert run("release", tree / "recipe.toml", "--out", tree / name).exit_code == 0
    assert released(tree / "one") == released(tree / "two")
    assert len(released(tree / "one")) > 3


@pytest.mark.slow
def test_more_workers_give_the_same_bytes(tree: Path) -> None:
    assert run("release", tree / "recipe.toml", "--out", tree / "one").exit_code == 0
    done = pairloom("release", tree / "recipe.toml", "--out", tree / "two", "--workers", "2")
    assert done.returncode == 0, done.stderr
    assert released(tree / "one") == released(tree / "two")


def test_an_output_that_exists_is_refused_resumed_or_replaced(tree: Path) -> None:
    recipe, out = tree / "recipe.toml", tree / "out"
    assert run("release", recipe, "--out", out).exit_code == 0
    before = (out / "manifest.json").read_bytes()
    refused = run("release", recipe, "--out", out)
    assert refused.exit_code != 0
    assert "--overwrite" in refused.output
    assert run("release", recipe, "--out", out, "--resume").exit_code == 0
    assert (out / "manifest.json").read_bytes() == before
    assert run("release", recipe, "--out", out, "--overwrite").exit_code == 0
    assert (out / "manifest.json").read_bytes() != before


@pytest.mark.parametrize(
    ("edit", "code", "message"),
    [
        (("targets", "tragets"), 2, r"translate\.tragets: unknown key \(did you mean targets\?\)"),
        (("javascript", "klingon"), 2, r"translate\.targets: found \['klingon'\]"),
        (("transpile", "babelfish"), 2, r"translate\.translator: found 'babelfish'; allowed: 'transpile'"),
        (("python-source", "python-sauce"), 1, "python-sauce.*python-source"),
        (('path = "tree"', 'path = "no/such/tree"'), 1, "no/such/tree"),
        (("[output]", "[output"), 2, "is not valid TOML"),
    ],
)
def test_a_wrong_recipe_is_one_clear_message(tree: Path, edit: tuple[str, str], code: int, message: str) -> None:
    recipe = tree / "recipe.toml"
    recipe.write_text(recipe.read_text().replace(*edit))
    result = run("release", recipe, "--out", tree / "out")
    assert result.exit_code == code
    assert re.search(message, result.output.replace("\n", " ")), result.output
    assert "Traceback" not in result.output
    assert not (tree / "out").exists()


def test_a_missing_recipe_is_a_usage_error(tree: Path) -> None:
    result = run("release", tree / "none.toml", "--out", tree / "out")
    assert result.exit_code == 2
    assert "there is no such recipe" in result.output


@pytest.mark.parametrize(
    ("option", "message"),
    [
        ("--runner=DaskRunner", "is not allowed"),
        ("--direct_running_mode=multi_threading", "is not allowed"),
        ("--s3_secret_access_key=a-secret", "Set the credentials in the environment"),
        ("--no_such_option=3", "neither an option of this command nor one of Beam's"),
    ],
)
def test_options_that_do_harm_are_refused(tree: Path, option: str, message: str) -> None:
    result = run("release", tree / "recipe.toml", "--out", tree / "out", option)
    assert result.exit_code == 2
    assert message in result.output.replace("\n", " ")
    assert "a-secret" not in result.output


def test_a_truncated_input_stops_the_run_and_leaves_nothing(tree: Path) -> None:
    (tree / "rows.jsonl.gz").write_bytes(b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\xab\x56")
    recipe = tree / "recipe.toml"
    recipe.write_text(recipe.read_text().replace('"python-source"', '"codesearchnet"').replace('"tree"', '"*.gz"'))
    result = run("release", recipe, "--out", tree / "out")
    assert result.exit_code == 1
    assert "rows.jsonl.gz" in result.output.replace("\n", "")
    assert "Traceback" not in result.output
    assert sorted(path.name for path in tree.iterdir()) == ["recipe.toml", "rows.jsonl.gz", "tree"]


def test_a_full_disk_is_one_clear_message(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*arguments: object, **named: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pairloom.pipelines.graph.steps.write.write_sorted", full)
    result = run("release", tree / "recipe.toml", "--out", tree / "out")
    assert result.exit_code == 1
    assert "the disk is full" in result.output
    assert not (tree / "out").exists()


def test_an_output_that_cannot_be_made_is_one_clear_message(tree: Path) -> None:
    (tree / "file").write_text("not a folder")
    result = run("release", tree / "recipe.toml", "--out", tree / "file" / "out")
    assert result.exit_code == 1
    assert "Traceback" not in result.output
    assert "cannot be written" in result.output


def pairloom(*arguments: str | Path, **settings: object) -> subprocess.CompletedProcess[str]:
    """The command line as a process of its own."""
    command = [sys.executable, "-m", "pairloom", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT, **settings)  # type: ignore


@pytest.mark.slow
def test_an_interrupt_ends_in_one_line_and_leaves_nothing(tree: Path) -> None:
    recipe = tree / "recipe.toml"
    recipe.write_text(recipe.read_text().replace('path = "tree"', 'path = "stdlib"'))
    command = [sys.executable, "-m", "pairloom", "release", str(recipe), "--out", str(tree / "out")]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, cwd=ROOT, start_new_session=True)
    end = time.monotonic() + 120
    while len(list(tree.iterdir())) == 2 and time.monotonic() < end:  # until it has begun to write
        time.sleep(0.1)
    time.sleep(2)
    os.killpg(process.pid, signal.SIGINT)
    _, stderr = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "interrupted" in stderr
    assert "Traceback" not in stderr
    assert sorted(path.name for path in tree.iterdir()) == ["recipe.toml", "tree"]
