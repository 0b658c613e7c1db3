"""Finds functions that do nothing, and comments that replace code."""

import re

from tree_sitter import Node

from pairloom.translators.languages import Function, Parameters, Tree, outermost_functions
from pairloom.translators.languages.entry import statements
from pairloom.translators.languages.functions import all_functions
from pairloom.translators.problem import Problem

_LEFT_OUT = re.compile(
    r"\b(rest|remainder) of (the |your |this )?(original |existing )?(code|function|implementation|method|logic|class)"
    r"|\.\.\.\s*(existing|previous|remaining|other|same|omitted|original)\b.*\b(code|implementation|logic|methods?|cases?)"
    r"|\b(existing|previous|remaining|other) (code|implementation|logic)\b.{0,20}\.\.\."
    r"|\b(code|implementation|logic|body|details|methods?) (is |are |was |were )?(omitted|elided|not shown)\b"
    r"|\bomitted for (brevity|clarity|simplicity)"
    r"|\b(your|the|add|insert|write|put)( your)?( the)?( actual)? (code|implementation|logic) (goes )?here\W*$"
    r"|\b(implementation|logic|code) (goes|to be added|to go) here\b"
    r"|\bimplement(ation)? (the rest|me|remaining)\b"
    r"|\b(same|similar|identical) (as|to) (the )?(above|before|original|previous)( code| implementation)?\s*\.\.\."
    r"|\bcontinue (the )?(translation|implementation|similarly)",
    re.IGNORECASE,
)
_NOT_IMPLEMENTED = re.compile(
    r"not[\s_-]*(yet[\s_-]*)?(been[\s_-]*)?implemented|unimplemented|implement (the|this|it|me)\b|to ?do\b|\?\?\?"
    r"|UnsupportedOperation|NotSupportedException|not[\s_-]*(yet[\s_-]*)?supported|fixme",
    re.IGNORECASE,
)
_RAISES = re.compile(
    r"\A(return\s+)?(raise\b|throw\b|panic!?\s*\(|todo!|unimplemented!|fatalError\s*\(|TODO\s*\(|\?\?\?|abort\b|die\b|croak\b|error\s*[(\"']|"
    r"preconditionFailure\s*\(|notImplemented\s*\(|NotImplemented\b)"
)
_NOTHING = re.compile(
    r"\A(pass|\.\.\.|;|(return|=>)?\s*\(?(none|null|nil|undefined|undef|nullptr|Unit|\(\)|NULL|NotImplemented)?\)?\s*;?)\Z",
    re.IGNORECASE,
)
_CONSTANT = re.compile(
    r"\A(return\b)?\s*(-?\d+(\.\d+)?|\"\"|''|true|false|\[\s*\]|\{\s*\}|default|String::new\(\)|vec!\[\]|Vec::new\(\))\s*;?\Z",
    re.IGNORECASE,
)


def check_complete(tree: Tree, functions: list[Function]) -> Problem | None:
    """The problem of `functions`, those of `tree`, if code is missing in them. None for a tree with syntax errors."""
    if tree.root.has_error:
        return None
    return _find_stub(tree, functions) or _find_placeholder(tree)


def _find_placeholder(tree: Tree) -> Problem | None:
    """The problem of the first comment that replaces omitted code, or None."""
    for comment in tree.captures.get("comment", []):
        text = tree.source(comment)
        if _LEFT_OUT.search(text):
            line = tree.line(comment)
            return Problem("check", "placeholder", f"Line {line} stands for code left out: {text[:80]!r}.", line)
    return None


def _find_stub(tree: Tree, functions: list[Function]) -> Problem | None:
    """A problem if every one of `functions` is a stub."""
    if not functions or not all(is_stub(tree, function) for function in functions):
        return None
    function = functions[0]
    line = tree.line(function.node)
    name = f"The function {function.names[0]!r}" if function.names else "The function"
    return Problem("check", "stub", f"{name} at line {line} has no body that does anything.", line)


_FEW_LINES = 2
_ENDS = re.compile(r"(return|exit|os\.exit|process\.exit)\b\s*\(?\s*(0|EXIT_SUCCESS)?\s*\)?\s*;?")


def working_parts(tree: Tree, start: Node) -> list[Function]:
    """The parts of a program of which one must do something, as functions: the statements at the place where it starts.
    If that is one short statement that calls functions of the program, they are these functions."""
    functions = outermost_functions(all_functions(tree))
    main = next((function for function in functions if function.node == start), None)
    if main is not None:
        lines = _statements(tree, main)
    else:
        found = statements(tree)
        lines = found if start in found else [start]  # a type that is marked as the start
    lines = [line for line in lines if not _ENDS.fullmatch(tree.source(line))]
    if len(lines) == 1 and tree.source(lines[0]).count("\n") < _FEW_LINES:
        words = set(re.findall(r"\w+", tree.source(lines[0])))
        called = [function for function in functions if function is not main and words & {*function.names}]
        if called:
            return called
    place = main.node if main else tree.container
    return [Function(place, line, (), Parameters(0, 0)) for line in lines or [place]]


def is_stub(tree: Tree, function: Function) -> bool:
    """Whether a function's body is empty, or one statement without effect: a bare null, an error with the message "not
    implemented", a constant beside a TODO comment."""
    comments = tree.grammar.comments
    statements = _statements(tree, function)
    if len(statements) > 1:
        return False
    text = tree.source(statements[0]).strip() if statements else ""
    if _NOTHING.match(text):
        return True
    if _RAISES.match(text) and _NOT_IMPLEMENTED.search(text):
        return True
    # a comment above the first statement stands before the body in some grammars
    near = (*function.node.children, *function.body.children)
    remarks = [tree.source(child) for child in near if child.type in comments]
    return bool(_CONSTANT.match(text)) and any(_NOT_IMPLEMENTED.search(remark) for remark in remarks)


def _statements(tree: Tree, function: Function) -> list[Node]:
    """The statements of a body, without comments, docstring, lists of argument names, and nodes that only group
    statements."""
    comments, unpacking = tree.grammar.comments, tree.grammar.unpacking
    node = function.body
    if node == function.node:  # a function without a body
        return []
    while True:
        if not _is_list(node):
            return [node]
        inner = [child for child in node.children if child.is_named and child.type not in comments]
        if inner and _is_docstring(inner[0]):
            inner = inner[1:]
        if unpacking:
            inner = [child for child in inner if not re.fullmatch(unpacking, tree.source(child))]
        if len(inner) == 1 and _is_list(inner[0]):
            node = inner[0]
            continue
        return inner


_LISTS = ("block", "statement_list", "statement_block", "compound_statement", "body_statement", "function_body")
_MORE_LISTS = ("statements", "constructor_body", "template_body", "indented_block", "block_body")


def _is_list(node: Node) -> bool:
    return node.type in _LISTS or node.type in _MORE_LISTS


def _is_docstring(node: Node) -> bool:
    return node.type == "expression_statement" and node.child_count == 1 and node.children[0].type == "string"
