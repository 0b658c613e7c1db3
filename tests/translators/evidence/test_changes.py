"""Sources that change their arguments or print: a translation must have the same effects."""

import re
from pathlib import Path

import pytest

from pairloom.schemas import CodeRecord
from pairloom.translators.evidence.effects import same_text
from pairloom.translators.evidence.gates import Candidate, Gates, Verdict
from pairloom.translators.languages import get_language
from pairloom.translators.sandbox import sandbox

pytestmark = pytest.mark.skipif(bool(sandbox.unavailable()), reason=sandbox.unavailable() or "-")

# name -> (source, its tests)
SOURCES = {
    "sort_down": (
        "def sort_down(items):\n    items.sort(reverse=True)",
        "a = [1, 3, 2]\nsort_down(a)\nassert a == [3, 2, 1]\nb = [5, 4]\nsort_down(b)\nassert b == [5, 4]\n",
    ),
    "drop_small": (
        "def drop_small(items, least):\n    count = len(items)\n    items[:] = [x for x in items if x >= least]\n"
        "    return count - len(items)",
        "a = [1, 3, 2]\nassert drop_small(a, 2) == 1\nassert a == [3, 2]\nb = [1]\nassert drop_small(b, 5) == 1\n"
        "assert b == []\n",
    ),
    "keep_even": (
        "def keep_even(items):\n    items[:] = [x for x in items if x % 2 == 0]",
        "a = [1, 2, 4, 3]\nkeep_even(a)\nassert a == [2, 4]\na = [5]\nkeep_even(a)\nassert a == []\n",
    ),
    "spell": (
        "def spell(words, word):\n    words.append(word)\n    return word[::-1]",
        "a = ['one']\nassert spell(a, 'two') == 'owt'\nassert a == ['one', 'two']\nb = []\n"
        "assert spell(b, 'x') == 'x'\nassert b == ['x']\n",
    ),
    "mark": (
        "def mark(seen, name):\n    seen[name] = seen.get(name, 0) + 1",
        "s = {}\nfor name in ('a', 'b', 'a'):\n    mark(s, name)\nassert s == {'a': 2, 'b': 1}\n",
    ),
    "greet": (
        "def greet(name, times):\n    for _ in range(times):\n        print('Hello,', name)",
        "import io, contextlib\nfor n, want in ((1, 'Hello, Zoë\\n'), (2, 'Hello, Zoë\\nHello, Zoë\\n'), (0, '')):\n"
        "    out = io.StringIO()\n    with contextlib.redirect_stdout(out):\n        greet('Zoë', n)\n"
        "    assert out.getvalue() == want\n",
    ),
    "half": (
        "def half(n):\n    print('half of', n)\n    if n < 0:\n        raise ValueError('negative')\n    return n // 2",
        "assert half(4) == 2\nassert half(9) == 4\ntry:\n    half(-2)\nexcept ValueError:\n    pass\n"
        "else:\n    raise AssertionError\n",
    ),
}
LANGUAGES = sorted(path.stem for path in (Path(__file__).parent / "effects").glob("*.txt"))


def read_translations(language: str) -> list[tuple[str, str, str]]:
    """(source, reason of the rejection or level, code) of the translations in effects/LANGUAGE.txt."""
    text = (Path(__file__).parent / "effects" / f"{language}.txt").read_text(encoding="utf-8")
    return re.findall(r"^=== (\w+): (\w+)\n(.*?)\n*(?=^===|\Z)", text, re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_must_change_print_and_fail_as_its_source(language: str) -> None:
    if reason := get_language(language).not_runnable():
        pytest.skip(reason)
    rows = read_translations(language)
    records = {name: record(name) for name, _, _ in rows}
    verdicts = Gates("executed").verify([Candidate(records[name], language, code) for name, _, code in rows])
    pairs = list(zip(rows, verdicts, strict=True))
    assert SOURCES.keys() - {source for source, _, _ in rows} <= {"keep_even", "spell"}
    assert {finding for _, finding, _ in rows} == {"executed", "compiled", "wrong_answer"}
    wrong = [f"{row[2]}\n{verdict}" for row, verdict in pairs if finding(verdict) != row[1]]
    assert not wrong, "\n\n".join(wrong)


def record(name: str) -> CodeRecord:
    """The record of a source."""
    code, tests = SOURCES[name]
    fields = {"text": "Has an effect.", "language": "python", "split": "train", "benchmark": "b", "license": "MIT"}
    return CodeRecord.create(code=code, tests=tests, function_name=name, repository=f"r/{name}", **fields)


def finding(verdict: Verdict) -> str:
    """The reason of a rejection, else the level."""
    assert verdict.problem or verdict.verified == "executed" or verdict.note
    return verdict.problem.reason if verdict.problem else verdict.verified


@pytest.mark.parametrize(
    ("expected", "printed", "same"),
    [
        ("a b\n", "a b", True),
        ("a b\n", "a b  \r\n\n", True),
        ("a b\n", "ab\n", False),
        ("a\n", "a\na\n", False),
        ("3.0\n", "3\n", True),
        ("x = 0.3333333333333333\n", "x = 0.333333\n", True),
        ("x = 123456.789\n", "x = 123457\n", None),
        ("3\n", "3.0\n", False),
        ("[1, 'a']\n", '[ 1, "a" ]\n', None),
        ("[1, 2]\n", "[2, 1]\n", False),
        ("{'a': 1}\n", "{a=1}\n", None),
        ("True None\n", "true null\n", None),
        ("True\n", "False\n", False),
        ("a b\n", "a\tb\n", None),
        ("a b\n", "a\nb\n", False),
        ("yes, no\n", "yes no\n", False),
    ],
)
def test_printed_text_is_compared(expected: str, printed: str, same: bool | None) -> None:
    assert same_text(expected, printed) is same
