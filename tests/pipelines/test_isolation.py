"""Calls that kill their process, and records that do."""

import ctypes
import json
import os
import time
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from pipelines import sources
from pipelines.isolation import Died, Guard, guarded_each
from pipelines.release.report.sample import broken_line
from pipelines.run import Request, run_release
from schemas import CodeRecord, Rejection
from schemas.recipe import Source, Translate
from translators.checks import check_code
from translators.problem import Problem


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
    import pipelines.sources.grammars as grammars
    also_before = grammars.parse
    def parse_source(content, language):
        if b"poison" in content:
            ctypes.string_at(0)
        return also_before(content, language)
    grammars.parse = parse_source
'''


@pytest.fixture
def poisoned(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder, after which parsers die of poison, in the process beside this one alone."""
    (tmp_path / "sitecustomize.py").write_text(POISON)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setenv("POISONED_WORKER", "1")
    monkeypatch.setattr("pipelines.isolation._guards", {})
    return tmp_path


def test_of_a_batch_only_what_kills_is_lost(poisoned: Path) -> None:
    sound = "function f(a) {\n  return a + 1;\n}"
    calls = [(sound, "javascript"), (sound.replace("f", "poison"), "javascript"), ("function {", "javascript")]
    first, second, third = guarded_each(check_code, calls)
    assert first is None
    assert isinstance(second, Died)
    assert second.reason == "crash"
    assert isinstance(third, Problem)
    assert third.reason == "syntax"
    assert guarded_each(check_code, []) == []


TEXT = "Adds the two numbers."


def read_all(folder: Path, reader: str, path: str, **settings: object) -> list[CodeRecord | Rejection]:
    """What a source gives."""
    translate = Translate(translator="transpile", targets=["javascript"])
    source = Source(reader=reader, path=str(folder / path), translate=translate, **settings)
    return [row for shard in sources.shards(source, 0, "recipe.toml") for row in sources.read(shard)]


def test_a_source_file_that_crashes_the_parser_costs_one_file(poisoned: Path) -> None:
    for name in ("first", "poison", "third"):
        (poisoned / "tree").mkdir(exist_ok=True)
        body = "{\n  const c = a;\n  return c + b;\n}\n"
        code = f"/** {TEXT} */\nfunction {name}(a, b) {body}"
        (poisoned / "tree" / f"{name}.js").write_text(code)
    first, poison, third = read_all(poisoned, "source-tree", "tree")
    assert isinstance(first, CodeRecord)
    assert isinstance(third, CodeRecord)
    assert (first.function_name, third.function_name) == ("first", "third")
    assert isinstance(poison, Rejection)
    assert (poison.stage, poison.reason) == ("read", "crash")
    assert "SIGSEGV" in poison.detail
    assert "function poison" in poison.payload


def test_a_row_that_crashes_the_parser_costs_one_row(poisoned: Path) -> None:
    rows = [
        {"docstring": TEXT, "code": f"// {TEXT}\nfunction {name}(a, b) {{ return a; }}"}
        for name in ("first", "poison", "third")
    ]
    (poisoned / "rows.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows) + "{\n")
    first, poison, third, broken = read_all(poisoned, "codesearchnet", "rows.jsonl", language="javascript")
    assert isinstance(first, CodeRecord)
    assert isinstance(third, CodeRecord)
    assert first.code == "function first(a, b) { return a; }"
    assert third.code == "function third(a, b) { return a; }"
    assert isinstance(poison, Rejection)
    assert isinstance(broken, Rejection)
    assert [poison.reason, broken.reason] == ["crash", "invalid_json"]
    assert "line 2" in poison.detail
    assert "function poison" in poison.payload


def test_a_record_that_crashes_the_parser_costs_one_record(poisoned: Path) -> None:
    tree = poisoned / "tree"
    tree.mkdir()
    for name in ("first", "poison", "third"):
        body = f"    count = limit\n    count += {len(name)}\n    return [count, values]\n"
        code = f'def {name}(values, limit):\n    """Counts the values up to the limit."""\n{body}'
        (tree / f"{name}.py").write_text(code)
    (poisoned / "recipe.toml").write_text(
        'name = "poisoned"\n[[source]]\nreader = "python-source"\npath = "tree"\n'
        '[translate]\ntranslator = "transpile"\ntargets = ["javascript"]\n[dedup]\nthreshold = 1.0\n'
    )
    run_release(Request(recipe_file=str(poisoned / "recipe.toml"), out=str(poisoned / "out")))
    pairs = pd.read_parquet(poisoned / "out" / "data")
    rejected = pd.read_parquet(poisoned / "out" / "rejected")
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
