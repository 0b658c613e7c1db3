"""Python tests become plain cases, all of them or none."""

import json
from pathlib import Path

import pytest

from pairloom.translators.evidence.carried_tests import NotCarried, carry_tests
from pairloom.translators.languages.programs import ANY, PlainType

INT, FLOAT, STR = (PlainType(kind) for kind in ("int", "float", "str"))
PAIR = PlainType("tuple", items=(INT, STR))


def carried(tests: str, code: str = "def f(x, y=2): return x", name: str = "f"):
    return [(case["arguments"], case["expected"]) for case in carry_tests(tests, code, name).cases]


def test_humaneval() -> None:
    tests = (
        "METADATA = {'author': 'x'}\n\n\ndef check(candidate):\n    assert candidate([1.0, 2.0], 0.5) == False\n"
        "    assert candidate([1.0], 0.3) == True, 'a message'\n    assert True, 'This prints if this assert fails'\n"
        "\n\ncheck(has_close)\n"
    )
    code = "from typing import List\n\ndef has_close(numbers: List[float], threshold: float) -> bool:\n    return True"
    found = carry_tests(tests, code, "has_close")
    assert [(case["arguments"], case["expected"]) for case in found.cases] == [
        ([[1.0, 2.0], 0.5], False),
        ([[1.0], 0.3], True),
    ]
    assert found.signature.arguments == (PlainType("list", FLOAT), FLOAT)
    assert found.signature.returns == PlainType("bool")


def test_mbpp() -> None:
    tests = "import math\nassert f((1, 2), 3) == [4]\nassert f([], y=1) == (5, 6)\nassert 7 == f('a')"
    assert carried(tests) == [([[1, 2], 3], [4]), ([[], 1], [5, 6]), (["a", 2], 7)]


@pytest.mark.parametrize(
    ("test", "case"),
    [
        ("assert f(1)", ([1, 2], True)),
        ("assert not f(1)", ([1, 2], False)),
        ("assert f(1) is None", ([1, 2], None)),
        ("assert f({'a': [1]}) == {'b': 1.5}", ([{"a": [1]}, 2], {"b": 1.5})),
        ("assert f(-1) == -2", ([-1, 2], -2)),
    ],
)
def test_forms_of_assertions(test: str, case: tuple) -> None:
    assert carried(test) == [case]


@pytest.mark.parametrize(
    ("test", "tolerance"),
    [
        ("assert abs(f(1) - 2.5) < 1e-6", 1e-6),
        ("assert abs(2.5 - f(1)) <= 0.01", 0.01),
        ("assert math.isclose(f(1), 2.5, rel_tol=0.1)", 0.25),
        ("assert len(r := f(1)) == 1 and all(abs(a - b) <= 1e-7 * max(1, abs(b)) for a, b in zip(r, [2.5]))", 1e-7),
    ],
)
def test_tolerances_are_kept(test: str, tolerance: float) -> None:
    [case] = carry_tests(test, "def f(x): return x", "f").cases
    assert case["tolerance"] == pytest.approx(tolerance)
    assert case["expected"] in (2.5, [2.5])


@pytest.mark.parametrize(
    ("tests", "says"),
    [
        ("", "no assertion"),
        ("assert True", "no assertion"),
        ("x = (", "not Python"),
        ("assert f(1) == 2\nassert sorted(f(2)) == [1]", "line 2 .* more than a call"),
        ("assert f(1) == 2\nfor i in range(3):\n    assert f(i) == i", "line 2 .* no assertion"),
        ("assert set(f(1)) == {1}", "more than a call"),
        ("assert f(1) == {1, 2}", "set .* no plain value"),
        ("assert f({1: 2}) == 1", "dict .* no plain value"),
        ("assert f(b'x') == 1", "bytes"),
        ("assert f(2**70) == 1", "no plain value"),
        ("assert f(100000000000000000000) == 1", "no plain value"),
        ("assert f(g(1)) == 1", "no plain value"),
        ("assert f(float('nan')) == 1", "no plain value"),
        ("assert f(1) != 2", "more than a call"),
        ("assert f(1, 2, 3) == 2", "no fixed place"),
        ("assert f() == 2", "lacks the argument x"),
        ("assert f(1, z=2) == 2", "does not have"),
        ("assert g(1) == 2", "more than a call"),
    ],
)
def test_what_cannot_be_carried_is_named(tests: str, says: str) -> None:
    with pytest.raises(NotCarried, match=says):
        carry_tests(tests, "def f(x, y=2): return x", "f")


@pytest.mark.parametrize("code", ["def f(*args): return 1", "def f(x, *, y): return 1", "def f(**k): return 1"])
def test_arguments_without_a_place_are_not_carried(code: str) -> None:
    with pytest.raises(NotCarried, match="no fixed place"):
        carry_tests("assert f(1) == 1", code, "f")


@pytest.mark.parametrize(
    ("code", "test", "arguments", "returns"),
    [
        ("def f(x): ...", "assert f(1) == 2", (INT,), INT),
        ("def f(x): ...", "assert f(1) == 2\nassert f(1.5) == 2", (FLOAT,), INT),
        ("def f(x: float) -> float: ...", "assert f(1) == 2", (FLOAT,), FLOAT),
        ("def f(x: str) -> int: ...", "assert f(1) == 2", (INT,), INT),
        ("def f(x: 'list[float]'): ...", "assert f([1]) == 2", (PlainType("list", FLOAT),), INT),
        ("def f(x): ...", "assert f([]) == ['a']", (PlainType("list", INT),), PlainType("list", STR)),
        ("def f(x): ...", "assert f(1) == None\nassert f(1) == 'a'", (INT,), PlainType("optional", STR)),
        ("def f(x): ...", "assert f(1) == ('a', 1)", (INT,), PlainType("tuple", items=(STR, INT))),
        ("def f(x): ...", "assert f(1) == ('a', 1)\nassert f(2) == ()", (INT,), PlainType("list", ANY)),
        ("def f(x: list[tuple[int, str]]): ...", "assert f([(1, 'a')]) == 1", (PlainType("list", PAIR),), INT),
        ("def f(x: t.Optional[int]): ...", "assert f(1) == 1", (PlainType("optional", INT),), INT),
        ("def f(x: t.Tuple[int, int]): ...", "assert f((1, 2)) == 1", (PlainType("list", INT),), INT),
    ],
)
def test_types_come_from_annotations_and_values(code: str, test: str, arguments: tuple, returns: PlainType) -> None:
    signature = carry_tests(test, code, "f").signature
    assert (signature.arguments, signature.returns) == (arguments, returns)


def test_every_record_of_the_sample_is_carried_with_the_cases_it_was_made_of() -> None:
    root = Path(__file__).parents[3] / "recipes" / "sample"
    for line in (root / "records.jsonl").read_text().splitlines():
        record = json.loads(line)
        found = carry_tests(record["tests"], record["code"], record["function_name"])
        cases = json.loads((root / record["path"]).with_name("cases.json").read_text())["cases"]
        pairs = [(case["arguments"], case["expected"]) for case in cases]
        assert [(case["arguments"], case["expected"]) for case in found.cases] == pairs
