"""Compares the effects of a call besides its result: what it printed, and its arguments after it."""

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

_NUMBER = r"(?<![\w.])-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?(?!\w)"
_TOKEN = re.compile(rf"{_NUMBER}|\w+|\s+|[^\w\s]")
_BRACKETS = re.compile(r"[\[{(].*[\]})]", re.DOTALL)
_NOTATION = re.compile(r"""[\[\](){}<>,:;='"#&]|\s+""")
_WORDS = {"true": "1", "1": "1", "false": "0", "0": "0"} | dict.fromkeys(("none", "null", "nil", "undefined"), "null")


@dataclass(frozen=True)
class Report:
    """What a program reported of a call: "case" with its result as JSON, "error" or "unfit" with a message; what the
    call printed; position -> JSON of its arguments as it left them."""

    outcome: str
    text: str
    printed: str
    changed: Mapping[int, str]


def read_reports(output: str, word: str) -> dict[int, list[Report]]:
    """Number of a call -> its reports. word: what each report begins with. What is printed before "start", or after the
    last report, belongs to no call."""
    reports: dict[int, list[Report]] = {}
    end, printed = 0, ""
    changed: dict[int, str] = {}
    for line in re.finditer(rf"^{word} (start|case|error|unfit|changed) (\d{{1,6}}) ?(.*)$", output, re.MULTILINE):
        outcome, number, text = line.groups()
        printed, end = printed + output[end : line.start()], line.end() + 1
        if outcome == "changed":
            position, _, value = text.partition(" ")
            changed[int(position) if re.fullmatch(r"\d{1,6}", position) else -1] = value
            continue
        if outcome != "start":
            reports.setdefault(int(number), []).append(Report(outcome, text, printed, changed))
        printed, changed = "", {}
    return reports


def same_text(expected: str, printed: str) -> bool | None:
    """Whether two printed texts are the same, but for blanks at ends of lines and the last line ends. None if they
    are the same values in the notations of two languages: `[1, 2.0]` and `[ 1, 2 ]`, `True` and `true`."""
    first, second = _trim(expected), _trim(printed)
    if first == second:
        return True
    has_brackets = bool(_BRACKETS.search(first))
    pairs = [_tokens(text, has_brackets) for text in (first, second)]
    same = len(pairs[0]) == len(pairs[1]) and all(_same_token(*pair) for pair in zip(*pairs, strict=True))
    return None if same else False


def _trim(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.split("\n")).rstrip("\n")


def _tokens(text: str, has_brackets: bool) -> list[str]:
    """The words, numbers and other characters of a text; where lists may be printed, without their notation."""
    return [token for token in _TOKEN.findall(text) if not (has_brackets and _NOTATION.fullmatch(token))]


def _same_token(first: str, second: str) -> bool:
    if first == second:
        return True
    words = [_WORDS.get(word.lower()) for word in (first, second)]
    if None not in words:
        return words[0] == words[1]
    if not (re.fullmatch(_NUMBER, first) and re.fullmatch(_NUMBER, second)) or not re.search(r"[.eE]", first):
        return False
    return math.isclose(float(first), float(second), rel_tol=1e-5)


def returned_instead(case: Mapping[str, Any], report: Report) -> bool:
    """Whether the result of a call is what it should have made of its argument."""
    changed = case.get("changed", {})
    new = [value for position, value in changed.items() if value != case["arguments"][position]]
    try:
        return len(new) == 1 and json.loads(report.text) == new[0]
    except (ValueError, RecursionError):
        return False


def changed_positions(cases: Sequence[Mapping[str, Any]]) -> dict[int, bool]:
    """Position of each argument that calls change -> whether a call changes its length."""
    lengths: dict[int, bool] = {}
    for case in cases:
        for position, value in case.get("changed", {}).items():
            before = case["arguments"][position]
            is_sized = isinstance(value, list | dict) and isinstance(before, list | dict)
            lengths[position] = lengths.get(position, False) or (is_sized and len(value) != len(before))
    return lengths


def is_procedure(cases: Sequence[Mapping[str, Any]]) -> bool:
    """Whether the source only changes its arguments or prints: it never returns a value."""
    has_effects = any("changed" in case or "printed" in case for case in cases)
    return has_effects and all(case["expected"] is None for case in cases)
