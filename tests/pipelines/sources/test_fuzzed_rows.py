"""No row ends a run: each becomes a record or a rejection, whatever its columns hold."""

import datetime
import gzip
import json
import tempfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, seed, settings
from hypothesis import strategies as st

from pairloom.pipelines.sources import READERS, read, shards
from pairloom.pipelines.sources.row_files import RowReader
from pairloom.schemas import CodeRecord
from pairloom.schemas.load import validate_recipe
from pairloom.schemas.recipe import SourceSection
from pairloom.schemas.records import Rejection, to_table
from tests import ROOT

DATA = ROOT / "tests" / "data" / "sources"
SAMPLES = {
    "advtest": "advtest-test.jsonl",
    "apps": "apps-train.jsonl",
    "avatar": "avatar-test.jsonl",
    "codecontests": "codecontests-train.jsonl",
    "codesearchnet": "codesearchnet_python_test_0.jsonl",
    "codetransocean": "codetransocean-multilingual_test.json",
    "concode": "concode-train.json",
    "cosqa": "cosqa-dev.json",
    "humaneval": "humaneval_x.jsonl",
    "jsonl": "codesearchnet_python_test_0.jsonl",
    "livecodebench": "livecodebench-eval_all.json",
    "mbpp": "mbpp.jsonl",
    "mbxp": "mbxp.jsonl",
    "multipl-e": "multipl-e.jsonl",
    "parquet": "codesearchnet_python_test_0.jsonl",
    "synthconl": "synthconl.jsonl",
    "xcodeeval": "xcodeeval-train.jsonl",
}
SEVERAL = {"apps", "avatar", "codecontests", "codetransocean", "livecodebench"}
"""Layouts one row of which may be several records."""
FIELDS = {"text": "docstring", "code": "code", "license": "m.license", "repository": "repo", "tests": "m.0"}

CODE = st.sampled_from(
    [
        'def f(x):\r    """Adds one\r to it."""\r    return x',
        "def f(x):\n\f  return x",
        'class A:\n    def f(self):\n        "Adds one to it."; return 1',
        "if x:\n    pass\n" + "elif x:\n    pass\n" * 500,
        "x = " + "(" * 5000,
        "x = " + "-" * 50_000 + "1",
        "x" * 1_000_001,
        "/** Adds one to it.\r */\rfunction f(x) {\r return x }",
        "\ufeff\u2028\x1c\x85",
        "\t",
    ]
).map(json.dumps)
RAW = st.sampled_from(
    [
        *("NaN", "-Infinity", "1e999", "null", "true", "0", "-1.5", "601.0", "{}", "[]", "[null]", '""', '"nan"'),
        *("9" * 400, "9" * 5000, '"' + "9" * 5000 + '"', "[" * 150 + "]" * 150, "[" * 100_000 + "]" * 100_000),
        *('"\\ud800"', '"a\\u0000b"', '{"a": {"b": 1, "b": 2}}', '[{"a": 1, "a": 2}]', '["\\udfff", NaN]'),
        *('{"language": [1, [2]], "solution": 3}', '{"language": [3, 4, NaN], "solution": ["x = 1", 1]}'),
        *('[{"language": {}, "solution": "x"}]', '{"license": NaN, "0": Infinity}', '"[[[]"', '"HumanEval/\u0663"'),
    ]
)
PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=5,
).map(json.dumps)
VALUES = RAW | CODE | PLAIN


def sample_rows(reader):
    text = (DATA / SAMPLES[reader]).read_text(encoding="utf-8")
    return json.loads(text) if text.startswith("[") else [json.loads(line) for line in text.splitlines() if line]


def read_all(reader, path, **keys):
    """All that comes out of the file, which must be storable."""
    own = {"fields": FIELDS, "language": "python"} if reader in ("jsonl", "parquet") else {}
    translate = {"translator": "transpile", "targets": ["javascript"]}
    keys = {"translate": translate, "reader": reader, "path": str(path), **own, **keys}
    found = [item for shard in shards(validate_recipe(keys, SourceSection), 0) for item in read(shard)]
    for kind in (CodeRecord, Rejection):
        to_table([item for item in found if isinstance(item, kind)], kind)
    return found


def check_books(reader, found, rows):
    assert len(found) == rows or (reader in SEVERAL and len(found) > rows)
    assert all(isinstance(item, CodeRecord) or item.stage == "read" for item in found)


@st.composite
def mutated_rows(draw, reader):
    """The JSON texts of rows of the reader, each with some columns changed, or of something else."""
    texts = []
    for row in draw(st.lists(st.sampled_from(sample_rows(reader)), min_size=4, max_size=12)):
        columns = {name: json.dumps(value) for name, value in row.items()}
        columns["m"] = draw(VALUES)
        for name in draw(st.lists(st.sampled_from(sorted(columns)), max_size=3)):
            columns[name] = draw(VALUES)
        if draw(st.integers(0, 9)) == 0:
            texts.append(draw(VALUES))
        else:
            texts.append("{" + ", ".join(f"{json.dumps(name)}: {text}" for name, text in columns.items()) + "}")
    return texts


def test_every_reader_of_rows_has_a_sample():
    assert {name for name, reader in READERS.items() if isinstance(reader, RowReader)} == SAMPLES.keys()


@pytest.mark.parametrize("reader", sorted(SAMPLES.keys() - {"parquet"}))
def test_rows_of_json(reader):
    @seed(20)
    @settings(max_examples=25, deadline=None, database=None)
    @given(mutated_rows(reader), st.sampled_from(["a.jsonl", "a.json", "a.jsonl.gz", "a.json.gz"]))
    def check(rows, name):
        text = "\n".join(rows) if ".jsonl" in name else f"[{', '.join(rows)}]"
        content = text.encode("utf-8", "surrogatepass")
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, name)
            path.write_bytes(gzip.compress(content) if name.endswith("gz") else content)
            check_books(reader, read_all(reader, path), len(rows))

    check()


FAR = 2**62
COLUMNS = {
    "far timestamps": pa.array([FAR, None, 5], pa.timestamp("us")),
    "fine timestamps": pa.array([1, None, 5], pa.timestamp("ns", "Nowhere/At_all")),
    "far dates": pa.array([2**31 - 1, None, 5], pa.date32()),
    "durations": pa.array([FAR, None, 5], pa.duration("s")),
    "times": pa.array([1, None, 5], pa.time64("ns")),
    "dates": pa.array([datetime.date(1, 1, 1)] * 3),
    "bytes": pa.array([b"\xff", None, b""]),
    "views": pa.array(["def f(x):\n    return x + 1", None, ""], pa.string_view()),
    "byte views": pa.array([b"\xff", None, b""], pa.binary_view()),
    "large text": pa.array(["\r", None, ""], pa.large_string()),
    "dictionaries": pa.array(["a b c", None, "\x00"]).dictionary_encode(),
    "decimals": pa.array([1, None, 3], pa.decimal128(38, 2)).cast(pa.decimal256(76, 2)),
    "floats": pa.array([float("nan"), float("inf"), None]),
    "halves": pa.array([float("nan"), 1.0, None]).cast(pa.float16()),
    "integers": pa.array([2**64 - 1, None, 0], pa.uint64()),
    "booleans": pa.array([True, None, False]),
    "nulls": pa.nulls(3),
    "lists": pa.array([["a", None], None, []]),
    "structs": pa.array([{"license": 1, "0": "x"}, None, {"license": None, "0": ""}]),
    "maps": pa.array([[("a", 1), ("a", 2)], None, []], pa.map_(pa.string(), pa.int8())),
    "far dates in lists": pa.array([[FAR], None, []], pa.list_(pa.timestamp("us"))),
    "far dates in structs": pa.array([{"license": FAR}] * 3, pa.struct([("license", pa.timestamp("us"))])),
}


@pytest.mark.parametrize("reader", sorted(SAMPLES.keys() - {"jsonl"}))
def test_rows_of_parquet(reader):
    sample = (sample_rows(reader) * 3)[:3]
    names = sorted({name for row in sample for name in row})

    @seed(20)
    @settings(max_examples=25, deadline=None, database=None)
    @given(st.dictionaries(st.sampled_from([*names, "m"]), st.sampled_from(sorted(COLUMNS)), min_size=1, max_size=3))
    def check(changes):
        columns = {name: pa.array([row.get(name) for row in sample]) for name in names}
        table = pa.table(columns | {name: COLUMNS[kind] for name, kind in changes.items()})
        with tempfile.TemporaryDirectory() as folder:
            pq.write_table(table, Path(folder, "a.parquet"))
            check_books(reader, read_all(reader, Path(folder, "a.parquet")), table.num_rows)

    check()


@pytest.mark.parametrize("kind", COLUMNS)
@pytest.mark.parametrize("field", FIELDS)
def test_every_kind_of_column_in_every_field(tmp_path, kind, field):
    columns = {"docstring": ["Adds one to it."] * 3, "code": ["x = 1"] * 3, "changed": COLUMNS[kind]}
    pq.write_table(pa.table(columns), tmp_path / "a.parquet")
    fields = {"text": "docstring", "code": "code", field: "changed"}
    check_books("parquet", read_all("parquet", tmp_path / "a.parquet", fields=fields), 3)


@pytest.mark.parametrize("groups", [0, 1])
def test_parquet_without_rows(tmp_path, groups):
    with pq.ParquetWriter(
        tmp_path / "a.parquet", pa.schema([("docstring", pa.string()), ("code", pa.string())])
    ) as out:
        for _ in range(groups):
            out.write_table(pa.table({"docstring": pa.array([], pa.string()), "code": pa.array([], pa.string())}))
    assert read_all("parquet", tmp_path / "a.parquet") == []
