"""What a model is asked. The wording lies in a folder for each unit, `function/` and `program/`: `system.md`, one list
of hints per target language in `targets/`, `user.md`, and `repair.md` for a translation that was refused.

The system message depends on the unit and the target language alone and comes first, so that a server's prefix cache
holds it once per language. The version of a prompt is a hash of its wording: editing the hints for one language asks
again for that language only.
"""

import re
from functools import cache
from pathlib import Path

from pairloom.schemas import LANGUAGES
from pairloom.schemas.hashing import content_hash
from pairloom.schemas.records import FUNCTION

Messages = list[dict[str, str]]

CONTROL = re.compile(r"<\|\w+\|>|<｜[^｜\s]+｜>|<(?:start|end)_of_turn>|\[/?INST\]")
"""What the chat templates of current models (Qwen, Llama 3, DeepSeek, Gemma, Mistral) separate messages with. A server
reads it as a separator wherever it stands, so text that has it could begin a message of its own. `</s>` is left out: it
is HTML more often."""

_FOLDER = Path(__file__).parent


def messages(code: str, source_language: str, target_language: str, unit: str = FUNCTION) -> Messages:
    """The chat that asks for `code` in the target language, in the form of the OpenAI protocol."""
    return [
        {"role": "system", "content": system_message(target_language, unit)},
        {"role": "user", "content": _user_message(code, source_language, target_language, unit)},
    ]


def repair_messages(
    so_far: Messages, reply: str, detail: str, line: int | None, target_language: str, unit: str = FUNCTION
) -> Messages:
    """The chat after `reply` to `so_far` was refused because of `detail`, first at `line` of its code."""
    text = _text(f"{unit}/repair").format(
        detail=detail, line=f" (line {line})" if line else "", target=LANGUAGES[target_language].title
    )
    return [*so_far, {"role": "assistant", "content": reply}, {"role": "user", "content": text}]


@cache
def system_message(target_language: str, unit: str = FUNCTION) -> str:
    """The part of the prompt that is the same for all functions, or all programs, with this target."""
    return _text(f"{unit}/system").format(
        target=LANGUAGES[target_language].title, hints=_text(f"{unit}/targets/{target_language}"), fence=target_language
    )


@cache
def prompt_version(target_language: str, unit: str = FUNCTION) -> str:
    """Eight hexadecimal digits that change with the wording of any prompt for this target and unit."""
    return content_hash(system_message(target_language, unit), _text(f"{unit}/user"), _text(f"{unit}/repair"))[:8]


def _user_message(code: str, source_language: str, target_language: str, unit: str) -> str:
    fence = "```"
    while fence in code:
        fence += "`"
    return _text(f"{unit}/user").format(
        source=LANGUAGES[source_language].title,
        target=LANGUAGES[target_language].title,
        fence=fence,
        label=source_language,
        code=code.rstrip("\n"),
    )


@cache
def _text(name: str) -> str:
    return (_FOLDER / f"{name}.md").read_text(encoding="utf-8").strip()
