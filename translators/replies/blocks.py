"""The blocks of a reply that may be the translation: in fences, in tags, or in strings of JSON and tool calls."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from pairloom.schemas.languages import find_language


@dataclass(frozen=True)
class Block:
    """A part of a reply that may be code. `label` is the label of its fence in lower case; `language` is the language
    of the label, "" if none; `closed` tells whether the fence is closed."""

    code: str
    label: str = ""
    language: str = ""
    closed: bool = True


Whole = Callable[[str, str, str], bool]
"""(code, label of its fence, characters of the fence) -> whether the code is complete: it passes the checks, and each
fence in it is in a comment or a string."""

_OPENING = re.compile(r"(?P<fence>`{3,}|~{3,})[ \t]*(?P<info>[^`~\n]*)\Z")
_TAGGED = re.compile(
    r"<pre[^>]*>\s*<code(?P<a>[^>]*)>(?P<one>.*?)</code>\s*</pre>|<code(?P<b>[^>]*)>(?P<two>.*?)</code>"
    r"|\[(?P<c>[A-Za-z+#]{1,12})\]\n(?P<three>.*?)\n\[/(?P=c)\]",
    re.DOTALL | re.IGNORECASE,
)
# Labels of blocks that are never a translation; any other unknown label ("text", "code") says nothing.
_NO_TRANSLATION = frozenset(
    {"bash", "sh", "shell", "zsh", "console", "powershell", "json", "yaml", "toml", "xml", "html", "css", "sql", "diff"}
    | {"dockerfile", "makefile", "r", "julia", "haskell", "ocaml", "dart", "elixir", "output"}
)
_DOCUMENTS = frozenset({"markdown", "md", "mdx"})
_JSON = frozenset({"json", "jsonc", "json5", "jsonl", "tool_call", "tool_code"})
_MAX_DEPTH = 4


def find_blocks(text: str, is_whole: Whole, depth: int = 0) -> list[Block]:
    """The blocks of `text` in order: those in fences; without fences, those in tags, in JSON or in tool calls."""
    if depth > _MAX_DEPTH:
        return []
    text = unquote(text)
    found = list(_fenced(text, is_whole))
    if not found:
        found = list(_in_calls(text)) or list(_tagged(text))
    return [inner for block in found for inner in _opened(block, is_whole, depth)]


def _opened(block: Block, is_whole: Whole, depth: int) -> list[Block]:
    """The contents of a block: the blocks of a Markdown document, the strings of JSON; else the block itself."""
    unsaid = block.label in ("", "text", "txt") and "```" in block.code and not is_whole(block.code, "", "```")
    if block.label in _DOCUMENTS or unsaid:
        inner = find_blocks(block.code, is_whole, depth + 1)
        if inner:
            return inner
    if block.label in _JSON or (not block.label and block.code.lstrip()[:1] in ("{", "[")):
        inner = [
            piece for held in _in_json(block.code) for piece in (find_blocks(held.code, is_whole, depth + 1) or [held])
        ]
        if inner:
            return inner
    return [block]


def unquote(text: str) -> str:
    """`text` without the marks of a Markdown quotation around fences or around the whole text."""
    if not text.startswith(">") and "\n>" not in text:
        return text
    lines = text.split("\n")
    for _ in range(_MAX_DEPTH):
        quoted = [line for line in lines if line.startswith(">")]
        fences = any(re.match(r"> ?\s*(?:```|~~~)", line) for line in quoted)
        if not quoted or not (fences or all(line.startswith(">") for line in lines if line.strip())):
            break
        lines = [re.sub(r"^> ?", "", line) for line in lines]
    return "\n".join(lines)


# --- fences -------------------------------------------------------------------------------------------------------


def _fenced(text: str, is_whole: Whole) -> Iterator[Block]:
    lines = text.split("\n") if "```" in text or "~~~" in text else []
    at, any_fence = 0, False
    while at < len(lines):
        opening = _OPENING.search(lines[at])
        if opening is None or not _opens(opening):
            at += 1
            continue
        if not any_fence and not find_label(opening["info"]) and _is_lone_end(lines, at):
            yield Block("\n".join(lines[:at]))
            return
        any_fence = True
        end, last = _end_of_block(lines, at, opening, is_whole)
        body = lines[at + 1 : end] + ([last] if last else [])
        if body or end < len(lines):
            yield _block("\n".join(body), opening["info"], end < len(lines))
        at = end + 1


def _block(code: str, info: str, closed: bool) -> Block:
    label = find_label(info)
    language = find_language(label)
    known = language.name if language else label if label in _NO_TRANSLATION else ""
    return Block(code, label, known, closed)


def find_label(info: str) -> str:
    """The label of a fence: "python" for "python", "{.python}", "Python title=x" and class="language-python"."""
    word = re.search(r"(?:language-|lang-|\.)?([A-Za-z][\w+#-]*)", re.sub(r'class\s*=\s*"?', "", info))
    return word[1].lower() if word else ""


def _opens(opening: re.Match[str]) -> bool:
    """Whether a fence opens a block: it begins its line, or follows prose and names a language."""
    before = opening.string[: opening.start()].strip(" \t>-*0123456789.)")
    return not before or (not IS_COMMENT.match(before) and _is_label(opening["info"]))


def _is_label(info: str) -> bool:
    """Whether the text after a fence is a label of the block."""
    label = find_label(info)
    return bool(find_language(label)) or label in _NO_TRANSLATION | _DOCUMENTS | _JSON | {"text", "txt", "plaintext"}


def _is_lone_end(lines: list[str], at: int) -> bool:
    """Whether the unlabelled fence in line `at` is the only one and follows code: the prompt had opened the block."""
    return at > 0 and any(line.strip() for line in lines[:at]) and not any("```" in line for line in lines[at + 1 :])


IS_COMMENT = re.compile(r"\s*(?://|#|\*|/\*|--|;|%|<!--|\"\"\"|''')")
_MAX_CLOSINGS = 8
"""Number of possible closing fences of a block that are tried from either end."""


def _end_of_block(lines: list[str], start: int, opening: re.Match[str], is_whole: Whole) -> tuple[int, str]:
    """The line that closes the block which `opening` opens in line `start`, and the code before the fence in that line.

    Comments and docstrings of the code may contain fences. So the closing fence is the last one with which the code is
    complete. If there is none, it is the first fence that closes no fence within the code.
    """
    fence = opening["fence"]
    closings = list(_closings(lines, start, fence))
    if not closings:
        return len(lines), ""
    if len(closings) == 1:
        return closings[0][:2]
    tried = closings if len(closings) <= 2 * _MAX_CLOSINGS else closings[:_MAX_CLOSINGS] + closings[-_MAX_CLOSINGS:]
    for end, last, _ in reversed(tried):
        if is_whole("\n".join(lines[start + 1 : end] + ([last] if last else [])), opening["info"], fence):
            return end, last
    return next((found[:2] for found in closings if found[2] == 0), (len(lines), ""))


def _closings(lines: list[str], start: int, fence: str) -> Iterator[tuple[int, str, int]]:
    """(line, code before the fence in it, number of fences open inside the block) of each fence that may close the
    block. As in CommonMark, a closing fence is indented by at most three blanks more than the opening one."""
    mark = re.escape(fence[0]) + "{" + str(len(fence)) + ",}"
    line_of_fence = re.compile(rf"(?P<indent>[ \t]*){mark}(?!{re.escape(fence[0])})[ \t]*(?P<rest>.*)\Z")
    room = _width(lines[start]) + 4
    depth = 0
    for at in range(start + 1, len(lines)):
        line = lines[at]
        found = line_of_fence.match(line)
        if found is None:
            code = line.rstrip()
            if code.endswith(fence) and code.count(fence) == 1 and not IS_COMMENT.match(line):
                yield at, code.removesuffix(fence), depth
        elif re.fullmatch(r"[A-Za-z]\S*\s*", found["rest"]) and _is_label(found["rest"]):
            depth += 1
        else:
            if _width(found["indent"]) < room:
                yield at, "", depth
            depth = max(depth - 1, 0)


def _width(line: str) -> int:
    expanded = line.expandtabs(4)
    return len(expanded) - len(expanded.lstrip(" "))


# --- tags, JSON, tool calls ---------------------------------------------------------------------------------------


def _tagged(text: str) -> Iterator[Block]:
    if "<" not in text and "]\n" not in text:
        return
    for tag in _TAGGED.finditer(text):
        code = next(tag[name] for name in ("one", "two", "three") if tag[name] is not None)
        code = re.sub(r"\A\s*<!\[CDATA\[\n?|\]\]>\s*\Z", "", code)
        yield _block(code, tag["c"] or (tag["a"] or tag["b"] or ""), True)


_CALL = re.compile(
    r"<(?P<tag>tool_call|tool_use|function_call|function|tool)[^<>\n]*>\s*(?P<json>[\[{].*?)\s*</(?P=tag)>"
    r"|\[TOOL_CALLS\]\s*(?P<list>[\[{].*)|<\|python_tag\|>\s*(?P<tagged>\{.*)",
    re.DOTALL,
)
_PARAMETER = re.compile(r"<parameter(?:=|\s+name=[\"']?)(?P<name>\w+)[\"']?>\n?(?P<text>.*?)</parameter>", re.DOTALL)


def _in_calls(text: str) -> Iterator[Block]:
    """The strings of a reply that is JSON or a tool call."""
    stripped = text.strip()
    found = list(_in_json(stripped)) if stripped[:1] in ("{", "[") else []
    if found:
        yield from found
        return
    if "<" not in text and "[TOOL_CALLS]" not in text:
        return
    for call in _CALL.finditer(text):
        yield from _in_json(call["json"] or call["list"] or call["tagged"])
    for parameter in _PARAMETER.finditer(text):
        if "\n" in parameter["text"].strip():
            yield Block(parameter["text"])


def _in_json(text: str) -> Iterator[Block]:
    """The strings in JSON that may be code, with the language given beside them. Nothing if `text` is not JSON."""
    try:
        value, _ = json.JSONDecoder(strict=False).raw_decode(text.strip())
    except (ValueError, RecursionError):
        return
    yield from _strings(value, "", 0)


def _strings(value: Any, language: str, depth: int) -> Iterator[Block]:
    if depth > 8:
        return
    if isinstance(value, dict):
        said = next((each for key in ("language", "lang") if isinstance(each := value.get(key), str)), language)
        for held in value.values():
            yield from _strings(held, said, depth + 1)
    elif isinstance(value, list):
        for held in value:
            yield from _strings(held, language, depth + 1)
    elif isinstance(value, str) and (inner := value.strip())[:1] in ("{", "[") and inner[-1:] in ("}", "]"):
        found = list(_in_json(inner))
        yield from found or [_block(value, language, True)]
    elif isinstance(value, str) and re.search(r"[\s(]", value.strip()):
        yield _block(value, language, True)
