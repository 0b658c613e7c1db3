"""What only Lua has: modules as tables, methods, several results, tables that are lists and dictionaries."""

import json
from pathlib import Path

import pytest

from pairloom.translators.checks import check_code
from pairloom.translators.evidence.cases import render_program
from pairloom.translators.evidence.compile import compile_pieces
from pairloom.translators.languages import get_language, parse
from pairloom.translators.languages.functions import Parameters, all_functions
from tests.translators.evidence.test_cases import run

TAKES_ONE = "(a) return a end"


@pytest.mark.parametrize(
    ("code", "names", "parameters"),
    [
        (f"local function f{TAKES_ONE}", ("f",), Parameters(1, 1)),
        (f"function M.sub.f{TAKES_ONE}", ("f",), Parameters(1, 1)),
        (f"function M:f{TAKES_ONE}", ("f",), Parameters(1, 1)),
        ("function M.f(self, a) end", ("f",), Parameters(1, 1, receiver=True)),
        ("local function f(a, ...) return ... end", ("f",), Parameters(1, None)),
        (f"local f = function{TAKES_ONE}", ("f",), Parameters(1, 1)),
        (f"M.f = function{TAKES_ONE}", ("f",), Parameters(1, 1)),
        (f"local M = {{ f = function{TAKES_ONE} }}", ("f",), Parameters(1, 1)),
        (f"local x = map(function{TAKES_ONE})", (), Parameters(1, 1)),
        ("local function f() end", ("f",), Parameters(0, 0)),
    ],
)
def test_functions_are_found(code: str, names: tuple[str, ...], parameters: Parameters) -> None:
    assert check_code(code, "lua") is None
    [function] = all_functions(parse(code, get_language("lua").grammar))
    assert (function.names, function.parameters) == (names, parameters)


@pytest.mark.parametrize(
    "body",
    ["", "return", "return nil", 'error "not implemented"', "-- TODO\n  return {}", 'error("TODO: f")'],
)
def test_stubs(body: str) -> None:
    problem = check_code(f"local function f(a)\n  {body}\nend", "lua", allow_stubs=False)
    assert problem is not None and problem.reason == "stub"


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("local function f(a)\n  return a +\nend", "syntax"),
        ("local function f(a)\n  return a\nend\nprint(f(1))", "not_declarations"),
        ("for i = 1, 3 do f(i) end", "not_declarations"),
        ("local M = {}\nreturn M", "no_function"),
    ],
)
def test_what_is_no_function_is_refused(code: str, reason: str) -> None:
    problem = check_code(code, "lua")
    assert problem is not None and problem.reason == reason


def test_the_compiler_finds_what_the_grammar_does_not() -> None:
    if reason := get_language("lua").not_checkable():
        pytest.skip(reason)
    pieces = [
        "local function f(a) return helper(a) + LIMIT end",
        'local json = require("json")\nlocal M = {}\nfunction M.f(a) return json.encode(a) end\nreturn M',
        "local function f(a)\n  goto done\nend",
        "local limit <const> = 1\nlocal function f()\n  limit = 2\nend",
        "local function f(a)\n  break\nend",
    ]
    found = [(diagnosis.outcome, diagnosis.detail) for diagnosis in compile_pieces("lua", pieces)]
    assert [outcome for outcome, _ in found] == ["clean", "clean", "error", "error", "error"]
    assert "'done'" in found[2][1] and "'limit'" in found[3][1] and "break" in found[4][1]


DOUBLE = "(a) return 2 * a end"


@pytest.mark.parametrize(
    "code",
    [
        f"function f{DOUBLE}",
        f"local f = function{DOUBLE}",
        f"local M = {{}}\nfunction M.f{DOUBLE}\nreturn M",
        f"local M = {{}}\nfunction M.f{DOUBLE}",
        f"local M = {{}}\nfunction M:f{DOUBLE}\nreturn setmetatable(M, {{}})",
        f"Solution = {{}}\nfunction Solution.f{DOUBLE}",
        f"return {{ f = function{DOUBLE} }}",
        "local function twice(a) return 2 * a end\nprint = nil\ntype = nil\nlocal function f(a) return twice(a) end",
    ],
)
def test_a_function_is_called_wherever_it_stands(code: str, tmp_path: Path) -> None:
    cases = [{"arguments": [number], "expected": 2 * number} for number in (0, 4)]
    results = run("lua", code, "f", {"arguments": ["int"], "returns": "int"}, cases, tmp_path)
    assert [result for result in results if not result.passed] == []


@pytest.mark.parametrize(
    ("code", "returns", "got"),
    [
        ("return {}", "list[int]", "[]"),
        ("return {}", "dict[str, int]", "[]"),
        ("return { 1, 2.5 }", "list[float]", "[1,2.5]"),
        ("return { a = { 1 } }", "dict[str, list[int]]", '{"a":[1]}'),
        ("return 7 // 2", "int", "3"),
        ("return 7 / 2", "float", "3.5"),
        ("return math.maxinteger", "int", "9223372036854775807"),
        ("return 1, 2", "list[int]", "[1,2]"),
        ("return ('a'):gsub('a', 'b')", "str", '"b"'),
        ("return nil, 'none'", "list[int] | None", "null"),
    ],
)
def test_results_are_written_as_json(code: str, returns: str, got: str, tmp_path: Path) -> None:
    cases = [{"arguments": [], "expected": {} if "dict" in returns and got == "[]" else json.loads(got)}]
    [result] = run("lua", f"local function f() {code} end", "f", {"arguments": [], "returns": returns}, cases, tmp_path)
    assert (result.passed, result.got) == (True, got)


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("error('no')", "no"),
        ("error({ code = 1 })", "table"),
        ("return f()()", "stack overflow"),
        ("local t = {} t.t = t return t", "stack overflow"),
    ],
)
def test_errors_are_caught(code: str, message: str, tmp_path: Path) -> None:
    cases = [{"arguments": [], "raises": True}]
    types = {"arguments": [], "returns": "int"}
    [result] = run("lua", f"local function f() {code} end", "f", types, cases, tmp_path)
    assert result.passed and message in result.got


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("local function f() return print end", "returns a function"),
        ("local f = 1", "there is no function f"),
        ('local json = require("json")\nlocal function f() return json.null end', "module 'json' not found"),
    ],
)
def test_what_cannot_be_called_is_not_judged(code: str, message: str, tmp_path: Path) -> None:
    types = {"arguments": [], "returns": "int"}
    [result] = run("lua", code, "f", types, [{"arguments": [], "expected": 1}], tmp_path)
    assert result.unfit and message in result.got


@pytest.mark.parametrize(
    ("type_", "returns", "value"),
    [
        ("list[int | None]", "int", [1, None]),
        ("dict[str, list[int | None]]", "int", {"a": [None]}),
        ("int", "list[int | None]", 1),
        ("int", "int", 2**63),
    ],
)
def test_what_lua_cannot_hold_is_not_judged(type_: str, returns: str, value: object) -> None:
    cases = [{"arguments": [value], "expected": 1}]
    with pytest.raises(ValueError, match=r"nil|64 bits"):
        render_program("lua", "local function f(a) end", "f", {"arguments": [type_], "returns": returns}, cases)
