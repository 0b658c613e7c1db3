"""Duplicate removal for files: every column and every row accounted for, errors that name the file."""

import gzip
import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pairloom.dedup import DedupError
from pairloom.dedup.files import deduplicate_file
from pairloom.dedup.rows import BATCH
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
        ("in.jsonl", b'{"code": 5}\n', "code", "line 1: code must hold text, not int"),
        ("in.jsonl", b'{"code": "x"}\n{"code": ["x"]}', "code", "line 2: code must hold text, not list"),
        ("in.jsonl", b'{"code": "x"}\n{"n": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", "code", "line 2: is not JSON"),
        ("in.jsonl", b'{"code": "x", "n": ' + b"9" * 5_000 + b"}", "code", "line 1: is not JSON"),
        ("in.jsonl", b'{"code": "\xff"}', "code", "line 1: byte 11 of the line is not UTF-8"),
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


def test_a_file_without_rows_gives_a_file_without_rows(tmp_path):
    schema = pa.schema([("code", pa.string()), ("n", pa.int8())], {"made": "by a test"})
    pq.write_table(schema.empty_table(), tmp_path / "in.parquet")
    pq.ParquetWriter(tmp_path / "none.parquet", schema).close()
    (tmp_path / "in.jsonl").write_bytes(b"")
    for name in ("in.parquet", "none.parquet", "in.jsonl"):
        out = tmp_path / f"out-{name}"
        for method, against in (("minhash", []), ("exact", []), ("minhash", [str(tmp_path / name)])):
            summary = deduplicate_file(tmp_path / name, "code", out, removed=tmp_path / f"gone-{name}", method=method)
            assert (summary.rows, summary.kept) == (0, 0)
            assert deduplicate_file(tmp_path / name, "code", out, priority="n", against=against).rows == 0
        assert read(out) == []
    assert pq.read_schema(tmp_path / "out-none.parquet").equals(schema, check_metadata=True)


def test_row_groups_without_rows_are_nothing(tmp_path):
    with pq.ParquetWriter(tmp_path / "in.parquet", pa.schema([("code", pa.string())])) as file:
        for codes in ([], ["a b c d e f", "a b c d e f"], [], ["a b c d e f"], []):
            file.write_table(pa.table({"code": pa.array(codes, pa.string())}))
    summary = deduplicate_file(tmp_path / "in.parquet", "code", tmp_path / "out.parquet")
    assert (summary.rows, summary.kept) == (3, 1)


@pytest.mark.parametrize("codec", ["none", "snappy", "gzip", "brotli", "lz4", "zstd"])
def test_every_codec_is_read(tmp_path, codec):
    pq.write_table(pa.Table.from_pylist(ROWS), tmp_path / "in.parquet", compression=codec)
    assert deduplicate_file(tmp_path / "in.parquet", "code", tmp_path / "out.parquet").kept == 4
    assert read(tmp_path / "out.parquet") == [ROWS[i] for i in (0, 1, 3, 5)]


def test_two_columns_of_one_name(tmp_path):
    columns = [pa.array(["a b c", "a b c"]), pa.array([1, 2]), pa.array([3, 4])]
    pq.write_table(pa.Table.from_arrays(columns, names=["code", "n", "n"]), tmp_path / "in.parquet")
    deduplicate_file(tmp_path / "in.parquet", "code", tmp_path / "out.parquet")
    with pq.ParquetFile(tmp_path / "out.parquet") as file:
        kept = file.read()
    assert [column.to_pylist() for column in kept.columns] == [["a b c"], [1], [3]]
    for wanted in ({"column": "n"}, {"column": "code", "priority": "n"}):
        with pytest.raises(DedupError, match="has 2 columns n; rename all but one"):
            deduplicate_file(tmp_path / "in.parquet", out=tmp_path / "out.parquet", **wanted)


def test_a_file_without_columns_or_rows_names_the_column_it_lacks(tmp_path):
    for name, table in (("a.parquet", pa.table({})), ("b.parquet", pa.table({"x": pa.array([], pa.string())}))):
        pq.write_table(table, tmp_path / name)
        with pytest.raises(DedupError, match="has no column code; it has "):
            deduplicate_file(tmp_path / name, "code", tmp_path / "out.parquet")


@pytest.mark.parametrize("name", ["a.b", "код", "a b", "", "nul\0", "line\nend", "\U0001f600", "list.element"])
@pytest.mark.parametrize("ending", [".parquet", ".jsonl"])
def test_a_column_may_have_any_name(tmp_path, name, ending):
    rows = [{name: text, "a": {"b": 1}, "n": number} for number, text in enumerate(["x = 1", "x = 1", "y"])]
    source = write(tmp_path / f"in{ending}", rows)
    deduplicate_file(source, name, tmp_path / f"out{ending}", removed=tmp_path / f"gone{ending}", priority=name)
    assert read(tmp_path / f"out{ending}") == [rows[0], rows[2]]
    with pytest.raises(DedupError) as found:
        deduplicate_file(source, name + "x", tmp_path / f"out{ending}")
    assert "\n" not in str(found.value).replace(name, "")


def priority_keeps(tmp_path, values):
    """Which of equal texts with these priorities, in JSON, is kept."""
    lines = [
        f'{{"code": "a b c d e f", "id": {place}' + (f', "p": {value}}}' if value else "}")
        for place, value in enumerate(values)
    ]
    (tmp_path / "in.jsonl").write_text("\n".join(lines))
    deduplicate_file(tmp_path / "in.jsonl", "code", tmp_path / "out.jsonl", priority="p")
    (kept,) = read(tmp_path / "out.jsonl")
    return kept["id"]


@pytest.mark.parametrize(
    ("values", "kept"),
    [
        (["NaN", "2.5", "1.5"], 2),
        (["3", "NaN", "2", "NaN", "1"], 4),
        (["NaN", "null", "", "Infinity"], 3),
        (["Infinity", "1e400", "-Infinity"], 2),
        (["NaN", "null", ""], 0),
        (["0.0", "-0.0"], 0),
        (["9007199254740993", "9007199254740992.0"], 1),
        (["1e308", "9" * 400, "-" + "9" * 400], 2),
        (["true", "false", "0.5"], 1),
        (['"b"', "null", '"a"', "NaN"], 2),
        (['"2024-02-01"', '"2024-01-31"'], 1),
    ],
)
def test_priorities_of_json_lines(tmp_path, values, kept):
    assert priority_keeps(tmp_path, values) == kept


@pytest.mark.parametrize(
    ("values", "message"),
    [
        (["1", '"a"'], "in.jsonl: column p holds values that cannot be ordered"),
        (["1", "[1]"], "in.jsonl: line 2: p holds a list, which cannot be ordered"),
        (["{}"], "in.jsonl: line 1: p holds a dict, which cannot be ordered"),
        (["", ""], "in.jsonl: no row has p"),
    ],
)
def test_priorities_without_an_order_are_refused(tmp_path, values, message):
    with pytest.raises(DedupError, match=message):
        priority_keeps(tmp_path, values)


def test_lines_are_written_as_they_were_read(tmp_path):
    """Also those of the removed rows: numbers that Python cannot hold, lone surrogates, deep values."""
    rest = '"n": 1e999, "d": 0.10000000000000000000000001, "deep": ' + "[" * 150 + "]" * 150
    lines = [
        f'{{"code": "f(x) \\ud800", {rest}}} ',
        f'{{"code": "f(x) \\ud800", {rest} }}\r',
        '{"code": ""}',
        '{"code": NaN}',
    ]
    (tmp_path / "in.jsonl").write_bytes(b"\xef\xbb\xbf" + "\n".join(lines).encode())
    summary = deduplicate_file(tmp_path / "in.jsonl", "code", tmp_path / "out.jsonl", removed=tmp_path / "gone.jsonl")
    assert (summary.rows, summary.kept, summary.empty) == (4, 3, 1)
    assert (tmp_path / "out.jsonl").read_text() == "".join(lines[i] + "\n" for i in (0, 2, 3))
    (gone,) = (tmp_path / "gone.jsonl").read_bytes().splitlines()
    assert gone.startswith(lines[1].rstrip("}\r").encode())
    assert json.loads(gone)["dedup_matched_row"] == 0


def test_removed_rows_may_be_deduplicated_again(tmp_path):
    for ending in (".parquet", ".jsonl"):
        source = write(tmp_path / f"in{ending}", [{"code": "x = 1", "dedup_row": "old"}] * 2)
        deduplicate_file(source, "code", tmp_path / f"out{ending}", removed=tmp_path / f"gone{ending}")
        (gone,) = read(tmp_path / f"gone{ending}")
        assert gone["dedup_row"] == 1 and list(gone).count("dedup_row") == 1
