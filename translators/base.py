"""The whole contract of a translator: requests in, outcomes out, in order, none missing.

To add one: write a class with these members, and a row in `pairloom.translators.registry`.
"""

from collections.abc import Sequence
from typing import Protocol

from pairloom.schemas import TranslationOutcome, TranslationRequest
from pairloom.schemas.errors import PairloomError
from pairloom.schemas.reasons import check_reason


class Translator(Protocol):
    """Translates functions. Made once per worker process, used for many batches, closed at the end."""

    def translate(self, requests: Sequence[TranslationRequest]) -> list[TranslationOutcome]:
        """One outcome per request, in the order of `requests`. A request that fails is an outcome with an `error`;
        it never raises for one request and never touches its neighbours."""
        ...

    def close(self) -> None:
        """Stop whatever the translator started. May be called twice."""
        ...


def failure(request: TranslationRequest, reason: str, detail: str) -> TranslationOutcome:
    """The outcome of a request that got no reply: a reason of stage "translate", e.g. "timeout", and a detail, e.g. "no
    answer in 10 s"."""
    check_reason("translate", reason)
    return TranslationOutcome(
        request_id=request.request_id,
        reply="",
        finish_reason="error",
        prompt_tokens=0,
        completion_tokens=0,
        error=f"{reason}: {detail}",
    )


class TranslatorError(PairloomError):
    """A translator that cannot be used at all: a file of replies that is wrong, a server that does not start, a budget
    that is spent. The message says what to do."""
