"""Runs the tests of suite_tests.py, or program.py, which ends with an error if an answer is wrong. The last line says
how it went, with the word that stands on standard input and that no code which is tested has seen."""

import runpy
import sys
import unittest
from pathlib import Path


def main() -> None:
    """Prints "suite WORD passed COUNT", "failed" or "unfit" with what was wrong."""
    word = sys.stdin.readline().strip()
    if Path("program.py").exists():
        runpy.run_path("program.py", run_name="__main__")
        said = "passed 1"
    else:
        said = tested()
    print(f"\nsuite {word} {said}")


def tested() -> str:
    """What became of suite_tests.py: how many tests passed, or what the first that failed said."""
    loaded = unittest.defaultTestLoader.loadTestsFromName("suite_tests")
    result = unittest.TestResult()
    result.failfast = True
    before = {kind: dict(vars(kind)) for kind in (unittest.TestCase, unittest.TestResult, unittest.TestSuite)}
    loaded.run(result)
    if any(dict(vars(kind)) != names for kind, names in before.items()):
        return "failed unittest is not what it was"
    problems = [*result.errors, *result.failures]
    if problems and "_FailedTest" in str(problems[0][0]) and "ImportError" in problems[0][1]:
        return f"unfit the tests cannot import it: {problems[0][1].strip().splitlines()[-1]}"
    if problems:
        return f"failed {problems[0][0]}: {problems[0][1].strip().splitlines()[-1]}"
    if result.unexpectedSuccesses:
        return f"failed {result.unexpectedSuccesses[0]} should fail"
    return f"passed {result.testsRun - len(result.skipped)}"


main()
