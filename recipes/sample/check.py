"""Compile and run every translation of the bundled sample against its cases.

    python recipes/sample/check.py [--language go] [FUNCTION ...]

Programs are run on their tests.

Languages whose toolchain is not installed are named and left out. Exit code 1 if anything fails.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pairloom.schemas.program_tests import parse_program_tests
from pairloom.translators.evidence.cases import compare_answers, render_program
from pairloom.translators.evidence.compile import compile_pieces
from pairloom.translators.evidence.execute import build_programs, run_program
from pairloom.translators.evidence.judge import Submission, judge_programs
from pairloom.translators.languages import get_language, languages
from pairloom.translators.sandbox.sandbox import Finished

SAMPLE = Path(__file__).parent
_WORD = "report"  # begins the lines of the drivers
FILES = {language.name: f"{language.name}{language.ending}" for language in languages() if language.is_runnable}


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
    target = get_language(language)
    functions = [function for function in chosen if (function.folder / FILES[language]).exists()]
    codes = [function.code(language) for function in functions]
    problems = [
        f"{language} {function.name}: {diagnosis.outcome}, {diagnosis.detail}"
        for function, diagnosis in zip(functions, compile_pieces(language, codes), strict=True)
        if diagnosis.outcome != "clean"
    ]
    programs = {
        index: render_program(language, code, function.name, function.types, function.cases, f"Cases{index}")
        for index, (function, code) in enumerate(zip(functions, codes, strict=True))
    }
    target.lay_out(folder, programs)
    wrong = build_programs(target, folder, programs)
    problems += [f"{language} {functions[index].name} does not compile: {message.text}" for index, message in wrong.items()]
    for index, program in programs.items():
        if index not in wrong:
            done = run_program(target, program, target.place(folder, index), word=_WORD)
            problems += _wrong_answers(language, functions[index], done)
    return problems


def programs(root: Path = SAMPLE / "programs") -> list[Path]:
    """The folder of every program of the sample, by name."""
    return [path.parent for path in sorted(root.glob("*/python.py"))]


def check_programs(language: str, chosen: Sequence[Path]) -> list[str]:
    """What is wrong with the programs in `language`, one line each."""
    codes = [(folder / FILES[language]).read_text(encoding="utf-8") for folder in chosen]
    tests = [parse_program_tests((folder / "tests.json").read_text(encoding="utf-8")) for folder in chosen]
    pairs = zip(codes, tests, strict=True)
    rulings = judge_programs([Submission(language, code, tests_of) for code, tests_of in pairs])
    return [
        f"{language} {folder.name}: {ruling.outcome}, {ruling.detail}"
        for folder, ruling in zip(chosen, rulings, strict=True)
        if ruling.outcome != "passed"
    ]


def _wrong_answers(language: str, function: Function, done: Finished) -> list[str]:
    said = f"{language} {function.name}"
    lines = [f"{said}: exit code {done.status}, {done.stderr}"] if done.status or done.stderr else []
    for result in compare_answers(done.stdout, function.types, function.cases, _WORD):
        if not result.passed:
            case = function.cases[result.index]
            lines.append(f"{said}{tuple(case['arguments'])} is {case['expected']!r}, not {result.got}")
    return lines


def main() -> int:
    """Check what the command line names; 1 if anything is wrong."""
    parser = argparse.ArgumentParser(description="Compile and run the translations of the bundled sample.")
    parser.add_argument("function", nargs="*", help="names of functions, topics or programs; all if none")
    parser.add_argument("--language", choices=FILES, action="append", help="all if it is not given")
    arguments = parser.parse_args()
    names = set(arguments.function)
    chosen = [f for f in functions() if not names or {f.name, f.topic} & names]
    folders = [folder for folder in programs() if not names or {folder.name, "programs"} & names]
    problems: list[str] = []
    for language in arguments.language or FILES:
        if reason := get_language(language).not_checkable() or get_language(language).not_runnable():
            print(f"{language}: not checked, {reason}")
            continue
        with tempfile.TemporaryDirectory() as folder:
            found = (check(language, chosen, Path(folder)) if chosen else []) + check_programs(language, folders)
        present = sum((function.folder / FILES[language]).exists() for function in chosen)
        print(f"{language}: {present} of {len(chosen)} functions, {len(folders)} programs, {len(found)} problems")
        problems += found
    print(*problems, sep="\n")
    return 1 if problems or not (chosen or folders) else 0


if __name__ == "__main__":
    sys.exit(main())
