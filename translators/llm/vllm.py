"""The translator that starts a vLLM server beside each worker."""

from typing import Self

from pairloom.schemas.recipe import TranslateSection
from pairloom.translators.llm.journal import JournalWriter
from pairloom.translators.llm.server import VllmServer, model_revision
from pairloom.translators.llm.translator import LlmTranslator


class VllmTranslator(LlmTranslator):
    """Asks the server that the recipe's [translate.vllm] describes, which it starts unless it runs already."""

    name = "vllm"
    description = "a language model, served by a vLLM server that is started beside each worker"
    needs = 'model = "NAME"; an environment with vLLM ([translate.vllm] python), a GPU for speed'
    default_concurrency = 256  # as many as vLLM runs at once by itself

    @classmethod
    def make(cls, settings: TranslateSection, journal: JournalWriter | None = None, run: str = "") -> Self:
        """A client of the server, which ends when nobody uses it any more."""
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
