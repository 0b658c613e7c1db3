"""Calls that kill their process, and records that do."""

import ctypes
import os
import time
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from pipelines.isolation import Died, Guard
from pipelines.release.report.sample import broken_line
from pipelines.run import Request, run_release
from schemas import Rejection


def crash() -> None:
    """Reads where no process may."""
    ctypes.string_at(0)


def double(number: int) -> int:
    """What an answer may be."""
    print("noise on standard output")
    return 2 * number


def complain(text: str) -> None:
    """Raises."""
    raise ValueError(text)


@pytest.fixture
def guard(monkeypatch: pytest.MonkeyPatch) -> Iterator[Guard]:
    """A guard that finds this module."""
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parent))
    guard = Guard(seconds=2)
    yield guard
    guard.close()


def test_a_crash_is_one_failed_call(guard: Guard) -> None:
    assert guard.call(double, 4) == 8
    with pytest.raises(Died, match="SIGSEGV") as death:
        guard.call(crash)
    assert death.value.reason == "crash"
    assert guard.call(double, 5) == 10


def test_a_hang_is_one_failed_call(guard: Guard) -> None:
    with pytest.raises(Died, match="No result in 2 s") as death:
        guard.call(time.sleep, 60)
    assert death.value.reason == "timeout"
    assert guard.call(double, 5) == 10


def test_an_exception_comes_back(guard: Guard) -> None:
    with pytest.raises(ValueError, match="this one"):
        guard.call(complain, "this one")
    process = guard.process
    assert guard.call(double, 5) == 10
    assert guard.process is process


def test_the_process_ends_with_its_guard(guard: Guard) -> None:
    guard.call(double, 1)
    assert guard.process is not None
    number = guard.process.pid
    guard.close()
    with pytest.raises(ProcessLookupError):
        os.kill(number, 0)


POISON = '''
"""Stands in for a parser with a fault in native code: it dies of any text with the word POISON."""
import ctypes, os
if os.environ.get("POISONED_WORKER") and "isolation" in " ".join(__import__("sys").orig_argv):
    import translators.checks.gate as gate
    before = gate.parse
    def parse(code, grammar):
        if "poison" in code:
            ctypes.string_at(0)
        return before(code, grammar)
    gate.parse = parse
'''


def test_a_record_that_crashes_the_parser_costs_one_record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "sitecustomize.py").write_text(POISON)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setenv("POISONED_WORKER", "1")
    monkeypatch.setattr("pipelines.isolation._guards", {})
    tree = tmp_path / "tree"
    tree.mkdir()
    for name in ("first", "poison", "third"):
        body = f"    count = limit\n    count += {len(name)}\n    return [count, values]\n"
        code = f'def {name}(values, limit):\n    """Counts the values up to the limit."""\n{body}'
        (tree / f"{name}.py").write_text(code)
    (tmp_path / "recipe.toml").write_text(
        'name = "poisoned"\n[[source]]\nreader = "python-source"\npath = "tree"\n'
        '[translate]\ntranslator = "transpile"\ntargets = ["javascript"]\n[dedup]\nthreshold = 1.0\n'
    )
    run_release(Request(recipe_file=str(tmp_path / "recipe.toml"), out=str(tmp_path / "out")))
    pairs = pd.read_parquet(tmp_path / "out" / "data")
    rejected = pd.read_parquet(tmp_path / "out" / "rejected")
    assert set(pairs.function_name) == {"first", "third"}
    assert [(row.stage, row.reason) for row in rejected.itertuples()] == [("source", "crash")]
    assert "SIGSEGV" in rejected.detail[0]
    assert "poison" in rejected.payload[0]


def test_the_report_leaves_alone_what_crashed(monkeypatch: pytest.MonkeyPatch) -> None:
    row = Rejection(
        record_id="r",
        request_id="q",
        target_language="javascript",
        stage="check",
        reason="crash",
        detail="The process that worked on it ended with SIGSEGV.",
        payload="function poison() {}",
    )
    monkeypatch.setattr("pipelines.release.report.sample.check_code", lambda *arguments: pytest.fail("it was parsed"))
    assert broken_line(row) == 0
