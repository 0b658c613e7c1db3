"""Counts of the requests to language models and their replies, summed over bundles, processes and machines."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from pairloom.schemas import TranslationOutcome


@dataclass(frozen=True)
class Answer:
    """An outcome, with the figures of its requests in this run.

    failures: the reasons of failed attempts. candidates: replies read. cached_tokens: prompt tokens from the server's
    prefix cache, 0 if it does not report them. in_flight, most_in_flight: concurrent requests of this process at the
    end, and the most so far. began, ended: seconds since 1970.
    """

    outcome: TranslationOutcome
    failures: tuple[str, ...]
    candidates: int
    cached_tokens: int
    in_flight: int
    most_in_flight: int
    began: float
    ended: float


@dataclass
class Usage:
    """Figures of one source. The first group counts all its requests, also those answered by the journal, and is the
    same in every run. The second group counts the requests of this run.

    sent_back: how often a reply that failed the checks was sent back. repaired: requests whose first reply failed the
    checks and whose last reply passed. servers, revisions: replies by server software and by revision of the model, ""
    for unknown. failed: requests without a reply after all attempts. errors: failed attempts by reason.
    most_in_flight: in one process. began, ended: of the first and the last answer, seconds since 1970.
    """

    requests: int = 0
    sent_back: int = 0
    repaired: int = 0
    servers: Counter[str] = field(default_factory=Counter)
    revisions: Counter[str] = field(default_factory=Counter)

    asked: int = 0
    failed: int = 0
    candidates: int = 0
    prompt_tokens: int = 0
    cached_tokens: int = 0
    completion_tokens: int = 0
    errors: Counter[str] = field(default_factory=Counter)
    most_in_flight: int = 0
    began: float = float("inf")
    ended: float = 0.0

    @property
    def seconds(self) -> float:
        """Seconds from the first request to the last answer of this run, 0 if it sent none."""
        return max(0.0, self.ended - self.began)

    def add_found(self, outcome: TranslationOutcome) -> None:
        """Counts a request answered by the journal."""
        self.requests += 1
        self.sent_back += outcome.turns - 1
        self.repaired += outcome.repaired
        if not outcome.error:
            self.servers[outcome.server] += 1
            self.revisions[outcome.revision] += 1

    def add_asked(self, answer: Answer) -> None:
        """Counts a request sent by this run."""
        self.add_found(answer.outcome)
        self.asked += 1
        self.failed += bool(answer.outcome.error)
        self.candidates += answer.candidates
        self.prompt_tokens += answer.outcome.prompt_tokens
        self.cached_tokens += answer.cached_tokens
        self.completion_tokens += answer.outcome.completion_tokens
        self.errors.update(answer.failures)
        self.most_in_flight = max(self.most_in_flight, answer.most_in_flight)
        self.began, self.ended = min(self.began, answer.began), max(self.ended, answer.ended)

    def merge(self, other: "Usage") -> "Usage":
        """Both together."""
        merged = Usage(**{name: getattr(self, name) + getattr(other, name) for name in _ADDED})
        merged.most_in_flight = max(self.most_in_flight, other.most_in_flight)
        merged.began, merged.ended = min(self.began, other.began), max(self.ended, other.ended)
        return merged


_ADDED = tuple(name for name in Usage.__dataclass_fields__ if name not in ("most_in_flight", "began", "ended"))


def sum_usage(usages: Iterable[Usage]) -> Usage:
    """All together."""
    total = Usage()
    for usage in usages:
        total = total.merge(usage)
    return total
