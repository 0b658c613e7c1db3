"""Whole programs are judged on tests: right ones pass, one planted fault is found and named, in each language."""

import json
from pathlib import Path

import pytest

from pairloom.schemas import CodeRecord
from pairloom.schemas.program_tests import ProgramCase, ProgramTests, format_program_tests
from pairloom.translators.evidence import Candidate, Gates, Verdict
from pairloom.translators.evidence.judge import Ruling, Submission, judge_programs, judge_sources, run_on_inputs
from pairloom.translators.languages import get_language, languages
from pairloom.translators.problem import Problem
from tests import ROOT
from tests.translators.languages import RUNNABLE

PROGRAMS = Path(__file__).parents[1] / "languages" / "programs"
FAULTS = json.loads((PROGRAMS / "faults.json").read_text())
SOUND = {"AFTER_READING": "", "MORE": "", "BETWEEN": "", "BEFORE": "", "AFTER": r"\n", "DELTA": "0.0"}
TESTS = ProgramTests((ProgramCase("7 2\n", "9\n3.5\n"), ProgramCase("-9 4\n", "-5\n-2.25\n")), seconds=0.2)
FIRST = 'test 1 of 2, with the input "7 2\\n": '
FLOATS = 'it should print "9\\n3.5\\n", not "9\\n{}": line 2 should be "3.5", not "{}"'


def need(language: str) -> None:
    reason = get_language(language).not_checkable() or get_language(language).not_runnable()
    if reason:
        pytest.skip(reason)


def program(language: str, **changes: str) -> str:
    """The program that reads two integers and prints their sum and quotient, with changes at its marks."""
    code = (PROGRAMS / f"{language}.txt").read_text()
    for mark, text in {**SOUND, **changes}.items():
        code = code.replace(f"@{mark}@", text)
    return code


def planted(language: str) -> dict[str, tuple[str, str]]:
    """Name of a change -> (program, what the ruling says; "" if it must pass)."""
    faults = FAULTS[language]
    return {
        "right": (program(language), ""),
        "no line end at the end": (program(language, AFTER=""), ""),
        "a blank at the end of a line": (program(language, AFTER=r" \n\n"), ""),
        "a float within the tolerance": (program(language, DELTA="0.000001"), ""),
        "off by one": (
            program(language, MORE=" + 1"),
            'it should print "9\\n3.5\\n", not "10\\n3.500000\\n": line 1 should be "9", not "10"',
        ),
        "wrong format": (program(language, BEFORE="= "), FLOATS.format("= 3.500000\\n", "= 3.500000")),
        "a float beyond the tolerance": (program(language, DELTA="0.001"), FLOATS.format("3.501000\\n", "3.501000")),
        "reads too much": (program(language, AFTER_READING=faults["reads_too_much"]), "it crashed with status "),
        "never ends": (program(language, AFTER_READING=faults["never_ends"]), "too slow: it was stopped after "),
        "prints 2 GB": (program(language, AFTER_READING=faults["prints_2_gb"]), "too much output: it printed more"),
        "exits early": (
            program(language, BETWEEN=faults["exits"]),
            'it should print "9\\n3.5\\n", not "9\\n": line 2 is missing, "3.5"',
        ),
    }


@pytest.mark.parametrize("language", RUNNABLE)
def test_a_planted_fault_is_found_and_named(language: str) -> None:
    need(language)
    cases = planted(language)
    rulings = judge_programs([Submission(language, code, TESTS) for code, _ in cases.values()])
    assert len(rulings) == 11
    for (name, (_, says)), ruling in zip(cases.items(), rulings, strict=True):
        assert ruling.outcome == ("failed" if says else "passed"), (name, ruling)
        assert ruling.detail.startswith(FIRST + says if says else ""), (name, ruling)


@pytest.mark.parametrize("language", RUNNABLE)
def test_a_program_that_does_not_build_spoils_no_other(language: str) -> None:
    """An unknown name is an error: a program is complete."""
    need(language)
    broken = program(language, AFTER_READING=WRONG_TYPE.get(language, "( ] undefined_thing(7)"))
    right = program(language)
    rulings = judge_programs([Submission(language, code) for code in (broken, right, broken + " ")])
    assert [ruling.outcome for ruling in rulings] == ["error", "built", "error"]
    assert all(ruling.detail for ruling in rulings[::2])


@pytest.mark.parametrize("language", RUNNABLE)
def test_an_unknown_name_is_an_error_or_a_crash(language: str) -> None:
    need(language)
    call = {"perl": "undefinedThing(7);", "php": "undefinedThing(7);", "rust": "undefined_thing(7);"}
    code = program(language, AFTER_READING=call.get(language, "undefinedThing(7)" + ";" * (language not in NO_MARKS)))
    [ruling] = judge_programs([Submission(language, code, TESTS)])
    if get_language(language).is_script:
        assert ruling.outcome == "failed" and "it crashed with status" in ruling.detail
    else:
        assert ruling.outcome == "error", ruling
    assert "undefined" in ruling.detail


WRONG_TYPE = {"csharp": 'int d = "x";', "kotlin": 'val d: Int = "x"'}
"""What old compilers cannot parse may be newer, so an error of syntax is none for certain."""
NO_MARKS = {"python", "ruby", "lua", "kotlin"}


def test_the_next_test_finds_nothing_of_the_one_before() -> None:
    code = (
        "import os\nprint(os.path.exists('/tmp/left'))\nopen('/tmp/left', 'w').close()\n"
        "if not os.fork():\n    while True: pass"
    )
    tests = ProgramTests((ProgramCase("1", "False"), ProgramCase("2", "False")))
    assert judge_programs([Submission("python", code, tests)]) == [Ruling("passed")]


def test_the_expected_output_is_not_in_the_sandbox() -> None:
    code = (
        "import os, subprocess\n"
        "print(subprocess.run(['grep', '-r', 'answer 4' + '2', '/work', '/tmp', '/etc'], capture_output=True).stdout)\n"
        "print('42' in str(os.environ), os.listdir('.'), open('/dev/stdin').read())"
    )
    [ruling] = judge_programs([Submission("python", code, ProgramTests((ProgramCase("in", "answer 42"),)))])
    assert ruling.outcome == "failed" and "not \"b''\\nFalse ['program.py'] in\\n\"" in ruling.detail


def test_stdin_and_stdout_can_be_opened_by_their_names() -> None:
    code = "open('/dev/stdout', 'w').write(open('/dev/stdin').read().upper())"
    assert run_on_inputs("python", code, ["a\n", "b" * 300_000]) == ["A\n", "B" * 300_000]


def test_too_much_memory_is_said() -> None:
    tests = ProgramTests((ProgramCase("", ""),), memory_bytes=32 << 20)
    quick = "x = bytearray(10**9)\nprint(len(x))"
    [ruling] = judge_programs([Submission("python", quick, tests)])
    assert ruling.outcome == "failed" and "too much memory: it needs more than 192 MiB" in ruling.detail


def test_limits_are_those_of_the_problem_times_the_allowance() -> None:
    for seconds, outcome in ((0.01, "failed"), (5.0, "passed")):
        tests = ProgramTests((ProgramCase("", "done"),), seconds=seconds)
        code = "import time\nwhile time.process_time() < 3: pass\nprint('done')"
        [ruling] = judge_programs([Submission("python", code, tests)])
        assert ruling.outcome == outcome


DEEP = json.loads((PROGRAMS / "deep.json").read_text())


@pytest.mark.parametrize(
    "language", [pytest.param(n, marks=() if get_language(n).is_script else pytest.mark.slow) for n in DEEP]
)
def test_a_program_may_call_itself_a_hundred_thousand_times(language: str) -> None:
    need(language)
    tests = ProgramTests((ProgramCase("100000\n", "100000\n"),), memory_bytes=256 << 20)
    assert judge_programs([Submission(language, DEEP[language], tests)]) == [Ruling("passed")]


def record(code: str, *, tests: ProgramTests | None = None, text: str = "", language: str = "python") -> CodeRecord:
    return CodeRecord.create(
        benchmark="b",
        language=language,
        code=code,
        text=text,
        tests=format_program_tests(tests) if tests else "",
        unit="program",
    )


def test_sources_are_judged_on_their_own_tests() -> None:
    right, wrong = program("python"), program("python", MORE=" + 1")
    records = [record(right, tests=TESTS), record(wrong, tests=TESTS), record(wrong), record("print(", tests=TESTS)]
    function = CodeRecord.create(
        benchmark="b", language="python", code="def f(): return 1", text="", tests="assert f()"
    )
    found = judge_sources([*records, function])
    assert [problem and problem.reason for problem in found] == [None, "fails_its_tests", None, "fails_its_tests", None]
    assert found[1] is not None and found[1].stage == "source" and found[1].detail.startswith(FIRST)
    assert found[3] is not None and found[3].detail.startswith("it does not compile: ")


def test_the_gates_judge_programs_beside_functions() -> None:
    function = CodeRecord.create(
        benchmark="b",
        language="python",
        code="def double(x):\n    return 2 * x",
        text="",
        tests="assert double(2) == 4",
        function_name="double",
    )
    source = record(program("python"), tests=TESTS)
    batch = [
        Candidate(source, "lua", program("lua")),
        Candidate(function, "lua", "function double(x) return 2 * x end"),
        Candidate(source, "lua", program("lua", MORE=" + 1")),
        Candidate(source, "lua", program("lua", MORE=" + ")),
        Candidate(record(program("python")), "lua", program("lua")),
    ]
    verdicts = Gates("executed").verify(batch)
    assert verdicts[:2] == [Verdict("executed", None, ("compile", "tests"))] * 2
    assert verdicts[2].problem == Problem("check", "wrong_answer", FIRST + planted("lua")["off by one"][1])
    assert verdicts[2].gates == ("compile", "tests") and verdicts[2].verified == "compiled"
    assert verdicts[3].problem is not None and verdicts[3].problem.reason == "does_not_compile"
    assert verdicts[4] == Verdict(
        "compiled", None, ("compile",), "there are no tests, and no examples in its text", "source"
    )
    compiled = Gates("compiled").verify(batch)
    assert [verdict.verified for verdict in compiled] == ["compiled", "compiled", "compiled", "parsed", "compiled"]


def test_the_document_states_the_allowances() -> None:
    document = (ROOT / "docs" / "gates.md").read_text(encoding="utf-8")
    table = document.partition("| language | time × |")[2].partition("\n\n")[0]
    rows = [line.strip("| ").split(" | ") for line in table.splitlines()[2:]]
    assert rows == [
        [
            language.title,
            f"{given.time:g}",
            f"{given.memory:g}",
            f"{given.start_seconds}",
            f"{given.runtime_bytes >> 20}",
        ]
        for language in languages()
        if language.is_runnable and (given := language.allowance)
    ]
