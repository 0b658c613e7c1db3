"""Runs sources in the sandbox to learn their answers. One start of a compiler builds many."""

import json
import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from pairloom.translators.evidence.effects import read_reports
from pairloom.translators.evidence.execute import build_programs, run_program
from pairloom.translators.languages import Language, get_language
from pairloom.translators.languages.programs import ANY, NOTHING, Calls, Program, Signature
from pairloom.translators.sandbox.folders import work_folder
from pairloom.translators.sandbox.sandbox import Limits

_LIMITS = Limits(cpu_seconds=2, seconds=60, memory_bytes=1 << 30)
_BATCH_SIZE = 32
_RESTARTS = 2
_ALL = 1 << 30


@dataclass(frozen=True)
class SourceRun:
    """Calls of a source to make, the shortest ones first: those behind a call that takes too long are not made. name:
    the function."""

    language: str
    code: str
    name: str
    signature: Signature
    calls: Sequence[Sequence[Any]]


@dataclass(frozen=True)
class SourceAnswer:
    """The answer to a call as JSON; position -> JSON for the arguments after it, if the source may have no answer;
    and what else it reports: "branches", "largest", "oddities"."""

    text: str
    changed: Mapping[int, str] = field(default_factory=dict)
    trace: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class SourceAnswers:
    """What a source answered: index of a call -> answer, for the calls that have one; or why it cannot be run."""

    found: dict[int, SourceAnswer]
    problem: str = ""


def run_sources(runs: Sequence[SourceRun], seeds: Sequence[str]) -> list[list[SourceAnswers]]:
    """For each source its answers in one process per seed, in order. Raises SandboxUnavailable if this machine has no
    sandbox. seeds: for the hashes of languages that take one."""
    results: dict[int, list[SourceAnswers]] = {}
    for name in sorted({run.language for run in runs}):
        at = [index for index, run in enumerate(runs) if run.language == name]
        language = get_language(name)
        if reason := language.not_runnable():
            results.update((index, [SourceAnswers({}, reason)] * len(seeds)) for index in at)
            continue
        for start in range(0, len(at), _BATCH_SIZE):
            batch = at[start : start + _BATCH_SIZE]
            found = _run_batch(language, [runs[index] for index in batch], seeds)
            results.update(zip(batch, found, strict=True))
    return [results[index] for index in range(len(runs))]


def _run_batch(language: Language, runs: Sequence[SourceRun], seeds: Sequence[str]) -> list[list[SourceAnswers]]:
    """Code is built with the usual imports; where that fails, as it is."""
    results = {index: [SourceAnswers({}, "")] * len(seeds) for index in range(len(runs))}
    left = dict(enumerate(runs))
    for complete in (language.add_usual_imports, str):
        tried = {index: replace(run, code=complete(run.code)) for index, run in left.items()}
        again = {}
        for index, answers in _run_built(language, tried, seeds).items():
            results[index] = answers
            if answers[0].problem and tried[index].code != runs[index].code:
                again[index] = runs[index]
        left = again
        if not left:
            break
    return [results[index] for index in range(len(runs))]


def _run_built(
    language: Language, runs: Mapping[int, SourceRun], seeds: Sequence[str], restarts: int = _RESTARTS
) -> dict[int, list[SourceAnswers]]:
    results: dict[int, list[SourceAnswers]] = {}
    stopped: dict[int, int] = {}
    with work_folder() as folder:
        programs: dict[int, Program] = {}
        for index, run in runs.items():
            try:
                programs[index] = _render(language, run, index)
            except (ValueError, RecursionError, AttributeError, KeyError) as problem:
                results[index] = [SourceAnswers({}, str(problem))] * len(seeds)
        language.lay_out(folder, programs)
        for index, message in build_programs(language, folder, programs).items():
            results[index] = [SourceAnswers({}, f"it cannot be called alone: {message.text}")] * len(seeds)
        for index, program in programs.items():
            if index not in results:
                place = language.place(folder, index)
                answers, ended = zip(*(_run_once(language, program, place, seed) for seed in seeds), strict=True)
                results[index] = list(answers)
                if min(ended) < len(runs[index].calls):
                    stopped[index] = min(ended)
    return _go_on(language, runs, results, stopped, seeds, restarts)


def _go_on(
    language: Language,
    runs: Mapping[int, SourceRun],
    results: dict[int, list[SourceAnswers]],
    stopped: Mapping[int, int],
    seeds: Sequence[str],
    restarts: int,
) -> dict[int, list[SourceAnswers]]:
    """Makes the calls behind the one that ended its program. stopped: index of a source -> index of that call."""
    rest = {
        index: replace(runs[index], calls=runs[index].calls[at + 1 :])
        for index, at in stopped.items()
        if restarts and at + 1 < len(runs[index].calls)
    }
    for index, others in _run_built(language, rest, seeds, restarts - 1).items() if rest else ():
        for seed, other in enumerate(others):
            moved = {at + stopped[index] + 1: answer for at, answer in other.found.items()}
            results[index][seed] = SourceAnswers({**results[index][seed].found, **moved})
    return results


def _render(language: Language, run: SourceRun, index: int) -> Program:
    calls = [tuple(arguments) for arguments in run.calls]
    is_procedure = run.signature.returns in (ANY, NOTHING)
    changed = dict.fromkeys(range(len(calls[0])) if is_procedure and calls else (), False)
    return language.render_calls(
        Calls(run.code, run.name, run.signature, calls, f"Source{index}", changed=changed, is_probe=True)
    )


def _run_once(language: Language, program: Program, place: Path, seed: str) -> tuple[SourceAnswers, int]:
    """The answers, and the index of the call that ended the program; the number of calls if none did."""
    word = secrets.token_hex(16)
    seeded = replace(program, environment={**program.environment, "PYTHONHASHSEED": seed})
    done = run_program(language, seeded, place, _LIMITS, word)
    reports = read_reports(done.stdout, word)
    traces = re.findall(rf"^{word} trace (\d+) (.*)$", done.stdout, re.MULTILINE)
    traced = {int(index): json.loads(text) for index, text in traces}
    found = {}
    problem = ""
    for index, several in reports.items():
        if len(several) == 1 and several[0].outcome == "case":
            found[index] = SourceAnswer(several[0].text, several[0].changed, traced.get(index, {}))
        elif several:
            problem = problem or several[-1].text
    reported = max(reports, default=-1) + 1
    ended = reported if not done.stopped and done.status != 0 else _ALL
    return SourceAnswers(found, "" if found else problem or f"it ended with status {done.status}"), ended
