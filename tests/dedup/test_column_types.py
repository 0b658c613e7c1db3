"""Duplicate removal with columns of every type that a Parquet file can have: as the compared text, as the priority, and
beside them."""

import base64
import datetime
import decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pairloom.dedup import DedupError
from pairloom.dedup.files import deduplicate_file

CODE = ["total = price * 3 + tax", "print('something else')", "total = price * 3 + tax", None, "while True: pass"]
KEPT = [0, 1, 3, 4]


def wrap(kind, values):
    return pa.ExtensionArray.from_storage(kind, pa.array(values, kind.storage_type))


OTHERS = {
    "string_view": pa.array(["a", None, "c" * 50, "", "é"], pa.string_view()),
    "binary_view": pa.array([b"a", None, b"\xff" * 50, b"", b"e"], pa.binary_view()),
    "dictionary": pa.array(["a", None, "a", "b", "b"]).dictionary_encode(),
    "null": pa.nulls(5),
    "list": pa.array([[{"a": 1}], None, [], [{"a": None}, None], []]),
    "list of a fixed size": pa.array([[1, 2], [3, 4], [5, 6], [7, None], [9, 0]], pa.list_(pa.int64(), 2)),
    "list view": pa.array([[1], None, [], [2, 3], [None]], pa.list_view(pa.int64())),
    "map": pa.array([[("a", 1)], None, [], [("c", None)], []], pa.map_(pa.string(), pa.int64())),
    "extension": wrap(pa.uuid(), [b"a" * 16, None, b"b" * 16, b"c" * 16, b"d" * 16]),
    "json": wrap(pa.json_(), ["{}", None, "[1]", "2", '"a"']),
    "duration": pa.array([1, None, 2**62, -(2**62), 0], pa.duration("ns")),
    "far date": pa.array([2**62, None, -(2**62), 5, 0], pa.timestamp("us", "UTC")),
    "decimal256": pa.array([decimal.Decimal("9" * 60), None, decimal.Decimal(-1), None, None], pa.decimal256(60, 0)),
    "half": pa.array([1.5, None, 0.5, 2.0, 0.0], pa.float16()),
}


@pytest.mark.parametrize("name", OTHERS)
def test_a_column_of_any_type_is_carried(tmp_path, name):
    pq.write_table(pa.table({"code": CODE, name: OTHERS[name]}), tmp_path / "in.parquet")
    deduplicate_file(tmp_path / "in.parquet", "code", tmp_path / "out.parquet", removed=tmp_path / "gone.parquet")
    table = pq.read_table(tmp_path / "in.parquet")
    kept, gone = pq.read_table(tmp_path / "out.parquet"), pq.read_table(tmp_path / "gone.parquet")
    assert kept.equals(pa.concat_tables([table.slice(row, 1) for row in KEPT]))
    assert gone.select(table.column_names).equals(table.slice(2, 1))
    assert gone.column("dedup_row").to_pylist() == [2]


MESSAGE = {"role": "user, whose name is longer than a view holds", "data": b"\xff"}
NESTED_VIEWS = {
    "struct": ([MESSAGE, None, MESSAGE, {"role": None, "data": b""}, MESSAGE], lambda role, data: struct(role, data)),
    "list of structs": (
        [[MESSAGE], None, [], [MESSAGE, MESSAGE], [None]],
        lambda role, data: pa.list_(struct(role, data)),
    ),
    "fixed list": (
        [[MESSAGE], [MESSAGE], [None], [MESSAGE], [None]],
        lambda role, data: pa.list_(struct(role, data), 1),
    ),
    "list": ([["a"], None, [], ["b"], [None]], lambda role, data: pa.list_(role)),
    "large list": ([["a"], None, [], ["b"], [None]], lambda role, data: pa.large_list(role)),
    "list view": ([[b"a"], None, [], [b"b"], [None]], lambda role, data: pa.list_view(data)),
    "large list view": ([["a"], None, [], ["b"], [None]], lambda role, data: pa.large_list_view(role)),
    "map": ([[("a", b"b")], None, [], [("c", None)], []], lambda role, data: pa.map_(role, data)),
}


def struct(role, data):
    return pa.struct([("role", role), ("data", data)])


@pytest.mark.parametrize("name", NESTED_VIEWS)
def test_views_inside_lists_and_structs_are_carried(tmp_path, name):
    # pyarrow cannot write them all, other programs can: the file is that of plain strings, read as views
    values, kind = NESTED_VIEWS[name]
    schema = pa.schema([("code", pa.string_view()), ("other", kind(pa.string_view(), pa.binary_view()))])
    plain = pa.table({"code": CODE, "other": pa.array(values, kind(pa.string(), pa.binary()))})
    with pq.ParquetWriter(tmp_path / "in.parquet", plain.schema, store_schema=False) as file:
        file.write_table(plain)
        file.add_key_value_metadata({b"ARROW:schema": base64.b64encode(schema.serialize().to_pybytes())})
    assert pq.read_schema(tmp_path / "in.parquet").equals(schema)
    deduplicate_file(tmp_path / "in.parquet", "code", tmp_path / "out.parquet", removed=tmp_path / "gone.parquet")
    found = pq.read_table(tmp_path / "out.parquet").column("other").to_pylist()
    assert found == plain.take(KEPT).column("other").to_pylist()
    assert pq.read_table(tmp_path / "gone.parquet").column("other").to_pylist() == [values[2]]


@pytest.mark.parametrize(
    "kind",
    [
        *(pa.string(), pa.large_string(), pa.string_view(), pa.binary(), pa.large_binary(), pa.binary_view()),
        *(pa.dictionary(pa.int8(), pa.string()), pa.dictionary(pa.int32(), pa.large_binary()), pa.json_()),
    ],
    ids=str,
)
def test_the_text_may_have_any_type_of_text(tmp_path, kind):
    texts = [text and f'"{text}"' for text in CODE]
    column = wrap(kind, texts) if kind == pa.json_() else None
    if pa.types.is_dictionary(kind):
        column = pa.array(texts, kind.value_type).dictionary_encode().cast(kind)
    pq.write_table(pa.table({"code": pa.array(texts, kind) if column is None else column}), tmp_path / "in.parquet")
    summary = deduplicate_file(tmp_path / "in.parquet", "code", tmp_path / "out.parquet")
    assert (summary.kept, summary.exact, summary.empty) == (4, 1, 1)
    read = pq.read_table(tmp_path / "out.parquet").column("code").to_pylist()
    assert [value.decode() if isinstance(value, bytes) else value for value in read] == [texts[row] for row in KEPT]


def test_texts_of_a_fixed_size_and_bytes_that_are_not_utf8(tmp_path):
    values = [b"\xff\xfe\xfd\x80", b"abcd", b"\xff\xfe\xfd\x80", None]
    for kind in (pa.binary(4), pa.binary(), pa.binary_view()):
        pq.write_table(pa.table({"code": pa.array(values, kind)}), tmp_path / "in.parquet")
        assert deduplicate_file(tmp_path / "in.parquet", "code", tmp_path / "out.parquet").exact == 1
        assert pq.read_table(tmp_path / "out.parquet").column("code").to_pylist() == [values[i] for i in (0, 1, 3)]


@pytest.mark.parametrize(
    "column",
    [
        *(pa.array([1, 2]), pa.array([True, None]), pa.array([["a"], []]), pa.array([{"a": "b"}, None])),
        *(pa.array([1, 2], pa.timestamp("us")), pa.array([2**62, 5], pa.timestamp("us")), pa.array([1.5, None])),
    ],
    ids=lambda column: str(column.type),
)
def test_a_column_that_holds_no_text_is_named_with_its_type(tmp_path, column):
    pq.write_table(pa.table({"code": column}), tmp_path / "in.parquet")
    with pytest.raises(DedupError, match=r"in\.parquet: column code must hold text, not ") as found:
        deduplicate_file(tmp_path / "in.parquet", "code", tmp_path / "out.parquet")
    assert str(column.type).partition("<")[0] in str(found.value) and "\n" not in str(found.value)


NAN = float("nan")
TIMES = [*(datetime.time(hour) for hour in range(5)), None]
DECIMALS = [*map(decimal.Decimal, ("-1.10", "0", "0.01", "1.09", "1.10")), None]
PRIORITIES = {
    # values in their right order, missing ones last
    "NaN": [pa.array([-1.0, 0.0, 2.5, float("inf"), NAN, None])],
    "half": [pa.array([-1.5, 0.0, 2.5, float("inf"), NAN, None], pa.float16())],
    "integers": [pa.array([-(2**63), 0, 2**53, 2**53 + 1, 2**63 - 1, None], pa.int64())],
    "text": [pa.array(["", "Z", "a", "é", "\U0001f600", None], kind) for kind in (pa.string(), pa.string_view())],
    "bytes": [
        pa.array([b"", b"a", b"\x80", b"\xc3\xa9", b"\xff", None], kind) for kind in (pa.binary(), pa.binary_view())
    ],
    "dates": [pa.array([-(2**31), -1, 0, 20_000, 2**31 - 1, None], pa.int32()).cast(pa.date32())],
    "timestamps": [
        pa.array([-(2**62), 0, 1, 2**60, 2**62, None], pa.timestamp(unit, zone))
        for unit in ("ms", "us", "ns")
        for zone in (None, "UTC", "Europe/Berlin")
    ],
    "durations": [pa.array([-(2**62), 0, 1, 2**60, 2**62, None], pa.duration("us"))],
    "times": [pa.array(TIMES, kind) for kind in (pa.time64("us"), pa.time32("ms"), pa.time32("s"))],
    "decimals": [pa.array(DECIMALS, kind) for kind in (pa.decimal32(9, 2), pa.decimal128(9, 2), pa.decimal256(50, 2))],
    "booleans": [pa.array([False, False, True, True, True, None])],
    "dictionary": [pa.array(["a", "b", "c", "d", "e", None]).dictionary_encode()],
    "null": [pa.nulls(6)],
    "lists without values": [pa.nulls(6, pa.list_(pa.int64()))],
}


PAIRS = [(i, i + 1) for i in range(5)] + [(0, 5), (1, 4)]


@pytest.mark.parametrize("name", PRIORITIES)
def test_the_smallest_priority_is_kept_whatever_the_order_of_rows(tmp_path, name):
    for column in PRIORITIES[name]:
        for low, high in PAIRS:
            for rows in ((low, high), (high, low)):
                values = [column.slice(row, 1) for row in rows]
                table = pa.table({"code": ["a = b + c * d"] * 2, "p": pa.concat_arrays(values), "row": rows})
                pq.write_table(table, tmp_path / "in.parquet")
                deduplicate_file(tmp_path / "in.parquet", "code", tmp_path / "out.parquet", priority="p")
                (kept,) = pq.read_table(tmp_path / "out.parquet").column("row").to_pylist()
                missing = all(
                    value.null_count or (name in ("NaN", "half") and str(value[0]) == "nan") for value in values
                )
                tie = values[0].equals(values[1]) or missing
                assert kept == (rows[0] if tie else low), (column.type, rows)


@pytest.mark.parametrize(
    "column", [pa.array([[1], [2]]), pa.array([{"a": 1}, None])], ids=lambda column: str(column.type)
)
def test_a_priority_without_an_order_is_refused(tmp_path, column):
    pq.write_table(pa.table({"code": ["a", "b"], "p": column}), tmp_path / "in.parquet")
    with pytest.raises(DedupError, match=r"column p holds .* which cannot be ordered"):
        deduplicate_file(tmp_path / "in.parquet", "code", tmp_path / "out.parquet", priority="p")
