"""Duplicate removal for files: every column and every row accounted for, errors that name the file."""

import gzip
import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pairloom.dedup import DedupError
from pairloom.dedup.files import BATCH, deduplicate_file
from pairloom.dedup.settings import Settings

ROWS = [
    {"id": 0, "code": "def one():\n    return 'the first function of this file'\n", "tags": ["a"]},
    {"id": 1, "code": "def two():\n    return 'a second, quite different function'\n", "tags": []},
    {"id": 2, "code": "def one():\n    return 'the first function of this file'\n", "tags": ["b", "c"]},
    {"id": 3, "code": None, "tags": ["d"]},
    {"id": 4, "code": "def one():\n    return 'the first function of that file'\n", "tags": None},
    {"id": 5, "code": None, "tags": ["e"]},
]


def write(path, rows):
    if path.suffix == ".parquet":
        pq.write_table(pa.Table.from_pylist(rows), path)
    else:
        data = "".join(json.dumps(row) + "\n\n" for row in rows).encode()
        path.write_bytes(gzip.compress(data) if path.suffix == ".gz" else data)
    return path


def read(path):
    if path.suffix == ".parquet":
        return pq.read_table(path).to_pylist()
    data = path.read_bytes()
    data = gzip.decompress(data) if path.suffix == ".gz" else data
    return [json.loads(line) for line in data.splitlines()]


@pytest.mark.parametrize("ending", [".parquet", ".jsonl", ".jsonl.gz"])
def test_kept_and_removed_rows_have_all_columns(tmp_path, ending):
    source, out, removed = (tmp_path / (name + ending) for name in ("in", "out", "removed"))
    write(source, ROWS)
    summary = deduplicate_file(source, "code", out, removed=removed)
    assert (summary.rows, summary.kept, summary.exact, summary.near, summary.empty) == (6, 4, 1, 1, 2)
    assert read(out) == [ROWS[i] for i in (0, 1, 3, 5)]
    gone = read(removed)
    assert [{key: row[key] for key in ROWS[0]} for row in gone] == [ROWS[2], ROWS[4]]
    assert [(row["dedup_row"], row["dedup_matched_row"]) for row in gone] == [(2, 0), (4, 0)]
    assert {row["dedup_matched_dataset"] for row in gone} == {str(source)}
    assert gone[0]["dedup_similarity"] == 1.0 > gone[1]["dedup_similarity"] >= 0.7


def test_other_files_remove_and_are_named(tmp_path):
    source = write(tmp_path / "in.jsonl", ROWS)
    other = write(tmp_path / "other.parquet", [{"code": "x = 1"}, {"code": ROWS[1]["code"]}])
    summary = deduplicate_file(
        source, "code", tmp_path / "out.jsonl", removed=tmp_path / "r.jsonl", against=[str(other)]
    )
    assert (summary.known, summary.exact, summary.near) == (1, 1, 1)
    gone = {row["dedup_row"]: row for row in read(tmp_path / "r.jsonl")}
    assert (gone[1]["dedup_matched_row"], gone[1]["dedup_matched_dataset"]) == (1, str(other))


def test_priority_decides_which_row_stays(tmp_path):
    rows = [{**row, "rank": -row["id"]} for row in ROWS]
    source = write(tmp_path / "in.parquet", rows)
    deduplicate_file(source, "code", tmp_path / "out.parquet", priority="rank")
    assert [row["id"] for row in read(tmp_path / "out.parquet")] == [1, 3, 4, 5]


def test_many_batches_give_the_answer_of_one(tmp_path):
    rows = [{"code": f"value number {i % 700} of a table with {i % 700 * 977} entries"} for i in range(2 * BATCH + 9)]
    source = write(tmp_path / "in.parquet", rows)
    summary = deduplicate_file(source, "code", tmp_path / "out.parquet", settings=Settings(1.0))
    assert (summary.kept, summary.exact) == (700, 2 * BATCH + 9 - 700)
    assert read(tmp_path / "out.parquet") == rows[:700]


def test_same_input_same_bytes(tmp_path):
    for ending in (".parquet", ".jsonl.gz"):
        source = write(tmp_path / ("in" + ending), ROWS)
        for name in ("a", "b"):
            deduplicate_file(source, "code", tmp_path / (name + ending))
        assert (tmp_path / ("a" + ending)).read_bytes() == (tmp_path / ("b" + ending)).read_bytes()


@pytest.mark.parametrize(
    ("name", "content", "column", "message"),
    [
        ("in.parquet", b"PAR1 broken", "code", "in.parquet: cannot be read"),
        ("in.jsonl", b'{"code": "x"}\n{broken\n', "code", "line 2: is not JSON"),
        ("in.jsonl", b'{"code": "x"}\n[1]\n', "code", "line 2: is not a JSON object"),
        ("in.jsonl", b'{"code": "x"}\n', "cod", "no row has a text under cod"),
        ("in.jsonl", b'{"code": 5}\n', "code", "must hold text"),
        ("in.jsonl.gz", gzip.compress(b'{"code": "x"}\n' * 999, mtime=0)[:-20], "code", "cannot be read"),
        ("in.csv", b"code\nx\n", "code", "neither Parquet nor JSON lines"),
        ("missing.jsonl", None, "code", "no such file"),
        ("missing.parquet", None, "code", "missing.parquet"),
    ],
)
def test_bad_input_is_named_and_leaves_nothing(tmp_path, name, content, column, message):
    if content is not None:
        (tmp_path / name).write_bytes(content)
    before = sorted(tmp_path.iterdir())
    with pytest.raises(DedupError, match=message):
        deduplicate_file(tmp_path / name, column, tmp_path / ("out" + "".join((tmp_path / name).suffixes)))
    assert sorted(tmp_path.iterdir()) == before


def test_a_missing_parquet_column_lists_those_that_are_there(tmp_path):
    source = write(tmp_path / "in.parquet", ROWS)
    with pytest.raises(DedupError, match="no column text; it has id, code, tags"):
        deduplicate_file(source, "text", tmp_path / "out.parquet")


def test_a_folder_that_cannot_be_written_is_named(tmp_path):
    source = write(tmp_path / "in.jsonl", ROWS)
    with pytest.raises(DedupError, match="cannot be written"):
        deduplicate_file(source, "code", tmp_path / "no" / "such" / "out.jsonl")
