"""However the input is cut into files, row groups and bundles: the release holds the same bytes."""

import gzip
import json
from hashlib import sha256
from itertools import pairwise
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pairloom.pipelines.running.request import Request, run_release

RECIPE = """
name = "cut"
[[source]]
reader = "{reader}"
path = "rows/*"
language = "python"
benchmark = "cut"
[source.fields]
text = "text"
code = "code"
function_name = "function_name"
repository = "repository"
[translate]
translator = "transpile"
targets = ["javascript", "ruby"]
[split]
validation = 0.2
test = 0.2
[output]
shards = 3
"""
WORDS = ["alpha", "bravo", "charlie", "delta", "echo", "foxtrot", "golf", "hotel", "india", "juliet", "kilo", "lima"]
WORDS += ["mike", "november"]


def make_row(number: int) -> dict[str, str]:
    """A function of its own; of each three neighbours the third nearly repeats the second."""
    kind = number - 1 if number % 3 == 2 else number
    first, second, third = (WORDS[(kind * step + step) % len(WORDS)] for step in (1, 3, 5))
    body = [
        f"    {word}_{kind} = {first} * {kind * 31 + place} + {place}" for place, word in enumerate(WORDS[kind % 5 :])
    ]
    code = "\n".join([f"def {first}_{second}({first}, {third}):", *body, f"    return {first} + {number % 3}"])
    return {
        "code": code,
        "text": f"Adds {first} to {second} number {kind}.",
        "function_name": f"{first}_{second}",
        "repository": f"owner/{third}",
    }


ROWS = [make_row(number) for number in range(21)] + [make_row(4), make_row(9)]


def release(folder: Path, reader: str) -> dict[str, str]:
    """Path to hash of every data file of the release of what is in `folder`/rows."""
    (folder / "recipe.toml").write_text(RECIPE.format(reader=reader))
    run_release(Request(recipe_file=str(folder / "recipe.toml"), out=str(folder / "out"), replace=True))
    out = folder / "out"
    return {str(file.relative_to(out)): sha256(file.read_bytes()).hexdigest() for file in out.rglob("*.parquet")}


def write_lines(folder: Path, files: list[list[dict[str, str]]]) -> None:
    """Each list of rows as a file, every second one compressed."""
    rows = folder / "rows"
    rows.mkdir(exist_ok=True)
    for old in rows.iterdir():
        old.unlink()
    for number, part in enumerate(files):
        lines = "".join(json.dumps(row) + "\n" for row in part).encode()
        if number % 2:
            (rows / f"{number}.jsonl.gz").write_bytes(gzip.compress(lines))
        else:
            (rows / f"{number}.jsonl").write_bytes(lines)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The release of all rows in one file."""
    folder = tmp_path_factory.mktemp("whole")
    write_lines(folder, [ROWS])
    made = release(folder, "jsonl")
    assert sum(pq.read_metadata(folder / "out" / name).num_rows for name in made if name.startswith("data/")) > 10
    assert sum(pq.read_metadata(folder / "out" / name).num_rows for name in made if name.startswith("rej")) > 25
    return made


@pytest.mark.slow
@settings(max_examples=5, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(order=st.permutations(range(len(ROWS))), cuts=st.sets(st.integers(1, len(ROWS) - 1), min_size=1, max_size=8))
def test_any_cut_into_files_in_any_order(
    whole: dict[str, str], tmp_path_factory: pytest.TempPathFactory, order: list[int], cuts: set[int]
) -> None:
    folder = tmp_path_factory.mktemp("cut")
    ends = [0, *sorted(cuts), len(ROWS)]
    shuffled = [ROWS[place] for place in order]
    write_lines(folder, [shuffled[start:end] for start, end in pairwise(ends)])
    assert release(folder, "jsonl") == whole


@pytest.mark.slow
@pytest.mark.parametrize("rows_per_group", [1, 7])
def test_any_cut_into_row_groups(
    whole: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rows_per_group: int
) -> None:
    monkeypatch.setattr("pairloom.pipelines.sources.row_files.PARQUET_ROWS", 1)
    (tmp_path / "rows").mkdir()
    pq.write_table(pa.Table.from_pylist(ROWS), tmp_path / "rows" / "all.parquet", row_group_size=rows_per_group)
    assert release(tmp_path, "parquet") == whole
