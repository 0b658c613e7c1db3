"""Small files that would need much memory or time end in one sentence, soon."""

import bz2
import gzip
import json
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import psutil
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pairloom.dedup import DedupError
from pairloom.dedup.files import deduplicate_file
from pairloom.schemas import RecipeError, compressed, guard, load_recipe
from pairloom.schemas.files import FileError, read_rows
from pairloom.translators.base import TranslatorError
from pairloom.translators.replay import ReplayTranslator

BOMBS = {
    "lists": "a = " + "[" * 100_000,
    "lists that end": "a = " + "[" * 300 + "]" * 300,
    "tables": "a = " + "{a = " * 2_000,
    "parts of a key": "a." * 300_000 + "b = 1",
    "quoted parts of a key": '"a" . ' * 150_000 + "b = 1",
    "parts of a table": "[" + "a." * 300_000 + "b]",
    "parts in a table": "x = {" + "a." * 300_000 + "b = 1}",
    "digits": "a = " + "1" * 900_000,
    "hexadecimal digits": 'name = "x"\nsource = 0x' + "f" * 900_000,
    "names": "".join(f"k{number} = 1\n" for number in range(60_000)),
    "one long name": "a" * 1_000_000,
    "size": "#" * (1 << 21),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_recipe_is_a_bomb(name: str, tmp_path: Path) -> None:
    recipe = tmp_path / "recipe.toml"
    recipe.write_text(BOMBS[name])
    began = time.process_time()
    with pytest.raises(RecipeError) as raised:
        load_recipe(recipe)
    assert time.process_time() - began < 20
    message = str(raised.value)
    assert message.startswith(f"{recipe}: ")
    assert len(message) < 10_000 and len(message.splitlines()) <= 25


def test_a_change_of_a_recipe_is_a_bomb(tmp_path: Path) -> None:
    recipe = tmp_path / "recipe.toml"
    recipe.write_text('name = "x"\n')
    with pytest.raises(RecipeError):
        load_recipe(recipe, ["name=" + "[" * 100_000])


@pytest.fixture
def little(monkeypatch: pytest.MonkeyPatch) -> None:
    """Limits that a test reaches in little time."""
    monkeypatch.setattr(compressed, "FREE", 1 << 20)


@pytest.mark.parametrize(("ending", "compress"), [(".gz", gzip.compress), (".bz2", bz2.compress)])
def test_a_compressed_file_is_a_bomb(ending: str, compress, little: None, tmp_path: Path) -> None:  # type: ignore
    row = json.dumps({"record_id": "r", "target_language": "go", "reply": "a" * 100_000}).encode() + b"\n"
    file = tmp_path / f"replies.jsonl{ending}"
    file.write_bytes(compress(row * 2_000))
    with pytest.raises(TranslatorError, match=r"over 200 times as large as the compressed file") as raised:
        ReplayTranslator(str(file))
    assert "\n" not in str(raised.value)
    if ending == ".gz":
        with pytest.raises(DedupError, match="over 200 times"):
            deduplicate_file(file, "reply", tmp_path / "out.jsonl.gz")


def test_an_ordinary_compressed_file_is_none(little: None, tmp_path: Path) -> None:
    rows = [{"code": f"def f{number}(): return {number}"} for number in range(50_000)]
    file = tmp_path / "rows.jsonl.gz"
    file.write_bytes(gzip.compress("".join(json.dumps(row) + "\n" for row in rows).encode()))
    assert sum(1 for _ in read_rows(file)) == len(rows)


def test_a_line_without_end_is_refused_by_dedup(tmp_path: Path) -> None:
    file = tmp_path / "rows.jsonl.gz"
    file.write_bytes(gzip.compress(b'{"code": "' + b"a" * (20 << 20) + b'"}\n'))
    with pytest.raises(DedupError, match="line 1: is over 16,777,216 bytes"):
        deduplicate_file(file, "code", tmp_path / "out.jsonl.gz")


@pytest.fixture
def small_guards(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Processes that decode files get less memory."""
    monkeypatch.setattr(guard, "FILE_MEMORY", 2 << 30)
    yield
    for idle in [idle for (_, memory), idle in guard._spare.items() if memory == 2 << 30]:
        while idle:
            idle.pop().close()


@pytest.fixture(scope="module")
def bomb(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Parquet file of some kilobytes: in its rows is one text of 100 MB, which its dictionary has once: 6.4 GB."""
    file = tmp_path_factory.mktemp("bomb") / "bomb.parquet"
    offsets = np.array([0, 100_000_000], dtype=np.int32)
    big = pa.StringArray.from_buffers(1, pa.py_buffer(offsets), pa.py_buffer(bytes(100_000_000)))
    table = pa.table({"code": pa.DictionaryArray.from_arrays(pa.array(np.zeros(64, dtype=np.int8)), big)})
    pq.write_table(table, file, compression="zstd", store_schema=False)
    return file


@pytest.mark.slow
def test_a_parquet_file_is_a_bomb(bomb: Path, small_guards: None, tmp_path: Path) -> None:
    """Both for rows of texts and for the columns of dedup; this process decodes nothing of it."""
    assert bomb.stat().st_size < 1 << 20
    before = psutil.Process().memory_info().rss
    for read in (
        lambda: list(read_rows(bomb)),
        lambda: deduplicate_file(bomb, "code", tmp_path / "out.parquet"),
    ):
        with pytest.raises((FileError, DedupError)) as raised:
            read()
        assert "cannot be read" in str(raised.value) and "\n" not in str(raised.value)
    assert psutil.Process().memory_info().rss - before < 200 << 20
