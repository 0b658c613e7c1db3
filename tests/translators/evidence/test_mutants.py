"""What the gates catch of translations with one thing wrong. Some mutants give the same results as the gold, so that
not all can be caught; docs/gates.md has the rates."""

import importlib.util
import sys
from pathlib import Path

import pytest

from pairloom.schemas import CodeRecord
from pairloom.translators.evidence import Candidate
from pairloom.translators.languages import get_language

spec = importlib.util.spec_from_file_location(
    "checks_benchmark", Path(__file__).parents[3] / "benchmarks" / "checks.py"
)
assert spec is not None and spec.loader is not None
benchmark = sys.modules[spec.name] = importlib.util.module_from_spec(spec)
spec.loader.exec_module(benchmark)

FAST = {"javascript", "ruby"}
LANGUAGES = [pytest.param(name, marks=() if name in FAST else pytest.mark.slow) for name in benchmark.FILES]


def test_each_mutant_has_one_thing_wrong() -> None:
    code = "function f(a, b) {\n  if (a < b) {\n    return a + 1;\n  }\n  return b && a;\n}"
    found = dict(benchmark.mutants(code, "javascript"))
    assert sorted(kind for kind, _ in benchmark.mutants(code, "javascript")) == [
        *("branch removed", "off by one", "operator swapped", "operator swapped", "operator swapped")
    ]
    assert found["off by one"] == code.replace("1", "2")
    assert found["branch removed"] == code.replace("(a < b)", "(false)")
    assert {c for _, c in benchmark.mutants(code, "javascript")} >= {code.replace("<", "<="), code.replace("&&", "||")}


@pytest.mark.parametrize("language", LANGUAGES)
def test_most_mutants_are_caught(language: str) -> None:
    if reason := get_language(language).not_checkable() or get_language(language).not_runnable():
        pytest.skip(reason)
    found = benchmark.caught(language, 20)
    ends = {end: sum(count for (_, e), count in found.items() if e == end) for _, end in found}
    assert sum(found.values()) == 20
    assert len({kind for kind, _ in found}) == 3, "all kinds are among them"
    assert ends.get("not run", 0) <= 1, "rustc refuses some arithmetic only when it makes code"
    assert ends.get("wrong_answer", 0) + ends.get("does_not_compile", 0) >= 14, found


CODE = "def longer(a, b):\n    return a if len(a) > len(b) else b"
TESTS = 'assert longer("ab", "c") == "ab"\nassert longer("a", "bc") == "bc"\nassert longer("", "") == ""'


def test_a_run_that_was_cut_off_goes_on(tmp_path: Path) -> None:
    if reason := get_language("javascript").not_checkable() or get_language("javascript").not_runnable():
        pytest.skip(reason)
    record = CodeRecord.create(
        benchmark="b", language="python", code=CODE, text="", function_name="longer", tests=TESTS
    )
    codes = {
        "right": "const longer = (a, b) => (a.length > b.length ? a : b);",
        "wrong": "const longer = (a, b) => (a.length < b.length ? a : b);",
        "broken": "const longer = (a, b) => (a.length > b.length ? a : b;",
    }
    rows = [(kind, Candidate(record, "javascript", code)) for kind, code in codes.items()]
    kept = tmp_path / "rows"
    found = {fate.kind: (fate.tests, fate.differential) for fate in benchmark.fates(rows, kept, 1)}
    assert found == {"right": ("passed", "passed"), "wrong": ("tests", "differential"), "broken": ("parse", "parse")}
    lines = kept.read_text().splitlines()
    kept.write_text(f"{lines[0]}\n")
    again = {fate.kind: (fate.tests, fate.differential) for fate in benchmark.fates(rows, kept, 1)}
    assert again == found and sorted(kept.read_text().splitlines()) == sorted(lines)
