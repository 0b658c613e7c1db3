"""A benchmark's tests in other languages find the records of the same problem."""

import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pairloom.pipelines.sources import SourceError


def lines(path, rows):
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))


def test_humaneval_x_and_multipl_e(read_source, data, tmp_path):
    lines(
        tmp_path / "java.jsonl",
        [
            {"task_id": "Java/7", "prompt": "class Solution {", "test": "class Main {}", "declaration": "d"},
            {"task_id": "Java/8", "prompt": "", "test": "another problem"},
            {"task_id": "Brainfuck/7", "prompt": "", "test": "+"},
            {"task_id": "Java/7", "prompt": "", "test": "a second one"},
            "no object",
        ],
    )
    rows = [
        {"name": "HumanEval_7_double_all", "language": "rb", "prompt": "def double_all(x)", "tests": "assert_equal"}
    ]
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "rb.parquet")
    path = str(data / "humaneval.jsonl")
    (record,), _ = read_source(reader="humaneval", path=path, tests="*.jsonl")
    assert json.loads(record.target_tests) == {"java": {"tests": "class Main {}", "prompt": "class Solution {"}}
    (record,), _ = read_source(reader="humaneval", path=path, tests="*.parquet")
    assert json.loads(record.target_tests) == {"ruby": {"tests": "assert_equal", "prompt": "def double_all(x)"}}
    (without,), _ = read_source(reader="humaneval", path=path)
    assert without.target_tests == "" and without.record_id != record.record_id


def test_mbxp_numbers_are_those_of_mbpp(read_source, data, tmp_path):
    lines(
        tmp_path / "mbjp.jsonl", [{"task_id": "MBJP/601", "language": "java", "prompt": "p", "test": "class Main {}"}]
    )
    records, _ = read_source(reader="mbpp", path=str(data / "mbpp.jsonl"), tests="mbjp.jsonl")
    assert [record.repository for record in records if record.target_tests] == ["MBPP/601"]


@pytest.mark.parametrize(
    ("row", "language"),
    [
        ({"task_id": "HumanEval_csharp/7", "language": "csharp", "prompt": "p", "test": "t"}, "csharp"),
        ({"task_id": "HumanEval_kotlin/7", "language": "kotlin", "prompt": "p", "test": "t"}, "kotlin"),
        ({"task_id": "HumanEval_typescript/7", "language": "typescript", "prompt": "p", "test": "t"}, "typescript"),
        ({"name": "HumanEval_7_double_all", "language": "cs", "prompt": "p", "tests": "t"}, "csharp"),
        ({"name": "HumanEval_7_double_all", "language": "kt", "prompt": "p", "tests": "t"}, "kotlin"),
        ({"name": "HumanEval_7_double_all", "language": "ts", "prompt": "p", "tests": "t"}, "typescript"),
    ],
)
def test_all_languages_of_the_published_layouts(read_source, data, tmp_path, row, language):
    lines(tmp_path / "tests.jsonl", [row])
    (record,), _ = read_source(reader="humaneval", path=str(data / "humaneval.jsonl"), tests="tests.jsonl")
    assert json.loads(record.target_tests) == {language: {"tests": "t", "prompt": "p"}}


def test_one_file_with_all_languages(read_source, tmp_path):
    rows = [
        {
            "group": "bob",
            "language": language,
            "text": "What Bob says.",
            "code": f"code {language}",
            "tests": f"t {language}",
        }
        for language in ("python", "go", "ruby")
    ]
    lines(tmp_path / "all.jsonl", rows)
    fields = {"text": "text", "code": "code", "language": "language", "repository": "group", "tests": "tests"}
    records, _ = read_source(reader="jsonl", path="all.jsonl", tests="all.jsonl", fields=fields)
    assert [(record.language, record.tests) for record in records] == [(n, f"t {n}") for n in ("python", "go", "ruby")]
    assert sorted(json.loads(records[0].target_tests)) == ["go", "ruby"]


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        ({"tests": "missing.jsonl"}, r"source\[0\].tests: there is no file"),
        ({"tests": "empty.jsonl"}, "no row of empty.jsonl names a problem"),
    ],
)
def test_tests_that_are_not_there(read_source, data, tmp_path, keys, message):
    lines(tmp_path / "empty.jsonl", [{"task_id": "Java/7"}])
    with pytest.raises(SourceError, match=message):
        read_source(reader="humaneval", path=str(data / "humaneval.jsonl"), **keys)


def test_source_trees_have_none(read_source, tmp_path):
    with pytest.raises(SourceError, match="reads source code"):
        read_source(reader="python-source", path="tree", tests="a.jsonl")
