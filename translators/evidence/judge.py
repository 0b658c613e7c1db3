"""Judges whole programs as programming contests do: a program gets the input of each test on stdin and must print the
expected output within the limits of time and memory.

One start of a compiler builds many programs. Each test is run in a sandbox of its own, so that no test can leave
anything behind for the next, and the expected output is never inside a sandbox.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pairloom.schemas import CodeRecord
from pairloom.schemas.program_tests import ProgramTests, parse_program_tests
from pairloom.translators.checks.check import is_readable
from pairloom.translators.evidence.compile import compile_pieces
from pairloom.translators.evidence.execute import NOT_FINISHED, build_programs, run_program
from pairloom.translators.evidence.output import find_difference, show
from pairloom.translators.languages import Language, get_language
from pairloom.translators.languages.messages import Message
from pairloom.translators.languages.programs import Program, new_name
from pairloom.translators.problem import Problem
from pairloom.translators.sandbox.folders import work_folder
from pairloom.translators.sandbox.sandbox import Finished, Limits, SandboxUnavailable
from pairloom.translators.sandbox.toolchains import ToolchainError

DEFAULT_SECONDS = 5.0
DEFAULT_MEMORY_BYTES = 512 << 20
"""The limits of tests that state none, for a compiled language."""
_BATCH_SIZE = 32
_ERROR = re.compile(r"Error\b|Exception\b|panicked at|panic:|terminate called|:\d+: | at .* line \d+")
_OUT_OF_MEMORY = re.compile(
    r"out of memory|OutOfMemory|MemoryError|NoMemory|bad_alloc|memory allocation of|Allowed memory size"
    r"|failed to allocate|not enough memory|insufficient memory|Allocation failed",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Submission:
    """A program to judge; without tests it is only built."""

    language: str
    code: str
    tests: ProgramTests | None = None


@dataclass(frozen=True)
class Ruling:
    """error: it does not build. built: it builds and has no tests. passed: it passed all tests. failed: `detail` is the
    first test that it failed. unknown: it could not be judged; `cause` is one of `reasons.CAUSES`. line: the 1-based
    line of an error."""

    outcome: Literal["error", "built", "passed", "failed", "unknown"]
    detail: str = ""
    line: int | None = None
    cause: str = ""


def judge_programs(submissions: Sequence[Submission]) -> list[Ruling]:
    """One ruling for each of `submissions`, in order. Equal ones are judged once. No content of an submission raises an
    exception."""
    rulings: dict[Submission, Ruling] = {}
    by_language: dict[str, list[Submission]] = {}
    for submission in dict.fromkeys(submissions):
        if is_readable(submission.code):
            by_language.setdefault(submission.language, []).append(submission)
        else:
            rulings[submission] = Ruling("error", "no compiler can read it")
    for name, chosen in sorted(by_language.items()):
        for start in range(0, len(chosen), _BATCH_SIZE):
            batch = chosen[start : start + _BATCH_SIZE]
            rulings.update(zip(batch, _try_batch(get_language(name), batch), strict=True))
    return [rulings[submission] for submission in submissions]


def judge_sources(records: Sequence[CodeRecord]) -> list[Problem | None]:
    """For each record the problem of a source program that fails its own tests; None for functions, for programs
    without tests, and for those that cannot be judged on this machine."""
    submissions = {
        index: submission
        for index, record in enumerate(records)
        if (submission := _source_submission(record)) is not None
    }
    rulings = dict(zip(submissions, judge_programs(list(submissions.values())), strict=True))
    return [_source_problem(rulings[index]) if index in rulings else None for index in range(len(records))]


def _source_submission(record: CodeRecord) -> Submission | None:
    if record.unit != "program" or not record.tests:
        return None
    try:
        return Submission(record.language, record.code, parse_program_tests(record.tests))
    except ValueError:
        return None


def _source_problem(ruling: Ruling) -> Problem | None:
    if ruling.outcome not in ("error", "failed"):
        return None
    detail = f"it does not compile: {ruling.detail}" if ruling.outcome == "error" else ruling.detail
    return Problem("source", "fails_its_tests", detail, ruling.line)


def _try_batch(target: Language, submissions: Sequence[Submission]) -> list[Ruling]:
    has_tests = any(submission.tests for submission in submissions)
    if reason := target.not_runnable() if has_tests else target.not_checkable():
        return [Ruling("unknown", reason, cause="toolchain")] * len(submissions)
    try:
        return _judge_batch(target, submissions)
    except (SandboxUnavailable, ToolchainError, OSError) as problem:
        return [Ruling("unknown", str(problem), cause="toolchain")] * len(submissions)


def _judge_batch(target: Language, submissions: Sequence[Submission]) -> list[Ruling]:
    with work_folder() as folder:
        programs, rulings = _build(target, submissions, folder)
        for index, program in programs.items():
            rulings[index] = _run_tests(target, program, target.place(folder, index), submissions[index])
    return [rulings[index] for index in range(len(submissions))]


def _build(
    target: Language, submissions: Sequence[Submission], folder: Path
) -> tuple[dict[int, Program], dict[int, Ruling]]:
    """The programs that were built in `folder`, and the rulings on those that could not be built."""
    rulings = _check_syntax(target, submissions)
    programs: dict[int, Program] = {}
    for index, submission in enumerate(submissions):
        if index not in rulings:
            try:
                memory = int(_memory_bytes(submission) * target.allowance.memory)
                programs[index] = target.render_whole_program(submission.code, new_name("program"), memory)
            except (ValueError, RecursionError) as problem:
                rulings[index] = Ruling("error", str(problem))
    target.lay_out(folder, programs)
    for index, message in build_programs(target, folder, programs).items():
        rulings[index] = _rule_on_message(target, message)
    return {index: program for index, program in programs.items() if index not in rulings}, rulings


def run_on_inputs(language: str, code: str, inputs: Sequence[str]) -> list[str | None]:
    """The output of a program for each of `inputs`, None where it does not end well or cannot be run.

    Raises SandboxUnavailable if this machine has no sandbox.
    """
    target, submission = get_language(language), Submission(language, code)
    limits = find_limits(target, submission)
    with work_folder() as folder:
        programs, _ = _build(target, [submission], folder) if not target.not_runnable() else ({}, {})
        if not programs:
            return [None] * len(inputs)
        place = target.place(folder, 0)
        ends = [run_program(target, programs[0], place, limits, given=given) for given in inputs]
    return [None if explain_end(done, limits) else done.stdout for done in ends]


def _check_syntax(target: Language, submissions: Sequence[Submission]) -> dict[int, Ruling]:
    """The rulings on programs that are not built and have errors of syntax. A program is complete, so an unknown name
    is an error, too."""
    if not target.is_script:
        return {}
    diagnoses = enumerate(compile_pieces(target.name, [submission.code for submission in submissions]))
    found = {index: diagnosis for index, diagnosis in diagnoses if diagnosis.outcome != "clean"}
    return {
        index: Ruling("unknown", diagnosis.detail, cause=diagnosis.cause)
        if diagnosis.outcome == "unknown"
        else Ruling("error", diagnosis.detail, diagnosis.line)
        for index, diagnosis in found.items()
    }


def _rule_on_message(target: Language, message: Message) -> Ruling:
    if message.text == NOT_FINISHED:
        return Ruling("unknown", message.text, cause="harness")
    if target.is_newer(message.text):
        return Ruling("unknown", f"it may need a newer compiler: {message.text}", cause="toolchain")
    return Ruling("error", f"{message.text} (line {message.line})", message.line)


def _run_tests(target: Language, program: Program, place: Path, submission: Submission) -> Ruling:
    if submission.tests is None:
        return Ruling("built")
    for number, case in enumerate(submission.tests.cases, 1):
        limits = find_limits(target, submission, len(case.output))
        done = run_program(target, program, place, limits, given=case.input)
        if problem := explain_end(done, limits) or find_difference(case.output, done.stdout):
            which = f"test {number} of {len(submission.tests.cases)}, with the input {show(case.input)}"
            return Ruling("failed", f"{which}: {problem}")
    return Ruling("passed")


def _memory_bytes(submission: Submission) -> int:
    return (submission.tests and submission.tests.memory_bytes) or DEFAULT_MEMORY_BYTES


def find_limits(target: Language, submission: Submission, output_length: int = 0) -> Limits:
    """The limits of one run of a program. output_length: the length of the expected output in characters."""
    allowance = target.allowance
    seconds = (submission.tests and submission.tests.seconds) or DEFAULT_SECONDS
    cpu_seconds = math.ceil(seconds * allowance.time) + allowance.start_seconds
    return Limits(
        cpu_seconds=cpu_seconds,
        seconds=20 + 4 * cpu_seconds,
        memory_bytes=int(_memory_bytes(submission) * allowance.memory) + allowance.runtime_bytes,
        output_bytes=(1 << 20) + 8 * output_length,
        stack_bytes=allowance.stack_bytes,
    )


def explain_end(done: Finished, limits: Limits) -> str:
    """Why a program did not end as it should: too slow, too much memory or output, a crash; "" if it ended well."""
    if done.stopped == "time":
        return f"too slow: it was stopped after {limits.cpu_seconds} s of processor time or {limits.seconds:.0f} s"
    if done.stopped == "waiting":
        return f"it waits: it was stopped after {limits.waiting_seconds:.0f} s in which it did nothing"
    if done.stopped == "waiting":
        return f"too slow: it was stopped because it did nothing for {limits.waiting_seconds:.0f} s"
    memory = f"too much memory: it needs more than {limits.memory_bytes >> 20} MiB"
    if done.stopped == "output":
        return f"too much output: it printed more than {limits.output_bytes >> 20} MiB"
    if done.stopped == "memory" or (done.status != 0 and _OUT_OF_MEMORY.search(done.stderr)):
        return memory
    if done.status == 0:
        return ""
    lines = [line.strip() for line in done.stderr.splitlines() if line.strip()]
    said = next(filter(_ERROR.search, lines), lines[-1] if lines else "")
    return f"it crashed with status {done.status}" + (f" ({said[:200]})" if said else "")
