"""Runs translations on tests in the sandbox, many in one start of their compiler, each in a process of its own.

Tests are cases of plain values (`cases`) or a suite in the translation's own language (`suites`).
"""

import json
import re
import secrets
import sysconfig
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

from pairloom.translators.evidence.carried_tests import Examples
from pairloom.translators.evidence.cases import JAVAC, KOTLINC, MCS, RENDERERS, Program, judge, render_program
from pairloom.translators.evidence.suites import GO_LIBRARIES, JUNIT_JARS, SUITES, Suite, judge_suite, render_suite
from pairloom.translators.sandbox import sandbox
from pairloom.translators.sandbox.sandbox import Finished, Limits
from pairloom.translators.sandbox.toolchains import (
    COMPILE,
    TOOLCHAINS,
    Tool,
    built,
    find_tool,
    lay_out_go_cache,
    run_tool,
    typescript_library,
)

RUN = Limits(cpu_seconds=10, seconds=100, memory_bytes=1 << 30)
"""What a translation may use for all its cases."""
RUN_SUITE = Limits(cpu_seconds=30, seconds=200, memory_bytes=1 << 30)
"""What it may use for tests in its own language, which come with a framework."""
_BATCH_SIZE = 32
_INT32 = 2**31


@dataclass(frozen=True)
class Trial:
    """A translation to run on tests: its language, its code, the name that its source has."""

    language: str
    code: str
    function_name: str
    tests: Examples | Suite


@dataclass(frozen=True)
class Result:
    """passed: every test. failed: a test that was not, in `detail`. unknown: it could not be run, `detail` says why."""

    outcome: Literal["passed", "failed", "unknown"]
    detail: str = ""


def run_trials(trials: Sequence[Trial]) -> list[Result]:
    """One result for each of `trials`, in order. Raises SandboxUnavailable where nothing can be run safely."""
    results: dict[int, Result] = {}
    by_kind: dict[tuple[str, bool], list[int]] = {}
    for index, trial in enumerate(trials):
        by_kind.setdefault((trial.language, isinstance(trial.tests, Suite)), []).append(index)
    for (language, _), indexes in sorted(by_kind.items()):
        reason = not_runnable(language)
        for start in range(0, len(indexes), _BATCH_SIZE):
            batch = indexes[start : start + _BATCH_SIZE]
            if reason:
                outcomes = [Result("unknown", reason)] * len(batch)
            else:
                outcomes = _run_batch(language, [trials[index] for index in batch])
            results.update(zip(batch, outcomes, strict=True))
    return [results[index] for index in range(len(trials))]


def not_runnable(language: str) -> str:
    """Why nothing in `language` can be run on this machine; "" if it can."""
    if language not in RENDERERS and language not in SUITES:
        return f"there is no execution gate for {language}"
    missing = [name for name in TOOLCHAINS[language].run if find_tool(name) is None]
    return f"{missing[0]} is not installed" if missing else sandbox.unavailable()


def _run_batch(language: str, trials: Sequence[Trial]) -> list[Result]:
    with TemporaryDirectory(prefix="pairloom-") as name:
        folder = Path(name)
        results: dict[int, Result] = {}
        programs: dict[int, Program] = {}
        for index, trial in enumerate(trials):
            try:
                programs[index] = _rendered(trial, index)
            except (ValueError, RecursionError) as problem:
                results[index] = Result("unknown", str(problem))
        _write(folder, language, programs)
        for index, message in _compile(folder, language, programs).items():
            caller = "the tests do" if isinstance(trials[index].tests, Suite) else "its source is"
            results[index] = Result("unknown", f"it cannot be called as {caller}: {message}")
        for index, program in programs.items():
            if index not in results:
                place = _place(folder, language, index)
                limits = RUN_SUITE if isinstance(trials[index].tests, Suite) else RUN
                word = secrets.token_hex(16)
                results[index] = _judged(trials[index], _run(program, place, limits, word), limits, word)
    return [results[index] for index in range(len(trials))]


def _rendered(trial: Trial, index: int) -> Program:
    examples = trial.tests
    if isinstance(examples, Suite):
        return render_suite(trial.language, trial.code, examples, f"p{index}")
    if trial.language == "c" and _exceeds_int32([[*case["arguments"], case["expected"]] for case in examples.cases]):
        raise ValueError("integers beyond 32 bits have several types in C")
    return render_program(
        trial.language, trial.code, trial.function_name, examples.signature, examples.cases, f"Cases{index}"
    )


def _exceeds_int32(value: Any) -> bool:
    if isinstance(value, list | dict):
        return any(map(_exceeds_int32, value.values() if isinstance(value, dict) else value))
    return isinstance(value, int) and not -_INT32 <= value < _INT32


def _place(folder: Path, language: str, index: int) -> Path:
    """The programs of some languages share a folder, so that one start of the compiler serves all."""
    return folder if language in ("java", "kotlin", "csharp") else folder / f"p{index}"


def _write(folder: Path, language: str, programs: Mapping[int, Program]) -> None:
    for index, program in programs.items():
        place = _place(folder, language, index)
        place.mkdir(exist_ok=True)
        place.chmod(0o777)
        for name, text in program.files.items():
            (place / name).parent.mkdir(parents=True, exist_ok=True)
            (place / name).write_text(text, encoding="utf-8", newline="\n")


def _run(program: Program, place: Path, limits: Limits, word: str) -> Finished:
    name, *arguments = program.run
    tool = find_tool(name) or Tool(name)
    # Programs of a batch may read each other's code, not change it: the folder is read only.
    extra = ("-Xmx256m",) if name == "java" else ()
    readable, environment = tool.readable, {}
    if any(command[0] == "kotlinc" for command in program.compile):
        readable += (find_tool("kotlinc") or Tool("kotlinc")).readable
    if "import pytest" in program.files.get("suite_tests.py", ""):
        packages = sysconfig.get_path("purelib")
        readable, environment = (*readable, packages), {"PYTHONPATH": packages}
    return sandbox.run(
        (tool.path, *extra, *arguments), place, limits=limits, environment=environment, readable=readable, told=word
    )


def _judged(trial: Trial, done: Finished, limits: Limits, word: str) -> Result:
    if isinstance(trial.tests, Suite):
        return _judged_suite(trial, trial.tests, done, limits, word)
    examples = trial.tests
    verdicts = judge(done.stdout, examples.signature, examples.cases)
    if any(verdict.unfit for verdict in verdicts):
        got = next(verdict.got for verdict in verdicts if verdict.unfit)
        return Result("unknown", f"it cannot be called as its source is: {got[:300]}")
    for verdict in verdicts:
        if not verdict.passed:
            case = examples.cases[verdict.index]
            call = f"{trial.function_name}({', '.join(map(repr, case['arguments']))})"
            got = verdict.got
            if got == "no result":
                got = _ending(done, limits)
            return Result("failed", f"{_cut(call)} should be {_cut(repr(case['expected']))}, not {_cut(got)}")
    return Result("passed")


def _judged_suite(trial: Trial, suite: Suite, done: Finished, limits: Limits, word: str) -> Result:
    found = judge_suite(trial.code, suite, done, word)
    if found.outcome == "passed":
        return Result("passed")
    if found.outcome == "unfit":
        return Result("unknown", f"it cannot be called as the tests do: {found.detail[:300]}")
    detail = f"{_cut(found.detail)}: " if found.detail and not done.stopped else ""
    return Result("failed", f"it fails its tests: {detail}{_ending(done, limits)}")


def _ending(done: Finished, limits: Limits) -> str:
    if done.stopped == "time":
        return f"endless: it was stopped after {limits.cpu_seconds} s of processor time"
    if done.stopped:
        return f"too much {done.stopped}"
    said = done.stderr.strip().splitlines()
    return f"the end of the program with status {done.status}" + (f" ({said[-1]})" if said else "")


def _cut(text: str) -> str:
    return text if len(text) <= 200 else text[:197] + "..."


# --- compilers ------------------------------------------------------------------------------------------------------


def _compile(folder: Path, language: str, programs: Mapping[int, Program]) -> dict[int, str]:
    """Compiles the programs of a folder. Index -> the compiler's message, of those that do not compile."""
    compiled = {index: program for index, program in programs.items() if program.compile}
    if not compiled:
        return {}
    if language in _TOGETHER:
        return _in_rounds(folder, compiled, _TOGETHER[language])
    if language == "go":
        return _in_rounds(folder, compiled, _go if "main.go" in next(iter(compiled.values())).files else _go_tests)
    return _one_by_one(folder, language, compiled)


def _in_rounds(folder: Path, programs: Mapping[int, Program], compile_all: "Compiler") -> dict[int, str]:
    """For compilers that give nothing if one program is wrong: the wrong ones are left out, and again."""
    wrong: dict[int, str] = {}
    left = set(programs)
    while left:
        found = compile_all(folder, sorted(left))
        if found == {}:
            break
        if found is None:  # nobody was named: each alone
            if len(left) == 1:
                return wrong | {left.pop(): "the compiler did not finish"}
            for index in sorted(left):
                wrong |= _in_rounds(folder, {index: programs[index]}, compile_all)
            break
        wrong |= found
        left -= set(found)
    return wrong


_JVM = ("-J-Xmx1g", "-J-XX:+UseSerialGC", "-J-XX:TieredStopAtLevel=1")


def _java(folder: Path, indexes: Sequence[int]) -> dict[int, str] | None:
    tool = find_tool("javac") or Tool("javac")
    flags = (*_JVM, *JAVAC, "-nowarn", "-Xmaxerrs", "10000")
    names = _sources(folder, indexes, "java")
    drivers = [name for name in ("CaseDriver.java", "MainSuite.java", "JUnitSuite.java") if (folder / name).exists()]
    libraries = ("-cp", ":".join(JUNIT_JARS)) if "JUnitSuite.java" in drivers else ()
    done = run_tool(tool, (*flags, *libraries, *names, *drivers), folder)
    return _named(done, r"^(?:Cases|p)(\d+)(?:/\w+)?\.java:\d+: error: (.*)$")


def _kotlin(folder: Path, indexes: Sequence[int]) -> dict[int, str] | None:
    """The translations by Kotlin's compiler, what calls them by Java's: it finds them when it runs."""
    tool = find_tool("kotlinc") or Tool("kotlinc")
    done = run_tool(tool, (*_JVM, *KOTLINC, *_sources(folder, indexes, "kt")), folder)
    found = _named(done, r"^(?:Cases|p)(\d+)(?:Code|/\w+)\.kt:\d+:\d+: error: (.*)$")
    return _java(folder, indexes) if found == {} else found


def _csharp(folder: Path, indexes: Sequence[int]) -> dict[int, str] | None:
    """All in one assembly, whose Main calls the one that its argument names."""
    driver = "CaseDriver" if (folder / "CaseDriver.cs").exists() else "MainSuite"
    names = [*_sources(folder, indexes, "cs"), f"{driver}.cs"]
    done = run_tool(find_tool("mcs") or Tool("mcs"), (*MCS, f"-main:{driver}", "-d:DEBUG", *names), folder)
    return _named(done, r"^(?:Cases|p)(\d+)(?:Code)?\.cs\(\d+,\d+\): error (.*)$")


def _typescript(folder: Path, indexes: Sequence[int]) -> dict[int, str] | None:
    """Types are left out and not looked at: that is the compile gate's part."""
    (folder / "transpile.js").write_text(_TRANSPILE.read_text(encoding="utf-8"), encoding="utf-8")
    (folder / "files.json").write_text(json.dumps([f"p{index}/program.ts" for index in indexes]))
    compiler, node = find_tool("tsc") or Tool("tsc"), find_tool("node") or Tool("node")
    both = Tool(node.path, (*node.readable, *compiler.readable))
    done = run_tool(both, ("transpile.js", typescript_library()), folder)
    said = [json.loads(line) for line in done.stdout.splitlines()]
    if done.status != 0 or done.stopped or not said or said[-1]["file"]:
        return None
    return {int(row["file"].partition("/")[0][1:]): row["text"] for row in said[:-1]}


_TRANSPILE = Path(__file__).parent / "drivers" / "transpile.js"
Compiler = Callable[[Path, Sequence[int]], dict[int, str] | None]
"""Compiles programs of a folder, by index: whom it blames, {} for nobody, None if it failed and blames nobody."""

_TOGETHER: dict[str, Compiler] = {
    "java": _java,
    "kotlin": _kotlin,
    "csharp": _csharp,
    "typescript": _typescript,
}
"""The compilers that take many programs at once."""


def _sources(folder: Path, indexes: Sequence[int], ending: str) -> list[str]:
    """The files of these programs, from `folder`."""
    patterns = (f"Cases{{0}}.{ending}", f"Cases{{0}}Code.{ending}", f"p{{0}}.{ending}", f"p{{0}}/*.{ending}")
    found = (sorted(folder.glob(pattern.format(index))) for index in indexes for pattern in patterns)
    return [str(path.relative_to(folder)) for paths in found for path in paths]


def _go(folder: Path, indexes: Sequence[int]) -> dict[int, str] | None:
    tool = find_tool("go") or Tool("go")
    _lay_out_once(folder)
    (folder / "go.mod").write_text("module cases\n\ngo 1.18\n", encoding="utf-8")
    (folder / "bin").mkdir(exist_ok=True)
    (folder / "bin").chmod(0o777)
    arguments = ("build", "-gcflags=-e", "-ldflags=-s -w", "-o", "bin/")
    done = run_tool(tool, (*arguments, *_packages(indexes)), folder)
    found = _named(done, r"^(?:vet: )?p(\d+)/\w+\.go:\d+:\d+: (.*)$")
    if found == {}:
        for index in indexes:
            (folder / "bin" / f"p{index}").rename(folder / f"p{index}" / "program")
    return found


_KEEP = '#!/bin/sh\ncp "$1" program\n'


def _go_tests(folder: Path, indexes: Sequence[int]) -> dict[int, str] | None:
    """`go test` builds all packages, and calls a script of ours in each one's folder instead of running its tests."""
    tool = find_tool("go") or Tool("go")
    _lay_out_once(folder)
    (folder / "keep").write_text(_KEEP, encoding="utf-8")
    (folder / "keep").chmod(0o755)
    outside_modules = {**tool.environment, "GO111MODULE": "off", "GOFLAGS": "", "GOPATH": GO_LIBRARIES}
    arguments = ("test", "-vet=off", "-gcflags=-e", "-ldflags=-s -w", f"-exec={sandbox.WORK}/keep")
    done = run_tool(Tool(tool.path, tool.readable, outside_modules), (*arguments, *_packages(indexes)), folder)
    return _named(done, r"^p(\d+)/\w+\.go:\d+:\d+: (.*)$")


def _lay_out_once(folder: Path) -> None:
    if not (folder / "cache").exists():
        lay_out_go_cache(folder)


def _packages(indexes: Sequence[int]) -> list[str]:
    return [f"./p{index}" for index in indexes]


def _named(done: Finished, pattern: str) -> dict[int, str] | None:
    """What a compiler has said, as a `Compiler` returns it."""
    if done.status == 0 and not done.stopped:
        return {}
    found: dict[int, str] = {}
    for index, text in re.findall(pattern, done.stdout + done.stderr, re.MULTILINE):
        found.setdefault(int(index), text)
    return found or None


def _one_by_one(folder: Path, language: str, programs: Mapping[int, Program]) -> dict[int, str]:
    """One start of the compiler per program, all in one sandbox."""
    first = next(iter(programs.values()))
    [(name, *arguments)] = first.compile
    tool = find_tool(name) or Tool(name)
    readable = list(tool.readable)
    header = "case_driver.hpp"
    if header in first.files:
        flags = [argument for argument in arguments if argument.startswith("-std")]
        source = first.files[header]
        gch = built("cpp", header, source, f"{header}.gch", ("-x", "c++-header", *flags, header, "-o", f"{header}.gch"))
        readable.append(str(gch.parent))
        for index in programs:
            (folder / f"p{index}" / gch.name).symlink_to(gch)
    (folder / "places").write_text("".join(f"p{index}\n" for index in programs))
    quoted = " ".join(f"'{part}'" for part in (tool.path, *arguments))
    script = f'cd "$1" && timeout -k 1 60 {quoted} > log 2>&1; echo $? > status'
    done = sandbox.run(
        ("xargs", "-a", "places", "-n", "1", "sh", "-c", script, "sh"),
        folder,
        limits=COMPILE,
        writable=True,
        environment={**tool.environment, "LC_ALL": "C"},
        readable=readable,
    )
    wrong = {}
    for index in programs:
        place = folder / f"p{index}"
        status = (place / "status").read_text().strip() if (place / "status").exists() else "none"
        if status != "0" or done.stopped:
            log = (place / "log").read_text(encoding="utf-8", errors="replace") if (place / "log").exists() else ""
            error = re.search(r"error(?:\[E\d+\])?: (.*)", log)
            wrong[index] = error[1] if error else f"the compiler ended with status {status}"
    return wrong
