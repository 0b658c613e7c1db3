"""Scores a translator: the results of its translations at each gate, for each pair of languages.

Reading, translating and checking are the same as in a release, with the gates up to "executed". Nothing is written.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from pairloom.pipelines.forecast.plans import plan_source
from pairloom.pipelines.graph.checking import check_outcomes
from pairloom.pipelines.graph.planning import Plan
from pairloom.schemas import CodePair, Rejection, TranslationOutcome, TranslationRequest
from pairloom.schemas.errors import PairloomError
from pairloom.schemas.rates import Rate
from pairloom.schemas.recipe import Recipe, TranslateSection
from pairloom.translators import registry
from pairloom.translators.base import Translator
from pairloom.translators.evidence import Candidate, Gates, Verdict
from pairloom.translators.llm.journal import JournalWriter, answers_in, segments

_BATCH = 64


@dataclass(frozen=True)
class Score:
    """The result of one translation. `furthest` is the last stage that it reached: "asked", "parsed", "compiled" or
    "passed". `undecided` is the first gate without a result ("compiled" or "passed"), "" if none. `similarity` to the
    reference is 0 to 100, None without one. `cost` is in the currency of the recipe's prices, None without prices."""

    source: str
    target: str
    furthest: str
    undecided: str
    reason: str
    gates: tuple[str, ...]
    tokens: int
    similarity: float | None
    cost: float | None = None


def score(recipe: Recipe, references: Mapping[tuple[str, str], str], journal: str = "") -> Iterator[Score]:
    """The score of each translation planned by `recipe`, in order.

    references: (source code, target language) -> reference translation. journal: the folder of the journal, "" for
    none.

    Raises PairloomError, also if there are references and sacrebleu is not installed.
    """
    similarity = _chrf() if references else None
    gates = Gates("executed")
    for index, source in enumerate(recipe.source):
        kept = journal if registry.is_llm(source.translate) else ""
        writer = JournalWriter(kept) if kept else None
        translator = (
            registry.make_llm(source.translate, writer) if writer else registry.make_translator(source.translate)
        )
        known = {answer.request_id: answer for path in segments(kept) for answer in answers_in(path)} if kept else {}
        try:
            plans = _plans(recipe, index)
            while batch := list(islice(plans, _BATCH)):
                outcomes = _ask(translator, [plan.request for plan in batch], known)
                judged = _judge(batch, outcomes, gates, references, similarity)
                yield from (
                    _add_cost(one, outcome, source.translate) for one, outcome in zip(judged, outcomes, strict=True)
                )
        finally:
            translator.close()


def _plans(recipe: Recipe, index: int) -> Iterator[Plan]:
    """The plans of a source. Invalid rows, invalid sources and unsupported targets are left out, because the translator
    is not responsible for them."""
    for plans in plan_source(recipe, index, judge=True):
        if not isinstance(plans, Rejection):
            yield from plans.plans


def _ask(
    translator: Translator, requests: Sequence[TranslationRequest], known: dict[str, TranslationOutcome]
) -> list[TranslationOutcome]:
    """The outcomes of `requests` in order. Only requests that are not in `known` are sent, each once."""
    missing = list({r.request_id: r for r in requests if r.request_id not in known}.values())
    known.update(zip((r.request_id for r in missing), translator.translate(missing), strict=True))
    return [known[request.request_id] for request in requests]


def _add_cost(judged: Score, outcome: TranslationOutcome, settings: TranslateSection) -> Score:
    """`judged` with the cost of the translation; prices are per million tokens."""
    if not (settings.price_prompt or settings.price_completion):
        return judged
    prompt, completion = outcome.prompt_tokens, outcome.completion_tokens
    cost = (prompt * settings.price_prompt + completion * settings.price_completion) / 1e6
    return replace(judged, cost=cost)


def _judge(
    batch: Sequence[Plan],
    outcomes: Sequence[TranslationOutcome],
    gates: Gates,
    references: Mapping[tuple[str, str], str],
    similarity: Callable[[str, str], float] | None,
) -> Iterator[Score]:
    results = check_outcomes(list(zip(batch, outcomes, strict=True)))
    pairs = [(at, result) for at, result in enumerate(results) if isinstance(result, CodePair)]
    candidates = [Candidate(batch[at].record, pair.target_language, pair.target_code) for at, pair in pairs]
    verdicts = dict(zip((at for at, _ in pairs), gates.verify(candidates), strict=True))
    for at, (plan, outcome) in enumerate(zip(batch, outcomes, strict=True)):
        result, tokens = results[at], outcome.prompt_tokens + outcome.completion_tokens
        languages = (plan.record.language, plan.request.target_language)
        if not isinstance(result, CodePair):
            yield Score(*languages, "asked", "", result.reason, (), tokens, None)
            continue
        reference = references.get((plan.record.code, plan.request.target_language))
        alike = similarity(result.target_code, reference) if similarity and reference else None
        yield _score(languages, verdicts[at], tokens, alike)


def _score(languages: tuple[str, str], verdict: Verdict, tokens: int, alike: float | None) -> Score:
    reason = verdict.problem.reason if verdict.problem else ""
    furthest = {"executed": "passed"}.get(verdict.verified, verdict.verified)
    undecided = ""
    if not verdict.problem and furthest != "passed":
        undecided = "compiled" if furthest == "parsed" else "passed"
    return Score(*languages, furthest, undecided, reason, verdict.gates, tokens, alike)


_ORDER = ("asked", "parsed", "compiled", "passed")


def rates(judged: Sequence[Score]) -> dict[str, Rate]:
    """For "parsed", "compiled" and "passed": the share of translations that reached it, among those with a result. A
    translation that failed earlier counts as failed; one that no gate could check is left out."""
    found = {}
    for at, stage in enumerate(_ORDER[1:], 1):
        told = [one for one in judged if not one.undecided or _ORDER.index(one.undecided) > at]
        found[stage] = Rate(sum(_ORDER.index(one.furthest) >= at for one in told), len(told))
    return found


def summarise_scores(scores: Sequence[Score]) -> list[dict[str, Any]]:
    """The results of the translations of each two languages, as plain data."""
    pairs = sorted({(one.source, one.target) for one in scores})
    return [_summarise(pair, [one for one in scores if (one.source, one.target) == pair]) for pair in pairs]


def _summarise(pair: tuple[str, str], scores: list[Score]) -> dict[str, Any]:
    shares = rates(scores)
    alike = [one.similarity for one in scores if one.similarity is not None]
    passed = sum(one.furthest == "passed" for one in scores)
    tokens = sum(one.tokens for one in scores)
    costs = [one.cost for one in scores if one.cost is not None]
    return {
        "source": pair[0],
        "target": pair[1],
        "translations": len(scores),
        **{stage: _share(rate) for stage, rate in shares.items()},
        "chrf": round(sum(alike) / len(alike), 1) if alike else None,
        "tokens_per_passed": round(tokens / passed) if tokens and passed else None,
        "cost": sum(costs) if costs else None,
        "cost_per_passed": sum(costs) / passed if costs and passed else None,
        "refused": dict(sorted(Counter(one.reason for one in scores if one.reason).items())),
        "gates": dict(sorted(Counter(gate for one in scores for gate in one.gates).items())),
    }


def _share(rate: Rate) -> dict[str, Any]:
    interval = rate.interval
    return {
        "count": rate.count,
        "of": rate.total,
        "share": round(rate.share, 4) if rate.share is not None else None,
        "interval": [round(end, 4) for end in interval] if interval else None,
    }


def _chrf() -> Callable[[str, str], float]:
    """A function for the similarity of two texts by character n-grams: chrF (Popović 2015), from the package
    sacrebleu."""
    try:
        from sacrebleu.metrics import CHRF
    except ImportError:
        raise PairloomError("comparing with references needs sacrebleu: pip install 'pairloom[score]'") from None
    metric = CHRF()
    return lambda text, reference: float(metric.sentence_score(text, [reference]).score)
