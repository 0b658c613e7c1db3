"""The layouts of programming contests, on rows as the published files have them."""

import base64
import json
import pickle
import zlib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from pairloom.pipelines.sources import SourceError
from pairloom.pipelines.sources.contests import MAX_SOLUTIONS, format_calls, judge_language, untokenize
from pairloom.pipelines.sources.judge_tests import (
    MAX_CASES,
    MAX_CHARACTERS,
    MAX_DECODED,
    bytes_of,
    format_cases,
    parse_packed_json,
    seconds_of,
)
from pairloom.schemas.files import BadRow
from pairloom.schemas.program_tests import ProgramCase, ProgramTests, parse_program_tests


def units(records: Any) -> Counter[tuple[str, str, str]]:
    return Counter((record.unit, record.language, record.repository) for record in records)


def test_apps_as_its_files_are(read_source: Any, data: Path) -> None:
    records, rejections = read_source(reader="apps", path=str(data / "apps-train.jsonl"))
    assert units(records) == {("program", "python", "APPS/0"): 2, ("function", "python", "APPS/1"): 1}
    cases = (ProgramCase("3\n", "9\n"), ProgramCase("-4\n", "16\n"))
    assert parse_program_tests(records[0].tests) == ProgramTests(cases)
    assert records[2].function_name == "larger"
    assert records[2].tests == "assert larger(1, 2) == 2\nassert larger(5, -5) == 5"
    assert [rejection.reason for rejection in rejections] == ["empty_code", "invalid_json", "wrong_tests"]
    assert {record.split for record in records} == {"train"}


@pytest.mark.parametrize("outputs", [[[2], [5, 6]], [2, [5]], ["a", "b"]])
def test_results_that_are_lists(outputs: list[Any]) -> None:
    lines = format_calls("f", {"inputs": [[1], []], "outputs": outputs}).splitlines()
    assert lines == [f"assert f(1) == {outputs[0]!r}", f"assert f() == {outputs[1]!r}"]


def test_code_contests_with_limits_and_all_tests(read_source: Any, data: Path) -> None:
    records, rejections = read_source(reader="codecontests", path=str(data / "codecontests-train.jsonl"))
    name = "CodeContests/1575_A. Cube"
    assert units(records) == {
        ("program", "cpp", name): 1,
        ("program", "java", name): 1,
        ("program", "python", name): 2,
    }
    cases = (ProgramCase("2\n", "8\n"), ProgramCase("-3\n", "-27\n"), ProgramCase("10\n", "1000\n"))
    assert {parse_program_tests(record.tests) for record in records} == {ProgramTests(cases, 1.5, 256_000_000)}
    assert [rejection.reason for rejection in rejections] == ["empty_code"]


def test_xcodeeval_as_datasets_returns_it(read_source: Any, tmp_path: Path) -> None:
    row = {
        "source_code": "print(int(input()) + 1)",
        "lang": "PyPy 3-64",
        "src_uid": "75ef",
        "exec_outcome": "PASSED",
        "prob_desc_description": "Add one.",
        "prob_desc_input_spec": "A number.",
        "prob_desc_output_spec": "A larger number.",
        "prob_desc_time_limit": "2 seconds",
        "prob_desc_memory_limit": "256 megabytes",
        "prob_desc_sample_inputs": json.dumps(["1"]),
        "prob_desc_sample_outputs": json.dumps(["2"]),
    }
    hidden = json.dumps([{"input": "5\r\n", "output": ["6"]}, {"input": "1", "output": ["2", "two"]}])
    rows = [row, row | {"hidden_unit_tests": hidden}, row | {"hidden_unit_tests": "[1]"}, row | {"lang": "Delphi 7"}]
    (tmp_path / "a.jsonl").write_text("".join(json.dumps(each) + "\n" for each in rows))
    records, rejections = read_source(reader="xcodeeval", path="a.jsonl")
    assert units(records) == {("program", "python", "xCodeEval/75ef"): 2}
    assert {record.text for record in records} == {"Add one.\n\nA number.\n\nA larger number."}
    assert [parse_program_tests(record.tests) for record in records] == [
        ProgramTests((ProgramCase("1", "2"),), 2.0, 256 << 20),
        ProgramTests((ProgramCase("5\r\n", "6"),), 2.0, 256 << 20),
    ]
    assert [rejection.reason for rejection in rejections] == ["wrong_tests", "unknown_language"]


def test_avatar_restores_programs_from_tokens(read_source: Any, data: Path) -> None:
    records, rejections = read_source(reader="avatar", path=str(data / "avatar-test.jsonl"))
    assert [(record.unit, record.language, record.text) for record in records] == [
        ("program", "java", "atcoder ABC001 A"),
        ("program", "python", "atcoder ABC001 A"),
        ("program", "java", "codeforces 1 A"),
    ]
    assert 'System.out.println ("difference: " + (a - b));' in records[0].code
    assert records[1].code == (
        "a = int ( input ( ) )\nb = int ( input ( ) )\ndef show ( value ) :\n    if value is not None :\n"
        "        print ( 'difference: ' + str ( value ) )\nshow ( a - b )"
    )
    assert [rejection.reason for rejection in rejections] == ["empty_code"]


def test_literals_keep_their_escapes() -> None:
    assert untokenize(r'x = " a \ n \ " b ▁ STRNEWLINE " NEW_LINE y = 1', "python") == 'x = "a\\n\\"b \n"\ny = 1\n'
    java = "class A { void f ( ) { for ( ; ; ) { char c = ' ▁ ' ; s = \"\" ; } } }"
    lines = [
        "class A {",
        "    void f () {",
        "        for (;;) {",
        "            char c = ' ';",
        '            s = "";',
    ]
    assert untokenize(java, "java").splitlines() == [*lines, "        }", "    }", "}"]
    assert untokenize('} \0 ) ; " \0 "', "java").count("\0") >= 1


def test_code_trans_ocean(read_source: Any, data: Path) -> None:
    path = str(data / "codetransocean-multilingual_test.json")
    records, rejections = read_source(reader="codetransocean", path=path)
    assert units(records) == {
        ("program", "python", "CodeTransOcean/12"): 1,
        ("program", "csharp", "CodeTransOcean/12"): 1,
        ("function", "python", "CodeTransOcean/13"): 1,
        ("function", "go", "CodeTransOcean/13"): 1,
    }
    assert {record.text for record in records} == {"Count to three", "CodeTransOcean 13"}
    assert [rejection.reason for rejection in rejections] == ["unknown_language"]


def pack(value: Any) -> str:
    return base64.b64encode(zlib.compress(pickle.dumps(value))).decode()


def test_live_code_bench(read_source: Any, data: Path, tmp_path: Path) -> None:
    questions = {
        row["question_id"]: row for row in map(json.loads, (data / "livecodebench-test.jsonl").read_text().splitlines())
    }
    answers = json.loads((data / "livecodebench-eval_all.json").read_text())
    rows = [questions.get(answer["question_id"], {}) | answer for answer in answers]
    (tmp_path / "a.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    (program, function), rejections = read_source(reader="livecodebench", path="a.jsonl")
    assert (program.unit, program.code) == ("program", "a, b = map(int, input().split())\nprint(a + b)")
    assert parse_program_tests(program.tests).cases == (ProgramCase("1 2\n", "3\n"), ProgramCase("40 2\n", "42\n"))
    assert (function.unit, function.function_name) == ("function", "twice")
    assert parse_program_tests(function.tests).cases == (ProgramCase("4", "8"), ProgramCase("-1", "-2"))
    assert [rejection.reason for rejection in rejections] == ["empty_code"]


class Harmful:
    """Its pickle calls a function when it is loaded."""

    def __reduce__(self) -> tuple[Any, ...]:
        return pytest.fail, ("the pickle was loaded",)


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (pack(Harmful()), "wrong_tests"),
        (pack(["[]"]), "wrong_tests"),
        (pack("no JSON"), "invalid_json"),
        (pack("[]")[:-8], "wrong_tests"),
        (base64.b64encode(zlib.compress(b"\x80\x04X\xff\xff\xff\xff[]")).decode(), "wrong_tests"),
        (base64.b64encode(zlib.compress(b"0" * (MAX_DECODED + 1))).decode(), "too_large"),
        (base64.b64encode(b"not compressed").decode(), "wrong_tests"),
        ("no base64", "wrong_tests"),
        ("[" * 100_000, "invalid_json"),
    ],
)
def test_packed_tests_that_are_something_else(value: str, reason: str) -> None:
    with pytest.raises(BadRow) as problem:
        parse_packed_json(value, "private_test_cases")
    assert problem.value.reason == reason


@pytest.mark.parametrize("protocol", [2, 3, 4, 5])
@pytest.mark.parametrize("size", [1, 300, 70_000])
def test_packed_tests_of_all_sizes(protocol: int, size: int) -> None:
    cases = [{"input": "é" * size, "output": "", "testtype": "stdin"}]
    text = json.dumps(cases, ensure_ascii=False)
    packed = base64.b64encode(zlib.compress(pickle.dumps(text, protocol=protocol))).decode()
    assert parse_packed_json(packed, "c") == parse_packed_json(text, "c") == cases


def test_tests_are_limited() -> None:
    cases = parse_program_tests(format_cases((str(n), "x") for n in range(10 * MAX_CASES))).cases
    assert len(cases) == MAX_CASES
    large = [("a" * MAX_CHARACTERS, "x"), ("1", "2"), ("1", "2")]
    assert parse_program_tests(format_cases(large)).cases == (ProgramCase("1", "2"),)
    assert format_cases([]) == "" == format_cases(large[:1])


def test_solutions_are_limited(read_source: Any, tmp_path: Path) -> None:
    solutions = {"language": [3] * 100, "solution": [f"print({n})" for n in range(100)]}
    (tmp_path / "a.jsonl").write_text(json.dumps({"name": "a", "description": "Print it.", "solutions": solutions}))
    records, _ = read_source(reader="codecontests", path="a.jsonl")
    assert [record.code for record in records] == [f"print({n})" for n in range(MAX_SOLUTIONS)]


@pytest.mark.parametrize(
    ("name", "language"),
    [
        ("GNU C++17 (64)", "cpp"),
        ("MS C++ 2017", "cpp"),
        ("Clang++17 Diagnostics", "cpp"),
        ("GNU C11", "c"),
        ("GNU C", "c"),
        ("Mono C#", "csharp"),
        (".NET Core C#", "csharp"),
        ("C# 8", "csharp"),
        ("Java 8", "java"),
        ("Java 11", "java"),
        ("PyPy 3-64", "python"),
        ("Python 3", "python"),
        ("Node.js", "javascript"),
        ("Node.js 12.6.3", "javascript"),
        ("JavaScript", "javascript"),
        ("Kotlin 1.7", "kotlin"),
        ("Rust 2021", "rust"),
        ("Go 1.19", "go"),
        ("PHP 8.1", "php"),
        ("Ruby 3", "ruby"),
        ("Scala", "scala"),
        ("Perl", "perl"),
    ],
)
def test_the_names_of_compilers(name: str, language: str) -> None:
    assert judge_language(None, name) == language


def test_limits() -> None:
    assert [seconds_of(x) for x in ("1 second", "2.5 seconds", {"seconds": 1, "nanos": 5e8}, 3, None, "?")] == [
        *(1.0, 2.5, 1.5, 3.0, None, None)
    ]
    assert [bytes_of(x) for x in ("256 megabytes", 64_000_000, 0, None, True)] == [256 << 20, 64_000_000, *[None] * 3]


def test_xcodeeval_as_its_files_are(read_source: Any, data: Path) -> None:
    path = data / "xcodeeval" / "code_translation" / "train" / "train_000.jsonl"
    records, rejections = read_source(reader="xcodeeval", path=str(path), tests=str(data / "xcodeeval" / "*.json*"))
    assert units(records) == {
        ("program", "python", "xCodeEval/75ef1f52"): 1,
        ("program", "cpp", "xCodeEval/75ef1f52"): 1,
    }
    text = "Print the sum of the numbers from 1 to n.\n\nOne number n.\n\nThe sum."
    assert {(record.text, record.split) for record in records} == {(text, "train")}
    cases = (ProgramCase("3\r\n", "6"), ProgramCase("100\r\n", "5050"))
    assert {parse_program_tests(record.tests) for record in records} == {ProgramTests(cases, 2.0, 256 << 20)}
    assert [rejection.reason for rejection in rejections] == ["wrong_label", "missing_field"]


def test_the_tests_of_problems_are_joined(read_source: Any, data: Path) -> None:
    tests = str(data / "avatar-io_testcases_atcoder.json")
    records, _ = read_source(reader="avatar", path=str(data / "avatar-test.jsonl"), tests=tests)
    cases = (ProgramCase("5\n3\n", "difference: 2\n"),)
    assert [record.tests and parse_program_tests(record.tests).cases for record in records] == [cases, cases, ""]
    path, tests = str(data / "livecodebench-eval_all.json"), str(data / "livecodebench-test.jsonl")
    records, _ = read_source(reader="livecodebench", path=path, tests=tests)
    assert [record.unit for record in records] == ["program", "function"]
    assert [len(parse_program_tests(record.tests).cases) for record in records] == [2, 2]


@pytest.mark.parametrize(
    ("reader", "path", "tests", "reason"),
    [
        ("livecodebench", "livecodebench-eval_all.json", {"public_test_cases": pack([1])}, "wrong_tests"),
        ("livecodebench", "livecodebench-eval_all.json", {"private_test_cases": '["a"]'}, "wrong_tests"),
        ("avatar", "avatar-test.jsonl", {"atcoder_ABC001_A": [1]}, "wrong_tests"),
        ("avatar", "avatar-test.jsonl", {"atcoder_ABC001_A": [[1, 2]]}, "wrong_tests"),
        ("avatar", "avatar-test.jsonl", {"atcoder_ABC001_A": [["\ud800", "2"]]}, "wrong_encoding"),
    ],
)
def test_a_problem_whose_tests_are_broken(
    read_source: Any, data: Path, tmp_path: Path, reader: str, path: str, tests: dict[str, Any], reason: str
) -> None:
    row = {"question_id": "abc300_a", **tests} if reader == "livecodebench" else tests
    (tmp_path / "tests.json").write_text(json.dumps(row))
    _, rejections = read_source(reader=reader, path=str(data / path), tests="tests.json")
    assert reason in [rejection.reason for rejection in rejections]


def test_files_of_tests_that_cannot_be_read(read_source: Any, data: Path, tmp_path: Path) -> None:
    for name, text in (("cut.json", '{"a": [["1", "2"]'), ("none.jsonl", "{}\n")):
        (tmp_path / name).write_text(text)
        with pytest.raises(SourceError, match=name):
            read_source(reader="avatar", path=str(data / "avatar-test.jsonl"), tests=name)


def test_codenet(read_source: Any, data: Path) -> None:
    records, rejections = read_source(reader="codenet", path=str(data / "codenet"))
    assert [(record.language, record.path) for record in records] == [
        ("python", "data/p00001/Python/s300682070.py"),
        ("cpp", "data/p00001/C++/s300682072.cpp"),
        ("php", "data/p00002/PHP/s900000001.php"),
    ]
    assert [record.text for record in records[1:]] == [
        "Larger of Two\nPrint the larger one of\ntwo numbers.\n1 < 2",
        "Nothing",
    ]
    tests = ProgramTests((ProgramCase("3\n8\n", "larger: 8\n"),), 1.0, 128 << 20)
    assert parse_program_tests(records[0].tests) == tests and records[2].tests == ""
    assert units(records)["program", "python", "CodeNet/p00001"] == 1
    assert [rejection.reason for rejection in rejections] == ["wrong_label", "unknown_language", "missing_field"]
    assert "codenet/metadata/p00001.csv, line 3: status is 'Wrong Answer'" in rejections[0].detail


def test_a_table_of_codenet_names_no_other_files(read_source: Any, tmp_path: Path) -> None:
    (tmp_path / "secret.py").write_text("print(1)")
    folder = tmp_path / "net" / "metadata"
    folder.mkdir(parents=True)
    names = ("../../../secret", "", "s1\0", '"', "\udc80")
    lines = [f"{name},../..,u,0,Python,../,py,Accepted,0,0,0,".encode("utf-8", "surrogateescape") for name in names]
    (folder / "p00001.csv").write_bytes(
        b"\n".join([b"submission_id,problem_id,user_id,date,language,x,y,status", *lines])
    )
    (folder / "p00002.csv").write_bytes(b"\xff\xfe\0\n\0")
    (folder / "p00003.csv").write_bytes(b'submission_id,status\n"' + b"a" * 200_000)
    records, rejections = read_source(reader="codenet", path="net")
    assert records == [] and {rejection.reason for rejection in rejections} <= {
        "missing_field",
        "bad_file",
        "wrong_label",
    }
    with pytest.raises(SourceError, match="Project_CodeNet"):
        read_source(reader="codenet", path="net/metadata")
