"""Tests that were written in the translation's own language, run with the framework that they are written for.

HumanEval-X, MBXP and MultiPL-E bring a program that ends with an error if an answer is wrong; exercises bring a file
of unittest, JUnit, Jest, minitest, PHPUnit or `go test`. `render_suite` makes a program of the translation and such
tests whose last line says how many passed, `judge_suite` reads it. `execute` runs it.

Tests share a process with the code that they judge. So the last line has to repeat a word that the program reads from
its standard input before it loads that code: a translation that ends the program early, or prints what a framework
prints, has not passed. Code that names what only tests have business with is not run at all (`Language.tampering`).
"""

import re
from dataclasses import dataclass

from pairloom.translators.languages import get_language
from pairloom.translators.languages.programs import Program, Suite
from pairloom.translators.sandbox.sandbox import Finished


@dataclass(frozen=True)
class SuiteResult:
    """outcome: "passed", "failed", or "unfit": the tests could not be put to the translation, which says nothing about
    whether it is right. detail: what was wrong."""

    outcome: str
    detail: str = ""


def render_suite(target_language: str, code: str, suite: Suite, package: str) -> Program:
    """A program of a translation and the tests for it. `package` is a name that no other program in the same folder
    has.

    Raises NoFramework, or ValueError if the tests are of no kind that can be run, or if the code meddles with them.
    """
    target = get_language(target_language)
    if found := target.find_tampering(code, suite.tests):
        raise ValueError(f"it meddles with its tests: {found}")
    return target.render_suite(code, suite, package)


_SAID = re.compile(r"^suite (\w+) (passed|failed|unfit) ?(.*)$", re.MULTILINE)
_MISSING = re.compile(
    r"(?:[Uu]ndefined (?:local variable or )?(?:function|method|constant)|uninitialized constant"
    r"|has no attribute|cannot import name|export named) [\"'`]?(?:[\w:\\]*(?:::|\\))?(\w+)"
    r"|(?:[Cc]lass|name) [\"'](\w+)[\"'] (?:is )?not (?:found|defined)"
    r"|(\w+)(?:\(\))? (?:is not defined|is not a function|does not exist)"
)


_PROBLEM = re.compile(
    r"^[\w.\\:]*(?:Error|Exception)\b|^(?!node:).*\b[Aa]ssert|^thread .* panicked|^PHP Fatal|Error\)$"
)


def judge_suite(target_language: str, code: str, suite: Suite, done: Finished, word: str) -> SuiteResult:
    """What a program of `render_suite` has shown that was given `word`. A name that the tests use and the translation
    does not have makes it unfit rather than wrong: it is called something else."""
    said = [(outcome, detail) for repeated, outcome, detail in _SAID.findall(done.stdout) if repeated == word]
    outcome, detail = said[-1] if said else ("failed", _framework_blames(done))
    if outcome == "passed" and (done.status != 0 or done.stopped):
        outcome, detail = "failed", _framework_blames(done)
    if outcome == "passed":
        count = get_language(target_language).passed_tests(done.stdout) if detail == "?" else int(detail)
        return SuiteResult("passed") if count else SuiteResult("unfit", "there is no test in the tests")
    if not detail and done.status == 0 and not done.stopped:
        detail = "the program ended before its tests did"
    if not detail:
        lines = [line.strip() for line in done.stderr.splitlines() if line.strip()]
        detail = next(filter(_PROBLEM.search, lines), lines[-1] if lines else "")
    if re.search(r"ENOENT|EROFS|No such file|Read-only file system", detail):
        return SuiteResult("unfit", f"the tests need files: {detail}")
    if missing := re.search(r"Cannot find (?:module|package) .*|No module named .*|cannot load such file.*", detail):
        return SuiteResult("unfit", f"a library is not there: {missing[0]}")
    for found in _MISSING.finditer(f"{detail}\n{done.stderr}\n{done.stdout[-4000:]}"):
        name = found[1] or found[2] or found[3]
        if not re.search(rf"\b{name}\b", code) and re.search(rf"\b{name}\b", suite.tests):
            return SuiteResult("unfit", f"the tests use {name}, which it does not have")
    return SuiteResult(outcome, detail)


def _framework_blames(done: Finished) -> str:
    """The first test that failed, from what the frameworks print."""
    wrong = re.search(
        r"^\s*(--- FAIL: \S+)|^ +\d\) (?:Failure|Error):\n(.+\n.+)|^1\) (.+\n.+)|panicked at .*\n?.*",
        done.stdout,
        re.MULTILINE,
    )
    return " ".join(next((part for part in wrong.groups() if part), wrong[0]).split()) if wrong else ""
