"""What a function's own code and text say about its arguments: constants, and calls that the text shows."""

import ast
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pairloom.translators.languages.grammar import Grammar, parse

_MOST = 40
"""The most constants of a kind that are used: a table of data in the code is no list of special values."""


@dataclass(frozen=True)
class Constants:
    """The literals of a function: integers, texts of several characters, and single characters."""

    numbers: tuple[int, ...] = ()
    words: tuple[str, ...] = ()
    letters: str = ""


def read_constants(code: str, grammar: Grammar) -> Constants:
    """The literals in `code`, in order of the text, each once."""
    tree = parse(code, grammar)
    numbers = [_integer(tree.source(node)) for node in tree.captures.get("number", [])]
    texts = [_content(tree.source(node)) for node in tree.captures.get("string", [])]
    characters = re.findall(r"'(\\?.)'", code)
    small = [number for number in numbers if number is not None and abs(number) <= 2**31]
    words = [text for text in texts if 1 < len(text) <= 40]
    letters = [text for text in (*texts, *characters) if len(text) == 1 and " " <= text <= "~"]
    return Constants(
        tuple(dict.fromkeys(small))[:_MOST],
        tuple(dict.fromkeys(words))[:_MOST],
        "".join(dict.fromkeys(letters))[:_MOST],
    )


def _integer(text: str) -> int | None:
    try:
        return int(re.sub(r"(?<=[\da-fA-F])[uUlLn]+$|_|'", "", text), 0)
    except ValueError:
        return None


def _content(literal: str) -> str:
    """The text in a string literal without its marks and prefix; "" for one over several lines or with escapes."""
    found = re.fullmatch(r"[a-zA-Z]{0,2}([\"'`])([^\\\n]*)\1", literal)
    return found[2] if found else ""


def shown_calls(text: str, function_name: str, defaults: Mapping[str, Sequence[Any]]) -> Iterator[list[Any]]:
    """The arguments of the calls that a text shows: `f(1, key=[2])` and "Input: nums = [2, 7], target = 9". Calls whose
    arguments are no plain literals, or not those of the function, are left out. defaults: parameter -> its default, if
    it has one."""
    for found in re.finditer(rf"\b{re.escape(function_name)}\s*\(", text):
        inside = _bracketed(text, found.end() - 1)
        if inside is not None:
            yield from _complete(_split(inside), defaults)
    at = {name: re.compile(rf"\b{re.escape(name)}\s*(?:=|:)\s*(?==?[\[\"'\d\-{{tTfF])") for name in defaults}
    for line in re.split(r"(?i)\binput\b\s*:?", text)[1:]:
        line = re.split(r"(?i)\boutput\b|\bexplanation\b", line)[0][:2000]
        starts = [at[name].search(line) for name in defaults]
        if all(starts):
            yield from _complete([_literal_at(line, start.end()) for start in starts if start], defaults)


def _complete(texts: Sequence[str], defaults: Mapping[str, Sequence[Any]]) -> Iterator[list[Any]]:
    """All arguments of a call in order, with defaults for those that it leaves out."""
    given: dict[str, Any] = {}
    for name, text in zip(defaults, texts, strict=False):
        named = re.match(r"(\w+)\s*[=:](?!=)\s*(.*)", text, re.DOTALL)
        key, literal = named.groups() if named and named[1] in defaults else (name, text)
        given[key] = read_literal(literal)
    values = [given.get(name, default[0] if default else MISSING) for name, default in defaults.items()]
    if values and MISSING not in values and len(texts) <= len(values):
        yield values


def _split(text: str) -> list[str]:
    """The parts of a text between commas, except those within brackets and quotes."""
    parts, depth, quote = [""], 0, ""
    for character in text:
        if quote:
            quote = "" if character == quote else quote
        elif character in "\"'":
            quote = character
        depth += (character in "([{") - (character in ")]}") if not quote else 0
        if character == "," and not depth and not quote:
            parts.append("")
        else:
            parts[-1] += character
    return [part.strip() for part in parts if part.strip()]


MISSING = object()


def _bracketed(text: str, start: int) -> str | None:
    """What stands between the bracket at `start` and its counterpart, None if there is none."""
    depth, quote = 0, ""
    for at in range(start, min(len(text), start + 2000)):
        character = text[at]
        if quote:
            quote = "" if character == quote and text[at - 1] != "\\" else quote
        elif character in "\"'":
            quote = character
        elif character in "([{":
            depth += 1
        elif character in ")]}":
            depth -= 1
            if depth == 0:
                return text[start + 1 : at]
    return None


def _literal_at(text: str, start: int) -> str:
    """The literal that begins at `start`."""
    if text[start : start + 1] in "[{":
        inside = _bracketed(text, start)
        return text[start : start + len(inside) + 2] if inside is not None else ""
    found = re.compile(r"\"[^\"\n]*\"|'[^'\n]*'|-?[\d.]+(?:e-?\d+)?|\w+").match(text, start)
    return found[0].rstrip(".") if found else ""


def read_literal(text: str) -> Any:
    """The value of a literal of JSON or Python; MISSING if it is none."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        pass
    try:
        return ast.literal_eval(text.strip())
    except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
        return MISSING
