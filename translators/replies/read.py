"""Extracts the code from a reply. Models answer with fences, prose, thoughts, usage examples, other languages, and
half sentences; `read_reply` finds the requested code, or gives the reason why there is none.

Where a function is asked for, it returns only the translation: imports, constants, types, helpers and functions. It
removes the other parts of a program: a `main`, an `if __name__` part, printed examples. They show how to call the
function, are not in the source, and would conflict with the program that a test harness builds around the function.
Where a program is asked for, it returns the whole block that has the entry point.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from pairloom.schemas.languages import LANGUAGES, find_language
from pairloom.schemas.records import FUNCTION, PROGRAM
from pairloom.translators.checks import check_code
from pairloom.translators.checks.check import is_readable, parses_as, squeeze
from pairloom.translators.checks.plausible import plain_name
from pairloom.translators.languages import MAX_BYTES, Grammar, get_language, parse
from pairloom.translators.languages.functions import all_functions
from pairloom.translators.problem import Problem
from pairloom.translators.replies.blocks import IS_COMMENT, Block, find_blocks, find_label, unquote
from pairloom.translators.replies.finish import end_of
from pairloom.translators.replies.marks import drop_marks, drop_thoughts
from pairloom.translators.replies.tidy import tidy

MAX_REPLY = 4 * MAX_BYTES
"""Longer replies are not searched; no translation with its explanation is this long."""


@dataclass(frozen=True)
class Reading:
    """The code of a reply, or "" and the problem. Code that does not parse is returned, too: the checks judge it, and a
    repair needs it."""

    code: str
    problem: Problem | None


class Wanted(NamedTuple):
    """The code that a reply should have: a translation of `source_code` into the language of `grammar`, and one of
    UNITS."""

    grammar: Grammar
    source_code: str
    unit: str

    def tidy(self, code: str) -> str:
        """`code` without what does not belong to it."""
        return tidy(code, *self)

    def fits(self, code: str) -> bool:
        """Whether `code` passes the checks. Prose could pass as a program of some languages."""
        is_prose = self.unit == PROGRAM and _has_sentence_around(code)
        return not is_prose and check_code(code, self.grammar.name, self.unit) is None


def read_reply(
    reply: str, finish_reason: str, target_language: str, source_code: str = "", unit: str = FUNCTION
) -> Reading:
    """The code in `reply`, which should be a translation of `source_code` into `target_language`, of the same `unit`.

    `finish_reason` is the outcome's, in the words of any server (`end_of`). A reply that was cut off is always rejected
    as such. `source_code` helps to find the translation among other blocks: the names of its functions occur in
    the translation, and a block that equals the source is not the translation.
    """
    end = end_of(finish_reason)
    if end == "cut_off":
        return _fail("cut_off", "The reply reached the limit of tokens before it ended.")
    if end == "refusal":
        return _fail("refusal", f"The server withheld the reply: its finish reason is {finish_reason[:40]!r}.")
    if end == "failed":
        return _fail("cut_off", f"The server ended the reply early: its finish reason is {finish_reason[:40]!r}.")
    if len(reply) > MAX_REPLY:
        return _fail("too_large", f"The reply has {len(reply):,} characters; {MAX_REPLY:,} is the limit.")
    text, thinking = drop_thoughts(_normal(reply))
    if thinking:
        return _fail("cut_off", "The reply ends inside its thinking part.")
    text = drop_marks(text, source_code)
    if not text.strip():
        return _fail("empty_reply", "There is nothing in the reply.")
    wanted = Wanted(get_language(target_language).grammar, source_code, unit)

    def is_whole(code: str, info: str, fence: str) -> bool:
        language = find_language(find_label(info))
        grammar = get_language(language.name).grammar if language else wanted.grammar
        return _is_whole(code, wanted._replace(grammar=grammar), fence)

    if _begins_with_code(text) and any(fence in text and is_whole(text, "", fence) for fence in ("```", "~~~")):
        return Reading(wanted.tidy(text), None)
    blocks = find_blocks(text, is_whole)
    if not blocks:
        return _read_bare(unquote(text), wanted)
    return _choose(blocks, wanted, text)


def _fail(reason: str, detail: str) -> Reading:
    return Reading("", Problem("reply", reason, detail))


def _normal(reply: str) -> str:
    """`reply` without byte order marks and zero-width characters, with plain line ends and plain blanks at line
    starts."""
    text = reply if reply.isascii() else re.sub("[\ufeff\u200b\u200c\u200d\u2060]", "", reply)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if text.isascii():
        return text
    return re.sub("^[ \t]*[\u00a0\u2007\u202f][\u00a0\u2007\u202f \t]*", _plain_blanks, text, flags=re.MULTILINE)


def _plain_blanks(indent: re.Match[str]) -> str:
    return re.sub("[\u00a0\u2007\u202f]", " ", indent[0])


def _is_whole(code: str, wanted: Wanted, fence: str) -> bool:
    """Whether `code` passes the checks (without a compiler), and each `fence` in it is in a comment or a string.

    A template string does not count: JavaScript parses two fences with text between them as template strings.
    """
    code = wanted.tidy(code)
    if not parses_as(code, wanted.grammar.name, wanted.unit):
        return False
    if fence not in code:
        return True
    tree = parse(code, wanted.grammar)
    captures = tree.captures
    quiet = [
        *captures.get("comment", []),
        *(node for node in captures.get("string", []) if not node.type.startswith("template")),
    ]
    spans = [(node.start_byte, node.end_byte) for node in quiet]
    starts = [found.start() for found in re.finditer(re.escape(fence).encode(), tree.text)]
    return all(any(begin <= start < end for begin, end in spans) for start in starts)


# --- the right block ----------------------------------------------------------------------------------------------


def _choose(blocks: list[Block], wanted: Wanted, text: str) -> Reading:
    """The best of `blocks`: ranked by whether it passes as the target language, by whether it has the function, by
    label, and by position."""
    grammar, source_code, _ = wanted
    closed = [block for block in blocks if block.closed and block.code.strip()]
    if not closed:
        if any(block.code.strip() for block in blocks):
            return _fail("cut_off", "The block of code never closes.")
        return _no_code(text)
    usable = [block for block in closed if _may_be(block, grammar)]
    ranked = []
    for order, block in enumerate(usable):
        code = wanted.tidy(block.code)
        is_source = squeeze(code) == squeeze(source_code)
        rank = (is_source, not wanted.fits(code), not _is_like_source(code, wanted), block.language != grammar.name)
        ranked.append((rank, order, block, code))
    if ranked:
        rank, _, block, code = min(ranked, key=lambda item: item[:2])
        if not rank[1] or block.language == grammar.name:
            return Reading(code, None)
        if not blocks[-1].closed:
            return _fail("cut_off", "The last block of code never closes.")
        found = _language_of(code, wanted)
        if found:
            return _wrong(found, grammar)
        return Reading(code, None) if _looks_like_code(code) else _no_code(code)
    if not blocks[-1].closed and _may_be(blocks[-1], grammar):
        return _fail("cut_off", "The last block of code never closes.")
    return _wrong(closed[0].language, grammar)


def _may_be(block: Block, grammar: Grammar) -> bool:
    """Whether a block may be the translation by its label. A label of another language excludes it, except between
    languages that models confuse and that share most of their syntax."""
    return block.language in ("", grammar.name) or block.language in get_language(grammar.name).related


def _is_like_source(code: str, wanted: Wanted) -> bool:
    """Whether a function of `code` has a name that occurs in the source, in any convention; whether a program reads
    stdin. A block with an example of the output could be a program, too."""
    if not wanted.source_code or not is_readable(code):
        return False
    if wanted.unit == PROGRAM:
        return re.search(get_language(wanted.grammar.name).stdin, code) is not None
    tree = parse(code, wanted.grammar)
    known = plain_name(wanted.source_code)
    return any(len(plain_name(name)) > 0 and plain_name(name) in known for f in all_functions(tree) for name in f.names)


_LONGEST_GUESSED = 20_000


def _wrong(language: str, grammar: Grammar) -> Reading:
    found, wanted = LANGUAGES[language].title if language in LANGUAGES else language, LANGUAGES[grammar.name].title
    return _fail("wrong_language", f"The reply holds {found}, not {wanted}.")


def _language_of(code: str, wanted: Wanted) -> str:
    """The language, other than the target's, for which `code` passes the checks; "" if none. Only used after the target
    language failed, and not for long texts, because the text is parsed once per language."""
    if len(code) > _LONGEST_GUESSED or (wanted.unit == PROGRAM and not _looks_like_code(code)):
        return ""  # prose parses as a program of some languages
    others = (name for name in LANGUAGES if name != wanted.grammar.name)
    return next((name for name in others if parses_as(code, name, wanted.unit)), "")


# --- replies without fences ---------------------------------------------------------------------------------------

_REFUSAL = re.compile(
    r"\b(i|we)('m| am|'re| are)?\s+(really |very |so |deeply )?(sorry|afraid|unable|not able|not comfortable)"
    r"|\b(i|we) (can't|cannot|can not|won't|will not|must decline|do not|don't|am not able to|could not|couldn't) "
    r"(assist|help|comply|provide|translate|convert|fulfil|fulfill|do that|complete|create|generate|feel comfortable)"
    r"|\bas an ai\b|\bagainst my (guidelines|policy|programming)|\bapologi[sz]e\b|\bsorry, (but )?i\b",
    re.IGNORECASE,
)
_MAX_CUTS = 12


def _read_bare(text: str, wanted: Wanted) -> Reading:
    """The code of a reply without fences: the whole reply, or the reply without the prose around the code."""
    stripped = _without_label(text, wanted.grammar)
    code = wanted.tidy(stripped)
    for piece in (stripped, *_without_prose(stripped)):
        inner = wanted.tidy(piece)
        if wanted.fits(inner):
            return Reading(inner, None)
    found = _language_of(code, wanted)
    if found:
        return _wrong(found, wanted.grammar)
    if _looks_like_code(code):
        return Reading(code, None)
    return _no_code(text)


def _without_label(text: str, grammar: Grammar) -> str:
    """`text` without a first line that is only the language's name, without single backquotes around everything, and
    with escaped line ends replaced."""
    stripped = text.strip("\n").rstrip()
    first, _, rest = stripped.partition("\n")
    language = find_language(first.strip().rstrip(":"))
    if language is not None and language.name == grammar.name and rest:
        stripped = rest
    if stripped.startswith("`") and stripped.endswith("`") and stripped.count("`") == 2:
        stripped = stripped[1:-1]
    if "\n" not in stripped and stripped.count("\\n") > 1:
        stripped = stripped.replace("\\n", "\n").replace("\\t", "\t").replace('\\"', '"')
    return stripped


def _without_prose(text: str) -> Iterator[str]:
    """Parts of `text` without its first and last lines, longest first. Only prose is removed: removing lines until the
    rest parses could remove a function with a syntax error and so hide the error."""
    lines = text.split("\n")
    code = [at for at, line in enumerate(lines) if _is_code_line(line)] or [0]
    starts = [at for at in range(code[0] + 1) if lines[at].strip() and not lines[at][0].isspace()]
    ends = [at for at in range(code[-1] + 1, len(lines)) if lines[at].strip() and not lines[at][0].isspace()]
    spans = [(start, end) for start in starts[-_MAX_CUTS:] for end in [*ends[:_MAX_CUTS], len(lines)] if start < end]
    for start, end in sorted(spans, key=lambda span: span[0] - span[1]):
        if end - start < len(lines):
            yield "\n".join(lines[start:end])


_CODE_LINE = re.compile(r"[;{}=\\]\s*$|^\s*(end|\}|return\b|def \w|func? \w|if\b.*[:{(])|\w\(|=")


def _is_code_line(line: str) -> bool:
    """Whether a line looks like code and not like a sentence. Sentences have code in backquotes."""
    return _CODE_LINE.search(re.sub(r"`[^`]*`", "", line)) is not None


def _is_sentence(line: str) -> bool:
    return re.match(r"\s*[A-Z][a-z']*[,:]?( [\w',-]+){3,}", line) is not None


def _has_sentence_around(text: str) -> bool:
    """Whether the first or the last line is a sentence, which some languages would run."""
    lines = text.strip().split("\n")
    return any(_is_sentence(line) and not _is_code_line(line) for line in (lines[0], lines[-1]))


def _begins_with_code(text: str) -> bool:
    """Whether the first line is code or a comment, not a sentence or a fence."""
    first = text.lstrip().partition("\n")[0]
    return not first.startswith(("```", "~~~")) and (IS_COMMENT.match(first) is not None or _is_code_line(first))


def _looks_like_code(text: str) -> bool:
    """Whether most lines of `text` look like code, not like sentences."""
    lines = [line for line in text.split("\n") if line.strip()]
    code = sum(map(_is_code_line, lines))
    sentences = sum(map(_is_sentence, lines))
    return code * 2 >= len(lines) and sentences * 2 <= len(lines)


def _no_code(text: str) -> Reading:
    if _REFUSAL.search(text[:2000].replace("’", "'")):
        return _fail("refusal", f"The translator declined: {_first_sentence(text)!r}.")
    return _fail("no_code", f"The reply holds no code; it begins {_first_sentence(text)!r}.")


def _first_sentence(text: str) -> str:
    return " ".join(text.split())[:80]
