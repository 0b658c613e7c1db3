"""Tests in the forms that HumanEval and MBPP are published in: what cannot be read is found out by running it."""

import pytest

from pairloom.translators.evidence.carried_tests import NotCarried, carry_tests
from pairloom.translators.evidence.cases import judge
from pairloom.translators.evidence.recorded_tests import recorded_tests
from pairloom.translators.languages.programs import PlainType
from pairloom.translators.sandbox import sandbox

pytestmark = pytest.mark.skipif(bool(sandbox.unavailable()), reason=sandbox.unavailable() or "-")

# MBPP: test_setup_code, then test_list, one assertion a line
SHARED = "def shared(a, b):\n    return tuple(set(a) & set(b))"
HALF = "def half(x):\n    return x / 2"
ORDERED = "def ordered(items):\n    return sorted(items)"


def cases(tests: str, code: str, name: str) -> list[tuple[list[object], object]]:
    with pytest.raises(NotCarried):
        carry_tests(tests, code, name)
    return [(case["arguments"], case["expected"]) for case in recorded_tests(tests, code, name).cases]


def test_sets_are_compared_in_any_order() -> None:
    tests = "assert set(shared((3, 4, 5), (5, 7, 4))) == set((4, 5))\nassert set(shared((1, 2), (3, 2))) == {2}"
    found = recorded_tests(tests, SHARED, "shared")
    assert [case["order"] for case in found.cases] == ["set", "set"]
    assert found.cases[0]["arguments"] == [[3, 4, 5], [5, 7, 4]]
    assert [v.passed for v in judge("case 0 [5, 4, 4]\ncase 1 [2]", found.signature, found.cases)] == [True, True]
    assert [v.passed for v in judge("case 0 [5, 3]\ncase 1 [2, 1]", found.signature, found.cases)] == [False, False]


def test_sorted_answers_keep_their_number() -> None:
    tests = "assert sorted(ordered([2, 1, 1])) == [1, 1, 2]"
    found = recorded_tests(tests, ORDERED, "ordered")
    assert [v.passed for v in judge("case 0 [2, 1, 1]", found.signature, found.cases)] == [True]
    assert [v.passed for v in judge("case 0 [2, 1]", found.signature, found.cases)] == [False]


def test_loops_and_helpers() -> None:
    tests = (
        "\nMETADATA = {\n    'author': 'x',\n    'dataset': 'test'\n}\n\n\ndef check(candidate):\n"
        "    from random import Random\n    numbers = Random(42)\n    for _ in range(3):\n"
        "        given = [numbers.randint(0, 99) for _ in range(4)]\n"
        "        assert candidate(list(given)) == sorted(given), 'Error'\n"
        "    assert candidate([]) == [], 'This prints if this assert fails 1 (good for debugging!)'\n"
    )
    found = cases(tests, ORDERED, "ordered")
    assert len(found) == 4 and found[-1] == ([[]], [])
    assert all(sorted(arguments[0]) == expected for arguments, expected in found)  # type: ignore[call-overload]


def test_computed_answers_and_tolerances() -> None:
    tests = (
        "def check(candidate):\n    for x in (1.0, 3.0):\n        assert abs(candidate(x) - x / 2) < 1e-6\n"
        "    assert math.isclose(candidate(5), 2.5, abs_tol=0.01)\n"
    )
    found = recorded_tests("import math\n" + tests, HALF, "half")
    assert found.signature.returns == PlainType("float")
    assert [(c["arguments"], c["expected"], c["tolerance"]) for c in found.cases] == [
        ([1.0], 0.5, 1e-6),
        ([3.0], 1.5, 1e-6),
        ([5], 2.5, 1e-6),
    ]


def test_truth_values_need_no_comparison() -> None:
    tests = "limit = 3\nassert over(4)\nassert not over(limit)"
    assert cases(tests, "def over(x):\n    return x > 3", "over") == [([4], True), ([3], False)]


def test_own_calls_of_the_function_are_no_tests() -> None:
    code = "def depth(n):\n    return 0 if n == 0 else 1 + depth(n - 1)"
    assert cases("start = 2\nassert depth(start) == 2", code, "depth") == [([2], 2)]


@pytest.mark.parametrize(
    ("tests", "reason"),
    [
        ("assert len(ordered([1])) == 1", "__len__"),
        ("assert ordered([1])[0] == 1", "__getitem__"),
        ("assert str(ordered([1])) == '[1]'", "__str__"),
        ("n = 1\nassert ordered([n]) == [2]", "does not pass its tests: AssertionError"),
        (
            "import random\nfor _ in range(9):\n    assert ordered([random.random()])",
            "more with an answer|not the same",
        ),
        ("import random\nfor _ in range(9):\n    x = random.random()\n    assert ordered([x]) == [x]", "not the same"),
        ("for n in range(101):\n    assert ordered([n]) == [n]", "101 cases"),
        ("ordered([1])", "compare no answer"),
        ("while True:\n    pass", "time"),
        ("import socket\nsocket.create_connection(('192.0.2.1', 80))\nassert ordered([]) == []", "does not pass"),
    ],
)
def test_what_asks_for_more_than_answers_is_not_carried(tests: str, reason: str) -> None:
    with pytest.raises(NotCarried, match=reason):
        recorded_tests(tests, ORDERED, "ordered")


def test_keys_that_are_no_strings_are_not_carried() -> None:
    with pytest.raises(NotCarried, match="no plain value"):
        recorded_tests("x = 1\nassert count(x) == {1: 1}", "def count(x):\n    return {x: 1}", "count")
