"""The contract of a translator: it takes requests and returns one outcome for each, in the same order.

To add one: a module with a subclass of `Translator`, and a row in `pairloom.translators.registry`.
"""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import ClassVar, Self

from pairloom.schemas import LANGUAGES, CodeRecord, TranslationOutcome, TranslationRequest
from pairloom.schemas.errors import PairloomError
from pairloom.schemas.reasons import check_reason
from pairloom.schemas.recipe import TranslateSection, TranslatorSection
from pairloom.schemas.records import UNITS


class Translator(ABC):
    """Translates functions and programs. Made once per worker process, used for many batches, closed at the end.

    name: its name in recipes. description, needs: its kind and the settings that it needs, for tables. sources,
    targets: the languages that it translates from and to. units: those of schemas.records.UNITS that it translates.
    """

    name: ClassVar[str]
    description: ClassVar[str]
    needs: ClassVar[str]
    sources: ClassVar[tuple[str, ...]] = tuple(LANGUAGES)
    targets: ClassVar[tuple[str, ...]] = tuple(LANGUAGES)
    units: ClassVar[tuple[str, ...]] = UNITS

    @classmethod
    def missing(cls, settings: TranslatorSection) -> str:
        """A required setting that the section of the recipe lacks, e.g. 'model = "NAME"'; "" if none."""
        return ""

    @classmethod
    def identity(cls, record: CodeRecord, target_language: str, settings: TranslateSection) -> dict[str, str]:
        """The values that decide the reply besides code, languages and translator, as fields of a TranslationRequest:
        `model`, `prompt_version`, `sampling`, `record_id`. Requests with equal fields are one request."""
        return {"model": str(settings.model)}

    @classmethod
    @abstractmethod
    def make(cls, settings: TranslateSection) -> Self:
        """A translator with these settings. Raises TranslatorError if it cannot be used."""

    @abstractmethod
    def translate(self, requests: Sequence[TranslationRequest]) -> list[TranslationOutcome]:
        """One outcome per request, in the order of `requests`. A failed request is an outcome with an `error`. It
        raises no exception and does not affect other requests."""

    @abstractmethod
    def close(self) -> None:
        """Stops whatever the translator started. May be called twice."""


def failure(request: TranslationRequest, reason: str, detail: str) -> TranslationOutcome:
    """The outcome of a request without a reply. reason: one of stage "translate", e.g. "timeout". detail: e.g. "no
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
    """A translator cannot be used at all: a file of replies is wrong, a server does not start, the budget is spent. The
    message says what to do."""
