"""Translations that answer rightly and do the wrong thing, that do not fail when they must, or that have no name."""

import pytest

from pairloom.schemas import CodeRecord
from pairloom.translators.evidence.gates import Candidate, Gates, Verdict
from pairloom.translators.languages import get_language
from pairloom.translators.sandbox import sandbox

pytestmark = pytest.mark.skipif(bool(sandbox.unavailable()), reason=sandbox.unavailable() or "-")


def record(code: str, tests: str = "", name: str = "") -> CodeRecord:
    """A record of a Python function."""
    return CodeRecord.create(
        text="Does something with what it is given.",
        code=code,
        language="python",
        split="train",
        benchmark="b",
        repository="r/1",
        license="MIT",
        tests=tests,
        function_name=name,
    )


def verify(source: CodeRecord, **codes: str) -> dict[str, Verdict]:
    """What the gates find of translations, by the language that names each."""
    installed = {name: code for name, code in codes.items() if not get_language(name).not_runnable()}
    candidates = [Candidate(source, name, code) for name, code in installed.items()]
    return dict(zip(installed, Gates("executed").verify(candidates), strict=True))


FAIL = "def root(x):\n    if x < 0:\n        raise ValueError('negative')\n    return x * x"
FAIL_TESTS = (
    "assert root(2) == 4\nassert root(0) == 0\ntry:\n    root(-3)\nexcept ValueError:\n    pass\nelse:\n"
    "    raise AssertionError('it should have failed')\n"
)
FAILING = {
    "python": "def root(x):\n    if x < 0:\n        raise ValueError('no')\n    return x * x",
    "javascript": "function root(x) {\n  if (x < 0) throw new RangeError('no');\n  return x * x;\n}",
    "typescript": "function root(x: number): number {\n  if (x < 0) throw new Error('no');\n  return x * x;\n}",
    "ruby": "def root(x)\n  raise ArgumentError, 'no' if x < 0\n  x * x\nend",
    "php": "function root($x) {\n  if ($x < 0) { throw new Exception('no'); }\n  return $x * $x;\n}",
    "java": 'static int root(int x) {\n  if (x < 0) { throw new IllegalArgumentException("no"); }\n  return x * x;\n}',
    "go": 'import "errors"\n\nfunc Root(x int) (int, error) {\n\tif x < 0 {\n\t\treturn 0, errors.New("no")\n\t}\n'
    "\treturn x * x, nil\n}",
    "rust": 'fn root(x: i64) -> Result<i64, String> {\n    if x < 0 {\n        return Err("no".to_string());\n    }\n'
    "    Ok(x * x)\n}",
    "cpp": '#include <stdexcept>\n\nint root(int x) {\n    if (x < 0) throw std::invalid_argument("no");\n'
    "    return x * x;\n}",
    "csharp": 'static int Root(int x) {\n  if (x < 0) throw new System.ArgumentException("no");\n  return x * x;\n}',
    "kotlin": 'fun root(x: Int): Int {\n    if (x < 0) throw IllegalArgumentException("no")\n    return x * x\n}',
}
PANICS = {
    "go": 'func Root(x int) int {\n\tif x < 0 {\n\t\tpanic("no")\n\t}\n\treturn x * x\n}',
    "rust": 'fn root(x: i64) -> i64 {\n    if x < 0 {\n        panic!("no");\n    }\n    x * x\n}',
}
NEVER = {
    "python": "def root(x):\n    return x * x",
    "javascript": "function root(x) {\n  return x < 0 ? null : x * x;\n}",
    "ruby": "def root(x)\n  x * x\nend",
    "php": "function root($x) {\n  return $x * $x;\n}",
    "java": "static int root(int x) {\n  return x * x;\n}",
    "go": "func Root(x int) int {\n\treturn x * x\n}",
    "rust": "fn root(x: i64) -> i64 {\n    x * x\n}",
    "cpp": "int root(int x) {\n    return x * x;\n}",
}
ALWAYS = {
    "python": "def root(x):\n    raise ValueError('no')",
    "javascript": "function root(x) {\n  throw new Error('no');\n}",
}


@pytest.mark.parametrize("codes", [FAILING, PANICS], ids=["exception or error value", "panic"])
def test_a_call_that_must_fail_fails_as_the_language_has_it(codes: dict[str, str]) -> None:
    for name, verdict in verify(record(FAIL, FAIL_TESTS, "root"), **codes).items():
        assert (verdict.verified, verdict.problem) == ("executed", None), name


@pytest.mark.parametrize("codes", [NEVER, ALWAYS], ids=["never", "always"])
def test_a_call_that_does_not_fail_as_it_must_is_a_wrong_answer(codes: dict[str, str]) -> None:
    for name, verdict in verify(record(FAIL, FAIL_TESTS, "root"), **codes).items():
        assert verdict.problem is not None and verdict.problem.reason == "wrong_answer", name


def test_c_has_no_way_to_fail() -> None:
    (verdict,) = verify(record(FAIL, FAIL_TESTS, "root"), c="int root(int x)\n{\n    return x * x;\n}").values()
    assert (verdict.verified, verdict.problem) == ("compiled", None)
    assert "no way to fail" in verdict.note


def test_what_is_not_compared_is_not_verified() -> None:
    code = "def drain(items):\n    count = len(items)\n    return count"
    tests = "import json\nassert json.dumps(drain([1, 2])) == '2'\nassert drain([]) == 0"
    source, translation = record(code, tests, "drain"), "function drain(items) {\n  return 0;\n}"
    (verdict,) = verify(source, javascript=translation).values()
    assert (verdict.verified, verdict.problem) == ("compiled", None)
    assert verdict.note


HUGE = {
    "python": "def half(x):\n    return 10 ** 400",
    "ruby": "def half(x)\n  10**400\nend",
    "java": "static java.math.BigInteger half(double x) {\n  return java.math.BigInteger.TEN.pow(400);\n}",
    "javascript": "function half(x) {\n  return 1e308 * 10;\n}",
}


def test_an_integer_too_large_for_a_float_is_a_wrong_answer() -> None:
    tests = "assert half(3.0) == 1.5\nassert half(1.0) == 0.5"
    for name, verdict in verify(record("def half(x):\n    return x / 2", tests, "half"), **HUGE).items():
        assert verdict.problem is None or verdict.problem.reason == "wrong_answer", name
        assert verdict.verified != "executed", name


SAME = "def same(n):\n    return n % 7 * 3"
LAST = {
    "javascript": "function same(n) {\n  return n;\n}",
    "php": "function same($n) {\n  return $n;\n}",
    "ruby": "def same(n)\n  n\nend",
}
RIGHT = {
    "javascript": "function same(n) {\n  return ((n % 7) + 7) % 7 * 3;\n}",
    "ruby": "def same(n)\n  n % 7 * 3\nend",
}


def test_without_a_name_the_only_function_is_called() -> None:
    for verdict in verify(record(SAME), **LAST).values():
        assert verdict.problem is not None and verdict.problem.reason == "different_result"
    for verdict in verify(record(SAME), **RIGHT).values():
        assert verdict.verified == "executed"


def test_without_a_name_the_function_that_the_tests_call_is_meant() -> None:
    code = "def helper(n):\n    return n + 1\n\n\ndef twice(n):\n    return 2 * n"
    right = verify(record(code, "assert twice(4) == 8"), javascript="function twice(n) {\n  return 2 * n;\n}")
    assert right["javascript"].verified == "executed"


def test_where_it_is_not_clear_which_function_is_meant_the_gate_cannot_tell() -> None:
    code = "def one(n):\n    return n + 1\n\n\ndef two(n):\n    return n + 2"
    (verdict,) = verify(record(code), javascript="function one(n) {\n  return n;\n}").values()
    assert (verdict.verified, verdict.problem) == ("compiled", None)
    assert "function_name" in verdict.note
