"""Reading the code out of a reply. Models answer with fences, prose, thoughts, usage examples, other languages, and
half sentences; `read_reply` finds the one piece of code that was asked for, or says why there is none.

What it returns is the translation alone: imports, constants, types, helpers and functions. What a whole file has beyond
that is taken off: a `main`, an `if __name__` part, printed examples. They show how to call the function, are not in the
source, and would clash with the program that a test harness builds around it.
"""

import html
import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass

from pairloom.schemas.languages import LANGUAGES, find_language
from pairloom.translators.checks import check_code
from pairloom.translators.checks.check import is_readable, parses_as
from pairloom.translators.checks.plausible import plain_name
from pairloom.translators.languages import GRAMMARS, MAX_BYTES, Grammar, Tree, parse
from pairloom.translators.languages.functions import all_functions
from pairloom.translators.languages.grammar import foreign_nodes
from pairloom.translators.problem import Problem

MAX_REPLY = 4 * MAX_BYTES
"""Longer replies are not searched; no translation with its explanation is this long."""


@dataclass(frozen=True)
class Reading:
    """The code of a reply, or "" and the problem that kept it from being found. Code that does not parse is still code:
    judging it is the checks' work, and a repair needs it."""

    code: str
    problem: Problem | None


@dataclass(frozen=True)
class _Block:
    """A piece of a reply that may be code. `label` is what its fence says, lower case; `language` what that means, ""
    where it says nothing; `closed` is whether its fence closes."""

    code: str
    label: str = ""
    language: str = ""
    closed: bool = True


def read_reply(reply: str, finish_reason: str, target_language: str, source_code: str = "") -> Reading:
    """The code in `reply`, which should hold a translation of `source_code` into `target_language`.

    `finish_reason` is the outcome's: "length" means that the reply was cut off, whatever it holds. `source_code` helps
    to tell the translation from other blocks: its function names occur there, and it is not the source itself.
    """
    if finish_reason == "length":
        return _fail("cut_off", "The reply reached the limit of tokens before it ended.")
    if len(reply) > MAX_REPLY:
        return _fail("too_large", f"The reply has {len(reply):,} characters; {MAX_REPLY:,} is the limit.")
    text, thinking = _without_thoughts(_normal(reply))
    if thinking:
        return _fail("cut_off", "The reply ends inside its thinking part.")
    if not text.strip():
        return _fail("empty_reply", "There is nothing in the reply.")
    grammar = GRAMMARS[target_language]
    blocks = list(_blocks(text))
    if not blocks:
        return _read_bare(text, grammar, source_code)
    return _choose(blocks, grammar, source_code, text)


def _fail(reason: str, detail: str) -> Reading:
    return Reading("", Problem("reply", reason, detail))


# --- the text -----------------------------------------------------------------------------------------------------

_THOUGHTS = r"think|thinking|thought|thoughts|reasoning|reflection|analysis"


def _normal(reply: str) -> str:
    """Without byte order marks and zero-width characters, with plain line ends, and plain blanks at line starts."""
    text = reply if reply.isascii() else re.sub("[\ufeff\u200b\u200c\u200d\u2060]", "", reply)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if text.isascii():
        return text
    return re.sub("^[ \t]*[\u00a0\u2007\u202f][\u00a0\u2007\u202f \t]*", _plain_blanks, text, flags=re.MULTILINE)


def _plain_blanks(indent: re.Match[str]) -> str:
    return re.sub("[\u00a0\u2007\u202f]", " ", indent[0])


def _without_thoughts(text: str) -> tuple[str, bool]:
    """The text without thinking parts, and whether it ends inside one. Chat templates that open the thinking
    themselves leave only its end in the reply."""
    if "<" not in text:
        return text, False
    text = re.sub(rf"\A\s*<({_THOUGHTS})>.*?</\1>", "", text, flags=re.DOTALL | re.IGNORECASE)
    orphan = re.search(rf"(?:\A|\n)[^\n`]*</({_THOUGHTS})>[ \t]*(?=\n|\Z)", text, re.IGNORECASE)
    if orphan and f"<{orphan[1].lower()}>" not in text[: orphan.end()].lower():
        text = text[orphan.end() :]
    text = re.sub(rf"^<({_THOUGHTS})>.*?</\1>[ \t]*$", "", text, flags=re.DOTALL | re.IGNORECASE | re.MULTILINE)
    return text, re.match(rf"\s*<({_THOUGHTS})>", text, re.IGNORECASE) is not None


# --- blocks -------------------------------------------------------------------------------------------------------

_OPENING = re.compile(r"(?P<fence>`{3,}|~{3,})[ \t]*(?P<info>[^`~\n]*)\Z")
_TAGGED = re.compile(
    r"<pre[^>]*>\s*<code(?P<a>[^>]*)>(?P<one>.*?)</code>\s*</pre>|<code(?P<b>[^>]*)>(?P<two>.*?)</code>"
    r"|\[(?P<c>[A-Za-z+#]{1,12})\]\n(?P<three>.*?)\n\[/(?P=c)\]",
    re.DOTALL | re.IGNORECASE,
)


def _blocks(text: str) -> Iterator[_Block]:
    """The fenced pieces of `text` in order; pieces in tags where there are no fences."""
    lines = text.split("\n") if "```" in text or "~~~" in text else []
    at, any_fence = 0, False
    while at < len(lines):
        opening = _OPENING.search(lines[at])
        if opening is None or not _opens(opening):
            at += 1
            continue
        if not any_fence and not _label(opening["info"]) and _is_lone_end(lines, at):
            yield _Block("\n".join(lines[:at]))
            return
        any_fence = True
        end, last = _end_of_block(lines, at + 1, opening["fence"])
        body = lines[at + 1 : end] + ([last] if last else [])
        if body or end < len(lines):
            yield _block("\n".join(body), opening["info"], end < len(lines))
        at = end + 1
    if not any_fence and ("<" in text or "]\n" in text):
        for tag in _TAGGED.finditer(text):
            code = next(tag[name] for name in ("one", "two", "three") if tag[name] is not None)
            yield _block(code, tag["c"] or (tag["a"] or tag["b"] or ""), True)


# Labels of blocks that are never a translation; any other unknown label ("text", "code") says nothing.
_NO_TRANSLATION = frozenset(
    {"bash", "sh", "shell", "zsh", "console", "powershell", "json", "yaml", "toml", "xml", "html", "css", "sql", "diff"}
    | {"dockerfile", "makefile", "lua", "perl", "r", "julia", "haskell", "ocaml", "dart", "elixir", "output"}
)


def _block(code: str, info: str, closed: bool) -> _Block:
    label = _label(info)
    language = find_language(label)
    known = language.name if language else label if label in _NO_TRANSLATION else ""
    return _Block(code, label, known, closed)


def _label(info: str) -> str:
    """The language that a fence names: "python" of "python", "{.python}", "Python title=x", class="language-python"."""
    word = re.search(r"(?:language-|lang-|\.)?([A-Za-z][\w+#-]*)", re.sub(r'class\s*=\s*"?', "", info))
    return word[1].lower() if word else ""


def _opens(opening: re.Match[str]) -> bool:
    """Whether a fence opens a block: it begins its line, or ends one of prose and names a language."""
    before = opening.string[: opening.start()].strip(" \t>-*0123456789.)")
    return not before or bool(before.endswith(":") and find_language(_label(opening["info"])))


def _is_lone_end(lines: list[str], at: int) -> bool:
    """Whether the unlabelled fence in line `at` is the only one, behind code: the prompt had opened the block."""
    return at > 0 and any(line.strip() for line in lines[:at]) and not any("```" in line for line in lines[at + 1 :])


def _end_of_block(lines: list[str], start: int, fence: str) -> tuple[int, str]:
    """The line that closes the block that begins in line `start`, and code before the fence in that line. A fence with
    a label, inside a docstring for example, opens an inner block that must close first."""
    mark = re.escape(fence[0]) + "{" + str(len(fence)) + ",}"
    closing, inner = re.compile(rf"\s*{mark}\s*\Z"), re.compile(rf"\s*{mark}[ \t]*[A-Za-z]\S*\s*\Z")
    depth = 0
    for at in range(start, len(lines)):
        if inner.match(lines[at]):
            depth += 1
        elif closing.match(lines[at]):
            if depth == 0:
                return at, ""
            depth -= 1
        elif depth == 0 and lines[at].rstrip().endswith(fence) and lines[at].count(fence) == 1:
            return at, lines[at].rstrip().removesuffix(fence)
    return len(lines), ""


# --- the right block ----------------------------------------------------------------------------------------------

_RELATED = {("c", "cpp"), ("cpp", "c"), ("javascript", "typescript"), ("typescript", "javascript")}


def _choose(blocks: list[_Block], grammar: Grammar, source_code: str, text: str) -> Reading:
    """The best of `blocks`: first by its label, then whether it passes as the target, then whether it has the function,
    then the earlier one."""
    closed = [block for block in blocks if block.closed and block.code.strip()]
    if not closed:
        if any(block.code.strip() for block in blocks):
            return _fail("cut_off", "The block of code never closes.")
        return _no_code(text)
    usable = [block for block in closed if _may_be(block, grammar)]
    ranked = []
    for order, block in enumerate(usable):
        code = _tidy(block.code, grammar, source_code)
        passes = check_code(code, grammar.name) is None
        is_source = _squeezed(code) == _squeezed(source_code)
        rank = (is_source, not passes, not _has_function(code, grammar, source_code), block.language != grammar.name)
        ranked.append((rank, order, block, code))
    if ranked:
        rank, _, block, code = min(ranked, key=lambda item: item[:2])
        if not rank[1] or block.language == grammar.name:
            return Reading(code, None)
        if not blocks[-1].closed:
            return _fail("cut_off", "The last block of code never closes.")
        found = _language_of(code, grammar)
        if found:
            return _wrong(found, grammar)
        return Reading(code, None) if _looks_like_code(code) else _no_code(code)
    if not blocks[-1].closed and _may_be(blocks[-1], grammar):
        return _fail("cut_off", "The last block of code never closes.")
    return _wrong(closed[0].language, grammar)


def _may_be(block: _Block, grammar: Grammar) -> bool:
    """Whether a block's label allows it to be the translation: a label that names another language is believed, save
    between languages that models confuse and that share most of their syntax."""
    return block.language in ("", grammar.name) or (block.language, grammar.name) in _RELATED


def _has_function(code: str, grammar: Grammar, source_code: str) -> bool:
    """Whether a function of `code` has a name that occurs in the source, in any convention."""
    if not source_code or not is_readable(code):
        return False
    tree = parse(code, grammar)
    known = plain_name(source_code)
    return any(len(plain_name(name)) > 0 and plain_name(name) in known for f in all_functions(tree) for name in f.names)


_LONGEST_GUESSED = 20_000


def _wrong(language: str, grammar: Grammar) -> Reading:
    found, wanted = LANGUAGES[language].title if language in LANGUAGES else language, LANGUAGES[grammar.name].title
    return _fail("wrong_language", f"The reply holds {found}, not {wanted}.")


def _language_of(code: str, target: Grammar) -> str:
    """The language other than the target's that `code` passes as, "" if none; asked only when the target has refused
    it, and not for long texts, which would be parsed once per language."""
    if len(code) > _LONGEST_GUESSED:
        return ""
    return next((name for name in GRAMMARS if name != target.name and parses_as(code, name)), "")


# --- replies without fences ---------------------------------------------------------------------------------------

_REFUSAL = re.compile(
    r"\b(i|we)('m| am|'re| are)?\s+(really |very |so |deeply )?(sorry|afraid|unable|not able|not comfortable)"
    r"|\b(i|we) (can't|cannot|can not|won't|will not|must decline|do not|don't|am not able to|could not|couldn't) "
    r"(assist|help|comply|provide|translate|convert|fulfil|fulfill|do that|complete|create|generate|feel comfortable)"
    r"|\bas an ai\b|\bagainst my (guidelines|policy|programming)|\bapologi[sz]e\b|\bsorry, (but )?i\b",
    re.IGNORECASE,
)
_MAX_CUTS = 12


def _read_bare(text: str, grammar: Grammar, source_code: str) -> Reading:
    """The code of a reply that has no fences: all of it, or what is left without the prose around it."""
    stripped = _without_label(text, grammar)
    code = _tidy(stripped, grammar, source_code)
    if check_code(code, grammar.name) is None:
        return Reading(code, None)
    for piece in _without_prose(stripped):
        inner = _tidy(piece, grammar, source_code)
        if check_code(inner, grammar.name) is None:
            return Reading(inner, None)
    found = _language_of(code, grammar)
    if found:
        return _wrong(found, grammar)
    if _looks_like_code(code):
        return Reading(code, None)
    return _no_code(text)


def _without_label(text: str, grammar: Grammar) -> str:
    """Without a first line that is only the language's name, single backquotes around everything, and line ends that
    were escaped."""
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
    """Pieces of `text` without its first and last lines, longest first. Only prose is cut off: dropping lines until
    the rest parses would hide an error by dropping the function that has it."""
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
    """Whether a line looks like code rather than a sentence. In sentences code stands in backquotes."""
    return _CODE_LINE.search(re.sub(r"`[^`]*`", "", line)) is not None


def _looks_like_code(text: str) -> bool:
    """Whether most lines of `text` look like code rather than sentences."""
    lines = [line for line in text.split("\n") if line.strip()]
    code = sum(map(_is_code_line, lines))
    sentences = sum(re.match(r"\s*[A-Z][a-z']*( [\w',-]+){3,}", line) is not None for line in lines)
    return code * 2 >= len(lines) and sentences * 2 <= len(lines)


def _no_code(text: str) -> Reading:
    if _REFUSAL.search(text[:2000].replace("’", "'")):
        return _fail("refusal", f"The translator declined: {_first_sentence(text)!r}.")
    return _fail("no_code", f"The reply holds no code; it begins {_first_sentence(text)!r}.")


def _first_sentence(text: str) -> str:
    return " ".join(text.split())[:80]


# --- the code -----------------------------------------------------------------------------------------------------


def _tidy(code: str, grammar: Grammar, source_code: str) -> str:
    """The code without what surrounds a translation: indentation of the whole, blanks at line ends, HTML escapes, PHP
    tags, demonstration code."""
    code = _unescaped(code, grammar, source_code)
    if code[:1].isspace():  # else nothing is indented as a whole
        code = textwrap.dedent(code)
    code = "\n".join(line.rstrip() for line in code.split("\n")).strip("\n")
    if grammar.name == "php":
        code = re.sub(r"\A\s*<\?(php\b|=)?\s*|\s*\?>\s*\Z", "", code)
    return _without_demonstration(code, grammar, source_code) if is_readable(code) else code


_ENTITY = re.compile(r"&(?:lt|gt|amp|quot|apos|#39|#x27|nbsp);")


def _unescaped(code: str, grammar: Grammar, source_code: str) -> str:
    """Escaped HTML undone, where the code is escaped and not about HTML: entities that the source has not, and no
    character that would have been escaped."""
    if not _ENTITY.search(code) or _ENTITY.search(source_code) or re.search(r"[<>]|&(?![a-z]+;|#x?\w+;)", code):
        return code
    return html.unescape(code).replace("\u00a0", " ")


def _without_demonstration(code: str, grammar: Grammar, source_code: str) -> str:
    """Without statements at the top level and without a `main` beside other functions, with the comments right above
    them. Code that does not parse, or that is nothing else, stays as it is."""
    tree = parse(code, grammar)
    if tree.root.has_error or tree.container is not tree.root:
        return code
    functions = all_functions(tree)
    unwanted = foreign_nodes(tree)
    mains = [f.node for f in functions if grammar.main and f.names == (grammar.main,)]
    if mains and not _is_wanted(grammar.main, source_code) and len(mains) < len(functions):
        unwanted += mains
    if not unwanted or not any(f.node not in unwanted for f in functions):
        return code
    lines = code.split("\n")
    for node in sorted(unwanted, key=lambda node: -node.start_byte):
        _cut(lines, node.start_point[0], node.end_point[0], tree)
    rest = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")
    return _without_unused_imports(rest) if grammar.name == "go" else rest


def _is_wanted(main: str, source_code: str) -> bool:
    """Whether the source's own function is the one called main."""
    return re.search(rf"\b{main}\s*\(", source_code, re.IGNORECASE) is not None


def _cut(lines: list[str], first: int, last: int, tree: Tree) -> None:
    """Blank the lines `first` to `last`, and the comment lines right above."""
    while first > 0 and re.match(r"\s*(#(?!\w|\[)|//|/\*.*\*/\s*$|\* |\*/)", lines[first - 1]):
        first -= 1
    lines[first : last + 1] = [""]


def _without_unused_imports(code: str) -> str:
    """Go refuses imports that nothing uses; those that only a removed main used go with it."""

    def used(path: str) -> bool:
        return re.search(rf"\b{re.escape(path.rsplit('/', 1)[-1])}\.", code) is not None

    code = re.sub(r'^import "([^"]+)"\n?', lambda line: line[0] if used(line[1]) else "", code, flags=re.MULTILINE)

    def grouped(group: re.Match[str]) -> str:
        kept = [line for line in group[1].split("\n") if not (m := re.match(r'\s*"([^"]+)"', line)) or used(m[1])]
        return "import (" + "\n".join(kept) + ")" if any('"' in line for line in kept) else ""

    code = re.sub(r"^import \((.*?)\)", grouped, code, flags=re.MULTILINE | re.DOTALL)
    return re.sub(r"\n{3,}", "\n\n", code).strip("\n")


def _squeezed(code: str) -> str:
    return "".join(code.split())
