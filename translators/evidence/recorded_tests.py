"""Carries Python tests that are more than plain assertions (loops, helpers, computed answers) by running them.

The source passes its own tests, so its answers there are correct. The calls of the tests are recorded in the sandbox,
with the answers and the way in which the tests compare them. Tests can only be carried if they do nothing but compare
answers.
"""

import ast
import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from pairloom.translators.evidence.carried_tests import (
    MAX_CASES,
    Examples,
    NotCarried,
    complete_arguments,
    examples,
    find_function,
    plain,
)
from pairloom.translators.languages import get_language
from pairloom.translators.languages.programs import driver
from pairloom.translators.sandbox import sandbox
from pairloom.translators.sandbox.sandbox import Limits

_LIMITS = Limits(cpu_seconds=20, seconds=100, memory_bytes=512 << 20, processes=16)
_SEEDS = ("1", "2")


def recorded_tests(tests: str, code: str, function_name: str) -> Examples:
    """The calls of the Python function in `tests`, with its answers.

    Raises NotCarried if the function does not pass, if the tests check anything except answers and exceptions, or if
    they are not the same each time; SandboxUnavailable if this machine has no sandbox.
    """
    function = find_function(code, function_name, tests)
    if re.search(r"^def check\(", tests, re.MULTILINE) and not re.search(r"^check\(", tests, re.MULTILINE):
        tests = f"{tests}\n\ncheck({function.name})\n"
    if re.search(r"\bmock\b|\bmonkeypatch\b", tests):
        raise NotCarried("the tests replace parts of the program")
    first, second = (_recorded(tests, code, function.name, seed) for seed in _SEEDS)
    if first != second:
        raise NotCarried("the tests are not the same each time")
    _refuse_effects(first)
    cases = {json.dumps(case): case for case in (_case(entry, function, tests) for entry in first)}
    if all(case["expected"] is None for case in cases.values()):
        raise NotCarried("the tests compare no answer")
    if len(cases) > MAX_CASES:
        raise NotCarried(f"there are {len(cases)} cases, {MAX_CASES} is the limit")
    return examples(function, list(cases.values()))


def _refuse_effects(entries: Sequence[Mapping[str, Any]]) -> None:
    """Raises NotCarried if the tests can see effects of a call besides its answer."""
    answers: dict[str, str] = {}
    for entry in entries:
        if entry["changed"]:
            raise NotCarried("the function changes its arguments")
        if entry["watched"]:
            raise NotCarried("the tests look at what the function prints or reads")
        call = repr((entry["arguments"], entry["named"]))
        said = repr((entry.get("answer"), entry.get("raises")))
        if answers.setdefault(call, said) != said:
            raise NotCarried("the function answers differently each time")


_COMPARED = {"equal", "close", "set", "sorted", "items"}


def _case(entry: Mapping[str, Any], function: ast.FunctionDef, tests: str) -> dict[str, Any]:
    """The case of a call. Raises NotCarried if the tests do more than compare its answer."""
    arguments = [plain(value) for value in complete_arguments(function, entry["arguments"], entry["named"])]
    if "raises" in entry:
        return {"arguments": arguments, "expected": None, "raises": True}
    uses, answer = set(entry["uses"]), entry["answer"]
    rounds = {use for use in uses if use.startswith("round ")}
    allowed = _COMPARED | rounds | ({"unequal"} if "close" in uses else set())
    if others := uses - allowed:
        other = "unequal" if "unequal" in others else min(others)
        raise NotCarried(f"the tests do more with an answer than compare it: {other}")
    if not uses & (_COMPARED - {"items"}) and not rounds and not isinstance(answer, bool | None):
        raise NotCarried("the tests do not compare an answer")
    case = {"arguments": arguments, "expected": plain(answer)}
    if "close" in uses:
        case["tolerance"] = _tolerance(tests)
    if rounds:
        digits = min(int(use.removeprefix("round ")) for use in rounds)
        case["tolerance"] = max(case.get("tolerance", 0.0), 0.5 * 10.0**-digits)
    if uses & {"set", "sorted"}:
        case["order"] = "set" if "set" in uses else "any"
    return case


def _tolerance(tests: str) -> float:
    """The smallest number in the tests that can be a tolerance."""
    numbers = [node.value for node in ast.walk(ast.parse(tests)) if isinstance(node, ast.Constant)]
    small = [value for value in numbers if isinstance(value, float) and 0 < value <= 0.1]
    if not small:
        raise NotCarried("the tests calculate with an answer and name no tolerance")
    return min(small)


def _recorded(tests: str, code: str, name: str, seed: str) -> list[dict[str, Any]]:
    tool = get_language("python").find_tool("python3")
    if tool is None:
        raise NotCarried("python3 is not installed")
    with TemporaryDirectory(prefix="pairloom-") as place:
        folder = Path(place)
        (folder / "record.py").write_text(driver("record.py"), encoding="utf-8")
        task = {"code": code, "tests": tests, "function": name, "seed": int(seed)}
        (folder / "record.json").write_text(json.dumps(task), encoding="utf-8")
        command = (tool.path, "-B", "-S", "record.py")
        seeded = {"PYTHONHASHSEED": seed}
        done = sandbox.run(command, folder, limits=_LIMITS, environment=seeded, readable=tool.readable)
    if done.status != 0 or done.stopped:
        said = done.stderr.strip().splitlines()
        why = done.stopped or (said[-1] if said else str(done.status))
        if "ModuleNotFoundError" in why:
            raise NotCarried(f"the tests or the source need a library that is not in the sandbox: {why}")
        raise NotCarried(f"the source does not pass its tests, or they do more than compare answers: {why}")
    try:
        return [ast.literal_eval(line) for line in done.stdout.splitlines()]
    except (ValueError, SyntaxError, RecursionError, MemoryError):
        raise NotCarried("the tests use values that are not plain") from None
