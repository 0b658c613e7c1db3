"""The common parts of the languages that Node runs: nodes of their grammars, and Node."""

import re
from collections.abc import Iterator

from tree_sitter import Node

from pairloom.translators.languages.grammar import Grammar, Rewrite, Tree, enclose, parse
from pairloom.translators.languages.programs import CODE, Allowance, Calls, Program, calls_json, driver

FUNCTIONS = (
    *("function_declaration", "function_expression", "generator_function_declaration", "generator_function"),
    *("arrow_function", "method_definition"),
)
DECLARATIONS = frozenset(
    {"function_declaration", "generator_function_declaration", "class_declaration", "lexical_declaration"}
    | {"variable_declaration", "import_statement", "export_statement", "hash_bang_line", "empty_statement"}
    | {"expression_statement/assignment_expression", "expression_statement/string", "expression_statement/class"}
)
WRAPPERS = (("class A {\n", "\n}"), ("({\n", "\n})"))
RECEIVERS = frozenset({"this"})
STDIN = r"\bstdin\b|\b(?:read(?:File)?|open)(?:Sync)?\(\s*(?:0\b|['\"`]/dev)|\breadline\b|\bprompt\("
STACK_BYTES = 64 << 20
ALLOWANCE = Allowance(time=2, memory=2, start_seconds=1, runtime_bytes=768 << 20, stack_bytes=STACK_BYTES)
"""Each thread of Node has the stack of the first."""
TAMPERING = (
    *(
        "@jest/globals",
        r"\brun_(?:suite|program)\b",
        r"\bprocess\s*\.\s*(?:stdin|stdout|stderr|binding|on|mainModule)\b",
    ),
    r"(?:\brequire|\bimport|\bfrom)\s*\(?\s*['\"`](?:node:)?"
    r"(?:assert|fs|vm|v8|module|inspector|child_process|worker_threads)(?:/\w+)?['\"`]",
)
INTEGER_BITS = 54
"""Larger integers than 53 bits and a sign have another type, bigint."""
_BLOCKING = "blocking_output.js"
CLASSES = {
    "ListNode": "class ListNode { val; next; constructor(val = 0, next = null) { this.val = val; this.next = next; } }",
    "TreeNode": "class TreeNode { val; left; right; constructor(val = 0, left = null, right = null)"
    " { this.val = val; this.left = left; this.right = right; } }",
}
_MODULE = re.compile(r"^\s*(?:import\s*[\w{*'\"]|export\b)|\bimport\.meta\b", re.MULTILINE)
_COMMON = re.compile(r"^\s*(?:export\s*=|import\s+\w+\s*=\s*require\b)", re.MULTILINE)
_NAMED = {
    "function_declaration",
    "generator_function_declaration",
    "class_declaration",
    "abstract_class_declaration",
} | {
    "internal_module",
    "enum_declaration",
    "variable_declarator",
}

_USING = re.compile(rb"(?<![\w$.])using(?![\w$])(?![ \t]+(?!in\b|of\b|instanceof\b)[\w$])")


def rewrites(text: bytes) -> Iterator[Rewrite]:
    """`using` as the name of a variable, which the grammars accept only in some places."""
    for found in _USING.finditer(text):
        yield Rewrite(*found.span(), b"usinG")


def calling_program(calls: Calls, grammar: Grammar, ending: str) -> Program:
    """A module of the code, which gives its top-level names to the driver beside it. ending: "js" or "ts"."""
    tree = parse(calls.code, grammar)
    code = enclose(calls.code, grammar)
    if tree.shift and code.startswith("({"):
        code = f"const A = {code}"
    names = ["A"] if tree.shift else [tree.source(node) for top in tree.top_level for node in _declared(top)]
    known = ", ".join(f'{name}: typeof {name} === "undefined" ? undefined : {name}' for name in dict.fromkeys(names))
    text = f"{code}\n;globalThis.pairloomDeclared = {{ {known} }};\n"
    kind = "m" if _MODULE.search(code) and not _COMMON.search(code) else "c"
    files = {f"program.{kind}{ending}": text, "calls.json": calls_json(calls, bool(tree.shift))}
    return Program({**files, "run_cases.js": driver("run_cases.js")}, ("node", "run_cases.js"))


ONE_PROCESS = re.compile(
    r"console\s*\.\s*\w+\s*=|\bspyOn\b|\bjest\.|\bMath\.random\b|\bglobal(?:This)?\b|\bprocess\b|\bnew Proxy\b"
    r"|\bDate\.now\b|\bnew Date\(\s*\)"
)
"""Tests that change or look into the process of the code."""


def script_apart(code: str, tests: str, grammar: Grammar, ending: str) -> Program:
    """The program of a script with plain assertions, with the code in another process."""
    tree = parse(code, grammar)
    mentioned = set(re.findall(r"[\w$]+", tests))
    names = {tree.source(node) for top in tree.top_level for node in _declared(top)} & mentioned
    known = ", ".join(f'{name}: typeof {name} === "undefined" ? undefined : {name}' for name in sorted(names))
    text = f"{code}\n;globalThis.pairloomDeclared = {{ {known} }};\n"
    files = {f"program.{ending}": tests, **script_drivers(), **calling_drivers()}
    files |= {f"{CODE}/program.{ending}": text, f"{CODE}/node_modules/lodash/index.js": driver("lodash.js")}
    return Program(files, SCRIPT, server=("serve_code.cjs", "program.js"))


def calling_drivers() -> dict[str, str]:
    """The files by which tests call code in another process."""
    values = driver("plain_values.cjs")
    files = {"called_code.cjs": driver("called_code.cjs"), "plain_values.cjs": values}
    return {**files, f"{CODE}/plain_values.cjs": values, f"{CODE}/serve_code.cjs": driver("serve_code.cjs")}


def _declared(node: Node) -> Iterator[Node]:
    """The names that a top-level statement declares."""
    name = node.child_by_field_name("name")
    if node.type in _NAMED and name is not None:
        if name.type in ("identifier", "type_identifier"):
            yield name
    elif node.type in ("export_statement", "lexical_declaration", "variable_declaration", "expression_statement"):
        for child in node.named_children:
            yield from _declared(child)


def whole_program(file: str, code: str, run: str, memory_bytes: int) -> Program:
    """The program of `file` with this code, which runs the script `run` with a deep stack."""
    flags = (f"--max-old-space-size={memory_bytes >> 20}", f"--stack-size={(STACK_BYTES >> 10) - 4096}")
    files = {file: code, _BLOCKING: driver(_BLOCKING)}
    return Program(files, ("node", *flags, "--require", f"./{_BLOCKING}", run))


def without_exports(code: str) -> str:
    """The code of a module as a script."""
    return re.sub(r"^export\s+(default\s+)?", "", code, flags=re.MULTILINE)


def is_jest(tests: str) -> bool:
    """Whether tests are written for Jest."""
    return (
        "@jest/globals" in tests or re.search(r"^\s*(?:describe|test|it)\(\s*['\"`]", tests, re.MULTILINE) is not None
    )


def script_drivers() -> dict[str, str]:
    """The files that run a script with plain assertions, program.js."""
    return {"run_program.js": driver("run_program.js"), "node_modules/lodash/index.js": driver("lodash.js")}


SCRIPT = ("node", "run_program.js")


# --- names ----------------------------------------------------------------------------------------------------------

_BINDING = frozenset(
    {"formal_parameters", "object_pattern", "array_pattern", "pair_pattern", "rest_pattern", "catch_clause"}
    | {"import_specifier", "import_clause", "namespace_import", "class_declaration", "class", "for_in_statement"}
    | set(FUNCTIONS)
)
"""Nodes whose identifiers are new names."""
_BOUND = {"variable_declarator": "name", "assignment_expression": "left", "assignment_pattern": "left"}
_GLOBALS = """
Array ArrayBuffer BigInt BigInt64Array Boolean Buffer DataView Date Error EvalError Float32Array
Float64Array Function Infinity Int16Array Int32Array Int8Array Intl Iterator JSON Map Math NaN Number
Object Promise Proxy RangeError ReferenceError Reflect RegExp Set String Symbol SyntaxError TextDecoder
TextEncoder TypeError URIError URL URLSearchParams Uint16Array Uint32Array Uint8Array Uint8ClampedArray
WeakMap WeakSet arguments atob btoa clearTimeout console decodeURI decodeURIComponent encodeURI
encodeURIComponent escape eval exports global globalThis isFinite isNaN module parseFloat parseInt process
queueMicrotask require setTimeout structuredClone undefined unescape
"""
"""What Node and its language define."""


def missing_name(tree: Tree) -> str:
    """The first name that code of Node uses and does not define; "" if there is none.

    A name that is defined anywhere in the code, or whose presence the code tests (`typeof name`), is not missing."""
    known = {*_GLOBALS.split(), *CLASSES}
    used: list[str] = []
    pending = [tree.container]
    while pending:
        node = pending.pop()
        if node.type in ("identifier", "shorthand_property_identifier", "shorthand_property_identifier_pattern"):
            parent = node.parent
            field = _BOUND.get(parent.type) if parent else None
            is_bound = field is not None and parent is not None and parent.child_by_field_name(field) == node
            asked = parent is not None and parent.type == "unary_expression" and parent.children[0].type == "typeof"
            if is_bound or asked or node.type.endswith("pattern") or (parent is not None and parent.type in _BINDING):
                known.add(tree.source(node))
            else:
                used.append(tree.source(node))
        pending.extend(reversed(node.children))
    return next((name for name in used if name not in known), "")
