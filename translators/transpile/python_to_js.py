"""Translates one Python function to one readable JavaScript function with pscript.

pscript writes calls of small helpers where JavaScript differs from Python (`[] == []`, `x in container`), and puts
their definitions first. Here the function comes first, under its own name, and its helpers follow. The most common
helpers are replaced by shorter ones of the same meaning, because they would be longer than most functions: pscript's
helper for an f-string alone has 3,200 characters.
"""

import ast
import re
from typing import Any

from pscript import Parser
from pscript.parser0 import JSError
from pscript.parser1 import reserved_names, unify
from pscript.stdlib import FUNCTIONS, METHODS


class Unsupported(Exception):
    """Python code that is not supported; the message names the feature."""


def python_to_js(code: str) -> str:
    """JavaScript for the one function in `code`. Raises SyntaxError for what is not Python, Unsupported otherwise."""
    tree = _Prepare().visit(ast.parse(code))
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    if len(functions) != 1 or len(tree.body) != 1:
        raise Unsupported("not exactly one function")
    try:
        parser = _ReadableParser(ast.unparse(ast.fix_missing_locations(tree)), inline_stdlib=False)
    except JSError as error:
        raise Unsupported(str(error).rpartition("\n")[2]) from None
    except (RuntimeError, AttributeError, IndexError, TypeError, AssertionError, ValueError, KeyError) as error:
        raise Unsupported(f"pscript fails with {type(error).__name__}: {error}") from None
    return _declaration(parser.dump(), functions[0].name) + _helpers(parser._std_functions, parser._std_methods)


class _Prepare(ast.NodeTransformer):
    """Rewrites code that pscript rejects as equivalent Python. Raises Unsupported where pscript would write invalid
    JavaScript."""

    in_method = False

    def visit_GeneratorExp(self, node: ast.GeneratorExp) -> ast.AST:
        self.generic_visit(node)
        return ast.ListComp(elt=node.elt, generators=node.generators)

    def visit_Raise(self, node: ast.Raise) -> ast.AST:
        self.generic_visit(node)
        if isinstance(node.exc, ast.Call):
            node.exc = _error(node.exc)
        return ast.Raise(exc=node.exc, cause=None)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        node.returns = None
        if node.args.args and node.args.args[0].arg == "self":
            _refuse_assignment_to_self(node)
        elif not self.in_method:
            _rename_self(node)
        outer, self.in_method = self.in_method, True  # a function inside a method may use its self
        self.generic_visit(node)
        self.in_method = outer
        node.decorator_list = []
        node.name = _allowed(node.name)
        return node

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST:
        plain = ast.Pass() if node.value is None else ast.Assign(targets=[node.target], value=node.value)
        return self.generic_visit(plain)

    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
        if isinstance(node.slice, ast.Tuple):
            raise Unsupported("an index of several values")
        if isinstance(node.slice, ast.Slice) and isinstance(node.ctx, ast.Store):
            raise Unsupported("assignment to a slice")
        return self.generic_visit(node)

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        if node.attr == "__class__" and isinstance(node.ctx, ast.Store):
            raise Unsupported("assignment to __class__")
        return self.generic_visit(node)

    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> ast.AST:
        node.name = node.name and _allowed(node.name)
        if node.name is None and any(isinstance(inner, ast.Raise) and inner.exc is None for inner in ast.walk(node)):
            node.name = "error"
        for inner in ast.walk(node):
            if isinstance(inner, ast.Raise) and inner.exc is None and node.name:
                inner.exc = ast.Name(id=node.name, ctx=ast.Load())
        self.generic_visit(node)
        return node

    def visit_Try(self, node: ast.Try) -> ast.AST | list[ast.stmt]:
        self.generic_visit(node)
        if not node.orelse:
            return node
        done = ast.Name(id="completed", ctx=ast.Store())
        node.body.append(ast.Assign(targets=[done], value=ast.Constant(True)))
        then = ast.If(test=ast.Name(id="completed", ctx=ast.Load()), body=node.orelse, orelse=[])
        start = ast.Assign(targets=[done], value=ast.Constant(False))
        guarded = ast.Try(body=node.body, handlers=node.handlers, orelse=[], finalbody=[])
        if not node.finalbody:
            return [start, guarded, then]
        return [start, ast.Try(body=[guarded, then], handlers=[], orelse=[], finalbody=node.finalbody)]

    def visit_Name(self, node: ast.Name) -> ast.AST:
        return ast.Name(id=_allowed(node.id), ctx=node.ctx)

    def visit_arg(self, node: ast.arg) -> ast.AST:
        return ast.arg(arg=_allowed(node.arg), annotation=None)


def _error(call: ast.Call) -> ast.Call:
    """`module.Error(a, b)` as `Error(f"{a}, {b}")`, because an error in JavaScript has a name and one text."""
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "Error")
    arguments = call.args
    if len(arguments) > 1:
        parts: list[ast.expr] = []
        for argument in arguments:
            parts += [ast.Constant(", ")] if parts else []
            parts.append(
                argument
                if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
                else ast.FormattedValue(argument, -1)
            )
        arguments = [ast.JoinedStr(parts)]
    return ast.Call(ast.Name(name, ast.Load()), arguments, [])


def _refuse_assignment_to_self(function: ast.FunctionDef) -> None:
    for node in ast.walk(function):
        if isinstance(node, ast.Name) and node.id == "self" and isinstance(node.ctx, ast.Store):
            raise Unsupported("assignment to self")


def _rename_self(function: ast.FunctionDef) -> None:
    """Renames `self` where it is an ordinary variable, because pscript always translates it to `this`."""
    for node in ast.walk(function):
        if isinstance(node, ast.Name) and node.id == "self":
            node.id = "self_"
        if isinstance(node, ast.arg) and node.arg == "self":
            node.arg = "self_"


def _allowed(name: str) -> str:
    return name + "_" if name in reserved_names else name


class _ReadableParser(Parser):
    """pscript's parser, but f-strings without formatting become template literals."""

    def parse_JoinedStr(self, node: Any) -> Any:
        text = []
        for part in node.value_nodes:
            if hasattr(part, "value_node"):
                if part.conversion or (part.format_node and part.format_node.value_nodes):
                    return super().parse_JoinedStr(node)
                text.append("${" + unify(self.parse(part.value_node)) + "}")
            else:
                text.append(_in_template(part.value))
        return ["`" + "".join(text) + "`"]


def _in_template(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("`", "\\`").replace("${", "\\${")
    return escaped.replace("\n", "\\n").replace("\r", "\\r").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _declaration(script: str, name: str) -> str:
    """`var f; f = function flx_f (…) {…};` as `function f(…) {…}`."""
    head = re.compile(rf"\s*var {re.escape(name)};\s*{re.escape(name)} = (async )?function (?:flx_\w+ )?\(")
    found = head.match(script)
    if not found:
        raise Unsupported("pscript's output is not one function")
    return f"{found[1] or ''}function {name}(" + script[found.end() :].rstrip().rstrip(";") + "\n"


_SHORT_FUNCTIONS = {
    "truthy": """function (v) {
    if (v === null || typeof v !== "object") return v;
    const size = v.length ?? v.byteLength ?? (v.constructor === Object ? Object.keys(v).length : 1);
    return size ? v : false;
}""",
    "op_equals": """function op_equals(a, b) {
    if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((x, i) => op_equals(x, b[i]));
    if (a?.constructor !== Object || b?.constructor !== Object) return a == b;
    const keys = Object.keys(a);
    return keys.length === Object.keys(b).length && keys.every((k) => k in b && op_equals(a[k], b[k]));
}""",
    "op_contains": """function (a, b) {
    if (Array.isArray(b)) return b.some((x) => _pyfunc_op_equals(a, x));
    return typeof b === "string" ? b.includes(a) : a in b;
}""",
    "op_add": """function (a, b) {
    return Array.isArray(a) && Array.isArray(b) ? a.concat(b) : a + b;
}""",
    "op_error": """function (type, message) {
    return Object.assign(new Error(type + ": " + message), {name: type});
}""",
}


def _helpers(functions: set[str], methods: set[str]) -> str:
    """The definitions of the helpers used, in a fixed order."""
    texts = {f"_pyfunc_{name}": _SHORT_FUNCTIONS.get(name) or FUNCTIONS[name] for name in sorted(functions)}
    texts |= {f"_pymeth_{name}": METHODS[name] for name in sorted(methods)}
    return "".join(f"\nvar {name} = {re.sub(' *// nargs:.*', '', text).strip()};\n" for name, text in texts.items())
