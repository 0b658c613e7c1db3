"""Speed of judging whole programs: built together and run many times, against a compiler and a sandbox for each test.

    python benchmarks/programs.py [--language java ...] [--programs 12] [--alone 4] [--json FILE]

The programs are those of the bundled sample, with all their tests, which each of them passes. `together` is one call of
`judge_programs`: one start of the compiler builds all, and each test has a sandbox of its own. `compiled for each test`
builds the program again for each of its tests, as evaluators with a container per test do; a few of these are timed.
Both in one run, one after the other, so that a busy machine slows both. `start` is the time of a sandbox around a
program that does nothing, which is the part of a test that a sandbox for many tests would save.
"""

import argparse
import json
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from rich.console import Console
from rich.table import Table

from pairloom.schemas.program_tests import parse_program_tests
from pairloom.translators.evidence.judge import Submission, judge_programs
from pairloom.translators.languages import get_language, languages
from pairloom.translators.sandbox import sandbox

PROGRAMS = Path(__file__).resolve().parents[1] / "recipes" / "sample" / "programs"


@dataclass(frozen=True)
class Speed:
    """programs, tests: how many were judged together. seconds: what that took. seconds_per_test: of one test with a
    compiler and a sandbox of its own."""

    language: str
    programs: int
    tests: int
    seconds: float
    seconds_per_test: float

    @property
    def ratio(self) -> float:
        """How many times faster a test is when programs are built together and once."""
        return self.seconds_per_test * self.tests / self.seconds


def submissions(language: str, count: int) -> list[Submission]:
    """The first programs of the sample, by name."""
    file = f"{language}{get_language(language).ending}"
    folders = sorted(folder for folder in PROGRAMS.iterdir() if (folder / file).exists())[:count]
    return [
        Submission(language, (folder / file).read_text(), parse_program_tests((folder / "tests.json").read_text()))
        for folder in folders
    ]


def one_test(submission: Submission, index: int) -> Submission:
    """The program with one of its tests."""
    assert submission.tests is not None
    return replace(submission, tests=replace(submission.tests, cases=submission.tests.cases[index : index + 1]))


def seconds_for(chosen: Sequence[Submission]) -> float:
    """The time of one call, in which all must pass."""
    start = time.perf_counter()
    rulings = judge_programs(chosen)
    wrong = [ruling for ruling in rulings if ruling.outcome != "passed"]
    if wrong:
        raise SystemExit(f"{chosen[0].language}: {wrong[0]}")
    return time.perf_counter() - start


def measure(language: str, programs: int, alone: int) -> Speed:
    """The speed of one language. The compiler is started once before, so that no time is that of its first start."""
    chosen = submissions(language, programs)
    judge_programs([one_test(chosen[0], 0)])
    together = seconds_for(chosen)
    each = [seconds_for([one_test(submission, 0)]) for submission in chosen[:alone]]
    tests = sum(len(submission.tests.cases) for submission in chosen if submission.tests)
    return Speed(language, len(chosen), tests, together, sum(each) / len(each))


def start_seconds(count: int = 20) -> float:
    """The time of a sandbox around a program that does nothing."""
    start = time.perf_counter()
    for _ in range(count):
        sandbox.run(("true",))
    return (time.perf_counter() - start) / count


def main() -> int:
    """Prints a table of all languages."""
    parser = argparse.ArgumentParser(description="Speed of judging whole programs.")
    parser.add_argument("--language", action="append", help="all that can be run if it is not given")
    parser.add_argument("--programs", type=int, default=12)
    parser.add_argument("--alone", type=int, default=4, help="tests that are timed with a compiler each")
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    names = arguments.language or [found.name for found in languages() if found.is_runnable]
    table = Table("language", "programs/s", "tests/s", "tests/s, compiled for each", "ratio")
    speeds = []
    for name in names:
        if reason := get_language(name).not_runnable():
            print(f"{name}: {reason}", file=sys.stderr)
            continue
        speed = measure(name, arguments.programs, arguments.alone)
        speeds.append(speed)
        rates = (speed.programs / speed.seconds, speed.tests / speed.seconds, 1 / speed.seconds_per_test, speed.ratio)
        table.add_row(name, *(f"{rate:.2g}" for rate in rates))
    Console().print(table)
    start = start_seconds()
    print(f"start of a sandbox: {start * 1000:.0f} ms")
    if arguments.json:
        arguments.json.write_text(json.dumps({"start": start, "languages": [asdict(speed) for speed in speeds]}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
