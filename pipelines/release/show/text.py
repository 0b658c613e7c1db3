"""What is shown to a person: untrusted text made safe to look at, and languages as people write them."""

import re

from pairloom.schemas import LANGUAGES

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_DIRECTION = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\u200b]")


def visible(text: str) -> str:
    """`text` with control characters (which drive a terminal) and marks that turn the direction of text or have no
    width (which hide what code does) written out; tabs become four blanks, line ends stay."""
    unix = text.replace("\r\n", "\n").expandtabs(4)
    shown = _CONTROL.sub(lambda match: f"\\x{ord(match[0]):02x}", unix)
    return _DIRECTION.sub(lambda match: f"\\u{ord(match[0]):04x}", shown)


def title_of(language: str) -> str:
    """A language as people write it, or the name itself if it is unknown."""
    return LANGUAGES[language].title if language in LANGUAGES else language
