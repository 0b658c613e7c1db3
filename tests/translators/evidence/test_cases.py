"""Programs made from translations: values arrive as they were sent, answers are judged, and nothing else passes."""

import time
from pathlib import Path

import pytest

from pairloom.translators.evidence.cases import (
    CaseResult,
    compare_answers,
    equal,
    parse_type,
    render_program,
    translated_name,
)
from pairloom.translators.evidence.effects import Report, find_doubt
from pairloom.translators.evidence.execute import build_programs, run_program
from pairloom.translators.languages import get_language, languages
from pairloom.translators.languages.programs import PlainType
from tests.translators.languages import RUNNABLE, has_function, read_function

INT = PlainType("int")
WORD = "f00d"


def run(language: str, code: str, name: str, types: dict, cases: list, folder: Path) -> list[CaseResult]:
    target = get_language(language)
    if reason := target.not_runnable():
        pytest.skip(reason)
    program = render_program(language, code, name, types, cases)
    target.lay_out(folder, {0: program})
    assert build_programs(target, folder, {0: program}) == {}
    done = run_program(target, program, target.place(folder, 0), word=WORD)
    return compare_answers(done.stdout, types, cases, WORD)


# --- types --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "type_"),
    [
        ("int", INT),
        ("list[int]", PlainType("list", INT)),
        ("dict[str, list[float]]", PlainType("dict", PlainType("list", PlainType("float")))),
        ("str | None", PlainType("optional", PlainType("str"))),
        ("list[bool | None]", PlainType("list", PlainType("optional", PlainType("bool")))),
    ],
)
def test_types_are_written_as_in_python(text: str, type_: PlainType) -> None:
    assert parse_type(text) == type_


@pytest.mark.parametrize("text", ["", "bytes", "dict[int, int]", "list[bytes]", "list", "int | str", "tuple[int]"])
def test_other_types_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="type"):
        parse_type(text)


@pytest.mark.parametrize(
    ("type_", "expected", "actual", "same"),
    [
        ("int", 3, 3, True),
        ("int", 3, 3.0, True),
        ("int", 3, 3.5, False),
        ("int", 1, True, False),
        ("bool", True, 1, False),
        ("bool", True, True, True),
        ("float", 0.3, 0.1 + 0.2, True),
        ("float", 2.0, 2, True),
        ("float", 0.3, 0.3001, False),
        ("float", 1.0, "1.0", False),
        ("str", "1", 1, False),
        ("list[int]", [1, 2], [2, 1], False),
        ("list[int]", [1], [1, 1], False),
        ("list[int]", [], {}, False),
        ("dict[str, int]", {"a": 1, "b": 2}, {"b": 2, "a": 1}, True),
        ("dict[str, int]", {"a": 1}, {"a": 1, "b": 2}, False),
        ("dict[str, int]", {}, [], True),
        ("dict[str, int]", {"0": 5}, [5], True),
        ("int | None", None, None, True),
        ("int | None", None, 0, False),
        ("int | None", 0, None, False),
        ("list[list[float]]", [[0.5], []], [[0.5], []], True),
    ],
)
def test_answers_are_compared_by_their_type(type_: str, expected: object, actual: object, same: bool) -> None:
    assert equal(parse_type(type_), expected, actual) is same


@pytest.mark.parametrize(
    "type_", ["int", "float", "str", "list[int]", "dict[str, int]", "tuple[int, str]", "int | None"]
)
@pytest.mark.parametrize("printed", ["null", "3e999", '[[1], {"a": []}]', '{"next": 3}', '"x"', "NaN", "[" * 9000])
def test_any_answer_is_compared(type_: str, printed: str) -> None:
    expected = {"int": 1, "float": 0.5, "str": "a", "list[int]": [1], "dict[str, int]": {"a": 1}}
    types = {"arguments": [], "returns": type_}
    case = {"arguments": [], "expected": expected.get(type_, [1, "a"] if "tuple" in type_ else 1)}
    (result,) = compare_answers(f"word start 0\nword case 0 {printed}\n", types, [case], "word")
    assert not result.passed


def test_many_missing_nodes_are_compared_in_linear_time() -> None:
    start = time.process_time()
    assert equal(parse_type("ListNode"), [1], [1] + [None] * 500_000)
    assert time.process_time() - start < 5


def test_a_forged_report_of_a_change_is_no_doubt() -> None:
    case = {"arguments": [[1, 2]], "changed": {0: [1]}}
    for changed in ("3", "null", '{"a": 1}', '"ab"', "[1, 5]"):
        report = Report("case", "null", "", {0: changed}, frozenset({0}))
        assert bool(find_doubt(case, report, 0, is_procedure=True)) is (changed == "[1, 5]")


# --- names --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "code", "name", "found"),
    [
        ("java", "static int countHops() {}", "count_hops", "countHops"),
        ("go", "func CountHops() {}", "count_hops", "CountHops"),
        ("go", "func countHops() {}", "count_hops", "countHops"),
        ("rust", "fn count_hops() {}", "countHops", "count_hops"),
        ("javascript", "const count_hops = () => 1", "count_hops", "count_hops"),
        ("php", "function toBase() {}", "to_base", "toBase"),
        (
            "python",
            "# count_hops in Python\ndef hops(n):\n    return step(n)\ndef step(n):\n    return n",
            "count_hops",
            "hops",
        ),
        ("java", "class A { A() {} int hops(int n) { return n > 0 ? hops(n - 1) : 0; } }", "countHops", "hops"),
        ("cpp", "int step(int n) { return n; }\nint hops(int n) { return step(n); }\nint main() {}", "count", "hops"),
    ],
)
def test_a_function_is_found_by_its_name_in_any_convention(language: str, code: str, name: str, found: str) -> None:
    assert translated_name(language, code, name) == found


def test_what_cannot_be_rendered_is_an_error() -> None:
    types = {"arguments": ["int"], "returns": "int"}
    with pytest.raises(ValueError, match="no function called"):
        render_program("go", "func Other() {}\nfunc More() {}", "count_hops", types, [])
    with pytest.raises(ValueError, match="no programs in 'cobol'"):
        render_program("cobol", "", "f", types, [])
    with pytest.raises(ValueError, match="2 arguments, the signature 1"):
        render_program("python", "def f(x): return x", "f", types, [{"arguments": [1, 2], "expected": 1}])


# --- judging ------------------------------------------------------------------------------------------------------


def test_every_case_gets_a_verdict_whatever_is_printed() -> None:
    types = {"arguments": ["int"], "returns": "int"}
    cases = [{"arguments": [number], "expected": number} for number in range(6)]
    reports = ("case 0 0", 'error 1 "lost"', "case 2 2", "case 2 2", "case 3 nonsense", "case 4 5", "case 99 1")
    output = "noise\ncase 5 5\nbeef case 5 5" + "".join(f"\n{WORD} {report}\n" for report in reports)
    assert compare_answers(output, types, cases, WORD) == [
        CaseResult(0, True, "0"),
        CaseResult(1, False, 'error: "lost"'),
        CaseResult(2, False, "2 results"),
        CaseResult(3, False, "not JSON: nonsense"),
        CaseResult(4, False, "5"),
        CaseResult(5, False, "no result"),
    ]


def test_a_program_does_not_know_the_answers() -> None:
    types = {"arguments": ["int"], "returns": "str"}
    for language in languages():
        if not language.is_runnable:
            continue
        program = render_program(language.name, "f", "f", types, [{"arguments": [1], "expected": "the answer"}])
        assert not any("the answer" in text for text in program.files.values())


# --- values there and back ----------------------------------------------------------------------------------------

TEXTS = [
    "",
    "plain",
    'quo"te',
    "it's",
    "back\\slash",
    "new\nline",
    "tab\t",
    "#{x}",
    "$x",
    "?" * 3,
    "%d",
    "é€😀",
    "\x01",
]


@pytest.mark.parametrize("language", RUNNABLE)
def test_strings_arrive_and_return_unchanged(language: str, tmp_path: Path) -> None:
    types = {"arguments": ["str"], "returns": "str"}
    cases = [{"arguments": [text], "expected": text} for text in TEXTS]
    results = run(language, read_function(language, "same"), "same", types, cases, tmp_path)
    assert [result for result in results if not result.passed] == []


@pytest.mark.parametrize("language", RUNNABLE)
def test_dictionaries_floats_and_none(language: str, tmp_path: Path) -> None:
    types = {"arguments": ["dict[str, list[float]]", "str"], "returns": "float | None"}
    cases = [
        {"arguments": [{}, "a"], "expected": None},
        {"arguments": [{"a": []}, "a"], "expected": None},
        {"arguments": [{"a": [0.1, 2.0], "b": [-1e-7]}, "a"], "expected": 0.1},
        {"arguments": [{"a": [0.1], "b": [-1e300, 3]}, "b"], "expected": -1e300},
        {"arguments": [{"7": [7]}, "7"], "expected": 7.0},
    ]
    results = run(language, read_function(language, "first_of"), "first_of", types, cases, tmp_path)
    assert [result for result in results if not result.passed] == []


@pytest.mark.parametrize("language", RUNNABLE)
def test_a_wrong_answer_fails_its_case_and_no_other(language: str, tmp_path: Path) -> None:
    types = {"arguments": ["int"], "returns": "int"}
    cases = [{"arguments": [number], "expected": 2 * number} for number in (0, 1, 2, -3)]
    verdicts = run(language, read_function(language, "double_up"), "double_up", types, cases, tmp_path)
    assert [verdict.passed for verdict in verdicts] == [True, False, True, False]
    assert verdicts[3].got == "9"


@pytest.mark.parametrize("language", [param for param in RUNNABLE if has_function(str(param.values[0]), "check_age")])
def test_an_exception_fails_its_case_and_the_next_still_runs(language: str, tmp_path: Path) -> None:
    types = {"arguments": ["int"], "returns": "int"}
    cases = [{"arguments": [number], "expected": number} for number in (-1, 5)]
    first, second = run(language, read_function(language, "check_age"), "check_age", types, cases, tmp_path)
    assert not first.passed and first.got.startswith("error: ") and "negative" in first.got
    assert second.passed


SPELLINGS = [
    ("java", "static int total(int[] values) { int sum = 0; for (int v : values) sum += v; return sum; }"),
    ("java", "class Solution { public long total(java.util.List<Long> values) {"
     " return values.stream().mapToLong(v -> v).sum(); } }"),
    ("go", "func total(values []int64) (sum int64, err error) {"
     " for _, v := range values { sum += v }; return sum, nil }"),
    ("cpp", "#include <vector>\nlong long total(std::vector<long long> values)"
     " { long long s = 0; for (auto v : values) s += v; return s; }"),
    ("rust", "fn total(values: Vec<i32>) -> i32 { values.iter().sum() }"),
    ("rust", "fn total(values: &Vec<u64>) -> Result<u64, String> { Ok(values.iter().sum()) }"),
    ("typescript", "export default function total(values: readonly number[]): number {"
     " let sum = 0; for (const v of values) sum += v; return sum; }"),
    ("kotlin", "object Sums { fun total(values: IntArray): Long = values.sum().toLong() }"),
    ("kotlin", "class Sums {\n    fun total(values: Collection<Long>) = values.sum()\n}"),
    ("csharp", "using System.Collections.Generic;\nusing System.Linq;\nnamespace Sums;\n"
     "class Solution { long Total(IEnumerable<long> values, long start = 0) { return start + values.Sum(); } }"),
    ("csharp", "using System.Linq;\npublic static decimal Total(int[] values) { return values.Sum(); }"),
]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize(("language", "code"), SPELLINGS)
def test_other_spellings_of_a_type_are_served(language: str, code: str, tmp_path: Path) -> None:
    types = {"arguments": ["list[int]"], "returns": "int"}
    cases = [{"arguments": [[]], "expected": 0}, {"arguments": [[1, 2, 40]], "expected": 43}]
    assert all(verdict.passed for verdict in run(language, code, "total", types, cases, tmp_path))


TUPLES = [
    (
        "java",
        "record Ends(int low, int high) {}\nstatic Ends ends(int[] v) { return new Ends(v[0], v[v.length - 1]); }",
    ),
    ("kotlin", "fun ends(v: List<Int>) = Pair(v.first(), v.last())"),
    ("csharp", "using System;\nstatic Tuple<int, int> Ends(int[] v) { return Tuple.Create(v[0], v[v.Length - 1]); }"),
    ("csharp", "static (int, int) Ends(int[] v) { return (v[0], v[v.Length - 1]); }"),
    ("rust", "fn ends(v: &[i64]) -> (i64, i64) { (v[0], v[v.len() - 1]) }"),
]


@pytest.mark.slow
@pytest.mark.parametrize(("language", "code"), TUPLES)
def test_a_tuple_is_a_list(language: str, code: str, tmp_path: Path) -> None:
    types = {"arguments": ["list[int]"], "returns": "list[int]"}
    cases = [{"arguments": [[1, 2, 40]], "expected": [1, 40]}]
    assert [v for v in run(language, code, "ends", types, cases, tmp_path) if not v.passed] == []


OBJECTS = [
    ("java", "static class Box {}\nstatic Box total(int[] values) { return new Box(); }"),
    ("kotlin", "class Box\nfun total(values: IntArray) = Box()"),
    ("csharp", "class Box {}\nclass Solution { static Box Total(int[] values) { return new Box(); } }"),
]


@pytest.mark.slow
@pytest.mark.parametrize(("language", "code"), OBJECTS)
def test_what_is_no_plain_value_is_neither_right_nor_wrong(language: str, code: str, tmp_path: Path) -> None:
    types = {"arguments": ["list[int]"], "returns": "int"}
    [verdict] = run(language, code, "total", types, [{"arguments": [[1]], "expected": 1}], tmp_path)
    assert verdict.unfit and "returns a" in verdict.got
