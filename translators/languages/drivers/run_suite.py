"""Runs the tests of suite_tests.py, or program.py, which ends with an error if an answer is wrong. The last line says
how it went, with the word that stands on standard input and that no code which is tested has seen. The code is a module
beside the tests or part of program.py, or, if there are arguments, in another process: the names of its modules."""

import re
import runpy
import sys
import unittest
from pathlib import Path
from typing import Any


def main() -> None:
    """Prints "suite WORD passed COUNT", "failed", "unfit" or "shared" with what was wrong."""
    word = sys.stdin.readline().strip()
    print(f"\nsuite {word} {apart() if Path('called_code.py').exists() else together()}")


def together() -> str:
    """What became of the tests in the process of the code."""
    if Path("program.py").exists():
        runpy.run_path("program.py", run_name="__main__")
        return "passed 1"
    return tested()


def apart() -> str:
    """What became of the tests with the code in another process."""
    from called_code import CalledCode, Gone

    try:
        code = CalledCode()
    except Gone as problem:
        return f"failed {problem}"
    is_program = Path("program.py").exists()
    text = Path("program.py" if is_program else "suite_tests.py").read_text(encoding="utf-8")
    mentioned = set(re.findall(r"\w+", text))
    if is_program:
        said = asserted(text, code.names(mentioned))
    else:
        for name in sys.argv[1:]:
            sys.modules[name] = code.module(name, mentioned)
        said = tested()
    if code.shared or (code.doubtful and said.startswith("failed")):
        return f"shared {code.shared or 'an error has a class of its own'}"
    if code.gone:
        return f"wrong {code.gone}"
    is_name = re.search(
        r"^lacking|: (?:NameError|AttributeError|ImportError|ModuleNotFoundError|FileNotFoundError): ", said
    )
    return re.sub("^(?:failed|lacking)", "lacking" if is_name and not code.raised else "wrong", said)


def asserted(text: str, names: dict[str, Any]) -> str:
    """What became of plain assertions about the functions in `names`."""
    try:
        exec(compile(text, "program.py", "exec"), {"__name__": "__main__", **names})
    except Exception as problem:
        said = f"{type(problem).__name__}: {problem}".partition("\n")[0]
        return f"lacking {said}" if isinstance(problem, NameError | ImportError) else f"wrong {said}"
    return "passed 1"


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
    if result.failures:
        return f"wrong {result.failures[0][0]}: {result.failures[0][1].strip().splitlines()[-1]}"
    if problems:
        return f"failed {problems[0][0]}: {problems[0][1].strip().splitlines()[-1]}"
    if result.unexpectedSuccesses:
        return f"failed {result.unexpectedSuccesses[0]} should fail"
    return f"passed {result.testsRun - len(result.skipped)}"


main()
