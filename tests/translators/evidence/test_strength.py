"""The strength of evidence: mutants and branches of sources in every language, and what calls tell of them."""

import pytest

from pairloom.schemas import CodeRecord
from pairloom.translators.evidence import Candidate, Gates
from pairloom.translators.evidence.carried_tests import Examples, carry_tests
from pairloom.translators.evidence.mutants import broken_branches, mutants
from pairloom.translators.evidence.strength import Strength, find_weakness, measure_strength
from pairloom.translators.languages import get_language, parse
from tests.translators.languages import RUNNABLE, read_function

SOURCE = """def limit(value: int, low: int, high: int) -> int:
    if value < low:
        return low
    if value > high:
        return high
    return value"""
WEAK = "assert limit(5, 1, 9) == 5\nassert limit(6, 1, 9) == 6"
STRONG = WEAK + "\nassert limit(0, 1, 9) == 1\nassert limit(12, 1, 9) == 9\nassert limit(1, 1, 9) == 1"
PHP = """function limit($value, $low, $high) {
  if ($value < $low) {
    return $low;
  }
  return $value > $high ? $high : $value;
}"""


def record(tests: str) -> CodeRecord:
    return CodeRecord.create(
        benchmark="b", language="python", code=SOURCE, text="Limits.", tests=tests, function_name="limit"
    )


def examples(tests: str) -> Examples:
    return carry_tests(tests, SOURCE, "limit")


def test_mutants_have_one_change_each() -> None:
    found = mutants(SOURCE, "python", 99)
    changed = [
        [(old, new) for old, new in zip(SOURCE.splitlines(), mutant.splitlines(), strict=True) if old != new]
        for mutant in found
    ]
    assert all(len(lines) == 1 for lines in changed)
    assert {lines[0][1].strip() for lines in changed} == {
        *("if value <= low:", "if not (value < low):"),
        *("if value >= high:", "if not (value > high):"),
    }
    assert mutants(SOURCE, "python", 2) == found[:2]


@pytest.mark.parametrize("language", RUNNABLE)
def test_every_language_has_mutants_and_branches_that_parse(language: str) -> None:
    grammar = get_language(language).grammar
    looping, adding = read_function(language, "greet_all"), read_function(language, "double_up")
    broken = broken_branches(looping, language, 8)
    assert broken and all(get_language(language).failure in other for other in broken)
    changed = mutants(adding, language, 12)
    assert changed and adding not in changed
    assert not any(parse(other, grammar).root.has_error for other in (*broken, *changed))


def test_calls_that_reach_more_are_stronger() -> None:
    weak, strong = measure_strength([(record(tests), examples(tests)) for tests in (WEAK, STRONG)])
    assert weak == Strength(2, 0.0, 0.5), "both negations are noticed, neither limit is"
    assert strong == Strength(5, 1.0, 0.5 + 0.0), "a limit and its neighbour answer the same"


def test_weak_evidence_does_not_count_as_executed() -> None:
    if reason := get_language("php").not_runnable():
        pytest.skip(reason)
    gates = Gates("executed", least=Strength(0, 0.5, 0.0))
    weak, strong = gates.verify([Candidate(record(tests), "php", PHP) for tests in (WEAK, STRONG)])
    assert (weak.verified, weak.gates) == ("compiled", ("compile",))
    assert weak.note == "the evidence is weak: branches 0, 0.5 is the least"
    assert (strong.verified, strong.strength.branches) == ("executed", 1.0)
    [unmeasured] = Gates("executed").verify([Candidate(record(WEAK), "php", PHP)])
    assert (unmeasured.verified, unmeasured.strength) == ("executed", Strength(2, -1.0, -1.0))


def test_a_share_that_was_not_measured_reaches_no_limit() -> None:
    assert find_weakness(Strength(9), Strength(9, 0.0, 0.0)) == ""
    assert "mutants not measured" in find_weakness(Strength(9), Strength(0, 0.0, 0.1))
    assert "calls 9, 10 is the least" in find_weakness(Strength(9), Strength(10, 0.0, 0.0))
