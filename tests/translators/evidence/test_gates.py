"""The gates on translations whose worth is known: right ones pass, wrong ones are refused with the input."""

import json
from pathlib import Path

import pytest

from pairloom.schemas import CodeRecord
from pairloom.schemas.reasons import CAUSES
from pairloom.translators.evidence import Candidate, Gates, Verdict
from pairloom.translators.languages import Language, get_language, languages, toolchains
from pairloom.translators.sandbox import sandbox
from tests.translators.languages import RUNNABLE, read_function

SAMPLE = Path(__file__).parents[3] / "recipes" / "sample"


def need(language: str) -> None:
    reason = get_language(language).not_checkable() or get_language(language).not_runnable()
    if reason:
        pytest.skip(reason)


def record(code: str, name: str, *, tests: str = "", text: str = "", language: str = "python") -> CodeRecord:
    return CodeRecord.create(benchmark="b", language=language, code=code, text=text, tests=tests, function_name=name)


def verify(source: CodeRecord, language: str, code: str, level: str = "executed") -> Verdict:
    need(language)
    [verdict] = Gates(level).verify([Candidate(source, language, code)])  # type: ignore[arg-type]
    return verdict


def sample(names: set[str]) -> list[tuple[CodeRecord, Path]]:
    rows = [json.loads(line) for line in (SAMPLE / "records.jsonl").read_text().splitlines()]
    found = [row for row in rows if not names or row["function_name"] in names]
    return [(CodeRecord.create(**row), SAMPLE / Path(row["path"]).parent) for row in found]


@pytest.mark.parametrize("language", RUNNABLE)
def test_translations_of_the_sample_compile_and_pass(language: str) -> None:
    need(language)
    chosen = sample({"count_hops", "moving_average", "split_csv_line", "parse_settings", "second_largest"})
    file = f"{language}{get_language(language).ending}"
    batch = [Candidate(row, language, (folder / file).read_text()) for row, folder in chosen]
    verdicts = Gates("executed").verify(batch)
    assert [v for v in verdicts if v != Verdict("executed", None, ("compile", "tests"))] == []
    assert len(verdicts) == 5


DOUBLE = record(
    "def double_up(x: int) -> int:\n    return 2 * x",
    "double_up",
    tests="assert double_up(3) == 6\nassert double_up(2) == 4",
)
SQUARES = {language.name: read_function(language.name, "double_up") for language in languages() if language.is_runnable}


@pytest.mark.parametrize("language", RUNNABLE)
def test_a_wrong_answer_is_refused_with_the_input_that_shows_it(language: str) -> None:
    verdict = verify(DOUBLE, language, SQUARES[language])
    assert verdict.problem is not None and verdict.problem.reason == "wrong_answer"
    assert verdict.problem.detail == "double_up(3) should be 6, not 9"
    assert verdict.verified == "compiled" and verdict.gates == ("compile", "tests")


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("function doubleUp(x) { for (;;) {} }", "endless"),
        ("function doubleUp(x) { process.exit(0); }", "the end of the program with status 0"),
        ("function doubleUp(x) { console.log('case 0 6\\ncase 1 4'); process.exit(0); }", "the end of the program"),
        ("function doubleUp(x) { throw new Error('no'); }", "no"),
        ("function doubleUp(x) { return helper(x); }", "helper is not defined"),
        ("function doubleUp(x) { return doubleUp(x); }", "call stack"),
    ],
)
def test_other_ways_to_be_wrong(code: str, says: str) -> None:
    verdict = verify(DOUBLE, "javascript", code)
    assert verdict.problem is not None and says in verdict.problem.detail


def test_a_wrong_neighbour_changes_nothing() -> None:
    need("javascript")
    right = Candidate(DOUBLE, "javascript", "const doubleUp = (x) => 2 * x;")
    wrong = Candidate(DOUBLE, "javascript", SQUARES["javascript"])
    broken = Candidate(DOUBLE, "javascript", "const doubleUp = (x) => { let x; };")
    gates = Gates("executed")
    verdicts = gates.verify([right, wrong, broken, right])
    assert [v.problem.reason if v.problem else v.verified for v in verdicts] == [
        *("executed", "wrong_answer", "does_not_compile", "executed")
    ]
    assert [gates.verify([one])[0] for one in (right, wrong, broken, right)] == verdicts


def test_levels() -> None:
    candidate = Candidate(DOUBLE, "javascript", SQUARES["javascript"])
    need("javascript")
    assert Gates("parsed").verify([candidate]) == [Verdict("parsed")]
    assert Gates("compiled").verify([candidate]) == [Verdict("compiled", None, ("compile",))]
    assert Gates("executed").verify([]) == []


@pytest.mark.slow
@pytest.mark.parametrize(
    ("language", "code"),
    [
        ("java", "static int doubleUp(java.util.Scanner x) { return 6; }"),
        ("java", "static int doubleUp(int x, int y) { return 6; }"),
        ("go", "func DoubleUp(x []int) int { return 6 }"),
        ("c", "int double_up(int *x) { return 6; }"),
        ("cpp", "int double_up(const std::string &x) { return 6; }"),
        ("rust", "fn double_up(x: &str) -> i64 { 6 }"),
        ("kotlin", "fun doubleUp(x: List<Int>): Int = 6"),
        ("csharp", "public static int DoubleUp(System.DateTime x) => 6;"),
        ("csharp", "public static int DoubleUp<T>(T x) where T : class => 6;"),
    ],
)
def test_a_function_that_cannot_be_called_with_the_values_is_neither_right_nor_wrong(language: str, code: str) -> None:
    verdict = verify(DOUBLE, language, code)
    assert verdict.problem is None and verdict.verified == "compiled"
    assert "cannot be called" in verdict.note


def test_tests_in_the_target_language_come_first() -> None:
    tests = {"tests": "console.assert(f([3, 1]).join() === '1,3');", "prompt": "const f = (x) => {\n"}
    source = CodeRecord.create(
        benchmark="b",
        language="java",
        code="x",
        text="",
        function_name="f",
        target_tests=json.dumps({"javascript": tests}),
    )
    verdict = verify(source, "javascript", "const f = (x) => x.sort();")
    assert verdict == Verdict("executed", None, ("compile", "tests"))
    problem = verify(source, "javascript", "const f = (x) => x;").problem
    assert problem is not None and problem.reason == "wrong_answer" and "assertion failed" in problem.detail
    need("php")
    assert verify(source, "php", "function f($x) { return $x; }").note == "the source has no function called f"


def test_a_translation_that_their_tests_cannot_call_gets_the_carried_ones() -> None:
    tests = {"tests": "console.assert(differentName(3) === 6);", "prompt": ""}
    source = CodeRecord.create(
        benchmark="b",
        language="python",
        code="def twice(x):\n    return 2 * x",
        text="",
        function_name="twice",
        tests="assert twice(3) == 6",
        target_tests=json.dumps({"javascript": tests}),
    )
    assert verify(source, "javascript", "const twice = (x) => 2 * x;").verified == "executed"
    problem = verify(source, "javascript", "const twice = (x) => x;").problem
    assert problem is not None and problem.reason == "wrong_answer"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("language", "code", "alone"),
    [
        ("go", "func DoubleUp(x int) int {\n\treturn factor * x\n}", ("compile:unresolved",)),
        ("go", "func DoubleUp(x int) int {\n\tunused := x\n\treturn factor * x\n}", ()),
        ("java", "public static int doubleUp(int x) {\n    return factor * x;\n}", ("compile:unresolved",)),
        ("c", "int double_up(int x) {\n    return factor * x;\n}", ("compile:unresolved",)),
        ("rust", "fn double_up(x: i64) -> i64 {\n    factor * x\n}", ()),
    ],
)
def test_a_name_that_is_nowhere_is_an_error_where_the_source_needs_none(
    language: str, code: str, alone: tuple[str, ...]
) -> None:
    verdict = verify(DOUBLE, language, code)
    assert verdict.problem is not None and verdict.problem.reason == "does_not_compile"
    assert "factor" in verdict.problem.detail or "unused" in verdict.problem.detail
    assert verify(DOUBLE, language, code, level="compiled").gates == alone


def test_tests_that_cannot_be_carried_leave_a_translation_compiled() -> None:
    source = record("def f(x):\n    return x", "f", tests="assert len(f([1])) == 1")
    verdict = verify(source, "javascript", "function f(x) { return 5; }")
    assert (verdict.verified, verdict.problem) == ("compiled", None)
    assert "do more with an answer than compare it" in verdict.note


def test_a_missing_toolchain_is_not_passed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Language, "find_tool", lambda self, name: None)
    gates = Gates("executed")
    [verdict] = gates.verify([Candidate(DOUBLE, "php", SQUARES["php"])])
    assert verdict == Verdict("parsed", None, (), "php is not installed (Debian: php-cli)", "toolchain")
    assert gates.missing(["php", "swift"]) == {
        "php": "php is not installed (Debian: php-cli)",
        "swift": "there is no compile gate for swift",
    }


@pytest.mark.parametrize(
    ("tests", "body", "cause"),
    [
        ("import numpy\nassert double_up(1) == numpy.int64(2)", "return 2 * x", "test"),
        ("", "return missing(x)", "source"),
    ],
)
def test_what_kept_a_gate_from_judging_is_named(tests: str, body: str, cause: str) -> None:
    source = record(f"def double_up(x):\n    {body}", "double_up", tests=tests)
    verdict = verify(source, "php", SQUARES["php"])
    assert (verdict.verified, verdict.cause) == ("compiled", cause)
    assert verdict.note and cause in CAUSES


def test_without_a_sandbox_nothing_is_passed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "unavailable", lambda: "no sandbox here")
    [verdict] = Gates("executed").verify([Candidate(DOUBLE, "javascript", SQUARES["javascript"])])
    assert (verdict.verified, verdict.gates) == ("parsed", ())
    assert verdict.note


@pytest.mark.parametrize("language", ["javascript", "ruby", "php", "python", pytest.param("c", marks=pytest.mark.slow)])
def test_nothing_that_a_candidate_holds_raises(language: str) -> None:
    need(language)
    codes = [
        "",
        "\0",
        "\ud800",
        "(" * 5000,
        "\r\r",
        "é" * 100,
        "<?php",
        "?>",
        "'; rm -rf /",
        "$(touch /tmp/x)",
        "\u2028",
    ]
    odd = record("def f(:\n", "f", tests="assert f(")
    sources = [DOUBLE, odd, record("x = 1", "", tests="\0"), record("def f(x): return x", "A.f")]
    batch = [Candidate(source, language, code) for code in codes for source in sources]
    verdicts = Gates("executed").verify(batch)
    assert len(verdicts) == len(batch)
    assert not any(verdict.verified == "executed" for verdict in verdicts)


# --- the differential gate -----------------------------------------------------------------------------------------

SHORTEN = record(
    "def shorten(text, width=10):\n    if len(text) <= width:\n        return text\n"
    "    return text[:width - 3] + '...'",
    "shorten",
    text="Cut a text.\n\n>>> shorten('Hello, beautiful world')\n'Hello, ...'",
)


def test_code_that_is_not_readable_is_not_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    record = CodeRecord.create(
        benchmark="b",
        language="python",
        code="def f(x: int) -> int:\n    return x + 1",
        text="",
        function_name="f",
        tests="assert f(1) == 2\nassert f(2) == 3",
    )
    monkeypatch.setattr("pairloom.translators.evidence.cases.parse", None)
    codes = ["f(" * 1_000_000, "x" * 3_000_000, "\ud800", "\0", ""]
    verdicts = Gates("executed").verify([Candidate(record, "javascript", code) for code in codes])
    assert all((one.verified, one.cause) == ("parsed", "model") for one in verdicts)


def test_a_function_without_tests_is_compared_with_its_source() -> None:
    body = "return text.length <= width ? text : text.slice(0, width - 3) + '...';"
    right = f"function shorten(text, width = 10) {{ {body} }}"
    assert verify(SHORTEN, "javascript", right) == Verdict("executed", None, ("compile", "differential"))
    wrong = right.replace("<=", "<")
    verdict = verify(SHORTEN, "javascript", wrong)
    assert verdict.problem is not None and verdict.problem.reason == "different_result"
    assert verdict.problem.detail.startswith("shorten(") and " should be " in verdict.problem.detail
    assert verdict.gates == ("compile", "differential")


def test_a_right_translation_agrees() -> None:
    lines = ["def tally(words):", "    found = {}", "    for word in words:"]
    lines += ["        found[word] = found.get(word, 0) + 1", "    return found"]
    source = record("\n".join(lines), "tally")
    loop = "for (const word of words) found[word] = (found[word] ?? 0) + 1;"
    code = f"function tally(words) {{ const found = {{}}; {loop} return found; }}"
    assert verify(source, "javascript", code) == Verdict("executed", None, ("compile", "differential"))


@pytest.mark.parametrize(
    "code",
    [
        "import random\ndef f(x: int): return random.random()",
        "import time\ndef f(x: int): return time.time_ns()",
        "def f(x: int): return object()",
        "def f(x: list[str]): return list(set(x))",
        "def f(x: int): return helper(x)",
        "def f(x: int): return 1",
        "def f(x: int): yield x",
        "def f(): return 1",
        "def f(self, x): return x + self.y",
        "def f(x: int): raise ValueError",
        "calls = []\ndef f(x: int):\n    calls.append(x)\n    return len(calls)",
        "def f(x: int):\n    while True: pass",
        "import os\ndef f(x: int): return os.getpid() + x",
    ],
)  # fmt: skip
def test_what_is_not_pure_or_not_plain_is_not_compared(code: str) -> None:
    verdict = verify(record(code, "f"), "javascript", "function f(x) { return 42; }")
    assert (verdict.verified, verdict.problem) == ("compiled", None)
    assert verdict.note


def test_the_differential_gate_can_be_left_out() -> None:
    need("javascript")
    [verdict] = Gates("executed", differential=False).verify(
        [Candidate(SHORTEN, "javascript", "function shorten() {}")]
    )
    assert (verdict.verified, verdict.note) == ("compiled", "there are no tests")


def test_toolchains_are_named_with_versions() -> None:
    found = toolchains()
    assert set(found) == {language.name for language in languages() if language.is_runnable}
    assert found["python"].startswith("python3 3.")
