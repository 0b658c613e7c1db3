"""Python tests that are more than plain assertions (loops, helpers, computed answers), carried by running them.

The source passes its own tests, so what it answers there is right: the calls that the tests make are noted in the
sandbox, with the answers and with how the tests compare them. Only where comparing answers is all that the tests do can
they be carried.
"""

import ast
import json
import re
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from pairloom.translators.evidence.carried_tests import (
    MAX_CASES,
    Examples,
    NotCarried,
    completed,
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
    """The calls that `tests` make of the Python function, with its answers.

    Raises NotCarried if the function does not pass, if the tests ask for something else than an answer, or if they are
    not the same each time; SandboxUnavailable where nothing can be run safely.
    """
    function = find_function(code, function_name)
    if re.search(r"^def check\(", tests, re.MULTILINE) and not re.search(r"^check\(", tests, re.MULTILINE):
        tests = f"{tests}\n\ncheck({function.name})\n"
    first, second = (_recorded(tests, code, function.name, seed) for seed in _SEEDS)
    if first != second:
        raise NotCarried("the tests are not the same each time")
    cases = {json.dumps(case): case for entry in first if (case := _case(entry, function, tests)) is not None}
    if not cases:
        raise NotCarried("the tests compare no answer")
    if len(cases) > MAX_CASES:
        raise NotCarried(f"there are {len(cases)} cases, {MAX_CASES} is the limit")
    return examples(function, list(cases.values()))


def _case(entry: Mapping[str, Any], function: ast.FunctionDef, tests: str) -> dict[str, Any] | None:
    """The case of a call, or None if the tests do not look at its answer."""
    uses, answer = set(entry["uses"]), entry["answer"]
    if not uses and not isinstance(answer, bool | None):
        return None
    arguments = [plain(value) for value in completed(function, entry["arguments"], entry["named"])]
    case = {"arguments": arguments, "expected": plain(answer)}
    if "close" in uses:
        case["tolerance"] = _tolerance(tests)
    if uses & {"set", "sorted"}:
        case["order"] = "set" if "set" in uses else "any"
    if others := uses - {"equal", "close", "set", "sorted"}:
        raise NotCarried(f"the tests do more with an answer than compare it: {min(others)}")
    return case


def _tolerance(tests: str) -> float:
    """The smallest number that can be a tolerance."""
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
        task = {"code": code, "tests": tests, "function": name}
        (folder / "record.json").write_text(json.dumps(task), encoding="utf-8")
        command = (tool.path, "-B", "-S", "record.py")
        seeded = {"PYTHONHASHSEED": seed}
        done = sandbox.run(command, folder, limits=_LIMITS, environment=seeded, readable=tool.readable)
    if done.status != 0 or done.stopped:
        said = done.stderr.strip().splitlines()
        raise NotCarried(f"the source does not pass its tests: {done.stopped or (said[-1] if said else done.status)}")
    try:
        return [ast.literal_eval(line) for line in done.stdout.splitlines()]
    except (ValueError, SyntaxError, RecursionError, MemoryError):
        raise NotCarried("the tests use values that are not plain") from None
