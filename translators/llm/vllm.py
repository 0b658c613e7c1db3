"""The translator that starts a vLLM server beside each worker."""

from typing import Self

from pairloom.schemas.recipe import TranslateSection
from pairloom.translators.llm.journal import JournalWriter
from pairloom.translators.llm.server import VllmServer, model_revision
from pairloom.translators.llm.translator import LlmTranslator


class VllmTranslator(LlmTranslator):
    """Translates with the server of the recipe's [translate.vllm]. Starts the server if it is not running."""

    name = "vllm"
    description = "a language model on a vLLM server, started beside each worker"
    needs = 'model = "NAME"; an environment with vLLM ([translate.vllm] python), a GPU for speed'
    default_concurrency = 256  # vLLM's own default of concurrent requests

    @classmethod
    def make(cls, settings: TranslateSection, journal: JournalWriter | None = None, run: str = "") -> Self:
        """A translator with this server. The server stops after its last user."""
        server = VllmServer(settings)
        return cls(
            settings,
            [server.url],
            journal=journal,
            revision=model_revision(settings),
            run=run,
            patience=settings.vllm.start_timeout,
            stop=server.release,
        )
