"""Nothing that a file may hold stops a run or is lost without a word."""

import gzip
import io
import itertools
import json
import os
import random
import tracemalloc
from collections import Counter

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pairloom.pipelines.sources import SourceError, read, shards
from pairloom.schemas import CodeRecord
from pairloom.schemas.files import MAX_LINE
from pairloom.schemas.reasons import REASONS
from pairloom.schemas.records import PAYLOAD_LIMIT, Rejection, to_table

FIELDS = {"text": "t", "code": "c"}
GOOD = {"t": "Adds one to it.", "c": "def f(x):\n    return x + 1"}


def jsonl(*rows):
    return b"\n".join(row if isinstance(row, bytes) else json.dumps(row).encode() for row in rows) + b"\n"


def test_every_bad_row_is_one_rejection_with_file_and_line(read_source, tmp_path):
    bad = {
        b'{"t": "cut off': "invalid_json",
        b"[1, 2]": "invalid_json",
        b"[" * 100_000: "invalid_json",
        b'{"t": ' + b"9" * 5000 + b"}": "invalid_json",
        b'{"t": "Gr\xfc\xdfe", "c": "x"}': "wrong_encoding",
        b'{"t": "half \\ud800 a pair", "c": "x = 1"}': "wrong_encoding",
        b'{"t": "Zero \\u0000 byte", "c": "x = 1"}': "nul_bytes",
        b'{"t": "No code at all."}': "missing_field",
        b'{"t": "Null code at all.", "c": null}': "missing_field",
        b'{"t": "A number.", "c": 12}': "wrong_type",
        b'{"t": ["a", 1], "c": "x"}': "wrong_type",
        b'{"t": "Only blanks.", "c": " \\n "}': "empty_code",
        b'{"t": "", "c": "x = 1"}': "empty_text",
        json.dumps({"t": "A huge one.", "c": "x = 1\n" * 2_000_000}).encode(): "too_large",
        b'{"t": "It is inside of it.", "c": "print(\'It is inside of it.\')"}': "docstring_in_code",
    }
    lines = [line for row in bad for line in (GOOD, row)]
    (tmp_path / "rows.jsonl").write_bytes(jsonl(*lines, b"", GOOD))
    records, rejections = read_source(reader="jsonl", path="rows.jsonl", fields=FIELDS, language="python")
    assert len(records) == len(bad) + 1
    assert [rejection.reason for rejection in rejections] == list(bad.values())
    for number, rejection in enumerate(rejections, 1):
        assert rejection.detail.startswith(f"rows.jsonl, line {2 * number}: ")
        assert rejection.stage == "read"
        assert rejection.reason in REASONS["read"]
        assert len(rejection.payload) <= PAYLOAD_LIMIT
    assert len({rejection.record_id for rejection in rejections}) == len(rejections)
    assert to_table(rejections, Rejection).num_rows == len(rejections)  # each can be written to a file


def test_rejections_are_the_same_wherever_the_recipe_lies(make_source, tmp_path):
    found = []
    for folder in ("here", "there"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "rows.jsonl").write_bytes(b"{\n")
        source = make_source(tmp_path / folder, reader="jsonl", path="rows.jsonl", fields=FIELDS, language="python")
        found.append([list(read(shard)) for shard in shards(source, 0)])
    assert found[0] == found[1]


def test_an_endless_line_takes_bounded_memory(make_source, tmp_path):
    path = tmp_path / "rows.jsonl"
    with path.open("wb") as file:
        file.write(jsonl(GOOD))
        for _ in range(100):
            file.write(b"x" * 2**20)
        file.write(b"\n" + jsonl(GOOD))
    source = make_source(reader="jsonl", path=str(path), fields=FIELDS, language="python")
    (shard,) = shards(source, 0)
    tracemalloc.start()
    items = list(read(shard))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert [getattr(item, "reason", "record") for item in items] == ["record", "too_large", "record"]
    assert peak < 4 * MAX_LINE


@pytest.mark.parametrize("ending", ["first", "middle"])
def test_truncated_gzip(make_source, tmp_path, ending):
    rows = [{"t": f"Adds {number} to it.", "c": f"def f(x):\n    return x + {number}"} for number in range(5000)]
    whole = gzip.compress(jsonl(*rows), mtime=0)
    path = tmp_path / "rows.jsonl.gz"
    path.write_bytes(whole[:4] if ending == "first" else whole[: len(whole) // 2])
    keys = {"reader": "jsonl", "path": "rows.jsonl.gz", "fields": FIELDS, "language": "python"}
    (shard,) = shards(make_source(**keys), 0)
    with pytest.raises(SourceError, match=r"rows\.jsonl\.gz cannot be read to its end"):
        list(read(shard))
    (shard,) = shards(make_source(**keys, on_bad_file="reject"), 0)
    *records, last = read(shard)
    assert (last.reason, last.detail.split(":")[0]) == ("bad_file", "rows.jsonl.gz")
    assert all(isinstance(record, CodeRecord) for record in records)
    assert bool(records) == (ending == "middle")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.jsonl.gz", b"this is not gzip"),
        ("a.jsonl.gz", b""),
        ("a.parquet", b"this is not Parquet"),
        ("a.parquet", b""),
        ("a.json", b'[{"t": "Adds one to it.", "c": "x = 1"}, {"t": '),
        ("a.json", b'[{"t": "Gr\xfc\xdfe"}]'),
        ("a.json", b'[{"t": "Adds one to it."} oops]'),
    ],
)
def test_files_that_are_not_what_their_name_says(read_source, tmp_path, name, content):
    (tmp_path / name).write_bytes(content)
    keys = {"reader": "cosqa", "path": name, "fields": FIELDS}
    with pytest.raises(SourceError, match="cannot be read to its end"):
        read_source(**keys)
    _, rejections = read_source(**keys, on_bad_file="reject")
    assert rejections[-1].reason == "bad_file"


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may read every file")
def test_a_file_that_may_not_be_read(read_source, tmp_path):
    (tmp_path / "a.jsonl").write_bytes(jsonl(GOOD))
    (tmp_path / "a.jsonl").chmod(0)
    with pytest.raises(SourceError, match="Permission denied"):
        read_source(reader="jsonl", path="a.jsonl", fields=FIELDS, language="python")


def test_a_file_that_vanishes_between_planning_and_reading(make_source, tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_bytes(jsonl(GOOD))
    (shard,) = shards(make_source(reader="jsonl", path=str(path), fields=FIELDS, language="python"), 0)
    path.unlink()
    with pytest.raises(SourceError, match=r"a\.jsonl cannot be read to its end"):
        list(read(shard))


def test_parquet_text_that_is_not_utf8_costs_one_row(read_source, tmp_path):
    code = pa.array([b"x = 1", b"\xff\xfe", b"y = 2"]).cast(pa.binary())
    column = pa.StringArray.from_buffers(3, code.buffers()[1], code.buffers()[2])
    text = pa.array(["Sets x to one."] * 3)
    pq.write_table(pa.table({"t": text, "c": column}), tmp_path / "a.parquet")
    records, rejections = read_source(reader="parquet", path="a.parquet", fields=FIELDS, language="python")
    assert [record.code for record in records] == ["x = 1", "y = 2"]
    assert [(rejection.reason, rejection.detail.split(":")[0]) for rejection in rejections] == [
        ("wrong_encoding", "a.parquet, row 2")
    ]


def damaged(content: bytes, chance: random.Random) -> bytes:
    """`content` cut off somewhere, or with some bytes changed: anywhere, or where the file describes itself."""
    if chance.random() < 0.2:
        return content[: chance.randrange(len(content))]
    first = chance.choice([0, len(content) - 1000])
    changed = bytearray(content)
    for _ in range(chance.choice([1, 2, 8, 40])):
        changed[chance.randrange(first, len(content))] = chance.randrange(256)
    return bytes(changed)


def test_damaged_parquet_is_read_or_refused(make_source, tmp_path):
    chance = random.Random(7)
    rows = [{"t": f"Adds {n} to it.", "c": f"def f(x):\n    return x + {n}", "o": {"n": [n]}} for n in range(20)]
    endings = Counter()
    for codec, dictionary in itertools.product(["none", "snappy", "zstd"], [True, False]):
        out = io.BytesIO()
        pq.write_table(pa.Table.from_pylist(rows), out, compression=codec, use_dictionary=dictionary, row_group_size=9)
        for _ in range(40):
            (tmp_path / "a.parquet").write_bytes(damaged(out.getvalue(), chance))
            keys = {"reader": "parquet", "path": "a.parquet", "fields": {**FIELDS, "license": "o.n.0"}}
            source = make_source(**keys, language="python", on_bad_file="reject")
            try:
                parts = shards(source, 0)
            except SourceError as error:
                assert "has no column" in str(error)  # its name was hit
                endings["no such column"] += 1
                continue
            items = [item for part in parts for item in read(part)]
            reasons = {item.reason for item in items if isinstance(item, Rejection)}
            assert reasons <= REASONS["read"].keys()
            assert "bad_file" in reasons or len(items) == len(rows)
            endings["refused" if "bad_file" in reasons else "read"] += 1
    assert min(endings["refused"], endings["read"]) > 20


def test_parquet_with_a_column_whose_name_is_no_text(read_source, tmp_path):
    pq.write_table(pa.Table.from_pylist([{"t": "Sets x to one.", "c": "x = 1", "name": 1}]), tmp_path / "a.parquet")
    content = (tmp_path / "a.parquet").read_bytes()
    (tmp_path / "a.parquet").write_bytes(content.replace(b"name", b"n\xffme"))
    keys = {"reader": "parquet", "path": "a.parquet", "fields": FIELDS, "language": "python"}
    with pytest.raises(SourceError, match="the name of a column is not UTF-8"):
        read_source(**keys)


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        ({"reader": "codesearchnte", "path": "x"}, r"no reader 'codesearchnte' \(did you mean codesearchnet\?\)"),
        ({"reader": "codesearchnet", "path": "absent.jsonl"}, r"source\[0\]\.path: there is no file .*absent\.jsonl"),
        ({"reader": "codesearchnet", "path": "absent*.jsonl"}, r"no file matches .*absent\*\.jsonl"),
        ({"reader": "codesearchnet", "path": "folder"}, r"is a folder; name its files"),
        ({"reader": "codesearchnet", "path": "folder/a.csv"}, r"a\.csv ends in none of \.jsonl"),
        ({"reader": "python-source", "path": "folder"}, r"there is no source file that python-source reads"),
        ({"reader": "source-tree", "path": "folder", "language": "rust"}, r"source-tree does not read rust"),
        ({"reader": "jsonl", "path": "a.jsonl"}, r"needs \[source\.fields\].*text and the code"),
        ({"reader": "jsonl", "path": "a.jsonl", "fields": {"text": "t"}}, r"with the column of the code"),
        (
            {"reader": "jsonl", "path": "a.jsonl", "fields": {**FIELDS, "langauge": "l"}},
            r"fields\.langauge: unknown field \(did you mean language\?\)",
        ),
        ({"reader": "jsonl", "path": "a.jsonl", "fields": FIELDS}, r"the language of the code is not given"),
        (
            {"reader": "parquet", "path": "a.parquet", "fields": {"text": "t", "code": "body"}, "language": "go"},
            r"a\.parquet has no column body, which holds the code; it has: c, t",
        ),
    ],
)
def test_a_source_that_cannot_be_read_says_what_to_change(read_source, tmp_path, keys, message):
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "a.csv").write_text("a,b\n")
    (tmp_path / "a.jsonl").write_bytes(jsonl(GOOD))
    pq.write_table(pa.Table.from_pylist([{"c": "x", "t": "y"}]), tmp_path / "a.parquet")
    with pytest.raises(SourceError, match=message):
        read_source(**keys)
