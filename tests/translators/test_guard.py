"""Calls that kill their process, and records that do."""

import ctypes
import io
import json
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pairloom.pipelines import sources
from pairloom.pipelines.forecast.estimate import estimate
from pairloom.pipelines.release.read.manifest import read_manifest
from pairloom.pipelines.release.read.verify import verify_release
from pairloom.pipelines.release.show.report.sample import find_broken_lines
from pairloom.pipelines.running.request import Request, run_release
from pairloom.schemas import CodeRecord, Rejection
from pairloom.schemas.files import parquet_batches
from pairloom.schemas.guard import FILE_MEMORY, Died, Guard, call_each, iterate
from pairloom.schemas.recipe import SourceSection, TranslateSection, load_recipe
from pairloom.translators.checks import check_code
from pairloom.translators.problem import Problem


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


def pieces(file: IO[bytes], size: int) -> Iterator[tuple[int, int]]:
    """Length and first byte of each piece of `file`, of `size` bytes but for the last."""
    while piece := file.read(size):
        yield len(piece), piece[0]


def fail_after(file: IO[bytes], count: int) -> Iterator[int]:
    """Yields `count` numbers and raises."""
    yield from range(count)
    raise OSError("broken here")


@pytest.fixture
def guard(monkeypatch: pytest.MonkeyPatch) -> Iterator[Guard]:
    """A guard that finds this module."""
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parent), prepend=os.pathsep)
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


def test_the_process_starts_without_heavy_libraries() -> None:
    guard = Guard()
    loaded = set(guard.call(eval, "list(__import__('sys').modules)"))
    guard.close()
    heavy = {"apache_beam", "numpy", "pyarrow", "pydantic", "tree_sitter", "pairloom.schemas"}
    assert heavy & loaded == set()


def test_a_call_that_needs_too_much_memory_is_one_failed_call() -> None:
    guard = Guard(seconds=20, memory=500 << 20)
    with pytest.raises(Died, match="more memory than 500 MiB") as death:
        guard.call(bytearray, 2 << 30)
    assert death.value.reason == "memory"
    assert guard.call(len, "two") == 3
    guard.close()


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


def test_a_file_is_read_here_and_decoded_there(guard: Guard) -> None:
    class Watched(io.BytesIO):
        asked = 0

        def read(self, size: int | None = -1) -> bytes:
            self.asked += 1
            return super().read(size)

    file = Watched(bytes(range(256)) * 20_000)
    assert list(guard.iterate(pieces, file, 3_000_000)) == [(3_000_000, 0), (2_120_000, 192)]
    assert file.asked >= 5


def test_what_a_reading_raises_comes_after_what_it_yielded(guard: Guard) -> None:
    found = []
    with pytest.raises(OSError, match="broken here"):
        for number in guard.iterate(fail_after, io.BytesIO(b""), 3):
            found.append(number)
    assert found == [0, 1, 2]
    assert guard.call(double, 5) == 10


def test_a_reading_that_nobody_finishes_leaves_no_answer_behind(guard: Guard) -> None:
    assert next(guard.iterate(fail_after, io.BytesIO(b""), 3)) == 0
    assert guard.call(double, 5) == 10


def test_what_the_asker_cannot_read_is_raised_there(guard: Guard) -> None:
    class Broken(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            raise EOFError("the network is gone")

    with pytest.raises(EOFError, match="the network is gone"):
        list(guard.iterate(pieces, Broken(b"12"), 1))
    assert guard.call(double, 5) == 10


POISON = '''
"""Stands in for a parser with a fault in native code: it dies of any text with the word POISON."""
import ctypes, os
if os.environ.get("POISONED_WORKER") and "schemas/guard.py" in " ".join(__import__("sys").orig_argv):
    import pairloom.translators.checks.check as gate
    before = gate.parse
    def parse(code, grammar):
        if "poison" in code:
            ctypes.string_at(0)
        return before(code, grammar)
    gate.parse = parse
    import pairloom.pipelines.sources.grammars as grammars
    also_before = grammars.parse_content
    def parse_source(content, language):
        if b"poison" in content:
            ctypes.string_at(0)
        return also_before(content, language)
    grammars.parse_content = parse_source
'''


@pytest.fixture
def poisoned(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder, after which parsers die of poison, in the process beside this one alone."""
    (tmp_path / "sitecustomize.py").write_text(POISON)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path), prepend=os.pathsep)
    monkeypatch.setenv("POISONED_WORKER", "1")
    monkeypatch.setattr("pairloom.schemas.guard._guards", {})
    return tmp_path


def test_of_a_batch_only_what_kills_is_lost(poisoned: Path) -> None:
    sound = "function f(a) {\n  return a + 1;\n}"
    calls = [(sound, "javascript"), (sound.replace("f", "poison"), "javascript"), ("function {", "javascript")]
    first, second, third = call_each(check_code, calls)
    assert first is None
    assert isinstance(second, Died)
    assert second.reason == "crash"
    assert isinstance(third, Problem)
    assert third.reason == "syntax"
    assert call_each(check_code, []) == []


TEXT = "Adds the two numbers."


def read_all(folder: Path, reader: str, path: str, **settings: object) -> list[CodeRecord | Rejection]:
    """What a source gives."""
    translate = TranslateSection(translator="transpile", targets=["javascript"])
    source = SourceSection(reader=reader, path=str(folder / path), translate=translate, **settings)
    return [row for shard in sources.shards(source, 0) for row in sources.read(shard)]


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


@pytest.fixture
def recipe(poisoned: Path) -> Path:
    """A recipe of three functions, one of which is poison."""
    tree = poisoned / "tree"
    tree.mkdir()
    for name in ("first", "poison", "third"):
        body = f"    count = limit\n    count += {len(name)}\n    return [count, values]\n"
        code = f'def {name}(values, limit):\n    """Counts the values up to the limit."""\n{body}'
        (tree / f"{name}.py").write_text(code)
    recipe = poisoned / "recipe.toml"
    recipe.write_text(
        'name = "poisoned"\n[[source]]\nreader = "python-source"\npath = "tree"\n'
        '[translate]\ntranslator = "transpile"\ntargets = ["javascript"]\n[dedup]\nthreshold = 1.0\n'
    )
    return recipe


def test_a_record_that_crashes_the_parser_costs_one_record(recipe: Path, tmp_path: Path) -> None:
    run_release(Request(recipe_file=str(recipe), out=str(tmp_path / "out")))
    pairs = pd.read_parquet(tmp_path / "out" / "data")
    rejected = pd.read_parquet(tmp_path / "out" / "rejected")
    assert set(pairs.function_name) == {"first", "third"}
    assert [(row.stage, row.reason) for row in rejected.itertuples()] == [("source", "crash")]
    assert "SIGSEGV" in rejected.detail[0]
    assert "poison" in rejected.payload[0]


def test_a_plan_counts_what_crashes_as_unsound(recipe: Path) -> None:
    found = estimate(load_recipe(str(recipe)), "", None)
    assert (found.records, found.rejected_rows) == (2, 1)


def test_a_release_that_crashes_the_parser_is_verified_all_the_same(
    recipe: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("POISONED_WORKER")
    run_release(Request(recipe_file=str(recipe), out=str(tmp_path / "out")))
    assert len(pd.read_parquet(tmp_path / "out" / "data")) == 3
    monkeypatch.setenv("POISONED_WORKER", "1")
    monkeypatch.setattr("pairloom.schemas.guard._guards", {})
    source, translation = verify_release(str(tmp_path / "out"), workers=1).found["parse"]
    assert "its source is not valid Python: crash" in source
    assert "its translation is not valid JavaScript: crash" in translation


DECODER = '''
"""Stands in for a decoder with a fault: it dies of the word poison and hangs at the word trap, in guards alone."""
import ctypes, time
if "schemas/guard.py" in " ".join(__import__("sys").orig_argv):
    import pyarrow.parquet as pq
    iter_batches, start = pq.ParquetFile.iter_batches, pq.ParquetFile.__init__
    def poisoned_batches(self, *arguments, **named):
        for batch in iter_batches(self, *arguments, **named):
            if "poison" in str(batch["text"].to_pylist()):
                ctypes.string_at(0)
            if "trap" in str(batch["text"].to_pylist()):
                time.sleep(60)
            yield batch
    def poisoned_start(self, *arguments, **named):
        start(self, *arguments, **named)
        if "poison" in self.schema_arrow.names:
            ctypes.string_at(0)
    pq.ParquetFile.iter_batches, pq.ParquetFile.__init__ = poisoned_batches, poisoned_start
'''


@pytest.fixture
def poisoned_decoder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder, after which decoding Parquet dies or hangs of some words, in the processes beside this one alone."""
    (tmp_path / "sitecustomize.py").write_text(DECODER)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path), prepend=os.pathsep)
    reader = Guard(seconds=4)
    monkeypatch.setattr("pairloom.schemas.guard._spare", {(os.getpid(), FILE_MEMORY): [reader]})
    yield tmp_path
    reader.close()


def write_parquet(file: Path, words: dict[int, str], rows: int = 300, **more: object) -> None:
    """`rows` functions by the hundred to a row group; `words` by their row, from 1, are in the texts."""
    table = [
        {
            "text": f"Adds {number} of {file.stem} {words.get(number, '')}.",
            "code": f"def {file.stem}_{number}(value, limit):\n    total = value + {number}\n    return total * limit",
            "name": f"{file.stem}_{number}",
            **more,
        }
        for number in range(1, rows + 1)
    ]
    pq.write_table(pa.Table.from_pylist(table), file, row_group_size=100)


FIELDS = {"text": "text", "code": "code", "function_name": "name"}


@pytest.mark.parametrize(("word", "reason", "said"), [("poison", "crash", "SIGSEGV"), ("trap", "timeout", "in 4 s")])
def test_a_file_that_kills_its_decoder_costs_its_rest(
    poisoned_decoder: Path, word: str, reason: str, said: str
) -> None:
    for name, words in {"first": {}, "second": {290: word}, "third": {}}.items():
        write_parquet(poisoned_decoder / f"{name}.parquet", words)
    found = read_all(poisoned_decoder, "parquet", "*.parquet", language="python", fields=FIELDS)
    rejections = [row for row in found if isinstance(row, Rejection)]
    records = [row.function_name for row in found if isinstance(row, CodeRecord)]
    assert [(row.stage, row.reason) for row in rejections] == [("read", reason)]
    assert "second.parquet, after row 256: " in rejections[0].detail
    assert said in rejections[0].detail
    assert "row groups 1 to 3" in rejections[0].detail
    expected = [f"{name}_{number}" for name in ("first", "second", "third") for number in range(1, 301)]
    assert records == [name for name in expected if name not in {f"second_{number}" for number in range(257, 301)}]


def test_a_file_that_kills_whoever_opens_it_costs_itself(poisoned_decoder: Path) -> None:
    write_parquet(poisoned_decoder / "first.parquet", {}, rows=2)
    write_parquet(poisoned_decoder / "second.parquet", {}, rows=2, poison="")
    found = read_all(poisoned_decoder, "parquet", "*.parquet", language="python", fields=FIELDS)
    assert [row.function_name for row in found] == ["first_1", "first_2", ""]
    assert isinstance(found[-1], Rejection)
    assert found[-1].reason == "crash"
    assert "second.parquet, after row 0: " in found[-1].detail


def test_who_reads_another_file_meanwhile_goes_on(poisoned_decoder: Path) -> None:
    write_parquet(poisoned_decoder / "sound.parquet", {})
    write_parquet(poisoned_decoder / "bad.parquet", {1: "poison"})
    with (poisoned_decoder / "sound.parquet").open("rb") as sound, (poisoned_decoder / "bad.parquet").open("rb") as bad:
        batches = iterate(parquet_batches, sound, {"text"})
        count = len(next(batches))
        with pytest.raises(Died):
            next(iterate(parquet_batches, bad, {"text"}))
        assert count + sum(len(batch) for batch in batches) == 300


def test_the_books_of_a_release_with_a_lethal_file_balance(poisoned_decoder: Path) -> None:
    rows = poisoned_decoder / "rows"
    rows.mkdir()
    write_parquet(rows / "sound.parquet", {}, rows=20)
    write_parquet(rows / "lethal.parquet", {150: "poison"}, rows=300)
    fields = "".join(f'{name} = "{column}"\n' for name, column in FIELDS.items())
    (poisoned_decoder / "recipe.toml").write_text(
        'name = "lethal"\n[[source]]\nreader = "parquet"\npath = "rows/*.parquet"\nlanguage = "python"\n'
        f'[source.fields]\n{fields}[translate]\ntranslator = "transpile"\ntargets = ["javascript"]\n'
        "[dedup]\nthreshold = 1.0\n"
    )
    run_release(Request(recipe_file=str(poisoned_decoder / "recipe.toml"), out=str(poisoned_decoder / "out")))
    manifest = read_manifest(str(poisoned_decoder / "out"))
    rejected = pd.read_parquet(poisoned_decoder / "out" / "rejected")
    assert manifest.books.rows_read == 20 + 128 + 1
    assert [row.detail for row in rejected.itertuples() if row.reason == "crash"] == [
        "rows/lethal.parquet, after row 128: decoding: The process that worked on it ended with SIGSEGV. "
        "The rest of row groups 1 to 3 was not read."
    ]
    assert len(pd.read_parquet(poisoned_decoder / "out" / "data")) == 20 + 128


def refused(reason: str, payload: str) -> Rejection:
    return Rejection(
        record_id="r",
        request_id="q",
        target_language="javascript",
        stage="check",
        reason=reason,
        detail="The process that worked on it ended with SIGSEGV." if reason == "crash" else "",
        payload=payload,
    )


def test_the_report_survives_a_rejection_that_kills_a_parser(poisoned: Path) -> None:
    rows = [refused("syntax", "let a;\nfunction f( {}"), refused("syntax", "function poison( {}")]
    assert find_broken_lines(rows) == [2, 0]


def test_the_report_leaves_alone_what_crashed(monkeypatch: pytest.MonkeyPatch) -> None:
    row = refused("crash", "function poison() {}")
    monkeypatch.setattr(
        "pairloom.pipelines.release.show.report.sample.call_each",
        lambda function, calls: pytest.fail("it was parsed") if calls else [],
    )
    assert find_broken_lines([row]) == [0]
