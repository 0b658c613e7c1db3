"""The published layouts, each on rows written in its form."""

import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest


def reasons(rejections):
    return [rejection.reason for rejection in rejections]


def test_codesearchnet_takes_the_docstring_out_of_the_code(read_source, data):
    records, rejections = read_source(reader="codesearchnet", path=str(data / "codesearchnet_python_test_0.jsonl"))
    assert [record.code for record in records] == [
        "def area(self):\n        return self.width * self.height",
        "def shout(word):\n    print word.upper()",
        "func Add(a, b int) int {\n\treturn a + b\n}",
        "function add(a, b) {\n  return a + b;\n}",
    ]
    assert [record.split for record in records] == ["validation", "train", "test", "train"]
    assert [record.language for record in records] == ["python", "python", "go", "javascript"]
    assert reasons(rejections) == ["empty_code", "docstring_in_code"]
    assert rejections[1].detail.endswith("line 6: the documentation is in the code, and not as a comment or docstring")


def test_codesearchnet_of_the_hub(read_source, data, tmp_path):
    names = {
        "repo": "repository_name",
        "path": "func_path_in_repository",
        "func_name": "func_name",
        "original_string": "whole_func_string",
        "language": "language",
        "code": "func_code_string",
        "docstring": "func_documentation_string",
        "partition": "split_name",
        "url": "func_code_url",
    }
    lines = (data / "codesearchnet_python_test_0.jsonl").read_text().splitlines()
    rows = [{new: json.loads(line)[old] for old, new in names.items()} for line in lines]
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "train.parquet")
    from_hub, rejected = read_source(reader="codesearchnet", path="train.parquet")
    original, _ = read_source(reader="codesearchnet", path=str(data / "codesearchnet_python_test_0.jsonl"))
    assert from_hub == original
    assert [rejection.detail.split(":")[0] for rejection in rejected] == [
        "train.parquet, row 5",
        "train.parquet, row 6",
    ]


def test_humaneval(read_source, data):
    (record,), rejections = read_source(reader="humaneval", path=str(data / "humaneval.jsonl"))
    assert not rejections
    assert record.text == "Double each number of the list.\n>>> double_all([1, 2])\n[2, 4]"
    assert record.function_name == "double_all"
    assert record.repository == "HumanEval/7"
    assert "Double each" not in record.code
    scope = {}
    exec(record.code + "\n" + record.tests, scope)  # our own file: the solution passes its tests
    assert scope["double_all"]([3]) == [6]


def test_humaneval_x(read_source, data):
    records, rejections = read_source(reader="humaneval", path=str(data / "humaneval_x.jsonl"))
    assert not rejections
    assert [record.language for record in records] == ["cpp", "java", "javascript", "go"]
    assert {record.repository for record in records} == {"HumanEval/7"}
    assert {record.text.split("\n")[0] for record in records} == {"Double each number of the list."}
    assert not any("Double each" in record.code for record in records)
    assert records[3].code.startswith('import (\n    "fmt"\n)')
    assert records[3].tests == "package main\n\nfunc TestDoubleAll(t *testing.T) {}\n"


def test_mbpp(read_source, data):
    records, rejections = read_source(reader="mbpp", path=str(data / "mbpp.jsonl"))
    assert not rejections
    assert [(record.function_name, record.split) for record in records] == [("double", "train"), ("add", "test")]
    assert records[0].code == "def double(x):\n  return 2 * x"
    assert records[0].tests == "import math\nassert double(2) == 4\nassert double(-2) == -4"


def test_sanitized_mbpp(read_source, data):
    records, rejections = read_source(reader="mbpp", path=str(data / "sanitized-mbpp.json"))
    assert not rejections
    assert [(record.text, record.split) for record in records] == [
        ("Write a function to halve a number.", "validation"),
        ("Write a function to square a number.", "test"),
    ]
    assert records[0].tests == "import math\nassert math.isclose(halve(1), 0.5)"


@pytest.mark.parametrize(
    ("reader", "file", "language", "texts", "rejected"),
    [
        ("cosqa", "cosqa-dev.json", {"python"}, ["python double a number"], ["wrong_label"]),
        ("advtest", "advtest-test.jsonl", {"python"}, ["Two times the given number."], []),
        ("concode", "concode-train.json", {"java"}, ["check if it is parsed ."], []),
        ("apps", "apps.jsonl", {"python"}, ["Read a number and print its double."] * 2, ["empty_code"]),
        (
            "codecontests",
            "codecontests.jsonl",
            {"cpp", "java", "python"},
            ["Read a number and print its double."] * 4,
            ["empty_code"],
        ),
        (
            "multipl-e",
            "multipl-e.jsonl",
            {"javascript"},
            ["Double each number of the list.\n>>> double_all([1, 2])\n[2, 4]"],
            ["missing_field"],
        ),
        (
            "mbxp",
            "mbxp.jsonl",
            {"javascript", "python"},
            [
                "Write a function to double a number.\n> double(2)\n4",
                "Write a function to double a number.\n>>> double(2)\n4",
            ],
            ["missing_field"],
        ),
        (
            "xcodeeval",
            "xcodeeval-train.jsonl",
            {"cpp"},
            ["Read a number and print its double."],
            ["unknown_language", "wrong_label"],
        ),
        ("synthconl", "synthconl.jsonl", {"python"}, ["Two times the given number."], []),
    ],
)
def test_published_layouts(read_source, data, reader, file, language, texts, rejected):
    records, rejections = read_source(reader=reader, path=str(data / file))
    assert [record.text for record in records] == texts
    assert {record.language for record in records} == language
    assert {record.benchmark for record in records} == {reader}
    assert reasons(rejections) == rejected
    assert not any(record.text in record.code for record in records)


def test_a_preset_reads_parquet_with_nested_columns_as_it_reads_json(read_source, data, tmp_path):
    rows = [json.loads(line) for line in (data / "codecontests.jsonl").read_text().splitlines()]
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "part.parquet")
    assert (
        read_source(reader="codecontests", path="part.parquet")[0]
        == read_source(reader="codecontests", path=str(data / "codecontests.jsonl"))[0]
    )


def test_the_split_is_in_the_name_of_the_file_where_no_column_has_it(read_source, data):
    for reader, file, split in (("cosqa", "cosqa-dev.json", "validation"), ("concode", "concode-train.json", "train")):
        assert {record.split for record in read_source(reader=reader, path=str(data / file))[0]} == {split}
