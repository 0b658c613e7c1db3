"""Chooses among several solutions of a problem in one language: the first ones that are sound, each once.

A problem is a `repository` of a source. A source program with tests is sound only if it passes them.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from pairloom.pipelines.graph.planning import Sourced, examine_batch, reject_source
from pairloom.pipelines.sources.registry import solutions_of
from pairloom.schemas import CodeRecord, Rejection
from pairloom.schemas.hashing import content_hash
from pairloom.schemas.recipe import Recipe
from pairloom.translators.checks.check import squeeze

ProblemKey: TypeAlias = tuple[int, str, str]
"""Source, name of the problem, language."""


class FirstSolutions:
    """The first solutions of each problem, for one process that reads them in order. limit: for each problem, None for
    no limit."""

    def __init__(self, limit: int | None) -> None:
        self.limit = limit
        self.used: Counter[ProblemKey] = Counter()
        self.seen: set[tuple[ProblemKey, str]] = set()

    def is_open(self, found: Sourced) -> bool:
        """Whether the problem of `found` needs a solution and does not have this one."""
        if self.limit is None:
            return True
        problem = problem_of(found)
        known = (problem, content_hash(squeeze(found.record.code)))
        if known in self.seen or self.used[problem] >= self.limit:
            return False
        self.seen.add(known)
        return True

    def use(self, found: Sourced) -> bool:
        """Uses a sound solution, unless its problem has enough in the meantime."""
        if self.limit is None:
            return True
        self.used[problem_of(found)] += 1
        return self.used[problem_of(found)] <= self.limit


def limits_of(recipe: Recipe) -> list[int | None]:
    """For each source of `recipe` how many solutions of a problem are used, None for all."""
    return [solutions_of(source) for source in recipe.source]


def problem_of(found: Sourced) -> ProblemKey:
    """The problem that a record solves. A record without a `repository` has a problem of its own."""
    return found.source, found.record.repository or found.record.record_id, found.record.language


@dataclass
class _Choice:
    """The solutions of one problem. `waiting`: those not examined yet, in order. `open`: how many more are used."""

    waiting: list[Sourced]
    open: int

    def take(self) -> list[Sourced]:
        """The next ones, as many as are used if all of them are sound."""
        taken, self.waiting = self.waiting[: self.open], self.waiting[self.open :]
        return taken


def choose_solutions(
    problems: Sequence[Sequence[Sourced]], limits: Sequence[int], *, judge: bool
) -> Iterator[Sourced | Rejection]:
    """The used solutions of each of `problems`, and a rejection for each other one. Problems are taken together,
    because a compiler takes longer to start than to compile.

    problems: the solutions of each. limits: how many of them are used. judge: whether programs must pass their tests.
    """
    choices = []
    for solutions, limit in zip(problems, limits, strict=True):
        ordered = sorted(solutions, key=lambda found: (found.place, found.record.record_id))
        first = {squeeze(found.record.code): found for found in reversed(ordered)}
        choices.append(_Choice([found for found in ordered if first[squeeze(found.record.code)] is found], limit))
        for found in ordered:
            same = first[squeeze(found.record.code)]
            if same is not found:
                yield _reject(found.record, "same_solution", f"It equals record {same.record.record_id}.")
    while taken := [(choice, found) for choice in choices for found in choice.take()]:
        examined = examine_batch([found for _, found in taken], judge=judge)
        for (choice, found), source in zip(taken, examined, strict=True):
            if source.problem is None:
                choice.open -= 1
                yield found._replace(judged=True)
            else:
                yield reject_source(found.record, source.problem)
    for choice, limit in zip(choices, limits, strict=True):
        for found in choice.waiting:
            yield _reject(found.record, "surplus", f"The first {limit} of its problem are used.")


def _reject(record: CodeRecord, reason: str, detail: str) -> Rejection:
    return Rejection.create("source", reason, detail, record_id=record.record_id, payload=record.code)
