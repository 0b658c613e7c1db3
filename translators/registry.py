"""The translators by name. Makes the translator and the requests that a recipe's [translate] asks for."""

from collections.abc import Iterator

from pairloom.schemas import LANGUAGES, CodeRecord, TranslationRequest
from pairloom.schemas.load import RecipeError
from pairloom.schemas.recipe import Recipe, TranslateSection, TranslatorSection
from pairloom.translators.base import Translator
from pairloom.translators.llm.endpoint import EndpointTranslator
from pairloom.translators.llm.journal import JournalWriter
from pairloom.translators.llm.translator import LlmTranslator
from pairloom.translators.llm.vllm import VllmTranslator
from pairloom.translators.replay import ReplayTranslator
from pairloom.translators.transpile.translator import TranspileTranslator

TRANSLATORS: dict[str, type[Translator]] = {
    translator.name: translator
    for translator in (TranspileTranslator, ReplayTranslator, VllmTranslator, EndpointTranslator)
}


def check_recipe(recipe: Recipe) -> None:
    """Raises RecipeError if a translator in `recipe` is unknown, lacks a setting, or is used for the round trip and
    does not support it."""
    problems = dict.fromkeys(_problems(recipe))
    if problems:
        raise RecipeError("\n".join(f"{recipe.source[0].path.recipe or 'recipe'}: {line}" for line in problems))


def _problems(recipe: Recipe) -> Iterator[str]:
    for source in recipe.source:
        yield from _check("translate", source.translate, list(TRANSLATORS))
    if recipe.check.roundtrip is not None:
        both_ways = [
            name for name, known in TRANSLATORS.items() if {*known.sources} == {*known.targets} == {*LANGUAGES}
        ]
        yield from _check("check.roundtrip", recipe.check.roundtrip, both_ways)


def _check(key: str, settings: TranslatorSection, allowed: list[str]) -> Iterator[str]:
    if settings.translator not in allowed:
        yield f"{key}.translator: found {settings.translator!r}; allowed: {', '.join(map(repr, allowed))}"
    elif missing := TRANSLATORS[settings.translator].missing(settings):
        yield f'{key}: translator = "{settings.translator}" needs {missing}'


def make_translator(settings: TranslateSection) -> Translator:
    """The translator in `settings`. Raises TranslatorError if its file of replies cannot be used, or if no server
    answers or starts."""
    return TRANSLATORS[settings.translator].make(settings)


def make_llm(settings: TranslateSection, journal: JournalWriter | None = None, run: str = "") -> LlmTranslator:
    """The language model in `settings`. run: the run whose budget it spends. Raises TranslatorError if no server
    answers or starts."""
    translator = TRANSLATORS[settings.translator]
    assert issubclass(translator, LlmTranslator)
    return translator.make(settings, journal, run)


def is_llm(settings: TranslatorSection) -> bool:
    """Whether the translator is a language model, with prompts, tokens and a journal."""
    return issubclass(TRANSLATORS[settings.translator], LlmTranslator)


def unsupported(record: CodeRecord, target_language: str, settings: TranslateSection) -> str:
    """Why this translator cannot translate the code of `record` into `target_language`; "" if it can."""
    translator, source_language = TRANSLATORS[settings.translator], record.language
    if record.unit not in translator.units:
        return f"{translator.name} translates a {' or a '.join(translator.units)}, not a {record.unit}"
    if source_language == target_language:
        return f"the code is {target_language} already"
    if source_language not in translator.sources:
        return f"{translator.name} translates from {', '.join(translator.sources)} only, not from {source_language}"
    if target_language not in translator.targets:
        return f"{translator.name} translates to {', '.join(translator.targets)} only, not to {target_language}"
    return ""


def plan_request(record: CodeRecord, target_language: str, settings: TranslateSection) -> TranslationRequest:
    """The request for one record and one target. Records with equal code share a request, unless the translator answers
    by record. Raises TranslatorError for a file of replies that cannot be used."""
    return TranslationRequest.create(
        source_language=record.language,
        target_language=target_language,
        code=record.code,
        translator=settings.translator,
        function_name=record.function_name,
        unit=record.unit,
        **TRANSLATORS[settings.translator].identity(record, target_language, settings),
    )
