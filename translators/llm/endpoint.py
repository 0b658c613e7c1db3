"""The translator that uses servers with the OpenAI protocol."""

from typing import Self

from pairloom.schemas.recipe import TranslateSection
from pairloom.translators.llm.journal import JournalWriter
from pairloom.translators.llm.translator import LlmTranslator


class EndpointTranslator(LlmTranslator):
    """Translates with the servers that the recipe names."""

    name = "endpoint"
    description = "a language model on one or several servers with the OpenAI protocol"
    needs = 'model = "NAME", endpoint = "URL"; the key in the environment variable that api_key_env names'
    default_concurrency = 64

    @classmethod
    def make(cls, settings: TranslateSection, journal: JournalWriter | None = None, run: str = "") -> Self:
        """A translator with these servers."""
        return cls(settings, settings.endpoint, journal=journal, revision=settings.revision, run=run)
