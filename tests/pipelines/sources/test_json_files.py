"""JSON and Parquet: nothing behind an array, no second value of a name, and no NaN is taken for what it is not."""

import gzip
import io
import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pairloom.pipelines.sources import SourceError
from pairloom.pipelines.sources.files import array_elements
from pairloom.schemas.files import BadRow, FileError, read_rows

FIELDS = {"text": "t", "code": "c", "repository": "r"}
KEYS = {"reader": "jsonl", "fields": FIELDS, "language": "python"}


def row(number, **more):
    return {"t": f"Adds {number} to it.", "c": f"def f(x):\n    return x + {number}", "r": f"a/{number}", **more}


def pages(*sizes):
    """That many arrays of rows, numbered through."""
    number = iter(range(100))
    return [json.dumps([row(next(number)) for _ in range(size)]) for size in sizes]


@pytest.mark.parametrize("name", ["a.json", "a.json.gz"])
@pytest.mark.parametrize("between", ["", "\n", " \r\n\t", ",", "[]", "\n[\n]\n"])
def test_arrays_one_after_another_are_all_read(read_source, tmp_path, name, between):
    content = between.join(pages(2, 1, 3)).encode() + b"\n"
    (tmp_path / name).write_bytes(gzip.compress(content) if name.endswith("gz") else content)
    records, rejections = read_source(path=name, **KEYS)
    assert [record.repository for record in records] == [f"a/{number}" for number in range(6)]
    assert not rejections


def test_members_of_a_gzip_file_are_all_read(read_source, tmp_path):
    (tmp_path / "a.json.gz").write_bytes(b"".join(gzip.compress(page.encode()) for page in pages(2, 2)))
    assert len(read_source(path="a.json.gz", **KEYS)[0]) == 4


def test_objects_behind_an_array_are_read(read_source, tmp_path):
    (tmp_path / "a.json").write_text(pages(2)[0] + json.dumps(row(2)) + json.dumps(row(3)) + "\n[]")
    assert len(read_source(path="a.json", **KEYS)[0]) == 4


@pytest.mark.parametrize(
    "behind", ["<html>502</html>", "]", '"text"', "12", "null", "NaN", "}", '{"t": ', "[", "\0", "oops"]
)
@pytest.mark.parametrize("name", ["a.json", "a.json.gz"])
def test_anything_else_behind_an_array_is_a_bad_file_with_the_place(read_source, tmp_path, name, behind):
    content = (pages(2)[0] + "\n" + behind).encode()
    (tmp_path / name).write_bytes(gzip.compress(content) if name.endswith("gz") else content)
    with pytest.raises(SourceError, match=r"cannot be read to its end: (after element 2, at character|element 3)"):
        read_source(path=name, **KEYS)
    records, rejections = read_source(path=name, **KEYS, on_bad_file="reject")
    assert (len(records), [rejection.reason for rejection in rejections]) == (2, ["bad_file"])


def test_the_place_is_right_wherever_the_reads_end():
    class Slow(io.BytesIO):
        def read(self, size=-1):
            return super().read(min(size, 7))

    with pytest.raises(OSError, match="after element 3, at character 20, follows 'x'"):
        list(array_elements(Slow(b"[1.5, 22]\n [{}] \n  x")))


@pytest.mark.parametrize(
    "bad",
    [
        '{"t": ' + "[" * 100_000 + "]" * 100_000 + "}",
        '{"t": ' + "[" * 500 + '"]\\"["' + "]" * 500 + ', "c": "x]"}',
        '{"n": ' + "9" * 5000 + "}",
        "9" * 5000,
        '{"c": "a", "c": "b"}',
        '{"m": [{"r": 1, "r": 2}], "c": "}{"}',
    ],
)
def test_an_element_that_cannot_be_a_row_costs_itself(read_source, tmp_path, bad):
    good = json.dumps(row(1))
    (tmp_path / "a.json").write_text(f"[{good}, {bad}, {good}]")
    (tmp_path / "a.jsonl").write_text(f"{good}\n{bad}\n{good}\n")
    for name, place in (("a.json", "element 2"), ("a.jsonl", "line 2")):
        records, rejections = read_source(path=name, **KEYS)
        assert len(records) == 2
        assert [(r.reason, r.detail.split(": ")[0]) for r in rejections] == [("invalid_json", f"{name}, {place}")]


def test_a_name_with_two_values_is_named(tmp_path):
    (tmp_path / "a.jsonl").write_text('{"code": "a", "text": "b", "code": "c"}\n')
    with pytest.raises(FileError, match="line 1: is not JSON: an object has two values for 'code'"):
        list(read_rows(tmp_path / "a.jsonl"))
    (element,) = array_elements(io.BytesIO(b'[{"m": {"x": 1, "x": 1}}]'))
    assert isinstance(element, BadRow)
    assert "'x'" in element.detail


def table(**columns):
    rows = [row(number) for number in range(2)]
    return pa.table({name: [found[name] for found in rows] for name in ("t", "c", "r")} | columns)


def test_two_columns_of_one_name_are_named(read_source, tmp_path):
    keys = {**KEYS, "reader": "parquet", "path": "a.parquet"}
    for name, twice in (("c", table()["c"]), ("r", table()["r"])):
        pq.write_table(table().append_column(name, twice), tmp_path / "a.parquet")
        with pytest.raises(SourceError, match=f"two columns are called '{name}'"):
            read_source(**keys)
        with pytest.raises(FileError, match=f"two columns are called '{name}'"):
            list(read_rows(tmp_path / "a.parquet"))
    unused = table().append_column("u", table()["c"]).append_column("u", table()["c"])
    pq.write_table(unused, tmp_path / "a.parquet")
    assert len(read_source(**keys)[0]) == 2
    inner = pa.StructArray.from_arrays([pa.array(["a", "b"])] * 2, names=["x", "x"])
    pq.write_table(table(m=inner), tmp_path / "a.parquet")
    with pytest.raises(SourceError, match="two columns are called 'x'"):
        read_source(**{**keys, "fields": {**FIELDS, "license": "m.x"}})


METADATA = ("repository", "license", "path", "url", "split", "function_name", "language", "benchmark", "tests")


@pytest.mark.parametrize("value", ["NaN", "Infinity", "-Infinity", "1e999", "null"])
@pytest.mark.parametrize("name", ["a.jsonl", "a.json", "a.jsonl.gz"])
def test_a_number_that_is_none_is_missing(read_source, tmp_path, value, name):
    text = json.dumps({"t": "Adds 1 to it.", "c": "x = 1\ny = 2", "m": dict.fromkeys(METADATA, 0)})
    text = text.replace(": 0", f": {value}")
    content = (f"[{text}]" if name == "a.json" else text).encode()
    (tmp_path / name).write_bytes(gzip.compress(content) if name.endswith("gz") else content)
    fields = {"text": "t", "code": "c", **{field: f"m.{field}" for field in METADATA}}
    defaults = {"license": "MIT", "repository": "own/name", "split": "train"}
    (record,), rejections = read_source(**{**KEYS, "fields": fields}, path=name, **defaults)
    assert not rejections
    assert (record.repository, record.license, record.split, record.language) == ("own/name", "MIT", "train", "python")
    assert (record.path, record.url, record.function_name, record.tests, record.benchmark) == ("", "", "", "", "jsonl")
    for required in ("t", "c"):
        (tmp_path / "b.jsonl").write_text(f'{{"t": "Adds 1.", "c": "x = 1", "{required * 2}": {value}}}')
        keys = {**KEYS, "fields": {"text": "t", "code": "c", {"t": "text", "c": "code"}[required]: required * 2}}
        assert [rejection.reason for rejection in read_source(path="b.jsonl", **keys)[1]] == ["missing_field"]


def test_columns_of_numbers_that_are_none(read_source, tmp_path):
    nan = [float("nan"), float("inf")]
    for kind in (pa.float64(), pa.float32(), pa.float16()):
        pq.write_table(table(l=pa.array(nan, pa.float64()).cast(kind)), tmp_path / "a.parquet")
        fields = {**FIELDS, "license": "l", "url": "l"}
        records, _ = read_source(**{**KEYS, "reader": "parquet", "fields": fields}, path="a.parquet", license="MIT")
        assert [(record.license, record.url) for record in records] == [("MIT", "")] * 2


def test_the_layouts_of_problems_take_them_for_missing_too(read_source, tmp_path):
    row = dict.fromkeys(("entry_point", "docstring", "test", "language"), 0)
    row |= {"task_id": "HumanEval/7", "prompt": 'def f(x):\n    """Adds one to it."""\n'}
    row |= {"canonical_solution": "    return x + 1\n"}
    (tmp_path / "a.jsonl").write_text(json.dumps(row).replace(": 0", ": NaN"))
    (record,), rejections = read_source(reader="humaneval", path="a.jsonl")
    assert (record.text, record.function_name, record.tests) == ("Adds one to it.", "", "")
    assert not rejections


def test_numbers_of_problems_that_pandas_made_floats(read_source, tmp_path):
    columns = {"task_id": [601.0, None], "text": ["Adds one to it."] * 2, "code": ["x = 1\ny = 2"] * 2}
    pq.write_table(pa.table(columns), tmp_path / "a.parquet")
    records, rejections = read_source(reader="mbpp", path="a.parquet")
    assert [record.repository for record in records] == ["MBPP/601"]
    assert [rejection.reason for rejection in rejections] == ["missing_field"]
