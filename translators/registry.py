"""The translators by name: what each can do, how one is made, and what a request to it consists of.

To add one: a module with a class as in `translators.base`, and a row in TRANSLATORS.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from schemas import LANGUAGES, CodeRecord, TranslationRequest
from schemas.recipe import Translate, resolve_path
from translators.base import Translator
from translators.replay import ReplayTranslator, key_column
from translators.transpile import MODEL as TRANSPILE_MODEL
from translators.transpile import TranspileTranslator


@dataclass(frozen=True)
class TranslatorInfo:
    """One translator, as `pairloom translators` shows it. `sources` and `targets` are language names; `make` gets the
    [translate] section and the recipe's path."""

    name: str
    description: str
    sources: tuple[str, ...]
    targets: tuple[str, ...]
    needs: str
    make: Callable[[Translate, str], Translator]


def _make_transpile(translate: Translate, recipe_file: str) -> Translator:
    return TranspileTranslator()


def _make_replay(translate: Translate, recipe_file: str) -> Translator:
    return ReplayTranslator(resolve_path(translate.replay, recipe_file))


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
    )
}


def make_translator(translate: Translate, recipe_file: str | Path) -> Translator:
    """The translator that `translate` asks for. Raises TranslatorError for a file of replies that cannot be used."""
    return TRANSLATORS[translate.translator].make(translate, str(recipe_file))


def unsupported(source_language: str, target_language: str, translate: Translate) -> str:
    """Why this translator cannot go from `source_language` to `target_language`; "" if it can."""
    info = TRANSLATORS[translate.translator]
    if source_language == target_language:
        return f"the code is {target_language} already"
    if source_language not in info.sources:
        return f"{info.name} translates from {', '.join(info.sources)} only, not from {source_language}"
    if target_language not in info.targets:
        return f"{info.name} translates to {', '.join(info.targets)} only, not to {target_language}"
    return ""


def plan_request(
    record: CodeRecord, target_language: str, translate: Translate, recipe_file: str | Path
) -> TranslationRequest:
    """The request for one record and one target. Records with equal code share a request, unless a replay file
    answers records. Raises TranslatorError for a file of replies that cannot be used."""
    by_record = (
        translate.translator == "replay" and key_column(resolve_path(translate.replay, recipe_file)) == "record_id"
    )
    return TranslationRequest.create(
        source_language=record.language,
        target_language=target_language,
        code=record.code,
        translator=translate.translator,
        model=TRANSPILE_MODEL if translate.translator == "transpile" else translate.model,
        record_id=record.record_id if by_record else "",
    )
