"""Measures how strong the evidence of calls is: how many there are, which branches of the source they reach, and which
mutants of the source they tell apart.

All of it is measured by running changed sources on the calls, as translations are run, so it works for every language
that can be run.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from pairloom.schemas import CodeRecord
from pairloom.translators.evidence.carried_tests import Examples
from pairloom.translators.evidence.execute import Result, Trial, run_trials
from pairloom.translators.evidence.mutants import broken_branches, mutants
from pairloom.translators.sandbox.sandbox import Limits

MUTANTS, BRANCHES = 12, 8
"""The most mutants and branches of a source that are tried."""
_LIMITS = Limits(cpu_seconds=2, seconds=20, memory_bytes=1 << 30)
NOT_MEASURED = -1.0


@dataclass(frozen=True)
class Strength:
    """calls: the number of calls whose results are compared. branches: the share of the source's branches that they
    reach. mutants: the share of its mutants that they tell apart. The shares are -1 where they were not measured: the
    source cannot be run, or has none."""

    calls: int = 0
    branches: float = NOT_MEASURED
    mutants: float = NOT_MEASURED


def measure_strength(found: Sequence[tuple[CodeRecord, Examples]]) -> list[Strength]:
    """The strength of the cases of each record, in order. Raises SandboxUnavailable if this machine has no sandbox."""
    trials: list[Trial] = []
    parts: list[tuple[range, range]] = []
    for record, examples in found:
        parts.append(
            (
                _add(trials, record, examples, broken_branches(record.code, record.language, BRANCHES)),
                _add(trials, record, examples, mutants(record.code, record.language, MUTANTS)),
            )
        )
    results = run_trials(trials, _LIMITS)
    return [
        Strength(count_calls(examples), _share(results, branches), _share(results, changed))
        for (_, examples), (branches, changed) in zip(found, parts, strict=True)
    ]


def find_weakness(strength: Strength, least: Strength) -> str:
    """In which way evidence is weaker than `least`; "" if it is not."""
    for name, found, wanted in (
        ("calls", strength.calls, least.calls),
        ("branches", strength.branches, least.branches),
        ("mutants", strength.mutants, least.mutants),
    ):
        if wanted > 0 and found < wanted:
            said = "not measured" if found < 0 else f"{found:g}"
            return f"the evidence is weak: {name} {said}, {wanted:g} is the least"
    return ""


def _add(trials: list[Trial], record: CodeRecord, examples: Examples, codes: Sequence[str]) -> range:
    """Adds a trial of each of `codes`, and one of the source itself, which must pass: its place is the first."""
    start = len(trials)
    if codes:
        trials.extend(Trial(record.language, code, examples) for code in (record.code, *codes))
    return range(start, len(trials))


def count_calls(examples: Examples) -> int:
    """The number of calls that decide: those in the domain of the source."""
    return sum(not case.get("outside") for case in examples.cases)


def _share(results: Sequence[Result], places: range) -> float:
    """The share of changed sources that fail among those that can be run."""
    if not places or results[places[0]].outcome != "passed":
        return NOT_MEASURED
    outcomes = [results[place].outcome for place in places[1:]]
    judged = [outcome for outcome in outcomes if outcome != "unknown"]
    return round(judged.count("failed") / len(judged), 3) if judged else NOT_MEASURED
