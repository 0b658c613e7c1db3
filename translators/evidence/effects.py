"""Compares the effects of a call besides its result: what it printed, and its arguments after it."""

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pairloom.translators.evidence.output import find_difference

_NUMBER = r"(?<![\w.])-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?(?!\w)"
_TOKEN = re.compile(rf"{_NUMBER}|\w+|\s+|[^\w\s]")
_BRACKETS = re.compile(r"[\[{(].*[\]})]", re.DOTALL)
_NOTATION = re.compile(r"""[\[\](){}<>,:;='"#&]|\s+""")
_WORDS = {"true": "1", "1": "1", "false": "0", "0": "0"} | dict.fromkeys(("none", "null", "nil", "undefined"), "null")


@dataclass(frozen=True)
class Report:
    """What a program reported of a call: "case" with its result as JSON, "error" or "unfit" with a message; what the
    call printed; position -> JSON of its arguments as it left them, and the positions of those whose length a function
    cannot change."""

    outcome: str
    text: str
    printed: str
    changed: Mapping[int, str]
    fixed: frozenset[int] = frozenset()


def read_reports(output: str, word: str) -> dict[int, list[Report]]:
    """Number of a call -> its reports. word: what each report begins with. What is printed before "start", or after the
    last report, belongs to no call."""
    reports: dict[int, list[Report]] = {}
    end, printed = 0, ""
    changed: dict[int, str] = {}
    fixed: set[int] = set()
    for line in re.finditer(
        rf"^{word} (start|case|error|unfit|changed|fixed) (\d{{1,6}}) ?(.*)$", output, re.MULTILINE
    ):
        outcome, number, text = line.groups()
        printed += output[end : line.start()].removesuffix("\n")  # each report begins with a line end
        end = line.end() + 1
        if outcome in ("changed", "fixed"):
            found = re.fullmatch(r"(\d{1,6}) (.*)", text)
            position = int(found[1]) if found else -1
            changed[position] = found[2] if found else text
            fixed |= {position} if outcome == "fixed" else set()
            continue
        if outcome != "start":
            reports.setdefault(int(number), []).append(Report(outcome, text, printed, changed, frozenset(fixed)))
        printed, changed, fixed = "", {}, set()
    return reports


def same_text(expected: str, printed: str) -> bool | None:
    """Whether two printed texts are equal for `find_difference`. None if they are the same values in the notations of
    two languages: `[1, 2.0]` and `[ 1, 2 ]`, `True` and `true`, blanks and tabs between values."""
    if not find_difference(expected, printed):
        return True
    first, second = expected.strip(), printed.strip()
    has_brackets = bool(_BRACKETS.search(first))
    pairs = [_tokens(text, has_brackets) for text in (first, second)]
    same = len(pairs[0]) == len(pairs[1]) and all(_same_token(*pair) for pair in zip(*pairs, strict=True))
    return None if same else False


def _tokens(text: str, has_brackets: bool) -> list[str]:
    """The words, numbers and other characters of a text; where lists may be printed, without their notation."""
    return [token for token in _TOKEN.findall(text) if not (has_brackets and _NOTATION.fullmatch(token))]


def _same_token(first: str, second: str) -> bool:
    if first == second or (first.isspace() and second.isspace() and first.count("\n") == second.count("\n")):
        return True
    words = [_WORDS.get(word.lower()) for word in (first, second)]
    if None not in words:
        return words[0] == words[1]
    if not (re.fullmatch(_NUMBER, first) and re.fullmatch(_NUMBER, second)) or not re.search(r"[.eE]", first):
        return False
    return math.isclose(float(first), float(second), rel_tol=1e-5)


def find_doubt(case: Mapping[str, Any], report: Report, position: int, is_procedure: bool) -> str:
    """Why a call that has not changed its argument as its source does may still be correct, else ""."""
    expected, before = case["changed"][position], case["arguments"][position]
    try:
        result, got = (json.loads(text) for text in (report.text, report.changed.get(position, "null")))
    except (ValueError, RecursionError):
        return ""
    if (
        is_procedure
        and result == expected
        and sum(after != case["arguments"][at] for at, after in case["changed"].items()) == 1
    ):
        return "it returns the changed value, but its source changes its argument"
    lists = all(isinstance(value, list) for value in (expected, before, got))  # code may forge a report
    if (
        lists
        and position in report.fixed
        and len(got) == len(before) > len(expected)
        and got[: len(expected)] == expected
    ):
        return "its source removes items, but the length of its argument cannot change"
    return ""


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
