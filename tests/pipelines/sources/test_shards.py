"""A source is the same records however it is cut."""

import gzip
import io
import json
import pickle
import random

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pairloom.pipelines.sources import files, read, row_files, shards
from pairloom.schemas import CodeRecord
from pairloom.schemas.files import open_file

FIELDS = {"text": "meta.doc", "code": "c", "repository": "meta.repo", "url": "links.0"}


def rows(count):
    return [
        {
            "c": f"def f(x):\n    return x + {n}",
            "meta": {"doc": f"Adds {n} to it.", "repo": f"r/{n % 7}"},
            "links": ["u"],
        }
        for n in range(count)
    ]


def all_items(found):
    return [item for shard in found for item in read(shard)]


def test_parquet_is_read_in_ranges_of_row_groups(make_source, tmp_path, monkeypatch):
    monkeypatch.setattr(row_files, "PARQUET_ROWS", 250)
    pq.write_table(pa.Table.from_pylist(rows(1000)), tmp_path / "a.parquet", row_group_size=100)
    (tmp_path / "a.jsonl").write_text("\n".join(json.dumps(row) for row in rows(1000)))
    keys = {"fields": FIELDS, "language": "python", "benchmark": "b"}
    from_parquet = shards(make_source(reader="parquet", path="a.parquet", **keys), 0)
    assert [(shard.row_groups, shard.first_row) for shard in from_parquet] == [
        ((0, 3), 0),
        ((3, 6), 300),
        ((6, 9), 600),
        ((9, 10), 900),
    ]
    from_lines = shards(make_source(reader="jsonl", path="a.jsonl", **keys), 0)
    items = all_items(from_parquet)
    assert items == all_items(from_lines)
    assert len(items) == 1000
    assert (items[8].text, items[8].repository, items[8].url) == ("Adds 8 to it.", "r/1", "u")


def test_big_files_stand_in_nobodys_way(make_source, tmp_path, monkeypatch):
    monkeypatch.setattr(row_files, "PARQUET_ROWS", 250)
    keys = {"fields": FIELDS, "language": "python"}
    noise = random.Random(1)
    for name, count in {"big": 30_000, "small": 10, "tiny": 1}.items():
        lines = "\n".join(json.dumps({**row, "noise": noise.randbytes(60).hex()}) for row in rows(count))
        (tmp_path / f"{name}.jsonl.gz").write_bytes(gzip.compress(lines.encode()))
    parts = shards(make_source(reader="jsonl", path="*.gz", **keys), 0)
    assert [part.shown(*part.files) for part in parts] == ["big.jsonl.gz", "small.jsonl.gz", "tiny.jsonl.gz"]
    taken = []

    class Counted(io.FileIO):
        def read(self, size=-1):
            taken.append(size)
            return super().read(size)

    monkeypatch.setattr(row_files, "open_file", lambda path: Counted(path) if "big" in path else open_file(path))
    size = (tmp_path / "big.jsonl.gz").stat().st_size
    assert size > 1_000_000
    assert isinstance(next(read(parts[0])), CodeRecord)
    assert 0 < sum(taken) < size / 4  # the first records leave before the rest is read
    monkeypatch.setattr(row_files, "open_file", open_file)
    pq.write_table(pa.Table.from_pylist(rows(1000)), tmp_path / "big.parquet", row_group_size=100)
    parts = shards(make_source(reader="parquet", path="*.parquet", **keys), 0)
    assert [len(list(read(part))) for part in parts] == [300, 300, 300, 100]


def test_a_limit_takes_the_first_records_of_all_files(make_source, tmp_path):
    (tmp_path / "b.jsonl").write_text("\n".join(json.dumps(row) for row in rows(30)[10:]))
    (tmp_path / "a.jsonl").write_text("oops\n" + "\n".join(json.dumps(row) for row in rows(10)))
    source = make_source(reader="jsonl", path="*.jsonl", fields=FIELDS, language="python", limit=12)
    (shard,) = shards(source, 0)
    records = [item for item in read(shard) if isinstance(item, CodeRecord)]
    assert [record.text for record in records] == [f"Adds {n} to it." for n in range(12)]


def test_shards_travel_between_processes(make_source, tmp_path):
    (tmp_path / "a.jsonl").write_text(json.dumps(rows(1)[0]))
    source = make_source(reader="jsonl", path="a.jsonl", fields=FIELDS, language="python")
    (shard,) = shards(source, 3)
    again = pickle.loads(pickle.dumps(shard))
    assert again == shard
    assert list(read(again)) == list(read(shard))


def test_patterns_reach_into_folders(make_source, tmp_path):
    for folder in ("a", "a/b", "a/b/c"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "x.jsonl").write_text(json.dumps(rows(1)[0]))
    source = make_source(reader="jsonl", path="a/**/*.jsonl", fields=FIELDS, language="python")
    found = shards(source, 0)
    assert [shard.shown(shard.files[0]) for shard in found] == ["a/b/c/x.jsonl", "a/b/x.jsonl", "a/x.jsonl"]


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@given(st.lists(json_values), st.integers(1, 50), st.sampled_from([None, 2]))
def test_the_elements_of_an_array_whatever_the_chunks(values, chunk, indent):
    content = json.dumps(values, indent=indent, ensure_ascii=False).encode("utf-8", "surrogatepass")
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(files, "CHUNK", chunk)
        assert list(files.array_elements(io.BytesIO(content))) == values
