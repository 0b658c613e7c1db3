"""The values for which a function was written, as far as its text and its code say it.

Languages differ on other values (a division of negative numbers, an integer beyond 32 bits, an empty list), and nobody
asked what a function does with them. So a difference on such a value does not make a translation wrong.
"""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

INTEGER = 2**31 - 1
"""The largest integer of the usual type of most languages."""

_POWER = re.compile(r"<sup>\s*(\d+)\s*</sup>|\^\{(\d+)\}|\*\*\s*(\d+)")
_SIGNS = (("≤", "<="), ("≥", ">="), ("\\leq", "<="), ("\\le", "<="), ("\\geq", ">="), ("\\ge", ">="), ("&lt;", "<"))
_NUMBER = r"-?\s?\d[\d,_]*(?:\s?[*·×x]\s?10)?(?:\^\d+)?(?:e\d+)?(?:\s?-\s?1\b)?"
_NAMED = r"[A-Za-z_|][\w.|]*(?:\[\w+\])*(?:\(\w*\))?"
_BETWEEN = re.compile(rf"({_NUMBER})\s*(<=?)\s*({_NAMED}(?:\s*(?:,|and)\s*{_NAMED})*)\s*(<=?)\s*({_NUMBER})")
_RANGE = re.compile(
    rf"({_NAMED})\s+(?:is|are|will be|must be|lies|is an integer|is a number)?\s*(?:between|from|in the range of?)\s+"
    rf"({_NUMBER})\s+(?:and|to)\s+({_NUMBER})"
)
_ONE_SIDED = re.compile(rf"({_NAMED})\s*(>=?|<=?)\s*({_NUMBER})")
_SIZE = re.compile(r"^(?:len\((\w+)\)|\|(\w+)\||(\w+)\.(?:length|size|len)(?:\(\))?)$")
_LENGTH = r"\b{0}\b\s*(?:==?|is|=)\s*(?:the (?:length|size|number of \w+) (?:of|in) )?(\w+)(?:\.(?:length|size)\b)?"


@dataclass(frozen=True)
class Range:
    """The smallest and the largest allowed value."""

    least: float = -math.inf
    most: float = math.inf

    def bring(self, value: int) -> int:
        """`value` if it is allowed, else a value that is."""
        if self.least <= value <= self.most:
            return value
        if math.isinf(self.least) or math.isinf(self.most):
            nearest = self.least if value < self.least else self.most
            return int(nearest) + (abs(value) % 10 if value < self.least else -(abs(value) % 10))
        return int(self.least) + value % (int(self.most) - int(self.least) + 1)


@dataclass(frozen=True)
class Domain:
    """The values for which a function was written.

    values: parameter -> limits of the numbers in it, "" for all others. sizes: the same for lengths. letters: the
    characters of its texts, "" if neither text nor code says. is_sorted, is_distinct: whether lists are. negatives: the
    parameters whose numbers may evidently be negative. empties: whether lists and texts may evidently be empty. widths:
    parameter -> the number of items of each list in it, if the code takes them apart by constant places.
    """

    values: Mapping[str, Range] = field(default_factory=dict)
    sizes: Mapping[str, Range] = field(default_factory=dict)
    letters: str = ""
    is_sorted: bool = False
    is_distinct: bool = False
    negatives: frozenset[str] = frozenset()
    empties: bool = False
    widths: Mapping[str, int] = field(default_factory=dict)

    def value_limits(self, name: str) -> Range:
        """The limits of the numbers in a parameter."""
        return self.values.get(name) or self.values.get("") or Range()

    def size_limits(self, name: str) -> Range:
        """The limits of the length of a parameter."""
        return self.sizes.get(name) or self.sizes.get("") or Range(0)

    def may_be_negative(self, name: str) -> bool:
        """Whether it is evident that the numbers in a parameter may be negative."""
        least = self.value_limits(name).least
        return least < 0 and (name in self.negatives or not math.isinf(least))

    def leave(self, arguments: Sequence[Any], names: Sequence[str], largest: float) -> str:
        """What of a call lies outside the domain, "" if nothing does. largest: the largest integer that the call is
        known to use, by size."""
        pairs = list(zip(names, arguments, strict=True))
        for name, value in pairs:
            if not self.may_be_negative(name) and any(number < 0 for number in numbers_in(value)):
                return "a negative number"
            if not self.empties and not (name in self.sizes and self.sizes[name].least == 0) and _has_empty(value):
                return "an empty value"
        reach = max((abs(n) for _, value in pairs for n in numbers_in(value)), default=0)
        stated = any(not math.isinf(limits.most) and limits.most >= reach for limits in self.values.values())
        if max(reach, largest) > INTEGER and not (stated and largest <= 2**53):
            return "an integer beyond 32 bits"
        return ""


def numbers_in(value: Any) -> Iterable[float]:
    """The numbers in a plain value."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        yield value
    elif isinstance(value, list | dict):
        for item in value.values() if isinstance(value, dict) else value:
            yield from numbers_in(item)


def _has_empty(value: Any) -> bool:
    return isinstance(value, str | list | dict) and (
        not value or (isinstance(value, list) and any(map(_has_empty, value)))
    )


def read_domain(text: str, code: str, names: Sequence[str], documented: Sequence[Sequence[Any]]) -> Domain:
    """The domain of a function with parameters `names`. documented: the arguments of the calls in the text."""
    values, sizes = _stated_limits(_normalize(text), names)
    words = text.lower()
    if "" not in values:
        if re.search(r"\bnon-?negative\b", words):
            values[""] = Range(0)
        elif re.search(r"\b(?:positive|natural)\s+(?:whole )?(?:integer|number|int\b)", words):
            values[""] = Range(1)
    if found := re.search(r"\bat least (\d+|one|two|three) (?:element|item|character|number|letter|value)", words):
        sizes.setdefault("", Range({"one": 1, "two": 2, "three": 3}.get(found[1]) or int(found[1])))
    elif re.search(r"\bnon-?empty\b|\bnot empty\b|\bat least one\b", words):
        sizes.setdefault("", Range(1))
    if re.search(r"(?<!non-)(?<!non)(?<!no )\bnegative\b", words):
        negatives = frozenset(names)
    else:
        shown = [name for call in documented for name, value in zip(names, call, strict=True) if _has_negative(value)]
        negatives = frozenset([*shown, *(name for name in names if _takes_negatives(code, name))])
    parameter = rf"\b(?:{'|'.join(map(re.escape, names)) or '-'})\b"
    empties = bool(re.search(r"\b(?:may|can|could) be empty\b|\b(?:is|are|if) empty\b", words))
    empties = empties or bool(re.search(_EMPTY.format(parameter), code)) or any(map(_has_empty, documented))
    return Domain(
        values,
        sizes,
        _stated_letters(words) or _letters_of(code),
        bool(re.search(r"\b(?:a|an|the|given|is|already)\s+(?:\w+ )?sorted\s+(?:in|array|list|by|sequence)", words)),
        bool(
            re.search(r"\b(?:distinct|unique) (?:integers|numbers|elements|values|positive)|\bno duplicates\b", words)
        ),
        negatives,
        empties,
        _widths(code, names),
    )


def _widths(code: str, names: Sequence[str]) -> dict[str, int]:
    """Parameter -> number of items in its rows, for those whose rows the code takes apart by constant places."""
    unpacked = re.findall(
        r"\bfor\b[^\n:;]*?\b(\w+(?:, ?\w+)+)\]?\s*(?:in|of|:)\s+(?!enumerate|zip|\w+\.items)(\w+)", code
    )
    places: dict[str, set[int]] = {}
    for row, place, other in re.findall(r"(\w+|\w+\[\w+\]|\w+\.get\(\w+\))(?:\[(\d)\]|\.get\((\d)\))", code):
        places.setdefault(row, set()).add(int(place or other))
    found = {row: len(each) for row, each in places.items() if len(each) > 1 and each == set(range(len(each)))}
    found |= {f"{rows}[]": variables.count(",") + 1 for variables, rows in unpacked}
    by_variable = r"\b{0}(?:\[[^\]]+\]\s*\[\s*[A-Za-z_]|\.get\([^()]*\)\.get\([A-Za-z_])"
    widths = {}
    for name in names:
        rows = "|".join([*map(re.escape, _items_of(code, name)), rf"{re.escape(name)}(?:\[\w*\]|\.get\(\w+\))"])
        own = [width for row, width in found.items() if re.fullmatch(rows, row)]
        width = max(own or found.values(), default=0)
        if 0 < width <= 4 and not re.search(by_variable.replace("{0}", re.escape(name)), code):
            widths[name] = width
    return widths


_ITEMS = (
    r"\bfor\s*\(?[^\n;]*?(\w+)\s*(?:\bin\b|\bof\b|:=\s*range\b|:)\s*(?:enumerate\s*\(\s*)?[&*]*{0}\b",
    r"\bforeach\s*\(\s*\${0}\s+as\s+(?:\$\w+\s*=>\s*)?(\$\w+)",
    r"\b{0}\.(?:each|map|forEach|iter|into_iter)\w*\W+(\w+)",
    r"(\w+)\s*:?=\s*{0}(?:\[[^\[\]\n]+\]|\.get\(\w+\))\s*(?:[;)\n]|$)",
)
"""Code that gives an item of the list `{0}` a name."""


def _items_of(code: str, name: str) -> list[str]:
    """The names that the code gives to the items of a list."""
    return [item for each in _ITEMS for item in re.findall(each.replace("{0}", re.escape(name.lstrip("$"))), code)]


def _has_negative(value: Any) -> bool:
    return any(number < 0 for number in numbers_in(value))


def _takes_negatives(code: str, name: str) -> bool:
    """Whether code tells negative numbers in a parameter from others, or treats all the same.

    Code that divides, shifts or takes remainders, that uses items as places, or that begins a maximum with 0 does not
    treat them the same."""
    items = _items_of(code, name)
    each = "|".join(rf"(?<![\w.]){re.escape(one)}\b" for one in (name, *items))
    value = rf"(?:{each})(?:\[[^\[\]\n]*\])*"
    if re.search(rf"{value}\s*(?:(?:<=?|>=)\s*0(?![\w.])|[<>=]=?\s*-\s*\d)|(?<![\w.])0\s*>=?\s*{value}", code):
        return True
    if re.search(rf"\b(?:f?abs|Abs)\s*\(\s*{value}\s*\)", code):
        return True
    if not items and not re.search(rf"(?<![\w.]){re.escape(name)}\s*\[|\b(?:sum|max|min|sorted)\(\s*{each}\s*\)", code):
        return False
    return not re.search(
        rf"[%/^~]|\s(?:<<|>>|&|\|)=?\s|\d\s*<<|\[[^\[\]]*(?:{each})\s*[\[\]+-]|\brange\([^)]*(?:{each})\s*[\[,)+-]"
        r"|\bmax\b(?=[\s\S]*=\s*0\b)|=\s*0\b(?=[\s\S]*\bmax\b)|\bchr\b",
        code,
    )


def _letters_of(code: str) -> str:
    """The characters that code counts from "a", "A" or "0" without a test that they are such; "" if it does not."""
    if re.search(
        r"(?i)\bis_?(?:alpha|digit|lower|upper|letter|alnum)|[<>]=?\s*(['\"])[aAzZ09]\1|(['\"])[aAzZ09]\2\s*[<>]", code
    ):
        return ""
    first = r"-\s*(?:ord\(\s*)?['\"]{0}['\"]|(?:\bord|harCodeAt|odePointAt)\([^()]*\)\s*-\s*{1}\b"
    found = ""
    for start, count in (("a", 26), ("A", 26), ("0", 10)):
        if re.search(first.format(start, ord(start)), code):
            found += "".join(chr(ord(start) + at) for at in range(count))
    others = re.findall(r"(?:==|!=|\bcase)\s*['\"]([ -~])['\"]", code)
    return "".join(dict.fromkeys(found + "".join(others))) if found else ""


_EMPTY = (
    r"(?:\bnot|!|\bunless)\s*\$?{0}(?!\s*(?:\[|\.(?!empty|length|len|size)|==|!=|\())|{0}\s*\.\s*(?:isEmpty|empty|is_empty)\b"
    r"|{0}\s*(?:===?|!==?)\s*(?:\"\"|''|\[\])|(?:len|count|strlen|sizeof)\s*\(\s*\$?{0}\s*\)\s*(?:===?|<=?)\s*[012]\b"
    r"|{0}\s*\.\s*(?:length|size|len|count)\b(?:\(\))?\s*(?:===?|<=?)\s*[012]\b"
)


def _normalize(text: str) -> str:
    for sign, plain in _SIGNS:
        text = text.replace(sign, plain)
    text = _POWER.sub(lambda power: "^" + next(filter(None, power.groups())), text)
    return re.sub(r"[`$\\]|\*(?!\s*\d)", "", re.sub(r"<(?![=\s\d])/?\w+[^<>]*>", " ", text))


def _number(text: str) -> int:
    """The number of a text such as "10^5", "2 x 10^4", "2^31 - 1", "1,000", "1e9"."""
    text = re.sub(r"[\s,_]", "", text)
    minus_one = bool(re.search(r"(?<=\d)-1$", text))
    text = re.sub(r"(?<=\d)-1$", "", text)
    sign, text = (-1, text[1:]) if text.startswith("-") else (1, text)
    value = 1
    for factor in re.split(r"[*·×x]", text):
        base, _, power = factor.partition("^")
        mantissa, _, exponent = base.partition("e")
        value *= int(mantissa) ** min(int(power or 1), 64) * 10 ** min(int(exponent or 0), 64)
    return sign * value - minus_one


def _stated_limits(text: str, names: Sequence[str]) -> tuple[dict[str, Range], dict[str, Range]]:
    values: dict[str, Range] = {}
    sizes: dict[str, Range] = {}

    def note(named: str, least: float, most: float) -> None:
        size = _SIZE.match(named)
        name = next(filter(None, size.groups())) if size else re.split(r"[.\[(]", named)[0]
        if not size and name not in names:  # "1 <= n <= 100" where "n == nums.length"
            length = re.search(_LENGTH.format(re.escape(name)), text)
            size, name = length, length[1] if length else ""
        if name in names and least <= most:
            kept = sizes if size else values
            known = kept.get(name, Range())
            kept[name] = Range(max(least, known.least), min(most, known.most))

    for least, low, named, high, most in _BETWEEN.findall(text):
        for name in re.split(r"\s*(?:,|\band\b)\s*", named):
            note(name, _number(least) + (low == "<"), _number(most) - (high == "<"))
    for name, least, most in _RANGE.findall(text):
        note(name, _number(least), _number(most))
    for name, sign, number in _ONE_SIDED.findall(_BETWEEN.sub(" ", text)):
        limit = _number(number)
        note(name, *((limit + (sign == ">"), math.inf) if ">" in sign else (-math.inf, limit - (sign == "<"))))
    return values, sizes


def _stated_letters(words: str) -> str:
    """The characters that a text allows."""
    lower, upper, digits = "abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "0123456789"
    found = ""
    if re.search(r"\blower-?\s?case (?:english |latin )?(?:letter|character|alphabet)", words):
        found += lower
    if re.search(r"\bupper-?\s?case (?:english |latin )?(?:letter|character|alphabet)", words):
        found += upper
    if not found and re.search(r"\b(?:only|consists? of|contains?|of) (?:english |latin )?letters\b", words):
        found = lower + upper
    if re.search(r"\b(?:consists? of|contains? only|string of|only) (?:\w+ )?digits\b", words):
        found += digits
    if re.search(r"\bbinary string\b", words):
        return "01"
    return found
