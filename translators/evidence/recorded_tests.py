"""Carries Python tests that are more than plain assertions (loops, helpers, computed answers) by running them.

The source passes its own tests, so its answers there are correct. The calls of the tests are recorded in the sandbox,
with the answers and the way in which the tests compare them, and with what the calls print and change. Tests can only
be carried if they do nothing but compare these.
"""

import ast
import json
import re
import secrets
from collections.abc import Iterable, Mapping, Sequence
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
from pairloom.translators.sandbox.folders import work_folder, write_within
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
    _refuse_state(first)
    cases = [_case(entry, function, tests) for entry in first]
    effects = _add_effects(cases, first, function)
    if unchecked := [effect for effect in effects if _passes_without(effect, tests, code, function.name)]:
        cases = [{**case, "unchecked": unchecked} for case in cases]
    distinct = list({json.dumps(case): case for case in cases}.values())
    if not effects and all(case["expected"] is None for case in distinct):
        raise NotCarried("the tests compare no answer")
    if len(distinct) > MAX_CASES:
        raise NotCarried(f"there are {len(distinct)} cases, {MAX_CASES} is the limit")
    return examples(function, distinct)


def prints(code: str) -> bool:
    """Whether a function of the Python `code` seems to print."""
    functions = [node for node in ast.walk(ast.parse(code)) if isinstance(node, ast.FunctionDef)]
    nodes = [node for function in functions for node in ast.walk(function)]
    names = {node.id for node in nodes if isinstance(node, ast.Name)}
    return "print" in names or any(isinstance(node, ast.Attribute) and node.attr == "stdout" for node in nodes)


def _refuse_state(entries: Sequence[Mapping[str, Any]]) -> None:
    """Raises NotCarried if a call depends on more than its arguments."""
    answers: dict[str, str] = {}
    for entry in entries:
        if entry["replaced"]:
            raise NotCarried("the tests replace what the function prints with or reads")
        call = repr((entry["arguments"], entry["named"]))
        said = repr([entry.get(key) for key in ("answer", "raises", "after", "printed")])
        if answers.setdefault(call, said) != said:
            raise NotCarried("the function answers differently each time")


def _add_effects(
    cases: Sequence[dict[str, Any]], entries: Sequence[Mapping[str, Any]], function: ast.FunctionDef
) -> list[str]:
    """Adds to each case what its call changes and prints, if any call does. Returns which effects there are. Calls that
    raise have none that counts."""
    ended = [(case, entry) for case, entry in zip(cases, entries, strict=True) if "raises" not in case]
    afters = [[plain(value) for value in complete_arguments(function, *entry["after"])] for _, entry in ended]
    changing = {
        position
        for (case, _), after in zip(ended, afters, strict=True)
        for position, value in enumerate(after)
        if json.dumps(value) != json.dumps(case["arguments"][position])
    }
    printing = any(entry["printed"] or entry["is_seen"] for _, entry in ended)
    for (case, entry), after in zip(ended, afters, strict=True):
        if changing:
            case["changed"] = {position: after[position] for position in sorted(changing)}
        if printing:
            case["printed"] = entry["printed"]
    return [name for name, is_there in (("changed", changing), ("printed", printing)) if is_there]


def _passes_without(effect: str, tests: str, code: str, name: str) -> bool:
    """Whether the tests pass if the calls of the function do not have an effect, so that they do not check it."""
    try:
        _recorded(tests, code, name, _SEEDS[0], without=effect)
    except NotCarried:
        return False
    return True


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
        digits = _digits(rounds)
        case["tolerance"] = max(case.get("tolerance", 0.0), 0.5 * 10.0**-digits)
    if uses & {"set", "sorted"}:
        case["order"] = "set" if "set" in uses else "any"
    return case


def _digits(rounds: Iterable[str]) -> int:
    """The smallest number of decimal digits to which the tests round an answer."""
    found = [re.fullmatch(r"round (-?\d{1,2})", use) for use in rounds]
    if not all(found):
        raise NotCarried("the tests round an answer to no usual number of digits")
    return min(int(digits[1]) for digits in found if digits)


def _tolerance(tests: str) -> float:
    """The smallest number in the tests that can be a tolerance."""
    numbers = [node.value for node in ast.walk(ast.parse(tests)) if isinstance(node, ast.Constant)]
    small = [value for value in numbers if isinstance(value, float) and 0 < value <= 0.1]
    if not small:
        raise NotCarried("the tests calculate with an answer and name no tolerance")
    return min(small)


def _recorded(tests: str, code: str, name: str, seed: str, without: str = "") -> list[dict[str, Any]]:
    tool = get_language("python").find_tool("python3")
    if tool is None:
        raise NotCarried("python3 is not installed")
    word = secrets.token_hex(16)
    with work_folder() as folder:
        write_within(folder, "record.py", driver("record.py"))
        task = {"code": code, "tests": tests, "function": name, "seed": int(seed), "without": without}
        write_within(folder, "record.json", json.dumps(task))
        command = (tool.path, "-B", "-S", "record.py")
        seeded = {"PYTHONHASHSEED": seed}
        done = sandbox.run(command, folder, limits=_LIMITS, environment=seeded, readable=tool.readable, told=word)
    if done.status != 0 or done.stopped:
        said = done.stderr.strip().splitlines()
        why = done.stopped or (said[-1] if said else str(done.status))
        if "ModuleNotFoundError" in why:
            raise NotCarried(f"the tests or the source need a library that is not in the sandbox: {why}")
        raise NotCarried(f"the source does not pass its tests, or they do more than compare answers: {why}")
    lines = re.findall(rf"^{word} (.*)$", done.stdout, re.MULTILINE)
    try:
        entries = [ast.literal_eval(line) for line in lines]
    except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
        raise NotCarried("the tests use values that are not plain") from None
    if not all(isinstance(entry, dict) and all(isinstance(entry.get(k), t) for k, t in _TYPES) for entry in entries):
        raise NotCarried("the calls of the function were not recorded")
    return entries


_TYPES = (
    *(("arguments", list), ("named", dict), ("uses", list), ("printed", str), ("after", tuple)),
    *(("replaced", bool), ("is_seen", bool)),
)
