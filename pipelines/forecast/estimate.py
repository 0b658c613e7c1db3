"""Estimates the cost of a release before it is paid."""

import heapq
from collections.abc import Iterator
from dataclasses import dataclass, field

from pairloom.pipelines.forecast.plans import plan_source
from pairloom.schemas import Rejection, TranslationRequest
from pairloom.schemas.recipe import Recipe, TranslateSection
from pairloom.translators.llm.journal import answers_in, segments
from pairloom.translators.llm.prompts import messages
from pairloom.translators.llm.tokens import TokenCounter, token_counter
from pairloom.translators.registry import is_llm

SAMPLE = 200
"""Number of requests whose tokens are counted; the others are assumed to be like them."""

COMPLETION_RATIO = 1.25
"""Completion tokens for each token of source code, if the journal has no answers to measure it."""


@dataclass
class Estimate:
    """The planned and answered requests, and the estimate for the rest. The tokens are those of all requests that must
    still be sent; `counted_by` and `completion_from` name the methods. `seconds` is None without a rate."""

    records: int = 0
    rejected_rows: int = 0
    requests: int = 0
    unsupported: int = 0
    answered: int = 0
    to_ask: int = 0
    by_target: dict[str, int] = field(default_factory=dict)
    prompt_tokens: int = 0
    completion_tokens: int = 0
    counted_by: str = ""
    completion_from: str = ""
    seconds: float | None = None
    cost: float | None = None


@dataclass
class _Sample:
    """The `SAMPLE` requests with the smallest identifiers, which are hashes: a random sample, the same every time."""

    heap: list[tuple[int, str, TranslationRequest]] = field(default_factory=list)

    def add(self, request: TranslationRequest) -> None:
        entry = (-int(request.request_id, 16), request.request_id, request)
        if len(self.heap) < SAMPLE:
            heapq.heappush(self.heap, entry)
        else:
            heapq.heappushpop(self.heap, entry)

    def requests(self) -> list[TranslationRequest]:
        return [request for _, _, request in self.heap]


def estimate(recipe: Recipe, journal: str, tokens_per_second: float | None) -> Estimate:
    """Reads all sources and the journal, and estimates the remaining requests. Only language models have tokens and
    cost. Repairs and candidates after the first are not in the estimate.

    Raises SourceError and TranslatorError as a release would.
    """
    found = Estimate()
    answered, ratio = _journal(journal)
    seen: set[str] = set()
    for index, source in enumerate(recipe.source):
        sample, to_ask = _Sample(), 0
        for request in _new_requests(recipe, index, seen, found):
            if request.request_id in answered:
                found.answered += 1
            elif is_llm(source.translate):
                sample.add(request)
                to_ask += 1
        if to_ask:
            _add_cost(found, source.translate, sample.requests(), to_ask, ratio)
            found.to_ask += to_ask
    found.requests = len(seen)
    found.by_target = dict(sorted(found.by_target.items()))
    if tokens_per_second:
        found.seconds = found.completion_tokens / tokens_per_second
    return found


def _new_requests(recipe: Recipe, index: int, seen: set[str], found: Estimate) -> Iterator[TranslationRequest]:
    """The requests of a source that are not in `seen`. Counts them in `found`."""
    for plans in plan_source(recipe, index):
        if isinstance(plans, Rejection) or plans.unsound is not None:
            found.rejected_rows += 1
            continue
        found.records += 1
        found.unsupported += len(plans.unsupported)
        for request in (plan.request for plan in plans.plans):
            if request.request_id not in seen:
                seen.add(request.request_id)
                found.by_target[request.target_language] = found.by_target.get(request.target_language, 0) + 1
                yield request


def _journal(folder: str) -> tuple[set[str], float | None]:
    """The requests answered in a journal, and its completion tokens per prompt token."""
    answered: set[str] = set()
    prompt = completion = 0
    for path in segments(folder) if folder else ():
        for outcome in answers_in(path):
            answered.add(outcome.request_id)
            prompt += outcome.prompt_tokens
            completion += outcome.completion_tokens
    return answered, completion / prompt if prompt and completion else None


def _add_cost(
    found: Estimate,
    settings: TranslateSection,
    sample: list[TranslationRequest],
    count: int,
    ratio: float | None,
) -> None:
    counter, found.counted_by = token_counter(settings)
    prompt = sum(_prompt_tokens(request, counter) for request in sample) / len(sample)
    if ratio is None:
        completion = COMPLETION_RATIO * sum(_code_tokens(request, counter) for request in sample) / len(sample)
        found.completion_from = f"{COMPLETION_RATIO} for each token of source code"
    else:
        completion, found.completion_from = prompt * ratio, "as in the journal's answers"
    prompt_tokens, completion_tokens = round(prompt * count), round(completion * count)
    found.prompt_tokens += prompt_tokens
    found.completion_tokens += completion_tokens
    if settings.price_prompt or settings.price_completion:
        cost = (prompt_tokens * settings.price_prompt + completion_tokens * settings.price_completion) / 1e6
        found.cost = (found.cost or 0.0) + cost


def _prompt_tokens(request: TranslationRequest, counter: TokenCounter) -> int:
    return counter(messages(request.code, request.source_language, request.target_language, request.unit))


def _code_tokens(request: TranslationRequest, counter: TokenCounter) -> int:
    return counter([{"role": "user", "content": request.code}])
