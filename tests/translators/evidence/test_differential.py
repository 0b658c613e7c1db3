"""Calls of functions without tests: what is tried, what counts, and that it is always the same."""

import pytest

from pairloom.schemas import CodeRecord
from pairloom.translators.evidence.carried_tests import Examples
from pairloom.translators.evidence.differential import MIN_CASES, source_answers
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


def test_a_source_can_do_no_harm(tmp_path) -> None:
    marker = tmp_path / "marker"
    tmp_path.chmod(0o777)
    code = f"open({str(marker)!r}, 'w').write('x')\ndef f(x: int): return x + 1"
    assert isinstance(answer(code, "f"), str)
    assert not marker.exists()
