"""Calls a function as run_cases.py does, and also reports how each call went: the branches that it took, the largest
integer that it calculated, and whether it divided a negative number or used a negative place, which languages
understand differently. A call that takes too many steps is ended.
"""

import ast
import json
import operator
import signal
import sys
import types
from collections.abc import Callable
from pathlib import Path
from typing import Any

import run_cases  # type: ignore[import-not-found]

PLAIN = run_cases.plain
STEPS = 40_000
SECONDS = 0.3
DIVISIONS = {ast.FloorDiv: operator.floordiv, ast.Mod: operator.mod}
WATCHED = ("sum", "pow", "prod", "int", "reduce")


class TooLong(BaseException):
    """A call takes too many steps or too much time. Code that catches every exception does not catch it."""


class Trace:
    """What is known about the current call."""

    def __init__(self) -> None:
        self.branches: set[int] = set()
        self.largest = 0
        self.oddities: set[str] = set()
        self.steps = 0
        self.kind = ""

    def test(self, number: int, value: Any) -> Any:
        """Notes which way a condition went."""
        self.step(2 * number + bool(value))
        return value

    def step(self, branch: int) -> None:
        """Notes a branch, and that time passes."""
        self.branches.add(branch)
        self.steps += 1
        if self.steps > STEPS:
            raise TooLong

    def number(self, value: Any) -> Any:
        """Notes the size of an integer."""
        if type(value) is int and abs(value) > self.largest:
            self.largest = abs(value)
        return value

    def divide(self, left: Any, right: Any, name: str) -> Any:
        """Divides, and notes negative numbers."""
        if type(left) is int and type(right) is int and (left < 0 or right < 0):
            self.oddities.add("a division of a negative number")
        return self.number(operator.floordiv(left, right) if name == "FloorDiv" else left % right)

    def place(self, values: Any, index: Any) -> Any:
        """Notes a negative place in a list or text."""
        if type(index) is int and index < 0 and isinstance(values, (list, str, tuple)):
            self.oddities.add("a negative index")
        return index

    def item(self, values: Any, index: Any) -> Any:
        """The item at a place."""
        return values[self.place(values, index)]


TRACE = Trace()


class Watch(ast.NodeTransformer):
    """Adds to code what notes its branches and numbers."""

    def __init__(self) -> None:
        self.count = 0

    def note(self, method: str, *given: ast.expr) -> ast.expr:
        """A call of a method of the trace."""
        name = ast.Name(id="_pairloom_trace", ctx=ast.Load())
        return ast.Call(func=ast.Attribute(value=name, attr=method, ctx=ast.Load()), args=list(given), keywords=[])

    def tested(self, condition: ast.expr) -> ast.expr:
        """A condition that is noted."""
        self.count += 1
        return self.note("test", ast.Constant(value=self.count), condition)

    def visit_condition(self, node: Any) -> Any:
        """if, while, and the conditional expression."""
        self.generic_visit(node)
        node.test = self.tested(node.test)
        return node

    visit_If = visit_While = visit_IfExp = visit_condition

    def visit_For(self, node: ast.For) -> ast.For:
        """A loop, whose rounds are steps."""
        self.generic_visit(node)
        self.count += 1
        node.body.insert(0, ast.Expr(value=self.note("step", ast.Constant(value=2 * self.count))))
        return node

    def visit_comprehension(self, node: ast.comprehension) -> ast.comprehension:
        """The conditions of a comprehension."""
        self.generic_visit(node)
        node.ifs = [self.tested(condition) for condition in node.ifs]
        return node

    def visit_BoolOp(self, node: ast.BoolOp) -> ast.BoolOp:
        """`and`, `or`: what decides whether the rest is looked at."""
        self.generic_visit(node)
        node.values = [*map(self.tested, node.values[:-1]), node.values[-1]]
        return node

    def visit_BinOp(self, node: ast.BinOp) -> ast.expr:
        """A calculation."""
        self.generic_visit(node)
        if type(node.op) in DIVISIONS:
            return self.note("divide", node.left, node.right, ast.Constant(value=type(node.op).__name__))
        return self.note("number", node)

    def visit_Call(self, node: ast.Call) -> ast.expr:
        """A function of the standard library that calculates."""
        self.generic_visit(node)
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        return self.note("number", node) if name in WATCHED else node

    def visit_AugAssign(self, node: ast.AugAssign) -> Any:
        """`x += 1`, where x is a name: what it has become."""
        self.generic_visit(node)
        if not isinstance(node.target, ast.Name):
            return node
        name = ast.Name(id=node.target.id, ctx=ast.Load())
        if type(node.op) in DIVISIONS:
            quotient = self.note("divide", name, node.value, ast.Constant(value=type(node.op).__name__))
            return ast.Assign(targets=[node.target], value=quotient)
        return [node, ast.Expr(value=self.note("number", name))]

    def visit_Subscript(self, node: ast.Subscript) -> ast.expr:
        """An item, unless its place is written as a constant."""
        self.generic_visit(node)
        if isinstance(node.slice, (ast.Constant, ast.UnaryOp, ast.Slice, ast.Tuple)):
            return node
        if isinstance(node.ctx, ast.Load):
            return self.note("item", node.value, node.slice)
        if isinstance(node.value, ast.Name):
            node.slice = self.note("place", ast.Name(id=node.value.id, ctx=ast.Load()), node.slice)
        return node

    def visit_arg(self, node: ast.arg) -> ast.arg:
        """Annotations are left alone."""
        return node

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AnnAssign:
        """Annotations are left alone."""
        if node.value is not None:
            node.value = self.visit(node.value)
        return node

    def visit_function(self, node: Any) -> Any:
        """Annotations are left alone."""
        returns, node.returns = node.returns, None
        self.generic_visit(node)
        node.returns = returns
        return node

    visit_FunctionDef = visit_AsyncFunctionDef = visit_function

    def visit_match_case(self, node: ast.match_case) -> ast.match_case:
        """A pattern cannot hold a call."""
        node.guard = self.tested(self.visit(node.guard)) if node.guard is not None else None
        node.body = [statement for old in node.body for statement in as_list(self.visit(old))]
        return node


def as_list(found: Any) -> list[Any]:
    """What a visit returns, as a list."""
    return found if isinstance(found, list) else [found]


def load(name: str) -> Callable[..., Any]:
    """The function of program.py, watched."""
    tree = Watch().visit(ast.parse(Path("program.py").read_text(encoding="utf-8")))
    module = types.ModuleType("program")
    sys.modules["program"] = module
    vars(module)["_pairloom_trace"] = TRACE
    exec(compile(ast.fix_missing_locations(tree), "program.py", "exec"), vars(module))
    return run_cases.find(module, name)


def refuse(value: object) -> object:
    """A set within another value has no order that other languages have, too."""
    if isinstance(value, (set, frozenset)):
        raise run_cases.Unfit("a set within a value")
    return PLAIN(value)


def stop(*_: object) -> None:
    """Ends a call."""
    raise TooLong


def main() -> None:
    """Reads calls.json and makes the calls."""
    answer, to_json = run_cases.answer, run_cases.to_json
    number = -1

    def noting(result: object) -> str:
        if isinstance(result, (set, frozenset)):
            TRACE.kind, result = "set", list(result)
        return str(to_json(result))

    def watched(call: Callable[..., Any], given: list[Any]) -> str:
        nonlocal number
        number += 1
        TRACE.__init__()  # type: ignore[misc]
        signal.setitimer(signal.ITIMER_PROF, SECONDS)
        try:
            text: str = answer(call, given)
        except TooLong:
            raise TimeoutError("too many steps") from None
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
        known = {"branches": sorted(TRACE.branches), "largest": min(TRACE.largest, 2**64)}
        known |= {"oddities": sorted(TRACE.oddities), "kind": TRACE.kind}
        run_cases.report("trace", number, json.dumps(known))
        return text

    signal.signal(signal.SIGPROF, stop)
    sys.set_int_max_str_digits(0)
    run_cases.answer, run_cases.load, run_cases.to_json, run_cases.plain = watched, load, noting, refuse
    run_cases.main()


main()
