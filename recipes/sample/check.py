"""Compile and run every translation of the bundled sample against its cases.

    python recipes/sample/check.py [--language go] [FUNCTION ...]

Languages whose toolchain is not installed are named and left out. Exit code 1 if anything fails.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pairloom.schemas import LANGUAGES
from pairloom.translators.evidence.cases import KOTLINC, MCS, RENDERERS, Program, judge, render_program
from pairloom.translators.sandbox.toolchains import TOOLCHAINS, find_tool

SAMPLE = Path(__file__).parent
FILES = {name: name + LANGUAGES[name].endings[0] for name in RENDERERS}
SECONDS = 120


@dataclass(frozen=True)
class Function:
    """One function of the sample: its folder and what cases.json says of it."""

    name: str
    topic: str
    folder: Path
    types: dict[str, Any]
    cases: list[dict[str, Any]]

    def code(self, language: str) -> str:
        """The function in one of its languages."""
        return (self.folder / FILES[language]).read_text(encoding="utf-8")


def load(folder: Path) -> Function:
    """The function of a folder."""
    content = json.loads((folder / "cases.json").read_text(encoding="utf-8"))
    return Function(folder.name, folder.parent.name, folder, content["types"], content["cases"])


def functions(root: Path = SAMPLE / "functions") -> list[Function]:
    """Every function of the sample, by topic and name. Not all are there in TypeScript, Kotlin and C#."""
    return [load(path.parent) for path in sorted(root.glob("*/*/python.py"))]


def check(language: str, chosen: Iterable[Function], folder: Path) -> list[str]:
    """What is wrong with the translations into `language`, one line each; programs are made and run in `folder`."""
    chosen = [function for function in chosen if (function.folder / FILES[language]).exists()]
    tasks: list[tuple[Function, Path, Program]] = []
    for function in chosen:
        place = folder if language in SHARED else folder / function.name
        name = "".join(word.capitalize() for word in function.name.split("_")) + "Cases"
        code = function.code(language)
        program = render_program(language, code, function.name, function.types, function.cases, name)
        place.mkdir(exist_ok=True)
        for file_name, text in program.files.items():
            (place / file_name).write_text(text, encoding="utf-8")
        tasks.append((function, place, program))
    if not tasks:
        return []
    problems = BATCHES[language](folder, [program for _, _, program in tasks]) if language in BATCHES else []

    def one(task: tuple[Function, Path, Program]) -> list[str]:
        return _compile_and_run(language, *task)

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return problems + [f"{language} {line}" for lines in pool.map(one, tasks) for line in lines]


def _compile_and_run(language: str, function: Function, place: Path, program: Program) -> list[str]:
    for command in () if language in BATCHES and language != "cpp" else program.compile:
        done = _run(command, place)
        if done.returncode or done.stderr:
            return [f"{function.name} does not compile cleanly: {done.stderr[:3000] or done.returncode}"]
    run = (f"../bin/{function.name}",) if language == "go" else program.run
    done = _run(run, place)
    lines = [f"{function.name}: exit code {done.returncode}, {done.stderr}"] if done.returncode or done.stderr else []
    for verdict in judge(done.stdout, function.types, function.cases):
        if not verdict.passed:
            case = function.cases[verdict.index]
            lines.append(f"{function.name}{tuple(case['arguments'])} is {case['expected']!r}, not {verdict.got}")
    return lines


def _run(command: Iterable[str], place: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(list(command), cwd=place, capture_output=True, text=True, timeout=SECONDS, check=False)


SHARED = ("java", "kotlin", "csharp")
"""The languages whose programs are compiled in one folder."""


def _files(programs: list[Program], ending: str) -> list[str]:
    return sorted({name for program in programs for name in program.files if name.endswith(ending)})


def _problems(language: str, done: subprocess.CompletedProcess[str]) -> list[str]:
    return [f"{language}: {done.stdout}{done.stderr}"] if done.returncode or done.stderr else []


def _compile_java(folder: Path, programs: list[Program]) -> list[str]:
    flags = ("-encoding", "UTF-8", "-proc:none", "-Xlint:all", "-d", "classes")
    return _problems("java", _run(("javac", *flags, *_files(programs, ".java")), folder))


def _compile_kotlin(folder: Path, programs: list[Program]) -> list[str]:
    done = _run(("kotlinc", *KOTLINC[1:], *_files(programs, ".kt")), folder)
    said = [f"kotlin: {line}" for line in done.stderr.splitlines() if ".kt:" in line]  # not of its own virtual machine
    return said or _compile_java(folder, programs)


def _compile_csharp(folder: Path, programs: list[Program]) -> list[str]:
    return _problems("csharp", _run(("mcs", *MCS, "-main:CaseDriver", *_files(programs, ".cs")), folder))


def _compile_typescript(folder: Path, programs: list[Program]) -> list[str]:
    flags = ("--target", "es2022", "--module", "commonjs", "--moduleDetection", "force")
    names = [str(path.relative_to(folder)) for path in sorted(folder.glob("*/program.ts"))]
    return _problems("typescript", _run(("tsc", *flags, *names), folder))


def _compile_go(folder: Path, programs: list[Program]) -> list[str]:
    (folder / "go.mod").write_text("module sample\n\ngo 1.18\n", encoding="utf-8")
    (folder / "bin").mkdir()
    # -o with a trailing slash: one program per folder, in one start of the compiler
    return _problems("go", _run(("go", "build", "-o", "bin/", "./..."), folder))


def _precompile_cpp(folder: Path, programs: list[Program]) -> list[str]:
    """The driver's headers are most of what g++ reads: once for all programs."""
    header = folder / "case_driver.hpp"
    header.write_text(programs[0].files[header.name], encoding="utf-8")
    done = _run(("g++", "-std=gnu++20", header.name), folder)
    for place in folder.iterdir():
        if place.is_dir():
            (place / "case_driver.hpp.gch").symlink_to(folder / "case_driver.hpp.gch")
    return [f"cpp: {done.stderr}"] if done.returncode else []


BATCHES: dict[str, Callable[[Path, list[Program]], list[str]]] = {
    "java": _compile_java,
    "go": _compile_go,
    "cpp": _precompile_cpp,
    "kotlin": _compile_kotlin,
    "csharp": _compile_csharp,
    "typescript": _compile_typescript,
}


def main() -> int:
    """Check what the command line names; 1 if anything is wrong."""
    parser = argparse.ArgumentParser(description="Compile and run the translations of the bundled sample.")
    parser.add_argument("function", nargs="*", help="function or topic names; all if there are none")
    parser.add_argument("--language", choices=RENDERERS, action="append", help="all if it is not given")
    arguments = parser.parse_args()
    chosen = [f for f in functions() if not arguments.function or {f.name, f.topic} & set(arguments.function)]
    problems: list[str] = []
    for language in arguments.language or RENDERERS:
        if find_tool(TOOLCHAINS[language].check) is None:
            print(f"{language}: not checked, {TOOLCHAINS[language].check} is not installed")
            continue
        with tempfile.TemporaryDirectory() as folder:
            found = check(language, chosen, Path(folder))
        present = sum((function.folder / FILES[language]).exists() for function in chosen)
        print(f"{language}: {present} of {len(chosen)} functions, {len(found)} problems")
        problems += found
    print(*problems, sep="\n")
    return 1 if problems or not chosen else 0


if __name__ == "__main__":
    sys.exit(main())
