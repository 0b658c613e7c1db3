"""Text for people: untrusted text made safe to show, and the titles of languages."""

import re

from pairloom.schemas import LANGUAGES

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_DIRECTION = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\u200b]")


def visible(text: str) -> str:
    """`text` with dangerous characters written as escapes: control characters, which a terminal interprets, and marks
    that change the direction of text or have no width, which can hide code. Tabs become four blanks, line ends are
    kept."""
    unix = text.replace("\r\n", "\n").expandtabs(4)
    shown = _CONTROL.sub(lambda match: f"\\x{ord(match[0]):02x}", unix)
    return _DIRECTION.sub(lambda match: f"\\u{ord(match[0]):04x}", shown)


def title_of(language: str) -> str:
    """The title of a language, or the name itself if the language is unknown."""
    return LANGUAGES[language].title if language in LANGUAGES else language
