"""Finds calls of functions without tests, and their sources' answers, to compare translations with them.

A source is run by its language's own driver, as translations are. Its types come from its signature, or else from its
names and uses: the types whose calls have answers. A call counts if it has the same plain answer in two processes and
twice in one. Two rounds of calls are made: the second has more of what had answers in the first, and neighbours of it.
The calls that a translation gets are those that reach new branches of the source, then the most varied ones. Calls
outside of the domain of a function (`domain`) are marked.
"""

import json
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from pairloom.schemas import CodeRecord
from pairloom.translators.evidence.carried_tests import Examples, NotCarried, common_type, plain
from pairloom.translators.evidence.compile import compile_pieces
from pairloom.translators.evidence.domain import INTEGER, numbers_in
from pairloom.translators.evidence.inputs import Proposal, propose_calls, vary_calls, weigh_call
from pairloom.translators.evidence.source_runs import SourceAnswer, SourceAnswers, SourceRun, run_sources
from pairloom.translators.evidence.sources import Source, prepare_source
from pairloom.translators.languages import get_language
from pairloom.translators.languages.programs import ANY, PlainType, Signature

MIN_CASES = 4
"""Minimum number of usable calls in the domain; fewer are no evidence."""

_FIRST = 64
_SECOND = 64
_KEPT = 48
_KEPT_OUTSIDE = 4
"""Of each reason for which calls are outside of the domain."""
_REPEATED = 6
"""Calls that are made a second time, to see whether earlier calls change the answers."""
_SEEDS = ("1", "2")
_UNSTABLE = 0.05
"""The largest share of calls whose answers may differ between processes: C++ has some for a memory that nobody set."""


def source_answers(records: Sequence[CodeRecord]) -> list[Examples | str]:
    """For each record calls of its function with the source's answers, or why there are none.

    Raises SandboxUnavailable if this machine has no sandbox.
    """
    found: dict[int, Examples | str] = {}
    sources: dict[int, Source] = {}
    for index, record in enumerate(records):
        try:
            sources[index] = prepare_source(record)
        except (NotCarried, ValueError, RecursionError, MemoryError) as problem:
            found[index] = str(problem)
    found |= _find_unresolved(sources)
    sources = {index: source for index, source in sources.items() if index not in found}
    for source in sources.values():
        _add_first_calls(source)
    _run(list(sources.values()), _SEEDS[:1])
    live = {index: source for index, source in sources.items() if not source.problem}
    for source in live.values():
        _add_second_calls(source)
    _run(list(live.values()), _SEEDS)
    for index, source in sources.items():
        try:
            found[index] = source.problem or _choose(source)
        except NotCarried as problem:
            found[index] = str(problem)
    return [found[index] for index in range(len(records))]


def _find_unresolved(sources: Mapping[int, Source]) -> dict[int, str]:
    """Index -> why a source cannot be run, for those whose compiler misses a name. Only compilers that check many
    sources in one process are asked: this is much cheaper than to build each source that does not compile."""
    found: dict[int, str] = {}
    for name in sorted({source.record.language for source in sources.values()}):
        if get_language(name).resolves_together:
            at = [index for index, source in sources.items() if source.record.language == name]
            diagnoses = compile_pieces(name, [sources[index].record.code for index in at])
            for index, diagnosis in zip(at, diagnoses, strict=True):
                if diagnosis.outcome == "unresolved":
                    found[index] = f"it cannot be called alone: {diagnosis.detail}"
    return found


# --- the calls --------------------------------------------------------------------------------------------------------


def _add_first_calls(source: Source) -> None:
    """Those of the text, then the same number for each choice of types."""
    count = _FIRST if len(source.signatures) == 1 else max(_FIRST * 3 // len(source.signatures), 16)
    for owner, types in enumerate(source.signatures):
        fitting = [Proposal(call, ("shown",)) for call in source.shown if all(map(_is, call, types))]
        seed = [source.record.code, [str(type_) for type_ in types]]
        calls = propose_calls(source.parameters(types), source.constants, source.domain, count, seed)
        source.calls += [*fitting, *calls]
        source.owners += [owner] * (len(fitting) + len(calls))


def _is(value: Any, type_: PlainType) -> bool:
    """Whether a value that a text shows may be of a type."""
    match type_.kind:
        case "any":
            return True
        case "optional":
            return value is None or _is(value, type_.held)
        case "list" | "set" | "linked" | "tree":
            return isinstance(value, list) and all(item is None or _is(item, type_.held) for item in value)
        case "dict":
            return isinstance(value, dict) and all(_is(item, type_.held) for item in value.values())
        case "tuple":
            return isinstance(value, list) and len(value) == len(type_.items)
        case "char":
            return isinstance(value, str) and len(value) == 1
        case "float":
            return isinstance(value, int | float) and not isinstance(value, bool)
    return type(value).__name__ == type_.kind


def _add_second_calls(source: Source) -> None:
    """Keeps the calls of the best types that had answers, and adds more like them, with some calls a second time."""
    owner = _best_types(source)
    types = source.signatures[owner]
    tried = [(call, source.answered.get(at)) for at, call in enumerate(source.calls) if source.owners[at] == owner]
    good = [call for call, answer in tried if answer is not None]
    if len(source.signatures) > 1 and len(good) < MIN_CASES:
        source.problem = source.problem or _TOO_FEW
        return
    worth = _worth(tried)
    parameters = source.parameters(types)
    seed = ["second", source.record.code, [str(type_) for type_ in types]]
    new = propose_calls(parameters, source.constants, source.domain, _SECOND // 2, seed, worth)
    new += vary_calls(good, parameters, source.domain, _SECOND // 2, seed)
    distinct = {json.dumps(call.arguments): call for call in [*good, *new]}
    source.calls = [*distinct.values(), *good[:_REPEATED]]
    source.owners = [owner] * len(source.calls)


_TOO_FEW = "too few calls of the source with plain values have an answer to compare with"


def _best_types(source: Source) -> int:
    """The index of the types whose calls reach most of the code and have the most answers; of several that are about as
    good, the most likely ones."""
    scores = []
    for owner in range(len(source.signatures)):
        at = [index for index, other in enumerate(source.owners) if other == owner]
        answers = [source.answered[index] for index in at if index in source.answered]
        reached = set().union(*(answer.trace.get("branches", ()) for answer in answers))
        varied = len(answers) >= MIN_CASES and len({answer.text for answer in answers}) > 1
        scores.append((1 + len(reached)) * (1 + len(answers) / max(len(at), 1)) if varied else 0.0)
    return next(owner for owner, score in enumerate(scores) if score >= 0.9 * max(scores))


def _worth(tried: Sequence[tuple[Proposal, SourceAnswer | None]]) -> dict[str, float]:
    """Choice -> factor of its weight: the share of its calls that had answers, and how many different ones."""
    calls: dict[str, list[SourceAnswer | None]] = defaultdict(list)
    for call, answer in tried:
        for choice in call.choices:
            calls[choice].append(answer)
    worth = {}
    for choice, answers in calls.items():
        good = [answer.text for answer in answers if answer is not None]
        worth[choice] = 0.1 + (len(good) + 1) / (len(answers) + 2) * (0.5 + len(set(good)) / (len(good) + 1))
    return worth


def _run(sources: Sequence[Source], seeds: Sequence[str]) -> None:
    """Makes the calls of sources; keeps the answers that are the same in all processes."""
    runs = []
    for source in sources:
        pairs = sorted(zip(source.calls, source.owners, strict=True), key=lambda pair: weigh_call(pair[0].arguments))
        source.calls, source.owners = [call for call, _ in pairs], [owner for _, owner in pairs]
        types = source.signatures[source.owners[0]] if source.owners else ()
        if len(set(source.owners)) > 1:
            types = (ANY,) * len(source.names)
        signature = Signature(types, source.returns or ANY)
        calls = [call.arguments for call in source.calls]
        runs.append(SourceRun(source.record.language, source.record.code, source.name, signature, calls))
    for source, answers in zip(sources, run_sources(runs, seeds), strict=True):
        common = set(answers[0].found).intersection(*(each.found for each in answers))  # one may be stopped earlier
        source.answered = {at: answer for at, answer in answers[0].found.items() if at in common}
        if not source.answered:
            source.problem = next((each.problem for each in answers if each.problem), _TOO_FEW)
        elif unstable := _unstable_calls(source, answers):
            source.answered = {at: answer for at, answer in source.answered.items() if at not in unstable}
            if len(unstable) > len(source.calls) * _UNSTABLE:
                source.problem = "the function answers differently each time"


def _unstable_calls(source: Source, processes: Sequence[SourceAnswers]) -> set[int]:
    """The calls whose answers differ, between processes or within one. All calls, if one that is made twice on purpose
    has two answers."""
    texts: dict[str, set[str]] = defaultdict(set)
    unstable = set()
    for at, call in enumerate(source.calls):
        said = {each.found[at].text for each in processes if at in each.found}
        if len(said) > 1:
            unstable.add(at)
        else:
            texts[json.dumps(call.arguments)] |= said
    changing = {key for key, said in texts.items() if len(said) > 1}
    if changing and len(set(source.owners)) == 1:
        return set(range(len(source.calls)))
    return unstable | {at for at, call in enumerate(source.calls) if json.dumps(call.arguments) in changing}


# --- the choice -------------------------------------------------------------------------------------------------------


def _choose(source: Source) -> Examples:
    """The cases for translations. Raises NotCarried if there are too few."""
    shown = [json.dumps(call) for call in source.shown]
    cases = _all_cases(source)
    outside = {key: case["outside"] for key, case in cases.items() if "outside" in case and key not in shown}
    inside = {key: _unmarked(cases[key]) for key in (*shown, *cases) if key in cases and key not in outside}
    branches = {
        json.dumps(source.calls[at].arguments): frozenset(answer.trace.get("branches", ()))
        for at, answer in source.answered.items()
    }
    chosen = _most_varied(inside, branches, _KEPT, shown)
    if len(chosen) < MIN_CASES or len(set(map(_outcome, chosen))) < 2:
        raise NotCarried(_TOO_FEW)
    cases_outside = []
    for reason in dict.fromkeys(outside.values()):
        alike = {key: cases[key] for key in outside if outside[key] == reason}
        cases_outside += _most_varied(alike, branches, _KEPT_OUTSIDE)
    cases_of_both = [*chosen, *cases_outside]
    return Examples(source.name, _signature(source, cases_of_both), cases_of_both, MIN_CASES)


def _all_cases(source: Source) -> dict[str, dict[str, Any]]:
    """Arguments as JSON -> case, for the calls with plain answers. A function that only changes its arguments has what
    it changed in place of an answer."""
    is_procedure = all(answer.text == "null" for answer in source.answered.values())
    may_end = not is_procedure and not _NOTHING.search(source.record.code)
    cases: dict[str, dict[str, Any]] = {}
    for at, answer in source.answered.items():
        call = source.calls[at]
        try:
            case: dict[str, Any] = {"arguments": call.arguments, "expected": plain(json.loads(answer.text))}
            if is_procedure:
                after = {position: plain(json.loads(text)) for position, text in answer.changed.items()}
                case["changed"] = {position: value for position, value in after.items() if position >= 0}
        except (ValueError, RecursionError):
            continue
        if left := "no result" if may_end and answer.text == "null" else _outside(source, call.arguments, answer):
            case["outside"] = left
        cases[json.dumps(call.arguments)] = case
    changing = {
        position
        for case in cases.values()
        for position, value in case.get("changed", {}).items()
        if value != case["arguments"][position]
    }
    for case in cases.values():
        if is_procedure:
            case["changed"] = {at: value for at, value in case["changed"].items() if at in changing}
    return cases


_NOTHING = re.compile(r"\b(?:None|null|nil|NULL|nullptr|undefined|Optional)\b|\breturn\s*(?:;|\n|$)")
"""What code contains that returns nothing on purpose; other code that does has fallen off its end."""


def _unmarked(case: Mapping[str, Any]) -> dict[str, Any]:
    """A case in the domain."""
    return {key: value for key, value in case.items() if key != "outside"}


def _outcome(case: Mapping[str, Any]) -> str:
    return json.dumps([case["expected"], case.get("changed")])


def _signature(source: Source, cases: Sequence[Mapping[str, Any]]) -> Signature:
    """The types of the calls, and of the answers if the source does not state it."""
    returns = source.returns
    if any(answer.trace.get("kind") == "set" for answer in source.answered.values()):
        items = [item for case in cases for item in case["expected"] or ()]
        returns = PlainType("set", common_type(items, None))
    elif returns is None or not {returns.kind, *(inner.kind for inner in returns.inner)} & _NAMED_KINDS:
        returns = common_type([case["expected"] for case in cases], returns)
    return Signature(source.signatures[source.owners[0]], returns)


_NAMED_KINDS = {"char", "set", "tuple", "linked", "tree"}
"""Kinds of types that cannot be told from their values."""


def _outside(source: Source, arguments: Sequence[Any], answer: SourceAnswer) -> str:
    """What of a call lies outside of the source's domain, "" if nothing does.

    Where neither the driver nor the language says whether an integer has overflowed, the product of the largest one
    with itself may have. Languages understand a shift by more bits than an integer has differently.
    """
    if "a negative index" in answer.trace.get("oddities", ()):
        return "a negative index"
    language = get_language(source.record.language)
    reach = max(map(abs, numbers_in([*arguments])), default=0)
    largest = answer.trace.get("largest", 0 if language.traps_overflow else reach**2)
    if "<<" in source.record.code and reach > 31 and "largest" not in answer.trace and not language.traps_overflow:
        largest = 1 << 32
    answers = {abs(number) for number in numbers_in(json.loads(answer.text))}
    if answers & {INTEGER, INTEGER + 1} or (not language.types and max(answers, default=0) > INTEGER):
        largest = 1 << 32
    return source.domain.leave(arguments, source.names, largest)


def _most_varied(
    cases: Mapping[str, dict[str, Any]], branches: Mapping[str, frozenset[int]], most: int, first: Sequence[str] = ()
) -> list[dict[str, Any]]:
    """At most `most` cases: `first`, those that reach new branches, then one of each answer in turn."""
    reached: set[int] = set()
    chosen: dict[str, dict[str, Any]] = {}
    for key, case in cases.items():
        if key in first or branches[key] - reached:
            reached |= branches[key]
            chosen[key] = case
    by_answer: dict[str, list[str]] = defaultdict(list)
    for key, case in cases.items():
        by_answer[_outcome(case)].append(key)
    for rank in range(most):
        for keys in by_answer.values():
            if len(chosen) < most and rank < len(keys):
                chosen.setdefault(keys[rank], cases[keys[rank]])
    return list(chosen.values())[:most]
