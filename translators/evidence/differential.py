"""Generates calls of a Python function without tests, and records its answers, to compare a translation with them.

Only pure functions over plain values qualify. This is checked in the sandbox: a call is used if it returns the same
plain value in two processes with different hash seeds, and does not change its arguments. Arguments come from the
examples in the documentation, then from the annotations; without annotations, from the kinds of values that the
function accepts. All choices come from fixed tables, so that the same function always gets the same calls.
"""

import ast
import contextlib
import doctest
import itertools
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pairloom.translators.evidence.carried_tests import (
    Examples,
    NotCarried,
    complete_arguments,
    examples,
    find_function,
    plain,
    read_annotation,
)
from pairloom.translators.evidence.carried_tests import positional as parameters_of
from pairloom.translators.languages import get_language
from pairloom.translators.languages.programs import PlainType, driver
from pairloom.translators.sandbox import sandbox
from pairloom.translators.sandbox.folders import work_folder, write_within
from pairloom.translators.sandbox.sandbox import Limits

MIN_CASES = 4
"""Minimum number of usable calls; fewer are no evidence."""

_MAX_CALLS = 32
_PROBE_LIMITS = Limits(cpu_seconds=20, seconds=100, memory_bytes=512 << 20, processes=16)
_SEEDS = ("1", "2")

_POOLS: dict[str, list[Any]] = {
    "int": [0, 1, 2, 3, 5, 10, 17, 64, 100, 255, -1, -7, 1000],
    "float": [0.0, 1.0, 0.5, 2.25, -1.5, 10.0, 3.75, 100.125],
    "str": [
        *("", "a", "abc", "Hello, World", "hello world", "  padded  ", "a-b_c", "12", "3.5", "/usr/lib/x.tar.gz"),
        *("key=value", "one,two,three", "AbcDef", "x", "line one\nline two", "a.b.c", "<b>&amp;</b>", "noon"),
    ],
    "bool": [True, False],
}
_LISTS: dict[str, list[Any]] = {
    "int": [[], [1], [3, 1, 2], [5, 5, 5], [-2, 0, 7, 4], [10, 9, 8, 7, 6, 5]],
    "float": [[], [1.5], [0.5, 2.25, -1.0], [3.0, 3.0]],
    "str": [[], ["a"], ["b", "a", "c"], ["one", "two", "one"], ["", "x y", "Z"]],
    "bool": [[], [True], [True, False, True]],
}
_GUESSES = (
    PlainType("int"),
    PlainType("str"),
    PlainType("list", PlainType("int")),
    PlainType("list", PlainType("str")),
    PlainType("float"),
    PlainType("dict", PlainType("int")),
    PlainType("bool"),
)
_NAMES: tuple[tuple[str, PlainType], ...] = (
    (r"s|str|string|text|name|path|line|word|key|prefix|suffix|sep|url|char|c|ch|msg|p|filename|pattern", _GUESSES[1]),
    (r"n|i|j|k|num|count|size|length|width|index|limit|year|month|day|depth|start|stop|end|bits|b", _GUESSES[0]),
    (r"lst|items|seq|values|numbers|nums|data|arr|array|xs", _GUESSES[2]),
    (r"words|lines|strings|names|args|argv|paths|parts", _GUESSES[3]),
)


def source_answers(code: str, function_name: str, text: str) -> Examples:
    """Calls of the Python function with its own answers. text: its documentation.

    Raises NotCarried if too few calls are usable; SandboxUnavailable if this machine has no sandbox.
    """
    if "." in function_name:
        raise NotCarried("a method cannot be called without its object")
    function = find_function(code, function_name)
    if any(isinstance(node, ast.Yield | ast.YieldFrom | ast.Await) for node in ast.walk(function)):
        raise NotCarried("the function is a generator")
    if outside := _imports(code) & _OUTSIDE:
        raise NotCarried(f"the function uses {min(outside)}, which answers differently elsewhere")
    parameters = parameters_of(function)
    if parameters and parameters[0].arg in ("self", "cls"):
        raise NotCarried("a method cannot be called without its object")
    if not parameters:
        raise NotCarried("the function takes no arguments")
    documented = list(_documented_calls(function, text))
    tries = [
        _distinct([*documented, *_with_defaults(function, _calls(types))])[:_MAX_CALLS]
        for types in _signatures(function, documented)
    ]
    answers = _answers(code, function.name, list(itertools.chain.from_iterable(tries)))
    start = 0
    for calls in tries:
        answered = [answers[index] for index in range(start, start + len(calls)) if index in answers]
        start += len(calls)
        enough = len(answered) >= max(MIN_CASES, len(calls) * 6 // 10)
        if enough and len({json.dumps(case["expected"]) for case in answered}) > 1:
            return examples(function, answered)
    raise NotCarried("too few calls of the source with plain values have an answer to compare with")


_OUTSIDE = {
    "os",
    "sys",
    "time",
    "random",
    "secrets",
    "socket",
    "subprocess",
    "platform",
    "getpass",
    "tempfile",
    "uuid",
} | {*("pathlib", "locale", "threading", "multiprocessing", "shutil", "gc", "inspect", "datetime")}


def _distinct(calls: Sequence[list[Any]]) -> list[list[Any]]:
    return list({json.dumps(call): call for call in calls}.values())


def _imports(code: str) -> set[str]:
    """The top-level names of the modules that `code` imports."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(code)):
        match node:
            case ast.Import(names=names):
                found.update(alias.name.partition(".")[0] for alias in names)
            case ast.ImportFrom(module=str(module)):
                found.add(module.partition(".")[0])
    return found


def _signatures(function: ast.FunctionDef, documented: Sequence[list[Any]]) -> Iterator[list[PlainType]]:
    """Types of the parameters to try, the most likely first: from annotations, examples, defaults or names; else each
    of the guesses, the same for all parameters without information."""
    parameters = parameters_of(function)
    defaults = dict(zip([p.arg for p in parameters][::-1], function.args.defaults[::-1], strict=False))
    known: list[PlainType | None] = []
    hinted: list[PlainType | None] = []
    for at, parameter in enumerate(parameters):
        type_ = read_annotation(parameter.annotation) or _guess([call[at] for call in documented])
        if type_ is None and parameter.arg in defaults:
            type_ = _default_type(defaults[parameter.arg])
        known.append(type_)
        name = parameter.arg.strip("_").lower()
        hinted.append(type_ or next((guess for names, guess in _NAMES if re.fullmatch(names, name)), None))
    tried: list[list[PlainType]] = []
    for base in (hinted, known):
        for guess in _GUESSES if None in base else _GUESSES[:1]:
            types = [type_ or guess for type_ in base]
            if types not in tried:
                tried.append(types)
                yield types


def _guess(values: Sequence[Any]) -> PlainType | None:
    if not values:
        return None
    fitting = (type_ for type_ in _GUESSES if all(_is(value, type_) for value in values))
    return next(fitting, None)


def _is(value: Any, type_: PlainType) -> bool:
    if type_.kind == "list":
        return isinstance(value, list) and all(_is(item, type_.held) for item in value)
    if type_.kind == "dict":
        return isinstance(value, dict) and all(_is(item, type_.held) for item in value.values())
    return type(value).__name__ == type_.kind


def _default_type(default: ast.expr) -> PlainType | None:
    return _guess([default.value]) if isinstance(default, ast.Constant) and default.value is not None else None


def _documented_calls(function: ast.FunctionDef, text: str) -> Iterator[list[Any]]:
    """The arguments of calls like `>>> f(1, 2)` in the documentation."""
    try:
        shown = doctest.DocTestParser().get_examples(text)
    except ValueError:
        return
    for example in shown:
        try:
            tree = ast.parse(example.source.strip())
        except (SyntaxError, ValueError):
            continue
        for node in ast.walk(tree):
            match node:
                case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)) if name == function.name:
                    try:
                        given = [ast.literal_eval(argument) for argument in node.args]
                        named = {keyword.arg or "": ast.literal_eval(keyword.value) for keyword in node.keywords}
                        yield [plain(value) for value in complete_arguments(function, given, named)]
                    except (NotCarried, ValueError, TypeError):
                        continue


def _calls(types: Sequence[PlainType]) -> Iterator[list[Any]]:
    """Arguments of these types. Each parameter goes through its values with its own step and a shift after each round,
    so that the values are combined in many ways."""
    pools = [_pool(type_) for type_ in types]
    if len(pools) == 1:
        yield from ([value] for value in pools[0])
        return
    for step in range(_MAX_CALLS):
        yield [pool[(step * (2 * at + 1) + at * (1 + step // len(pool))) % len(pool)] for at, pool in enumerate(pools)]


def _with_defaults(function: ast.FunctionDef, calls: Iterator[list[Any]]) -> Iterator[list[Any]]:
    """Each call unchanged, and with the defaults, if any, because most callers use the defaults."""
    for call in calls:
        required = len(call) - len(function.args.defaults)
        with contextlib.suppress(NotCarried):
            yield [plain(value) for value in complete_arguments(function, call[:required], {})]
        yield call


def _pool(type_: PlainType) -> list[Any]:
    match type_.kind:
        case "list" if type_.held.kind in _LISTS:
            return _LISTS[type_.held.kind]
        case "list":
            inner = _pool(type_.held)
            return [[], inner[:1], inner[:2], inner[1:4]]
        case "dict":
            inner = _pool(type_.held)
            return [dict(zip(("a", "b", "key", "x y"), inner[at : at + size], strict=False)) for at, size in _SLICES]
        case "optional":
            return [*_pool(type_.held), None]
    return _POOLS[type_.kind]


_SLICES = ((0, 0), (1, 1), (0, 2), (1, 3), (0, 4))


def _answers(code: str, name: str, calls: Sequence[list[Any]]) -> dict[int, Mapping[str, Any]]:
    """Index of a call -> the call with its answer, for the usable calls."""
    first = _probed(code, name, calls, _SEEDS[0])
    second = _probed(code, name, calls, _SEEDS[1]) if first else {}
    return {
        index: {"arguments": calls[index], "expected": json.loads(text)}
        for index, text in first.items()
        if second.get(index) == text
    }


def _probed(code: str, name: str, calls: Sequence[list[Any]], seed: str) -> dict[int, str]:
    tool = get_language("python").find_tool("python3")
    if tool is None:
        return {}
    with work_folder() as folder:
        write_within(folder, "probe.py", driver("probe.py"))
        content = {"code": code, "function": name, "calls": list(calls)}
        write_within(folder, "probe.json", json.dumps(content))
        done = sandbox.run(
            (tool.path, "-B", "-S", "probe.py"),
            folder,
            limits=_PROBE_LIMITS,
            environment={"PYTHONHASHSEED": seed},
            readable=tool.readable,
        )
    found = re.findall(r"^(\d{1,6}) (.*)$", done.stdout, re.MULTILINE)
    return {int(index): text for index, text in found if int(index) < len(calls)}
