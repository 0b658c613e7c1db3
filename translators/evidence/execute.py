"""Runs translations on tests in the sandbox. One start of the compiler builds many; each runs in a separate process.

Tests are cases of plain values (`cases`) or a suite in the translation's own language (`suites`).
"""

import contextlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from pairloom.translators.evidence.carried_tests import Examples
from pairloom.translators.evidence.cases import CaseResult, NoSuchFunction, compare_answers, render_program
from pairloom.translators.evidence.suites import judge_suite, render_suite, render_suite_apart
from pairloom.translators.languages import Language, get_language
from pairloom.translators.languages.messages import Message
from pairloom.translators.languages.programs import CODE, NoFramework, Program, Suite, new_name, without_new_names
from pairloom.translators.sandbox import sandbox
from pairloom.translators.sandbox.folders import work_folder
from pairloom.translators.sandbox.sandbox import Finished, Limits

RUN = Limits(cpu_seconds=10, seconds=100, memory_bytes=1 << 30)
"""The limits of a translation for all its cases."""
RUN_SUITE = Limits(cpu_seconds=30, seconds=200, memory_bytes=1 << 30)
"""The limits of a translation for tests in its own language, which load a framework."""
NOT_FINISHED = "the compiler did not finish"
_BATCH_SIZE = 32


@dataclass(frozen=True)
class Trial:
    """A translation to run on tests."""

    language: str
    code: str
    tests: Examples | Suite


@dataclass(frozen=True)
class Result:
    """passed: all tests passed. failed: `detail` is the first failed test. unknown: it could not be run; `detail` is
    the reason and `cause` its kind, of `reasons.CAUSES`. shared: whether the tests ran in the process of the code."""

    outcome: Literal["passed", "failed", "unknown"]
    detail: str = ""
    cause: str = ""
    shared: bool = False


def run_trials(trials: Sequence[Trial], limits: Limits = RUN) -> list[Result]:
    """One result for each of `trials`, in order. limits: of a program for all its cases. Raises SandboxUnavailable if
    this machine has no sandbox."""
    results: dict[int, Result] = {}
    by_kind: dict[tuple[str, bool], list[int]] = {}
    for index, trial in enumerate(trials):
        by_kind.setdefault((trial.language, isinstance(trial.tests, Suite)), []).append(index)
    for (name, _), indexes in sorted(by_kind.items()):
        target = get_language(name)
        reason = target.not_runnable()
        for start in range(0, len(indexes), _BATCH_SIZE):
            batch = indexes[start : start + _BATCH_SIZE]
            if reason:
                outcomes = [Result("unknown", reason, "toolchain")] * len(batch)
            else:
                outcomes = _run_apart_or_together(target, [trials[index] for index in batch], limits)
            results.update(zip(batch, outcomes, strict=True))
    return [results[index] for index in range(len(trials))]


def _run_apart_or_together(target: Language, trials: Sequence[Trial], limits: Limits) -> list[Result]:
    """Runs suites with the code in another process, and those that need it in their own process so."""
    apart: dict[int, Program] = {}
    for index, trial in enumerate(trials):
        with contextlib.suppress(ValueError, RecursionError):
            if isinstance(trial.tests, Suite) and (
                found := render_suite_apart(trial.language, trial.code, trial.tests)
            ):
                apart[index] = found
    chosen = [trials[index] for index in apart]
    results = dict(zip(apart, _run_programs(target, chosen, list(apart.values()), limits), strict=True))
    left = [index for index in range(len(trials)) if index not in results or results[index].shared]
    results |= zip(left, _run_batch(target, [trials[index] for index in left], limits), strict=True)
    return [results[index] for index in range(len(trials))]


def _run_batch(target: Language, trials: Sequence[Trial], limits: Limits) -> list[Result]:
    results: dict[int, Result] = {}
    programs: dict[int, Program] = {}
    for index, trial in enumerate(trials):
        try:
            programs[index] = _render(trial)
        except (ValueError, RecursionError) as problem:
            results[index] = Result("unknown", str(problem), _cause(problem, trial))
    ran = _run_programs(target, [trials[index] for index in programs], list(programs.values()), limits)
    for index, result in zip(programs, ran, strict=True):
        results[index] = replace(result, shared=isinstance(trials[index].tests, Suite))
    return [results[index] for index in range(len(trials))]


def _run_programs(
    target: Language, trials: Sequence[Trial], rendered: Sequence[Program], limits_of_cases: Limits
) -> list[Result]:
    """Builds and runs the programs of `trials`."""
    programs = dict(enumerate(rendered))
    if not programs:
        return []
    with work_folder() as folder:
        results: dict[int, Result] = {}
        target.lay_out(folder, programs)
        for index, message in build_programs(target, folder, programs).items():
            caller = "the tests do" if isinstance(trials[index].tests, Suite) else "its source is"
            results[index] = Result("unknown", f"it cannot be called as {caller}: {message.text}", "harness")
        for index, program in programs.items():
            if index not in results:
                limits = RUN_SUITE if isinstance(trials[index].tests, Suite) else limits_of_cases
                word = secrets.token_hex(16)
                done = run_program(target, program, target.place(folder, index), limits, word)
                results[index] = _judge(trials[index], done, limits, word)
    return [results[index] for index in range(len(trials))]


def _render(trial: Trial) -> Program:
    examples = trial.tests
    if isinstance(examples, Suite):
        return render_suite(trial.language, trial.code, examples, new_name("suite"))
    return render_program(
        trial.language, trial.code, examples.function_name, examples.signature, examples.cases, new_name("Cases")
    )


def _cause(problem: Exception, trial: Trial) -> str:
    """Why a trial has no program: of `reasons.CAUSES`."""
    if isinstance(problem, NoFramework):
        return "toolchain"
    if isinstance(problem, NoSuchFunction):
        return "model"
    return "test" if isinstance(trial.tests, Suite) else "harness"


def run_program(
    target: Language,
    program: Program,
    place: Path,
    limits: Limits = RUN,
    word: str = "",
    given: str | None = None,
) -> Finished:
    """Runs a program that was built in `place`, the only folder of its batch that it sees, and cannot change it. word,
    given: as `told` and `given` of `sandbox.run`."""
    name, *arguments = program.run
    tool = target.tool(name)
    command, readable = (tool.path, *arguments), (*tool.readable, *program.readable)
    environment = program.environment
    if program.server:
        server = (tool.path, *program.server)
        done, served = sandbox.run_pair(
            (command, place),
            (server, place / CODE),
            limits=limits,
            environment=environment,
            readable=readable,
            told=word,
        )
        done = replace(done, stopped=served.stopped or done.stopped)
    else:
        done = sandbox.run(
            command, place, limits=limits, environment=environment, readable=readable, told=word, given=given
        )
    return replace(done, stdout=without_new_names(done.stdout), stderr=without_new_names(done.stderr))


def _judge(trial: Trial, done: Finished, limits: Limits, word: str) -> Result:
    if isinstance(trial.tests, Suite):
        return _judge_suite(trial, trial.tests, done, limits, word)
    examples = trial.tests
    error_values = get_language(trial.language).error_values
    verdicts = compare_answers(done.stdout, examples.signature, examples.cases, word, error_values=error_values)
    outside = [verdict for verdict in verdicts if "outside" in examples.cases[verdict.index]]
    inside = [verdict for verdict in verdicts if "outside" not in examples.cases[verdict.index]]
    fitting = [verdict for verdict in inside if not verdict.unfit]
    if len(fitting) < min(len(inside), examples.must_fit or len(inside)):
        unfit = next(verdict for verdict in inside if verdict.unfit)
        return Result("unknown", f"it cannot be called as its source is: {unfit.got[:300]}", "harness")
    inside = fitting
    if detail := _first_difference(examples, inside, done, limits):
        return Result("failed", detail)
    if doubt := next((verdict.doubt for verdict in inside if verdict.doubt), ""):
        return Result("unknown", doubt[:300])
    detail = _first_difference(examples, [verdict for verdict in outside if not verdict.unfit], done, limits)
    return Result("passed", f"it differs outside of its source's domain: {detail}" if detail else "")


def _first_difference(examples: Examples, verdicts: Sequence[CaseResult], done: Finished, limits: Limits) -> str:
    """The first case that has failed; "" if none has."""
    for verdict in verdicts:
        if not verdict.passed and not verdict.doubt:
            case = examples.cases[verdict.index]
            call = f"{examples.function_name}({', '.join(map(repr, case['arguments']))})"
            got = verdict.got
            if got == "no result":
                got = _ending(done, limits)
            wanted = verdict.wanted or f"be {case['expected']!r}"
            reason = f" ({case['outside']})" if "outside" in case else ""
            return f"{_cut(call)} should {_cut(wanted)}, not {_cut(got)}{reason}"
    return ""


def _judge_suite(trial: Trial, suite: Suite, done: Finished, limits: Limits, word: str) -> Result:
    found = judge_suite(trial.language, trial.code, suite, done, word)
    if found.outcome == "passed":
        return Result("passed")
    if found.outcome == "shared":
        return Result("unknown", f"its tests need it in their process: {found.detail[:300]}", "harness", shared=True)
    if found.outcome == "unfit":
        return Result("unknown", f"it cannot be called as the tests do: {found.detail[:300]}", "harness")
    detail = f"{_cut(found.detail)}: " if found.detail and not done.stopped else ""
    return Result("failed", f"it fails its tests: {detail}{_ending(done, limits)}")


def _ending(done: Finished, limits: Limits) -> str:
    if done.stopped == "time":
        return f"endless: it was stopped after {limits.cpu_seconds} s of processor time"
    if done.stopped == "waiting":
        return f"it waits: it was stopped after {limits.waiting_seconds:.0f} s in which it did nothing"
    if done.stopped:
        return f"too much {done.stopped}"
    said = done.stderr.strip().splitlines()
    return f"the end of the program with status {done.status}" + (f" ({said[-1]})" if said else "")


def _cut(text: str) -> str:
    return text if len(text) <= 200 else text[:197] + "..."


def build_programs(target: Language, folder: Path, programs: Mapping[int, Program]) -> dict[int, Message]:
    """Builds the programs of a folder. Returns index -> the compiler's first message, for the programs with
    errors."""
    found = target.build(folder, programs) if programs else {}
    for index, program in programs.items():
        if index not in found and len(programs) > 1:
            found |= target.build(folder, {index: program})
    messages = {index: found.get(index, [Message(1, NOT_FINISHED, "doubt")]) for index in programs}
    return {index: replace(said[0], text=without_new_names(said[0].text)) for index, said in messages.items() if said}
