"""Duplicate removal of thousands of small files with odd rows: each gives the file that a slow reference gives, or an
error that names the file."""

import json
import math
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pairloom.dedup import DedupError
from pairloom.dedup.files import deduplicate_file
from pairloom.dedup.settings import Settings

FEW = settings(derandomize=True, max_examples=600, deadline=None, suppress_health_check=list(HealthCheck))
MANY = settings(FEW, max_examples=2_500)
EQUAL = Settings(1.0)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("fuzzed")


def kept_rows(texts, priorities):
    """The rows that stay if equal texts are duplicates: of each text the first with the least priority."""
    best = {}
    for row, text in enumerate(texts):
        if text is not None and (text not in best or is_before(priorities[row], priorities[best[text]])):
            best[text] = row
    return [row for row, text in enumerate(texts) if text is None or best[text] == row]


def is_before(one, other):
    if one is None or (isinstance(one, float) and math.isnan(one)):
        return False
    return other is None or (isinstance(other, float) and math.isnan(other)) or one < other


# --- JSON lines ---

SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(codec=None), max_size=5)
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3)
)
TEXTS = st.sampled_from(["", "a", "a", "a", "\ud800", "x = y\n" * 5, None, math.nan]) | st.text(max_size=3)
NUMBERS = st.sampled_from([math.nan, math.inf, None, True, 0, -0.0, 0.5, 2**60]) | st.integers() | st.floats()
SOUND = st.fixed_dictionaries({"code": TEXTS}, optional={"p": NUMBERS, "other": VALUES}).map(json.dumps)
ODD = st.one_of(
    st.fixed_dictionaries({"code": VALUES}, optional={"p": VALUES}).map(json.dumps),
    VALUES.map(json.dumps),
    st.text(max_size=8),
    st.sampled_from(["{" * 9999, "[" * 99_999, '{"n": ' + "9" * 5000 + "}", '{"code": "a"', "\ufeff{}", "nul", "\0"]),
)


def check_lines(folder, lines, priority, ending):
    """Deduplicates a file of `lines`; the rows that are written are those of the reference, or the error names it."""
    source, out, gone = (folder / (name + ".jsonl") for name in ("in", "out", "gone"))
    source.write_bytes(ending.join(line.encode(errors="surrogatepass") for line in lines))
    try:
        summary = deduplicate_file(source, "code", out, removed=gone, priority=priority, settings=EQUAL)
    except DedupError as error:
        assert str(error).startswith(str(source)) and "\n" not in str(error)
        return False
    read = [line for line in source.read_bytes().removeprefix(b"\xef\xbb\xbf").split(b"\n") if line.strip()]
    rows = [json.loads(line) for line in read]
    texts = [row.get("code") if isinstance(row.get("code"), str) else None for row in rows]
    kept = kept_rows(texts, [row.get("p") if priority else None for row in rows])
    assert out.read_bytes() == b"".join(read[row] + b"\n" for row in kept)
    removed = [json.loads(line) for line in gone.read_bytes().split(b"\n")[:-1]]
    assert [row["dedup_row"] for row in removed] == sorted({*range(len(rows))} - {*kept})
    assert all(texts[row["dedup_row"]] == texts[row["dedup_matched_row"]] for row in removed)
    assert (summary.rows, summary.kept) == (len(rows), len(kept)) and summary.exact == len(removed)
    assert summary.empty == texts.count(None)
    return True


SOUND_LINES = (st.lists(SOUND, max_size=8), st.sampled_from([None, "p"]), st.sampled_from([b"\n", b"\r\n", b"\n\n"]))
ODD_LINES = (st.lists(SOUND | ODD, max_size=6), *SOUND_LINES[1:])


@FEW
@given(*SOUND_LINES)
def test_sound_lines(folder, lines, priority, ending):
    nothing = not any(isinstance(json.loads(line)["code"], str) for line in lines)
    without = priority and not any("p" in json.loads(line) for line in lines)
    assert check_lines(folder, lines, priority, ending) or nothing or without


@FEW
@given(*ODD_LINES)
def test_odd_lines(folder, lines, priority, ending):
    check_lines(folder, lines, priority, ending)


@pytest.mark.slow
@MANY
@given(*ODD_LINES)
def test_many_odd_lines(folder, lines, priority, ending):
    check_lines(folder, lines, priority, ending)


# --- Parquet ---

DAMAGED = st.sampled_from([b"", b"a", b"\xff\xfe", b"\xc3", b"x = y\n" * 5, None]) | st.binary(max_size=3)
SIGNED = st.integers(-(2**63), 2**63 - 1) | st.none()
KINDS = {
    pa.string(): TEXTS,
    pa.large_string(): TEXTS,
    pa.string_view(): TEXTS,
    pa.binary(): DAMAGED,
    pa.binary_view(): DAMAGED,
    pa.binary(1): st.binary(min_size=1, max_size=1) | st.none(),
    pa.dictionary(pa.int32(), pa.string()): TEXTS,
    pa.null(): st.none(),
    pa.int64(): SIGNED,
    pa.float64(): st.sampled_from([math.nan, math.nan, math.inf, None, 0.0, 1.0]) | st.floats(),
    pa.float16(): st.floats(width=16) | st.none(),
    pa.bool_(): st.booleans() | st.none(),
    pa.timestamp("us"): SIGNED,
    pa.timestamp("ns", "UTC"): SIGNED,
    pa.duration("ms"): SIGNED,
    pa.date32(): st.integers(-(2**31), 2**31 - 1) | st.none(),
    pa.decimal128(5, 2): st.integers(-99999, 99999).map(lambda cents: Decimal(cents) / 100) | st.none(),
    pa.list_(pa.int8()): st.lists(st.integers(0, 9) | st.none(), max_size=2) | st.none(),
    pa.list_(pa.string_view()): st.lists(st.text(max_size=2), max_size=2) | st.none(),
    pa.struct([("a", pa.int8())]): st.none() | st.just({"a": 1}),
    pa.map_(pa.string(), pa.string_view()): st.none() | st.just([("a", "b")]),
}
ORDERED = [kind for kind in KINDS if not pa.types.is_nested(kind)] + [pa.float64()] * 20  # has NaN


@st.composite
def columns(draw, names):
    """Columns of equal length: name -> (type, values)."""
    rows = draw(st.integers(0, 10))
    found = {}
    for name in names:
        kind = draw(st.sampled_from(list(KINDS) if name == "other" else ORDERED))
        if name == "code" and draw(st.integers(0, 3)):
            kind = draw(st.sampled_from(list(KINDS)[:7]))
        few = draw(st.lists(KINDS[kind], min_size=2, max_size=3))  # so that values repeat
        values = draw(st.lists(st.sampled_from(few), min_size=rows, max_size=rows))
        if kind in list(KINDS)[:3] or pa.types.is_dictionary(kind):  # what no UTF-8 can hold
            values = [value if isinstance(value, str) and value.isascii() else None for value in values]
        found[name] = (kind, values)
    return found


def as_array(kind, values):
    if pa.types.is_dictionary(kind):
        return pa.array(values, kind.value_type).dictionary_encode()
    if pa.types.is_date32(kind):
        return pa.array(values, pa.int32()).cast(kind)
    return pa.array(values, kind)


def check_table(folder, table, priority, size):
    """As `check_lines`, with a Parquet file of row groups of `size` rows."""
    source, out, gone = (folder / (name + ".parquet") for name in ("in", "out", "gone"))
    arrays = {name: as_array(*column) for name, column in table.items()}
    pq.write_table(pa.table(arrays), source, row_group_size=size)
    try:
        summary = deduplicate_file(source, "code", out, removed=gone, priority=priority, settings=EQUAL)
    except DedupError as error:
        assert str(error).startswith(str(source)) and "\n" not in str(error)
        kind, values = table["code"]
        assert all(value is None for value in values) or kind not in list(KINDS)[:7]
        return
    kept = kept_rows(table["code"][1], table[priority][1] if priority else [None] * len(arrays["code"]))
    others = [row for row in range(len(arrays["code"])) if row not in kept]
    before, after, removed = (pq.read_table(path) for path in (source, out, gone))
    for found, rows in ((after, kept), (removed, others)):
        for name in table:
            column = before.column(name).combine_chunks()
            right = pa.concat_arrays([column.slice(0, 0), *(column.slice(row, 1) for row in rows)])
            right = right.cast(found.column(name).type) if right.type != found.column(name).type else right
            same = found.column(name).combine_chunks()
            assert same.equals(right) or (pa.types.is_floating(right.type) and str(same) == str(right))
    assert removed.column("dedup_row").to_pylist() == others
    assert (summary.rows, summary.kept, summary.exact) == (len(before), len(kept), len(others))


TABLES = (columns(["code", "p", "other"]), st.sampled_from(["p", "p", None]), st.integers(1, 4))


@FEW
@given(*TABLES)
def test_tables(folder, table, priority, size):
    check_table(folder, table, priority, size)


@pytest.mark.slow
@MANY
@given(*TABLES)
def test_many_tables(folder, table, priority, size):
    check_table(folder, table, priority, size)
