"""Calls of functions without tests: what is tried, what counts, and that it is always the same."""

from collections import Counter

import pytest

from pairloom.schemas import CodeRecord
from pairloom.translators.evidence import differential
from pairloom.translators.evidence.carried_tests import Examples
from pairloom.translators.evidence.differential import MIN_CASES, source_answers
from pairloom.translators.languages import get_language
from pairloom.translators.languages.programs import PlainType
from pairloom.translators.sandbox import sandbox

pytestmark = pytest.mark.skipif(bool(sandbox.unavailable()), reason=sandbox.unavailable() or "there is a sandbox")

INT, STR = PlainType("int"), PlainType("str")


def answer(code: str, name: str = "", text: str = "", language: str = "python") -> Examples | str:
    record = CodeRecord.create(benchmark="b", language=language, code=code, text=text, function_name=name)
    [found] = source_answers([record])
    return found


def examples_of(code: str, name: str = "", text: str = "", language: str = "python") -> Examples:
    found = answer(code, name, text, language)
    assert isinstance(found, Examples), found
    return found


def kinds(code: str, text: str = "") -> list[PlainType]:
    return list(examples_of(code, "", text).signature.arguments)


def test_answers_are_the_sources_own() -> None:
    found = examples_of("def f(x: int, y: int):\n    return x * 10 + y", "f")
    assert len(found.cases) >= MIN_CASES
    assert all(case["expected"] == case["arguments"][0] * 10 + case["arguments"][1] for case in found.cases)
    assert len({tuple(case["arguments"]) for case in found.cases}) == len(found.cases), "no call is made twice"


def test_the_same_function_always_gets_the_same_calls() -> None:
    code = "def f(text, width=3):\n    return [text[i:i + width] for i in range(0, len(text), width)]"
    assert examples_of(code, "f") == examples_of(code, "f")


@pytest.mark.parametrize(
    ("code", "types"),
    [
        ("def f(x: float): return x / 2", [PlainType("float")]),
        ("def f(x: list[str]): return len(x)", [PlainType("list", STR)]),
        ("def f(x: dict[str, int]): return sum(x.values())", [PlainType("dict", INT)]),
        ("def f(name): return name.upper()", [STR]),
        ("def f(q): return q.upper()", [STR]),
        ("def f(q): return q % 3", [INT]),
        ("def f(q): return sorted(q, reverse=True)[0] + 1 if q else 0", [PlainType("list", INT)]),
        ("def f(q, z=','): return q.split(z or ' ')", [STR, STR]),
        ("def f(q): return sorted(q.items())", [PlainType("dict", INT)]),
    ],
)
def test_arguments_fit_the_function(code: str, types: list[PlainType]) -> None:
    assert kinds(code) == types


def test_examples_of_the_documentation_come_first() -> None:
    text = "Repeats.\n\n>>> f('ab', 3)\n'ababab'\n>>> x = f('q')\n>>> f(unknown, 1)\n>>> mod.f('z', times=2)\n'zz'"
    found = examples_of("def f(text, times=2): return text * times", "f", text)
    assert [case["arguments"] for case in found.cases[:3]] == [["ab", 3], ["q", 2], ["z", 2]]
    assert found.cases[0]["expected"] == "ababab"


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("class A:\n    pass", "no function"),
        ("def f(self): return 1", "no arguments"),
        ("def f(): return 1", "no arguments"),
        ("def f(x):\n    import random\n    return random.random() + x", "uses random"),
        ("def f(x): return unknown(x)", "uses unknown, which is not there"),
        ("def f(x): return 7", "too few calls"),
        ("def f(x: int): return [{x, 1}]", "a set within a value"),
        ("def f(x: str): return list({*x, 'b'})", "differently each time"),
        ("def f(x: int): return 2 ** 60 + x", "too few calls"),
    ],
)
def test_what_cannot_be_compared_is_said(code: str, says: str) -> None:
    found = answer(code)
    assert isinstance(found, str) and says in found


def test_a_source_with_a_name_that_is_not_there_is_not_run(monkeypatch: pytest.MonkeyPatch) -> None:
    if reason := get_language("java").not_runnable():
        pytest.skip(reason)
    ran: list[str] = []
    monkeypatch.setattr(differential, "run_sources", lambda runs, seeds: ran.extend(run.name for run in runs) or [])
    code = "static int {}(int n) {{ return n + {}; }}"
    records = [
        CodeRecord.create(benchmark="b", language="java", code=code.format(name, term), text="", function_name=name)
        for name, term in (("first", "Limits.most()"), ("second", "LIMIT"))
    ]
    found = source_answers(records)
    assert all("cannot be called alone" in str(each) for each in found) and not ran


def test_a_source_can_do_no_harm(tmp_path) -> None:
    marker = tmp_path / "marker"
    tmp_path.chmod(0o777)
    code = f"open({str(marker)!r}, 'w').write('x')\ndef f(x: int): return x + 1"
    assert isinstance(answer(code, "f"), str)
    assert not marker.exists()


BODY = "total = 0; while (n > 0) { total += n % 10; n = QUOTIENT; }; return total; }"
BRACES = {
    "javascript": ("function digits(n) { let ", "Math.floor(n / 10)"),
    "typescript": ("function digits(n: number): number { let ", "Math.floor(n / 10)"),
    "java": ("public static int digits(int n) { int ", "n / 10"),
    "c": ("int digits(int n) { int ", "n / 10"),
    "cpp": ("int digits(int n) { int ", "n / 10"),
    "csharp": ("public static int Digits(int n) { int ", "n / 10"),
    "kotlin": ("fun digits(given: Int): Int { var n = given; var ", "n / 10"),
    "rust": ("fn digits(mut n: i64) -> i64 { let mut ", "n / 10"),
}
SOURCES = {
    "python": "def digits(n: int):\n    t = 0\n    while n > 0:\n        n, t = n // 10, t + n % 10\n    return t",
    "go": "func digits(n int) int {\n\tt := 0\n\tfor ; n > 0; n /= 10 {\n\t\tt += n % 10\n\t}\n\treturn t\n}",
    "ruby": "def digits(n)\n  total = 0\n  while n > 0\n    total += n % 10\n    n /= 10\n  end\n  total\nend",
    "php": "function digits($n) { $t = 0; while ($n > 0) { $t += $n % 10; $n = intdiv($n, 10); } return $t; }",
    "lua": "function digits(n)\n  local t = 0\n  while n > 0 do t = t + n % 10; n = n // 10 end\n  return t\nend",
    "perl": "sub digits { my ($n) = @_; my $t = 0; while ($n > 0) { $t += $n % 10; $n = int($n / 10); } return $t; }",
    **{language: head + BODY.replace("QUOTIENT", rest) for language, (head, rest) in BRACES.items()},
}


@pytest.mark.parametrize("language", SOURCES)
def test_sources_of_every_language_are_run(language: str) -> None:
    if reason := get_language(language).not_runnable():
        pytest.skip(reason)
    name = "Digits" if language == "csharp" else "digits"
    found = examples_of(SOURCES[language], name, language=language)
    inside = [case for case in found.cases if "outside" not in case]
    assert len(inside) >= 12
    for case in inside:
        assert case["expected"] == sum(map(int, str(case["arguments"][0])))


def test_a_source_that_crashes_answers_its_other_calls() -> None:
    if reason := get_language("cpp").not_runnable():
        pytest.skip(reason)
    code = "int f(std::vector<int> values, int at) { return values[at] * 1000; }"
    found = examples_of(code, "f", language="cpp")
    for case in found.cases:
        values, at = case["arguments"]
        assert 0 <= at < len(values) and case["expected"] == values[at] * 1000 and abs(case["expected"]) < 2**31


def test_a_source_that_hangs_answers_its_shorter_calls() -> None:
    code = "def f(n: int) -> int:\n    while n > 50:\n        pass\n    return n * n"
    assert all(case["arguments"][0] <= 50 for case in examples_of(code, "f").cases)


def test_limits_and_examples_of_the_text_are_kept() -> None:
    text = "1 <= n <= 6. 3 <= words.length <= 5\n\nInput: n = 4, words = ['q', 'r', 's']\nOutput: 7"
    found = examples_of("def f(n, words):\n    return n + len(words)", "f", text)
    assert found.cases[0]["arguments"] == [4, ["q", "r", "s"]]
    assert {case["arguments"][0] for case in found.cases} == set(range(1, 7))
    assert {len(case["arguments"][1]) for case in found.cases} == {3, 4, 5}


def test_rare_branches_are_reached() -> None:
    code = "def f(kind: str, n: int) -> int:\n    if kind == 'gold' and n == 731:\n        return 5\n"
    code += "    if kind == 'silver':\n        return n + 1\n    return n"
    found = [(case["arguments"][0], case["expected"]) for case in examples_of(code, "f").cases]
    assert any(kind == "silver" for kind, _ in found) and any(kind == "gold" for kind, _ in found)


def test_calls_outside_of_the_domain_are_marked() -> None:
    code = "def f(values: list[int]) -> int:\n    total = 1\n    for value in values:\n"
    code += "        total *= value % 1000003\n    return total"
    marks = {case.get("outside", "") for case in examples_of(code, "f").cases}
    assert marks == {"", "a negative number", "an empty value", "an integer beyond 32 bits"}


def test_calls_that_fall_off_the_end_are_outside_of_the_domain() -> None:
    body = "def f(values: list[int], wanted: int):\n    for at, value in enumerate(values):\n"
    body += "        if value == wanted:\n            return at\n"
    ends = {case.get("outside") for case in examples_of(body, "f").cases if case["expected"] is None}
    assert "no result" in ends and None not in ends
    said = examples_of(body + "    return None", "f").cases
    assert any(case["expected"] is None and "outside" not in case for case in said)


def test_calls_outside_of_the_domain_are_of_every_kind() -> None:
    code = "def f(values: list[int], k: int) -> int:\n    return sum(v * v * v for v in values if v % 7) * k"
    found = Counter(case["outside"] for case in examples_of(code, "f").cases if "outside" in case)
    assert set(found) == {"a negative number", "an empty value", "an integer beyond 32 bits"}
    assert max(found.values()) <= 4


def test_a_translation_may_take_a_character_for_a_text() -> None:
    code = "def f(words, separator):\n    return [part for word in words for part in word.split(separator)]"
    cases = [case for case in examples_of(code, "f").cases if len(case["arguments"][1]) == 1]
    assert len(cases) > len(examples_of(code, "f").cases) / 2


def test_a_function_that_changes_its_argument_is_compared_by_it() -> None:
    found = examples_of("def f(values: list[int]):\n    values.reverse()", "f")
    assert all(case["changed"] == {0: case["arguments"][0][::-1]} for case in found.cases)


def test_sets_are_compared_without_order() -> None:
    assert examples_of("def f(values: list[int]):\n    return set(values)", "f").signature.returns == PlainType(
        "set", INT
    )


def test_types_of_parameters_are_found_by_their_uses() -> None:
    code = "def f(board, start, words):\n    rows = len(board)\n"
    code += "    return [board[i][0] + start for i in range(rows)] + [w.upper() for w in words]"
    assert kinds(code) == [PlainType("list", PlainType("list", INT)), INT, PlainType("list", STR)]
