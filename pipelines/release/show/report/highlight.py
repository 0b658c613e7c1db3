"""Syntax highlighting as plain data: each run of characters has a class, so the page needs no markup.

Lexers are regular expressions, which can take for ever on code that is written for it. So they run in a process that is
replaced when a piece of code takes too long, and after a few of these no more code is highlighted.
"""

import os
from functools import cache
from typing import Any

from pygments.lexers import get_lexer_by_name
from pygments.token import Comment, Keyword, Name, Number, Operator, String, Token

from pairloom.schemas.guard import Died, Guard

_CLASSES: tuple[tuple[Any, str], ...] = (
    (Comment.Preproc, "p"),
    (Comment, "c"),
    (Keyword.Type, "t"),
    (Keyword.Constant, "n"),
    (Keyword, "k"),
    (Operator.Word, "k"),
    (String, "s"),
    (Number, "n"),
    (Name.Function, "f"),
    (Name.Class, "t"),
    (Name.Builtin, "b"),
    (Name.Decorator, "p"),
    (Name.Attribute, "p"),
)
"""Pygments' token types -> class, more specific ones first; "-" is everything else."""

LIMIT = 20_000
"""Maximum length of highlighted code in characters; longer code is shown plain."""
SECONDS = 5.0
"""The time limit for one piece of code."""
PATIENCE = 4
"""The number of pieces that may exceed it."""


def highlight(code: str, language: str) -> str:
    """The classes of `code` as one string: "3k1-5f" is 3 characters of a keyword, 1 without a class, 5 of a function's
    name.

    The numbers add up to the length of `code`; "" if the language is unknown, the code is too long, or its lexer takes
    too long.
    """
    return "" if _lexer(language) is None or len(code) > LIMIT else _highlighter(os.getpid()).highlight(code, language)


class _Highlighter:
    def __init__(self) -> None:
        self.guard = Guard(SECONDS)
        self.exceeded = 0

    def highlight(self, code: str, language: str) -> str:
        if self.exceeded < PATIENCE:
            try:
                found: str = self.guard.call(_classes, code, language)
                return found
            except Died:
                self.exceeded += 1
        return ""


@cache
def _highlighter(process: int) -> _Highlighter:
    """The highlighter of this process; a forked process must not share its parent's."""
    return _Highlighter()


def _classes(code: str, language: str) -> str:
    lexer = _lexer(language)
    assert lexer is not None
    found: list[tuple[int, str]] = []
    for token, text in lexer.get_tokens(code):
        name = _class(token)
        if found and found[-1][1] == name:
            found[-1] = (found[-1][0] + count_utf16(text), name)
        elif text:
            found.append((count_utf16(text), name))
    return "".join(f"{length}{name}" for length, name in found)


def count_utf16(text: str) -> int:
    """The length of `text` as JavaScript counts it."""
    return len(text) if text.isascii() else len(text) + sum(character > "\uffff" for character in text)


@cache
def _lexer(language: str) -> Any:
    # startinline: functions have no tag that begins a script; lexers without such tags ignore the option
    options = {"stripnl": False, "ensurenl": False, "startinline": True}
    try:
        return get_lexer_by_name(language, **options)
    except ValueError:
        return None


@cache
def _class(token: Any) -> str:
    assert token in Token
    return next((name for kind, name in _CLASSES if token in kind), "-")
