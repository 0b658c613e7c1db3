"""The checks of single rows."""

from collections.abc import Iterator
from dataclasses import dataclass

from pairloom.pipelines.graph.steps.split import assign_split
from pairloom.pipelines.release.read.verify.subject import shorten
from pairloom.schemas import LANGUAGES, CodePair
from pairloom.schemas.guard import Died, call_each
from pairloom.schemas.hashing import hash_fraction
from pairloom.schemas.reasons import GATES, LEVELS, level_of
from pairloom.schemas.recipe import Recipe, SplitSection
from pairloom.schemas.records import UNITS
from pairloom.translators.checks import check_code


@dataclass(frozen=True)
class Rules:
    """The rules for rows.

    split: the recipe's [split]. level: the level that each row must have. required: gates that each row must have
    passed. unasked: gates that no row can have passed. fraction: the share of rows whose code is parsed. place: the
    split of the rows' file.
    """

    split: SplitSection
    level: str
    required: tuple[str, ...]
    unasked: tuple[str, ...]
    fraction: float = 1.0
    place: str = ""

    @classmethod
    def of(cls, recipe: Recipe) -> "Rules":
        """The rules of a recipe."""
        check = recipe.check
        unasked = tuple(gate for gate in GATES if gate in type(check).model_fields and getattr(check, gate) is None)
        required = tuple(gate for gate in GATES if getattr(getattr(check, gate, None), "require", False))
        return cls(recipe.split, check.level, required, unasked)


def check_values(pair: CodePair, rules: Rules) -> Iterator[str]:
    """Each value is valid for its column and consistent with the others."""
    for side, language in (("source", pair.source_language), ("target", pair.target_language)):
        if language not in LANGUAGES:
            yield f"{side}_language is {shorten(language)}"
    if pair.source_language == pair.target_language:
        yield f"source and target are both {pair.source_language}"
    if pair.unit not in UNITS:
        yield f"unit is {shorten(pair.unit)}; allowed: {', '.join(UNITS)}"
    if pair.verified not in LEVELS:
        yield f"verified is {shorten(pair.verified)}; allowed: {', '.join(LEVELS)}"
    elif LEVELS.index(pair.verified) < LEVELS.index(rules.level):
        yield f"is only {pair.verified}, but the recipe requires {rules.level}"
    yield from _check_evidence(pair, rules)
    if pair.duplicates < 0:
        yield f"duplicates is {pair.duplicates}"


def _check_evidence(pair: CodePair, rules: Rules) -> Iterator[str]:
    """`gates` is valid and consistent with the recipe and with `verified`, which follows from the gates."""
    unknown = [gate for gate in pair.gates if gate not in GATES]
    if unknown:
        yield f"gates has {shorten(unknown[0])}; allowed: {', '.join(GATES)}"
        return
    shown = ", ".join(pair.gates) or "none"
    if list(pair.gates) != [gate for gate in GATES if gate in pair.gates]:
        yield f"gates are {shown}: each may occur once, in the order {', '.join(GATES)}"
    if "parse" not in pair.gates:
        yield f"gates are {shown}: every pair must have passed parse"
    if pair.verified in LEVELS and pair.verified != level_of(pair.gates):
        yield f"is {pair.verified}, but its gates ({shown}) give {level_of(pair.gates)}"
    for gate in rules.required:
        if gate not in pair.gates:
            yield f"gates are {shown}: the recipe requires {gate}"
    for gate in rules.unasked:
        if gate in pair.gates:
            yield f"gates are {shown}: the recipe does not ask for {gate}"


def check_id(pair: CodePair, rules: Rules) -> Iterator[str]:
    """The identifier is the hash of the row."""
    if pair.pair_id != pair.expected_id():
        yield f"its content has the identifier {pair.expected_id()}: the row was changed"


def check_split(pair: CodePair, rules: Rules) -> Iterator[str]:
    """The row's split is that of its file, and the one that the recipe gives it."""
    if pair.split != rules.place:
        yield f"its split is {shorten(pair.split)}"
    elif rules.split.by != "source" and assign_split(pair, rules.split) != rules.place:
        yield f"belongs to {assign_split(pair, rules.split)} by its {rules.split.by}"


def check_parse(pairs: list[CodePair], rules: Rules) -> Iterator[tuple[int, str]]:
    """The code of the sampled rows parses. It is parsed in another process, because it may crash or hang a parser."""
    sides = [
        (number, side, code, language, pair.unit)
        for number, pair in enumerate(pairs)
        if _is_parsed(pair, rules.fraction)
        for side, code, language in (
            ("source", pair.source_code, pair.source_language),
            ("translation", pair.target_code, pair.target_language),
        )
    ]
    problems = call_each(check_code, [(code, language, unit) for _, _, code, language, unit in sides])
    for (number, side, _, language, _), problem in zip(sides, problems, strict=True):
        if problem is not None:
            detail = str(problem) if isinstance(problem, Died) else problem.detail
            yield number, f"its {side} is not valid {LANGUAGES[language].title}: {problem.reason}: {detail}"


def _is_parsed(pair: CodePair, fraction: float) -> bool:
    known = pair.source_language in LANGUAGES and pair.target_language in LANGUAGES
    return known and (fraction == 1 or hash_fraction("verify", pair.pair_id) < fraction)
