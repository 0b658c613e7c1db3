"""Tests in the forms that HumanEval and MBPP are published in: what cannot be read is found out by running it."""

import pytest

from pairloom.translators.evidence.carried_tests import Examples, NotCarried, carry_tests
from pairloom.translators.evidence.cases import compare_answers
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


def outcomes(output: str, found: Examples) -> list[bool]:
    """Which cases pass if a program reports `output`."""
    reports = "".join(f"\nf00d {line}" for line in output.splitlines())
    return [result.passed for result in compare_answers(reports, found.signature, found.cases, "f00d")]


def test_sets_are_compared_in_any_order() -> None:
    tests = "assert set(shared((3, 4, 5), (5, 7, 4))) == set((4, 5))\nassert set(shared((1, 2), (3, 2))) == {2}"
    found = recorded_tests(tests, SHARED, "shared")
    assert [case["order"] for case in found.cases] == ["set", "set"]
    assert found.cases[0]["arguments"] == [[3, 4, 5], [5, 7, 4]]
    assert outcomes("case 0 [5, 4, 4]\ncase 1 [2]", found) == [True, True]
    assert outcomes("case 0 [5, 3]\ncase 1 [2, 1]", found) == [False, False]


def test_sorted_answers_keep_their_number() -> None:
    tests = "assert sorted(ordered([2, 1, 1])) == [1, 1, 2]"
    found = recorded_tests(tests, ORDERED, "ordered")
    assert outcomes("case 0 [2, 1, 1]", found) == [True]
    assert outcomes("case 0 [2, 1]", found) == [False]


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
        ("n = 1\nassert ordered([n]) == [2]", "does not pass its tests.*: AssertionError"),
        (
            "import random\nfor _ in range(9):\n    assert ordered([random.random()])",
            "more with an answer|not the same",
        ),
        ("import random\nx = random.SystemRandom().random()\nassert ordered([x]) == [x]", "not the same"),
        ("for n in range(101):\n    assert ordered([n]) == [n]", "101 cases"),
        ("ordered([1])", "do not compare an answer"),
        ("while True:\n    pass", "time"),
        ("import numpy as np\nassert np.allclose(ordered([1]), [1])", "need a library.*numpy"),
        ("import socket\nsocket.create_connection(('192.0.2.1', 80))\nassert ordered([]) == []", "does not pass"),
    ],
)
def test_what_asks_for_more_than_answers_is_not_carried(tests: str, reason: str) -> None:
    with pytest.raises(NotCarried, match=reason):
        recorded_tests(tests, ORDERED, "ordered")


def test_numbers_that_tests_draw_are_the_same_each_time() -> None:
    found = cases("import random\nx = random.random()\nassert ordered([x]) == [x]", ORDERED, "ordered")
    assert len(found) == 1


def test_what_a_function_draws_differs() -> None:
    code = "import random\n\n\ndef pick(n):\n    return random.randrange(n)"
    with pytest.raises(NotCarried, match="not the same"):
        recorded_tests("x = 10**9\nassert abs(pick(x)) <= x\nassert pick(1) == 0", code, "pick")


SORT = "def sort(items):\n    items.sort()"
COUNT = "def count(state):\n    state['n'] = state.get('n', 0) + 1\n    return state['n']"
GREET = "def greet(name):\n    print('Hello', name)\n    return name"
READ = "def read(n):\n    return [input() for _ in range(n)]"
TOTAL = "seen = []\n\n\ndef total(n):\n    seen.append(n)\n    return sum(seen)"
PROCLAIM = "def proclaim(name):\n    print('Hello', name)"
SORTED = {"arguments": [[2, 1]], "expected": None, "changed": {0: [1, 2]}}
CARRIED = {
    "an argument that is changed": (SORT, "a = [2, 1]\nsort(a)\nassert a == [1, 2]", [SORTED]),
    "an argument by name": (SORT, "a = [2, 1]\nsort(items=a)\nassert a == [1, 2]", [SORTED]),
    "an argument that nobody looks at": (SORT, "a = [2, 1]\nsort(a)", [SORTED | {"unchecked": ["changed"]}]),
    "an argument that counts": (
        COUNT,
        "s = {}\nassert count(s) == 1\nassert count(s) == 2",
        [
            {"arguments": [{}], "expected": 1, "changed": {0: {"n": 1}}},
            {"arguments": [{"n": 1}], "expected": 2, "changed": {0: {"n": 2}}},
        ],
    ),
    "output in a redirection": (
        PROCLAIM,
        "import io, contextlib\nwith contextlib.redirect_stdout(io.StringIO()) as out:\n    proclaim('A')\n"
        "assert out.getvalue() == 'Hello A\\n'",
        [{"arguments": ["A"], "expected": None, "printed": "Hello A\n"}],
    ),
    "output in another stream": (
        GREET,
        "import io, sys\nsys.stdout = io.StringIO()\nassert greet('A') == 'A'\nassert 'Hello' in sys.stdout.getvalue()",
        [{"arguments": ["A"], "expected": "A", "printed": "Hello A\n"}],
    ),
    "output that nobody looks at": (
        GREET,
        "assert greet('A') == 'A'",
        [{"arguments": ["A"], "expected": "A", "printed": "Hello A\n", "unchecked": ["printed"]}],
    ),
}


@pytest.mark.parametrize("name", CARRIED)
def test_what_a_call_changes_and_prints_is_part_of_its_case(name: str) -> None:
    code, tests, expected = CARRIED[name]
    function = code.rpartition("def ")[2].partition("(")[0]
    assert recorded_tests(tests, code, function).cases == expected


EFFECTS = {
    "an answer that is not used": (GREET, "x = 'A'\ngreet(x)", "do not compare"),
    "messages": (
        GREET,
        "import io, sys\nsys.stderr = io.StringIO()\nassert greet('A') == 'A'\nassert not sys.stderr.getvalue()",
        "prints with or reads",
    ),
    "another print": (
        GREET,
        "import builtins\nsaid = []\nbuiltins.print = lambda *words: said.append(words)\n"
        "assert greet('A') == 'A'\nassert said == [('Hello', 'A')]",
        "prints with or reads",
    ),
    "input": (
        READ,
        "import io, sys\nsys.stdin = io.StringIO('a\\nb\\n')\nassert read(2) == ['a', 'b']",
        "prints with or reads",
    ),
    "a mock": (
        GREET,
        "from unittest import mock\nwith mock.patch('builtins.print') as said:\n    assert greet('A') == 'A'\n"
        "said.assert_called_with('Hello', 'A')",
        "replace parts",
    ),
    "a state between calls": (
        TOTAL,
        "for n in (1, 1):\n    last = total(n)\nassert last == 2",
        "do not compare|each time",
    ),
    "a state that is compared": (TOTAL, "x = 2\nassert total(x) == 2\nassert total(x) == 4", "differently each time"),
}


@pytest.mark.parametrize("name", EFFECTS)
def test_tests_of_effects_are_not_carried(name: str) -> None:
    code, tests, reason = EFFECTS[name]
    function = code.rpartition("def ")[2].partition("(")[0]
    with pytest.raises(NotCarried, match=reason):
        recorded_tests(tests, code, function)


WORD = "def word(n):\n    return 'ab' * n"
AREA = "def area(w, h):\n    return w * h"
ITEMS = "def pairs(n):\n    return [(i, i) for i in range(n)]"
USES = {
    "a format": (AREA, "assert '%d' % area(2, 3) == '6'"),
    "a format method": (AREA, "assert '{}'.format(area(2, 3)) == '6'"),
    "an f-string": (AREA, "assert f'{area(2, 3)}' == '6'"),
    "JSON": (AREA, "import json\nassert json.dumps(area(2, 3)) == '6'"),
    "str": (AREA, "assert str(area(2, 3)) == '6'"),
    "a maximum": (AREA, "assert max(area(2, 3), 1) == 6"),
    "an index": (AREA, "assert list('abcdefgh')[area(2, 3)] == 'g'"),
    "a range": (AREA, "assert len(range(area(2, 3))) == 6"),
    "an order": (AREA, "assert area(2, 3) > 5"),
    "a membership": (AREA, "assert area(2, 3) in (5, 6)"),
    "one of several": (AREA, "assert area(2, 3) == 5 or area(2, 3) == 6"),
    "an inequality": (AREA, "assert area(2, 3) != 5"),
    "a key": (AREA, "assert {6: 'six'}[area(2, 3)] == 'six'"),
    "divmod": (AREA, "assert divmod(area(2, 3), 4) == (1, 2)"),
    "chr": (AREA, "assert chr(area(13, 5)) == 'A'"),
    "an argument again": (AREA, "assert area(area(1, 2), 3) == 6"),
    "encode": (WORD, "assert word(2).encode() == b'abab'"),
    "a match": (WORD, "import re\nassert re.fullmatch('abab', word(2))"),
    "a join": (WORD, "assert '-'.join(word(1)) == 'a-b'"),
    "an addition": (WORD, "assert 'x' + word(1) == 'xab'"),
    "a prefix": (WORD, "assert word(2).startswith('ab')"),
    "a part": (WORD, "assert 'b' in word(2)"),
    "a hash": (WORD, "import hashlib\nassert hashlib.md5(word(1).encode()).hexdigest()"),
    "unpacking": (ITEMS, "first, second = pairs(2)\nassert first == (0, 0)"),
    "a loop": (ITEMS, "for a, b in pairs(3):\n    assert a == b"),
    "the length of a list of it": (ITEMS, "assert len(list(pairs(2))) == 2"),
    "the length of a set of it": (ITEMS, "assert len(set(pairs(2))) == 2"),
    "a dictionary of it": (ITEMS, "assert dict(pairs(2)) == {0: 0, 1: 1}"),
    "a copy of it": (ITEMS, "import copy\nassert len(copy.copy(pairs(2))) == 2"),
}


@pytest.mark.parametrize("name", USES)
def test_a_use_of_an_answer_that_is_no_comparison_keeps_all_from_being_carried(name: str) -> None:
    code, test = USES[name]
    other = {WORD: "assert word(0) == ''", AREA: "assert area(0, 5) == 0", ITEMS: "assert pairs(0) == []"}[code]
    function = code.partition("(")[0].removeprefix("def ")
    with pytest.raises(NotCarried):
        recorded_tests(f"{test}\n{other}\n", code, function)


COMPARISONS = {
    "a list of a tuple": "assert list(pairs(1)) == [(0, 0)]",
    "a tuple of a list": "assert tuple(pairs(1)) == ((0, 0),)",
    "the other way": "x = [(0, 0)]\nassert x == pairs(1)",
    "no inequality": "x = [(0, 0)]\nassert not pairs(1) != x",
    "many at once": "assert [pairs(n) for n in (0, 1)] == [[], [(0, 0)]]",
    "a type besides": "assert isinstance(pairs(1), list)\nassert pairs(1) == [(0, 0)]",
    "a variable": "found = pairs(1)\nassert found == [(0, 0)]",
    "a message": "x = pairs(1)\nassert x == [(0, 0)], f'{x} is wrong'",
    "a helper": "def same(a, b):\n    assert a == b\n\n\nsame(pairs(1), [(0, 0)])",
}


@pytest.mark.parametrize("name", COMPARISONS)
def test_comparisons_in_other_words_are_carried(name: str) -> None:
    if name == "a type besides":
        with pytest.raises(NotCarried):  # an answer of which only the type is looked at
            recorded_tests(COMPARISONS[name], ITEMS, "pairs")
        return
    found = recorded_tests(COMPARISONS[name], ITEMS, "pairs")
    assert ([1], [[0, 0]]) in [(case["arguments"], case["expected"]) for case in found.cases]


def test_rounded_answers_have_half_a_digit_of_tolerance() -> None:
    found = recorded_tests("x = 1\nassert round(half(x / 3), 2) == 0.17", HALF, "half")
    assert [case["tolerance"] for case in found.cases] == [0.005]


NEED = "def need(x):\n    if x < 0:\n        raise ValueError('negative')\n    return x"


@pytest.mark.parametrize(
    "tests",
    [
        "try:\n    need(-1)\n    assert False\nexcept ValueError:\n    pass",
        "def check(candidate):\n    for bad in (-1, -5):\n        try:\n            candidate(bad)\n"
        "        except ValueError:\n            continue\n        raise AssertionError\n    assert candidate(2) == 2",
    ],
)
def test_an_exception_that_is_asked_for_is_a_case(tests: str) -> None:
    found = recorded_tests(f"assert need(1) == 1\n{tests}\n", NEED, "need")
    assert found.signature.returns == PlainType("int")
    raising = [case for case in found.cases if case.get("raises")]
    assert raising and all(case["arguments"][0] < 0 for case in raising)
    index = found.cases.index(raising[0])
    for output, passed in ((f'error {index} "ValueError: negative"', True), (f"case {index} -1", False), ("", False)):
        assert outcomes(output, found)[index] is passed


def test_tests_that_only_ask_for_exceptions_are_not_carried() -> None:
    with pytest.raises(NotCarried, match="compare no answer"):
        recorded_tests("try:\n    need(-1)\nexcept ValueError:\n    pass", NEED, "need")


def test_keys_that_are_no_strings_are_not_carried() -> None:
    with pytest.raises(NotCarried, match="no plain value"):
        recorded_tests("x = 1\nassert count(x) == {1: 1}", "def count(x):\n    return {x: 1}", "count")
