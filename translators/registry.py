"""The translators by name: what each can do, how one is made, and what a request to it consists of.

To add one: a module with a class as in `pairloom.translators.base`, and a row in TRANSLATORS.
"""

from collections.abc import Callable
from dataclasses import dataclass

from pairloom.schemas import LANGUAGES, CodeRecord, TranslationRequest
from pairloom.schemas.recipe import Translate
from pairloom.translators.base import Translator
from pairloom.translators.llm.journal import JournalWriter
from pairloom.translators.llm.prompts import prompt_version
from pairloom.translators.llm.server import VllmServer, model_revision
from pairloom.translators.llm.translator import LlmTranslator, sampling_identity
from pairloom.translators.replay import ReplayTranslator, key_column
from pairloom.translators.transpile.translator import MODEL as TRANSPILE_MODEL
from pairloom.translators.transpile.translator import TranspileTranslator


@dataclass(frozen=True)
class TranslatorInfo:
    """One translator, as `pairloom translators` shows it. `sources` and `targets` are language names; `make` gets the
    [translate] section."""

    name: str
    description: str
    sources: tuple[str, ...]
    targets: tuple[str, ...]
    needs: str
    make: Callable[[Translate], Translator]


def _make_transpile(settings: Translate) -> Translator:
    return TranspileTranslator()


def _make_replay(settings: Translate) -> Translator:
    return ReplayTranslator(settings.replay.resolved)


def make_llm(settings: Translate, journal: JournalWriter | None = None, run: str = "") -> LlmTranslator:
    """The client of the servers that `settings` names, or of the vLLM server that it describes, which is started here
    unless it runs already. `run`: whose budget it spends. Raises TranslatorError if no server answers or starts."""
    if settings.translator == "endpoint":
        return LlmTranslator(settings, settings.endpoint, journal=journal, revision=settings.revision, run=run)
    server = VllmServer(settings)
    return LlmTranslator(
        settings,
        [server.url],
        journal=journal,
        revision=model_revision(settings),
        run=run,
        patience=settings.vllm.start_timeout,
        stop=server.release,
    )


_ALL = tuple(LANGUAGES)

TRANSLATORS: dict[str, TranslatorInfo] = {
    info.name: info
    for info in (
        TranslatorInfo(
            "transpile",
            "Python to JavaScript by a transpiler (pscript)",
            ("python",),
            ("javascript",),
            "nothing",
            _make_transpile,
        ),
        TranslatorInfo(
            "replay",
            "translations from a JSONL or Parquet file, made elsewhere",
            _ALL,
            _ALL,
            'replay = "FILE" with reply, target_language, and record_id or code',
            _make_replay,
        ),
        TranslatorInfo(
            "vllm",
            "a language model, served by a vLLM server that is started beside each worker",
            _ALL,
            _ALL,
            'model = "NAME"; an environment with vLLM ([translate.vllm] python), a GPU for speed',
            make_llm,
        ),
        TranslatorInfo(
            "endpoint",
            "a language model behind one or several servers that speak the OpenAI protocol",
            _ALL,
            _ALL,
            'model = "NAME", endpoint = "URL"; the key in the environment variable that api_key_env names',
            make_llm,
        ),
    )
}


def make_translator(settings: Translate) -> Translator:
    """The translator that `settings` asks for. Raises TranslatorError for a file of replies that cannot be used, and
    where no server answers or starts."""
    return TRANSLATORS[settings.translator].make(settings)


def unsupported(source_language: str, target_language: str, settings: Translate) -> str:
    """Why this translator cannot go from `source_language` to `target_language`; "" if it can."""
    info = TRANSLATORS[settings.translator]
    if source_language == target_language:
        return f"the code is {target_language} already"
    if source_language not in info.sources:
        return f"{info.name} translates from {', '.join(info.sources)} only, not from {source_language}"
    if target_language not in info.targets:
        return f"{info.name} translates to {', '.join(info.targets)} only, not to {target_language}"
    return ""


def plan_request(record: CodeRecord, target_language: str, settings: Translate) -> TranslationRequest:
    """The request for one record and one target. Records with equal code share a request, unless a replay file
    answers records. Raises TranslatorError for a file of replies that cannot be used."""
    transpiled, asked = settings.translator == "transpile", is_llm(settings)
    by_record = settings.translator == "replay" and key_column(settings.replay.resolved) == "record_id"
    return TranslationRequest.create(
        source_language=record.language,
        target_language=target_language,
        code=record.code,
        translator=settings.translator,
        model=TRANSPILE_MODEL if transpiled else settings.model,
        prompt_version=prompt_version(target_language) if asked else "",
        sampling=sampling_identity(settings) if asked else "{}",
        record_id=record.record_id if by_record else "",
        function_name=record.function_name,
    )


def is_llm(settings: Translate) -> bool:
    """Whether a language model translates: with prompts, tokens and a journal."""
    return settings.translator in ("vllm", "endpoint")
