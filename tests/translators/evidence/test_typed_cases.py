"""Tests of a judge's function, texts of stdin and stdout, are read by its types."""

from typing import Any

import pytest

from pairloom.schemas import CodeRecord
from pairloom.schemas.program_tests import ProgramCase, ProgramTests, format_program_tests
from pairloom.translators.evidence import Candidate, Gates
from pairloom.translators.evidence.carried_tests import NotCarried
from pairloom.translators.evidence.cases import parse_type
from pairloom.translators.evidence.typed_cases import read_typed_tests, read_value


@pytest.mark.parametrize(
    ("type_", "text", "value"),
    [
        ("int", " 7\n", 7),
        ("int", "00", 0),
        ("float", "2.50000", 2.5),
        ("float", "3", 3.0),
        ("bool", "true", True),
        ("bool", "False", False),
        ("str", "abc", "abc"),
        ("str", '"a b"', "a b"),
        ("str", "'ab'", "ab"),
        ("str", "three o' clock", "three o' clock"),
        ("str", r'"a\"b\n"', 'a"b\n'),
        ("str", '""', ""),
        ("str", " leading", " leading"),
        ("char", ".", "."),
        ("List[int]", "7, 12, 9", [7, 12, 9]),
        ("List[int]", "[7,12]", [7, 12]),
        ("List[int]", "7 12 9", [7, 12, 9]),
        ("List[int]", "7", [7]),
        ("List[int]", "0,", [0]),
        ("List[int]", "", []),
        ("List[int]", "[]", []),
        ("List[str]", '["1","prev"]', ["1", "prev"]),
        ("List[str]", '"one, two","[three]"', ["one, two", "[three]"]),
        ("List[str]", "a,b", ["a", "b"]),
        ("List[str]", '[""]', [""]),
        ("List[List[int]]", "[[1,2],[3,4]]", [[1, 2], [3, 4]]),
        ("List[List[int]]", "[1,2],[3,4]", [[1, 2], [3, 4]]),
        ("List[List[int]]", "[1,2]", [[1, 2]]),
        ("List[List[int]]", "[[0, 0]]", [[0, 0]]),
        ("List[List[int]]", "[]", []),
        ("List[List[str]]", '[["a","b]"],[]]', [["a", "b]"], []]),
        ("Tuple[int, str]", "[1,a]", [1, "a"]),
        ("Dict[str, int]", '{"a": 1}', {"a": 1}),
        ("Optional[int]", "null", None),
        ("TreeNode", "[1,null,2]", [1, None, 2]),
        ("ListNode", "1,2", [1, 2]),
    ],
)
def test_a_text_is_read_by_its_type(type_: str, text: str, value: Any) -> None:
    assert read_value(text, parse_type(type_)) == value


@pytest.mark.parametrize(("type_", "text"), [("int", "x"), ("int", ""), ("bool", "yes"), ("Tuple[int, int]", "1")])
def test_a_text_of_another_type_is_an_error(type_: str, text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        read_value(text, parse_type(type_))


def record(
    code: str, name: str, language: str, *cases: tuple[str, str], types: tuple[str, ...] | None = None
) -> CodeRecord:
    tests = ProgramTests(tuple(ProgramCase(*case) for case in cases), types=types)
    return CodeRecord.create(
        benchmark="b", language=language, code=code, text="", tests=format_program_tests(tests), function_name=name
    )


JAVA = "public static boolean hasPair(int[] values, long target) { return true; }"


def test_the_types_are_those_of_the_tests_or_of_the_function() -> None:
    for types in (None, ("List[int]", "int", "bool")):
        found = read_typed_tests(
            record(JAVA, "hasPair", "java", ("[1,2]\n3", "true"), ("values = [], target = 4", "false"), types=types)
        )
        assert found.cases == [
            {"arguments": [[1, 2], 3], "expected": True},
            {"arguments": [[], 4], "expected": False},
        ]
        assert str(found.signature) == "(list[int], int) -> bool"


@pytest.mark.parametrize(
    ("code", "case", "says"),
    [
        ("def f(a, b):\n    return a", ("1\n2", "1"), "its types are not stated"),
        ("def f(a: int) -> int:\n    return a", ("1\n2\n3", "1"), "the only argument has several lines"),
        ("def f(a: int, b: int) -> int:\n    return a", ("1\n2\n3", "1"), "3 lines for 2 arguments"),
        ("def f(a: int) -> int:\n    return a", ("1", "one"), "invalid literal"),
    ],
)
def test_what_cannot_be_read_is_not_carried(code: str, case: tuple[str, str], says: str) -> None:
    with pytest.raises(NotCarried, match=says):
        read_typed_tests(record(code, "f", "python", case))


def test_the_gate_runs_them_from_a_source_in_any_language() -> None:
    source = record("int twice(int x) { return 2 * x; }", "twice", "c", ("3", "6"), ("-4", "-8"))
    codes = ("def twice(x):\n    return 2 * x", "def twice(x):\n    return x * x")
    right, wrong = Gates("executed").verify([Candidate(source, "python", code) for code in codes])
    assert right.gates == ("compile", "tests")
    assert wrong.problem is not None and wrong.problem.detail == "twice(3) should be 6, not 9"
