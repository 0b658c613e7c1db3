"""Converts Python tests of plain values to cases that can be run in any language.

HumanEval's `def check(candidate): assert candidate(1) == 2` and MBPP's `assert f(1) == 2` are calls with answers. Such
tests become cases for `evidence.cases`. Tests that do more cannot be carried. Either all tests of a function are
carried or none, so that a translation never counts as passing tests that were not run.
"""

import ast
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pairloom.translators.languages import get_language
from pairloom.translators.languages.programs import ANY, PlainType, Signature, type_of

MAX_CASES = 100
EXACT_INTEGERS = 2**53
"""JavaScript's numbers are not exact above this."""
_LARGEST = 1e300


class NotCarried(ValueError):
    """Tests or values without a counterpart in other languages. The message names them and the reason."""


@dataclass(frozen=True)
class Examples:
    """Calls of a function with their answers, for `cases.render_program` and `cases.compare_answers`.

    A case has `arguments` and the `expected` result. It may have:
    raises: true, if the call must fail.
    changed: position -> value after the call, for each argument that a call changes in place.
    printed: the text that the call prints.
    unchecked: those of "changed" and "printed" that the source does and its tests do not check.
    tolerance: of floats. order: "any" or "set" for lists, as `compare_answers` says.
    must_fit: how many of the cases a translation must accept: it may take a character where its source takes any text.
    None means all.
    """

    function_name: str
    signature: Signature
    cases: Sequence[Mapping[str, Any]]
    must_fit: int | None = None


def carry_tests(tests: str, code: str, function_name: str) -> Examples:
    """The calls and answers in `tests` of the Python function `function_name` of `code`.

    Raises NotCarried if there are none, or if the tests contain anything else.
    """
    function = find_function(code, function_name, tests)
    try:
        module = ast.parse(tests)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise NotCarried("the tests are not Python") from None
    cases = [case for statement in _asserts(module, function.name) for case in _case(statement, function)]
    if not cases:
        raise NotCarried("the tests hold no assertion")
    if len(cases) > MAX_CASES:
        raise NotCarried(f"there are {len(cases)} cases, {MAX_CASES} is the limit")
    return examples(function, cases)


def examples(function: ast.FunctionDef, cases: Sequence[Mapping[str, Any]]) -> Examples:
    """Cases with the types of their values: from the function's annotations if present, else from the values."""
    counts = {len(case["arguments"]) for case in cases}
    if len(counts) != 1:
        raise NotCarried("the calls differ in their number of arguments")
    annotations = [read_annotation(parameter.annotation) for parameter in positional(function)]
    columns = [list(column) for column in zip(*(case["arguments"] for case in cases), strict=True)]
    for case in cases:
        for position, value in case.get("changed", {}).items():
            columns[position].append(value)
    arguments = tuple(common_type(column, annotations[at]) for at, column in enumerate(columns))
    answers = [case["expected"] for case in cases if not case.get("raises")]
    returns = common_type(answers, read_annotation(function.returns))
    return Examples(function.name, Signature(arguments, returns), cases)


def find_function(code: str, function_name: str, tests: str = "") -> ast.FunctionDef:
    """The top-level function called `function_name`; for "" the only one, the only one that `tests` call, or the only
    one that no other calls. Raises NotCarried if there is none, or if it is not clear which is meant."""
    try:
        functions = {node.name: node for node in ast.parse(code).body if isinstance(node, ast.FunctionDef)}
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise NotCarried("the source is not Python") from None
    if function_name:
        if function_name not in functions:
            raise NotCarried(f"the source has no function called {function_name}")
        return functions[function_name]
    called = {name for node in functions.values() for name in _called_names(node) if name != node.name}
    try:
        tested = _called_names(ast.parse(tests)) & functions.keys()
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        tested = set()
    for names in (functions.keys(), tested, functions.keys() - called):
        if len(names) == 1:
            return functions[next(iter(names))]
    if not functions:
        raise NotCarried("the source has no function at its top level")
    raise NotCarried(
        f"the source has several functions ({', '.join(list(functions)[:4])}) and nothing says which one is meant: the "
        "recipe's fields can map function_name"
    )


def _called_names(tree: ast.AST) -> set[str]:
    """The names that a tree calls."""
    return {node.func.id for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}


def positional(function: ast.FunctionDef) -> list[ast.arg]:
    """The positional parameters."""
    return [*function.args.posonlyargs, *function.args.args]


# --- assertions -----------------------------------------------------------------------------------------------------


def _asserts(module: ast.Module, function_name: str) -> Iterator[ast.Assert]:
    """The assertions of a module and of its `check` function, with the name that each uses for the function."""
    for node in module.body:
        if isinstance(node, ast.FunctionDef) and node.name == "check" and len(node.args.args) == 1:
            for statement in node.body:
                yield from _assertion(statement, node.args.args[0].arg)
        else:
            yield from _assertion(node, function_name)


def _assertion(node: ast.stmt, called: str) -> Iterator[ast.Assert]:
    match node:
        case ast.Assert():
            node.called = called  # type: ignore[attr-defined]
            yield node
        case ast.Expr(value=ast.Constant() | ast.Call(func=ast.Name(id="check" | "print"))):
            pass  # documentation, and the line that starts the check
        case ast.Import() | ast.ImportFrom() | ast.Pass():
            pass
        case ast.Assign(targets=[ast.Name(id=name)]) if name.isupper():
            pass  # METADATA
        case _:
            raise NotCarried(f"line {node.lineno} of the tests is no assertion: {_shown(node)}")


def _case(node: ast.Assert, function: ast.FunctionDef) -> Iterator[dict[str, Any]]:
    called: str = node.called  # type: ignore[attr-defined]
    match node.test:
        case ast.Constant(value=True):
            return  # HumanEval's "assert True, 'This prints if this assert fails'"
        case ast.Compare(left=left, ops=[ast.Eq() | ast.Is()], comparators=[right]):
            yield _answer(left, right, called, function)
        case ast.UnaryOp(op=ast.Not(), operand=call):
            yield _made(call, called, function, False)
        case ast.Compare(
            left=ast.Call(func=ast.Name(id="abs"), args=[ast.BinOp(left=left, op=ast.Sub(), right=right)]),
            ops=[ast.Lt() | ast.LtE()],
            comparators=[limit],
        ):
            yield {**_answer(left, right, called, function), "tolerance": _tolerance(limit)}
        case ast.BoolOp(
            op=ast.And(),
            values=[
                ast.Compare(left=ast.Call(func=ast.Name(id="len"), args=[ast.NamedExpr(value=call)]), ops=[ast.Eq()]),
                ast.Call(
                    func=ast.Name(id="all"),
                    args=[
                        ast.GeneratorExp(
                            elt=ast.Compare(ops=[ast.Lt() | ast.LtE()], comparators=[limit]),
                            generators=[ast.comprehension(iter=ast.Call(func=ast.Name(id="zip"), args=[_, right]))],
                        )
                    ],
                ),
            ],
        ):  # len(result := f(1)) == 2 and all(abs(a - b) < 1e-9 for a, b in zip(result, [1.5, 2.5]))
            yield {**_made(call, called, function, plain(_value(right))), "tolerance": _tolerance(limit)}
        case ast.Call(
            func=ast.Attribute(value=ast.Name(id="math"), attr="isclose"), args=[left, right], keywords=keywords
        ):
            case = _answer(left, right, called, function)
            margins = {keyword.arg: _number(keyword.value) for keyword in keywords}
            size = abs(_number(ast.Constant(case["expected"], lineno=node.lineno)))
            yield {**case, "tolerance": max(margins.get("rel_tol", 1e-9) * size, margins.get("abs_tol", 0.0))}
        case test if _is_call(test, called):
            yield _made(test, called, function, True)
        case test:
            raise NotCarried(f"line {test.lineno} of the tests is more than a call and its answer: {_shown(test)}")


def _tolerance(limit: ast.expr) -> float:
    """The largest allowed difference of two floats: the literal in `1e-6` or in `1e-6 * max(1, abs(x))`."""
    found = [node.value for node in ast.walk(limit) if isinstance(node, ast.Constant) and isinstance(node.value, float)]
    if not found:
        raise NotCarried(f"line {limit.lineno} of the tests compares with no number: {_shown(limit)}")
    return _number(ast.Constant(min(found), lineno=limit.lineno))


def _number(node: ast.expr) -> float:
    """A finite number of the tests."""
    value = _value(node)
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < _LARGEST:
        raise NotCarried(f"line {node.lineno} of the tests calculates with {_shown(node)}")
    return float(value)


def _is_call(node: ast.expr, called: str) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == called


def _answer(left: ast.expr, right: ast.expr, called: str, function: ast.FunctionDef) -> dict[str, Any]:
    """The case of a call and its answer, on either side."""
    call, answer = (left, right) if _is_call(left, called) or not _is_call(right, called) else (right, left)
    return _made(call, called, function, plain(_value(answer)) if _is_call(call, called) else None)


def _made(node: ast.expr, called: str, function: ast.FunctionDef, expected: Any) -> dict[str, Any]:
    if not _is_call(node, called):
        raise NotCarried(f"line {node.lineno} of the tests is more than a call and its answer: {_shown(node)}")
    assert isinstance(node, ast.Call)
    given = [_value(argument) for argument in node.args]
    named = {keyword.arg or "": _value(keyword.value) for keyword in node.keywords}
    return {"arguments": [plain(value) for value in complete_arguments(function, given, named)], "expected": expected}


def complete_arguments(function: ast.FunctionDef, given: Sequence[Any], named: Mapping[str, Any]) -> list[Any]:
    """All arguments of a call in the order of the parameters, with defaults for missing ones. Raises NotCarried if a
    default is not a literal or the number of arguments is wrong."""
    parameters = positional(function)
    defaults = dict(zip([p.arg for p in parameters][::-1], function.args.defaults[::-1], strict=False))
    if function.args.vararg or function.args.kwarg or function.args.kwonlyargs or len(given) > len(parameters):
        raise NotCarried("the function takes arguments that have no fixed place")
    rest = [parameter.arg for parameter in parameters[len(given) :]]
    if set(named) - set(rest):
        raise NotCarried("a call names parameters that the function does not have")
    if missing := [name for name in rest if name not in named and name not in defaults]:
        raise NotCarried(f"a call lacks the argument {missing[0]}")
    return [*given, *(named[name] if name in named else _value(defaults[name]) for name in rest)]


def _value(node: ast.expr) -> Any:
    try:
        return ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
        raise NotCarried(f"line {node.lineno} of the tests is no plain value: {_shown(node)}") from None


def _shown(value: object) -> str:
    try:
        text = ast.unparse(value).partition("\n")[0] if isinstance(value, ast.AST) else str(value)
    except (ValueError, RecursionError):  # an integer of thousands of digits, expressions in expressions
        return "..."
    return text if len(text) <= 80 else text[:77] + "..."


# --- values and types -----------------------------------------------------------------------------------------------


def plain(value: Any, depth: int = 0) -> Any:
    """`value` with tuples as lists. Raises NotCarried if a value in it does not exist in every language."""
    if depth > 20:
        raise NotCarried("a value is nested too deeply")
    match value:
        case None | bool() | str():
            if isinstance(value, str) and not _encodable(value):
                raise NotCarried("a string is not Unicode")
            return value
        case int() if abs(value) <= EXACT_INTEGERS:
            return value
        case float() if math.isfinite(value):
            return value
        case list() | tuple():
            return [plain(item, depth + 1) for item in value]
        case dict() if all(isinstance(key, str) for key in value):
            return {key: plain(item, depth + 1) for key, item in value.items()}
    raise NotCarried(f"a {type(value).__name__} like {_shown(value)[:40]} is no plain value")


def _encodable(text: str) -> bool:
    return "\0" not in text and text.encode("utf-8", "replace").decode("utf-8") == text


def common_type(values: list[Any], annotation: PlainType | None) -> PlainType:
    """The type of all `values`: `annotation` if they match it, else the narrowest common type."""
    if annotation is not None and not annotation.is_mixed and all(_fits(value, annotation) for value in values):
        return annotation
    present = [value for value in values if value is not None]
    if not present:
        return PlainType("optional", PlainType("int"))
    if len(present) < len(values):
        return PlainType("optional", common_type(present, None))
    kinds = {type_of(value).kind for value in values}
    if kinds == {"int", "float"}:
        return PlainType("float")
    if len(kinds) > 1:
        return PlainType("any")
    kind = kinds.pop()
    if kind not in ("list", "dict"):
        return PlainType(kind)
    items = [item for value in values for item in (value if kind == "list" else value.values())]
    item = common_type(items, None) if items else PlainType("int")
    if kind == "list" and item.is_mixed and len({len(value) for value in values}) == 1:
        places = tuple(common_type(list(place), None) for place in zip(*values, strict=True))
        if len(places) > 1 and not any(place.is_mixed for place in places):
            return PlainType("tuple", items=places)
    return PlainType(kind, item)


def _fits(value: Any, type_: PlainType) -> bool:
    match type_.kind:
        case "optional":
            return value is None or _fits(value, type_.held)
        case "float":
            return isinstance(value, int | float) and not isinstance(value, bool)
        case "list" | "set" | "linked":
            return isinstance(value, list) and all(_fits(item, type_.held) for item in value)
        case "tree":
            return isinstance(value, list) and all(item is None or _fits(item, type_.held) for item in value)
        case "tuple":
            return isinstance(value, list) and len(value) == len(type_.items) and all(map(_fits, value, type_.items))
        case "char":
            return isinstance(value, str) and len(value) == 1
        case "dict":
            return isinstance(value, dict) and all(_fits(item, type_.held) for item in value.values())
    return value is not None and type_of(value).kind == type_.kind


def read_annotation(node: ast.expr | None) -> PlainType | None:
    """The plain type of a Python annotation, or None."""
    try:
        found = get_language("python").read_type(ast.unparse(node)) if node is not None else ANY
    except ValueError:
        return None
    return None if found.is_mixed else _with_lists(found)


def _with_lists(type_: PlainType) -> PlainType:
    """A type with lists for tuples whose items have one type, because most languages have lists for them."""
    inner = tuple(map(_with_lists, type_.inner))
    if type_.kind != "tuple":
        return PlainType(type_.kind, inner[0] if inner else None)
    return PlainType("list", inner[0]) if len(set(inner)) == 1 else PlainType("tuple", items=inner)
