"""`pairloom dedup` as a user meets it: exit codes, messages, JSON, and files that are left alone."""

import json
import subprocess
import sys

import pytest
import typer
from typer.testing import CliRunner

from pairloom.pipelines.commands.dedup import dedup

ROWS = ['{"code": "x = some_function(of_this)", "n": 1}', '{"code": "x = some_function(of_this)", "n": 2}']


@pytest.fixture
def source(tmp_path):
    path = tmp_path / "in.jsonl"
    path.write_text("\n".join(ROWS) + "\n")
    return path


def call(*arguments):
    app = typer.Typer()
    app.command()(dedup)
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def test_summary_and_json(source, tmp_path):
    result = call(source, "--column", "code", "--out", tmp_path / "out.jsonl", "--json")
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout) == {
        "rows": 2,
        "kept": 1,
        "exact": 1,
        "near": 0,
        "known": 0,
        "empty": 0,
        "compared": 0,
    }
    assert (tmp_path / "out.jsonl").read_text() == ROWS[0] + "\n"
    again = call(source, "--column", "code", "--out", tmp_path / "out.jsonl", "--overwrite")
    assert again.exit_code == 0 and "1 of 2 rows kept" in " ".join(again.stdout.split())


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["--column", "nothing"], 1, "no row has a text under nothing"),
        (["--column", "code", "--threshold", "2"], 2, "threshold is 2.0"),
        (["--column", "code", "--shingle", "99"], 2, "shingle is 99"),
        (["--column", "code", "--against", "missing.jsonl"], 1, "missing.jsonl: there is no such file"),
        (["--column", "code", "--priority", "code", "--method", "guess"], 2, "guess"),
    ],
)
def test_one_message_and_an_exit_code(source, tmp_path, arguments, code, message):
    result = call(source, "--out", tmp_path / "out.jsonl", *arguments)
    assert result.exit_code == code
    assert message in " ".join(result.output.split())
    assert not (tmp_path / "out.jsonl").exists()


def test_files_that_are_there_are_left_alone(source, tmp_path):
    (tmp_path / "out.jsonl").write_text("precious")
    result = call(source, "--column", "code", "--out", tmp_path / "out.jsonl")
    assert result.exit_code == 2 and (tmp_path / "out.jsonl").read_text() == "precious"
    result = call(source, "--column", "code", "--out", source, "--overwrite")
    assert result.exit_code == 2 and source.read_text() == "\n".join(ROWS) + "\n"


def test_the_library_works_without_numba():
    script = "import sys; sys.modules['numba'] = None\nfrom pairloom.dedup import near_duplicates\n"
    script += "print(near_duplicates(['a b', 'a b', 'c']))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[-1  0 -1]"
