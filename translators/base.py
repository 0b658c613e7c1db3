"""The whole contract of a translator: requests in, outcomes out, in order, none missing.

To add one: a module with a subclass of `Translator`, and a row in `pairloom.translators.registry`.
"""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import ClassVar, Self

from pairloom.schemas import LANGUAGES, CodeRecord, TranslationOutcome, TranslationRequest
from pairloom.schemas.errors import PairloomError
from pairloom.schemas.reasons import check_reason
from pairloom.schemas.recipe import TranslateSection, TranslatorSection


class Translator(ABC):
    """Translates functions. Made once per worker process, used for many batches, closed at the end.

    name: what a recipe calls it. description, needs: what it is and what it needs, for tables. sources, targets: the
    languages that it translates from and to.
    """

    name: ClassVar[str]
    description: ClassVar[str]
    needs: ClassVar[str]
    sources: ClassVar[tuple[str, ...]] = tuple(LANGUAGES)
    targets: ClassVar[tuple[str, ...]] = tuple(LANGUAGES)

    @classmethod
    def missing(cls, settings: TranslatorSection) -> str:
        """What the section of a recipe must have and lacks, e.g. 'model = "NAME"'; "" if nothing."""
        return ""

    @classmethod
    def identity(cls, record: CodeRecord, target_language: str, settings: TranslateSection) -> dict[str, str]:
        """What besides code, languages and translator decides the reply, as fields of a TranslationRequest: `model`,
        `prompt_version`, `sampling`, `record_id`. Requests that agree in all are one request."""
        return {"model": str(settings.model)}

    @classmethod
    @abstractmethod
    def make(cls, settings: TranslateSection) -> Self:
        """A translator with these settings. Raises TranslatorError if it cannot be used."""

    @abstractmethod
    def translate(self, requests: Sequence[TranslationRequest]) -> list[TranslationOutcome]:
        """One outcome per request, in the order of `requests`. A request that fails is an outcome with an `error`;
        it never raises for one request and never touches its neighbours."""

    @abstractmethod
    def close(self) -> None:
        """Stops whatever the translator started. May be called twice."""


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
