"""`pairloom inspect`: what is shown, through a pipe and in a terminal."""

import json
import os
import pty
import re
import select
import subprocess
import sys
import termios
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from pairloom.pipelines.cli import app
from pairloom.schemas import Rejection
from tests.pipelines.release.release_builder import make_release, synthetic_pair


def inspect(*arguments: str) -> Any:
    return CliRunner().invoke(app, ["inspect", *arguments])


def test_pairs_are_shown_plain_through_a_pipe(sound_release: Path) -> None:
    answer = inspect(str(sound_release), "-n", "2")
    assert answer.exit_code == 0 and "\x1b" not in answer.stdout
    for part in ("1 of 2", "2 of 2", "python →", "Scales a by", "def add", "MIT", "pair "):
        assert part in answer.stdout


def test_filters(sound_release: Path) -> None:
    go = [
        json.loads(line) for line in inspect(str(sound_release), "--language", "golang", "--json").stdout.splitlines()
    ]
    assert len(go) == 5 and {row["target_language"] for row in go} == {"go"}
    found = inspect(str(sound_release), "--search", "SCALE7 = 7", "--json", "-n", "50").stdout.splitlines()
    assert len(found) == 2
    refused = inspect(str(sound_release), "--rejected", "--reason", "syntax", "-n", "9")
    assert refused.stdout.count("check: syntax · go") == 3 and "return ]" in refused.stdout


def test_a_rejection_shows_its_function_and_a_duplicate_its_match(tmp_path: Path) -> None:
    pair = synthetic_pair(3, "go")
    wrong = Rejection.create("check", "wrong_answer", "add3(1, 2) is 4", of=pair, payload="func Add3() {}")
    make_release(tmp_path / "out", [synthetic_pair(number, "go") for number in range(8)], extra=[wrong])
    shown = inspect(str(tmp_path / "out"), "--rejected", "--reason", "wrong_answer").stdout
    for part in (
        "add3 · python → go",
        "add3(1, 2) is 4",
        "Scales a by 3",
        "def add3(a, b):",
        "func Add3() {}",
        "src/add3.py",
    ):
        assert part in shown
    shown = inspect(str(tmp_path / "out"), "--rejected", "--reason", "near_duplicate", "-n", "1").stdout
    assert "and that of pair" in shown and "func Added" in shown and "func Add7(" in shown


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["--language", "cobol"], 2, "not a known language"),
        (["--reason", "syntax"], 2, "add --rejected"),
        (["--search", "nowhere to be found"], 1, "no pair matches"),
    ],
)
def test_wrong_arguments(sound_release: Path, arguments: list[str], code: int, message: str) -> None:
    answer = inspect(str(sound_release), *arguments)
    assert answer.exit_code == code and message in answer.stderr


def test_a_folder_that_is_no_release(tmp_path: Path) -> None:
    answer = inspect(str(tmp_path))
    assert answer.exit_code == 1 and "is not a release" in answer.stderr


def test_hostile_text_cannot_drive_the_terminal(tmp_path: Path) -> None:
    pair = synthetic_pair(1, "go")
    bad = replace(
        pair,
        text="\x1b]0;owned\x07 [bold red]markup[/bold red]",
        target_code="// \x1b[2J\u202e\n" + pair.target_code,
        repository="\x9b31m",
        duplicates=0,
    )
    make_release(tmp_path / "release", [replace(bad, pair_id=bad.expected_id())])
    answer = inspect(str(tmp_path / "release"))
    assert answer.exit_code == 0
    assert not {"\x1b", "\x07", "\x9b", "\u202e"} & set(answer.stdout)
    assert "[bold red]markup[/bold red]" in answer.stdout and "\\x1b[2J\\u202e" in answer.stdout


def test_keys_page_in_a_terminal(sound_release: Path) -> None:
    main, side = pty.openpty()
    command = [sys.executable, "-m", "pairloom", "inspect", str(sound_release), "-n", "3"]
    environment = {**os.environ, "TERM": "xterm-256color", "COLUMNS": "140", "LINES": "50"}
    process = subprocess.Popen(command, stdin=side, stdout=side, stderr=side, env=environment, close_fds=True)
    os.close(side)
    try:
        seen = ""
        for page, key in (("1 of 3", b" "), ("2 of 3", b"\x1b[D"), ("1 of 3", b" "), ("2 of 3", b"q")):
            part = read_until(main, page)
            assert page in part
            seen += part
            os.write(main, key)
        assert process.wait(timeout=60) == 0
    finally:
        process.kill()
        process.wait()
        os.close(main)
    assert re.search(r"\x1b\[[0-9;]*m(def|func|function|return)\b", seen), "code is highlighted"


def read_until(terminal: int, text: str) -> str:
    """What the terminal shows until `text` came and single keys are waited for; all there is after a minute."""
    seen, end = "", time.monotonic() + 60
    while time.monotonic() < end and not ("q: end" in seen.partition(text)[2] and waits_for_a_key(terminal)):
        if select.select([terminal], [], [], 0.05)[0]:
            seen += os.read(terminal, 65536).decode("utf-8", "replace")
    return seen


def waits_for_a_key(terminal: int) -> bool:
    """Whether the program has switched off waiting for whole lines; what is typed before that is discarded."""
    return not termios.tcgetattr(terminal)[3] & termios.ICANON
