"""Tests in the translation's own language, run with the framework that they need.

HumanEval-X, MBXP and MultiPL-E have a program that ends with an error if an answer is wrong; exercises have a file for
unittest, JUnit, Jest, minitest, PHPUnit or `go test`. `render_suite` makes a program from the translation and such
tests; its last line gives the number of passed tests, and `judge_suite` reads it. `execute` runs the program.

Where tests call functions with plain values, `render_suite_apart` puts the code into another process, in a sandbox of
its own: it sees neither the tests nor their process, so it can only give answers. What it prints is not read. The
program says "wrong" in place of "failed" if an answer is wrong, and "lacking" if the tests lack a name.

Other tests share a process with the code that they judge. So the last line must repeat a word that the program reads
from stdin before it loads that code. A translation that ends the program early, or prints the output of a framework,
does not pass. Code that uses names that only tests need is not run at all (`Language.tampering`).
"""

import re
from dataclasses import dataclass

from pairloom.translators.languages import get_language
from pairloom.translators.languages.programs import Program, Suite
from pairloom.translators.sandbox.sandbox import Finished


@dataclass(frozen=True)
class SuiteResult:
    """outcome: "passed", "failed", "unfit": the tests do not fit the translation, which may still be correct; or
    "shared": they need it in their own process. detail: the cause."""

    outcome: str
    detail: str = ""


def render_suite(target_language: str, code: str, suite: Suite, package: str) -> Program:
    """A program of a translation and its tests. package: a name that is unique in the folder.

    Raises NoFramework, or ValueError if the kind of tests is not supported or the code tampers with them.
    """
    target = get_language(target_language)
    if found := target.find_tampering(code, suite.tests):
        raise ValueError(f"it meddles with its tests: {found}")
    return target.render_suite(code, suite, package)


def render_suite_apart(target_language: str, code: str, suite: Suite) -> Program | None:
    """As `render_suite`, with the translation in another process; None if these tests cannot be run so."""
    return get_language(target_language).render_suite_apart(code, suite)


_SAID = re.compile(r"^suite (\w+) (passed|failed|wrong|lacking|unfit|shared) ?(.*)$", re.MULTILINE)
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
    """The result of a program of `render_suite` that got `word`. If the tests use a name that the translation lacks,
    the result is "unfit" and not "failed", because the translation may use another name."""
    said = [(outcome, detail) for repeated, outcome, detail in _SAID.findall(done.stdout) if repeated == word]
    outcome, detail = said[-1] if said else ("failed", _framework_blames(done))
    if outcome == "passed" and (done.status != 0 or done.stopped):
        outcome, detail = "failed", _framework_blames(done)
    if outcome in ("shared", "wrong"):
        return SuiteResult("shared" if outcome == "shared" else "failed", detail or _framework_blames(done))
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
    return SuiteResult("shared" if outcome == "lacking" else outcome, detail)


def _framework_blames(done: Finished) -> str:
    """The first failed test in the output of a framework."""
    wrong = re.search(
        r"^\s*(--- FAIL: \S+)|^ +\d\) (?:Failure|Error):\n(.+\n.+)|^1\) (.+\n.+)|panicked at .*\n?.*",
        done.stdout,
        re.MULTILINE,
    )
    return " ".join(next((part for part in wrong.groups() if part), wrong[0]).split()) if wrong else ""
