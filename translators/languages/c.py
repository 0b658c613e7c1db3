"""C."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pairloom.translators.languages import gnu
from pairloom.translators.languages.functions import all_functions, parameter_nodes
from pairloom.translators.languages.grammar import Grammar, Rewrite, parse
from pairloom.translators.languages.programs import Calls, PlainType, Program, Suite, driver
from pairloom.translators.languages.signatures import type_names
from pairloom.translators.sandbox.toolchains import Toolchain

_HEADERS = "assert ctype errno float limits math stdarg stdbool stddef stdint stdio stdlib string time inttypes"
# A pointer of another type would be read as what it is not.
_STRICT = ("-Werror=incompatible-pointer-types", "-Werror=int-conversion", "-Werror=discarded-qualifiers")

_UNTYPED_MAIN = re.compile(rb"(?:^|[;}])\s*(?P<main>main)\s*\([^(){};]*\)\s*\{", re.MULTILINE)


def _rewrites(text: bytes) -> Iterator[Rewrite]:
    """A main without a type, which old programs have and gcc takes for int."""
    for found in _UNTYPED_MAIN.finditer(text):
        yield Rewrite(found.start("main"), found.start("main"), b"int ")


class C(gnu.GnuLanguage):
    """C by gcc. A value is passed as one argument or several: docs/sample.md says which."""

    grammar = Grammar(
        name="c",
        package="tree-sitter-c",
        functions=("function_definition",),
        comments=("comment",),
        strings=("string_literal",),
        numbers=("number_literal",),
        top_level=gnu.DECLARATIONS,
        main="main",
        prepare=gnu.without_trailing_blanks,
        rewrites=_rewrites,
    )
    entry_point = "a function `int main`"
    stdin = gnu.STDIN
    types = type_names(
        int="int long short unsigned signed size_t ssize_t int8_t int16_t int32_t int64_t uint8_t uint16_t uint32_t"
        " uint64_t",
        float="double float",
        bool="bool _Bool",
        char="char",
        none="void",
    )
    toolchain = Toolchain("gcc", ("gcc",), ("gcc", "-dumpfullversion"), "gcc")
    failure = "__builtin_trap();"
    related = frozenset({"cpp"})
    syntax_command = ("gcc", "-std=gnu17", "-Werror=implicit-int", *gnu.CHECK, gnu.PLAIN)
    integer_bits = 32
    can_fail = False
    check_command = ("gcc", "-std=gnu17", *gnu.CHECK)
    build_command = ("gcc", "-std=gnu17", "-o", "program")
    libraries = ("-lm",)
    tampering = gnu.TAMPERING

    def add_usual_imports(self, code: str) -> str:
        return "".join(f"#include <{name}.h>\n" for name in _HEADERS.split()) + f"#line 1\n{code}"

    def render_calls(self, calls: Calls) -> Program:
        """A result is the first of its components, the others are out-parameters. The result of a procedure may be the
        new length of the list that it changes."""
        if "\0" in str(calls.arguments) or "\\x00" in str(calls.arguments):
            raise ValueError("a string of C ends at its first zero character")
        function = _Function.read(calls.code, calls.name, self.grammar)
        functions = [_case(index, calls, function) for index in range(len(calls.arguments))]
        alone = "    if (case_starts({0})) {{ case_{0}(); _exit(0); }}"
        main = [
            "int main(void) {",
            "    case_begin();",
            *((alone if calls.is_probe else "    case_{0}();").format(index) for index in range(len(functions))),
            "}",
            "",
        ]
        text = "\n".join(
            ["#define main translated_main", calls.code, "#undef main", driver("case_driver.c"), *functions, *main]
        )
        flags = (*_STRICT, *gnu.STRICT_RUN) if calls.is_probe else _STRICT
        return Program({"program.c": text}, ("./program",), flags=flags)

    def render_suite(self, code: str, suite: Suite, package: str) -> Program:
        """Assertions in a main."""
        return self.suite_program(code, suite, "")


@dataclass(frozen=True)
class _Function:
    """What a function says of its parameters and of its result: "void", "pointer" or "value"."""

    parameters: tuple[str, ...] = ()
    result: str = "void"

    @classmethod
    def read(cls, code: str, name: str, grammar: Grammar) -> "_Function":
        """The function called `name`; one of which nothing is known if the code does not define it."""
        tree = parse(code, grammar)
        node = next((found.node for found in all_functions(tree) if name in found.names), None)
        if node is None:
            return cls()
        type_, declarator = node.child_by_field_name("type"), node.child_by_field_name("declarator")
        is_pointer = declarator is not None and declarator.type == "pointer_declarator"
        is_void = type_ is not None and tree.source(type_) == "void"
        parameters = tuple(tree.source(parameter) for parameter in parameter_nodes(node, tree))
        return cls(parameters, "pointer" if is_pointer else "void" if is_void else "value")

    def length_type(self, at: int) -> str:
        """The type to which the parameter `at` points, in which a function gives the new length of a list; "" if it is
        no pointer to an integer."""
        found = re.fullmatch(r"\s*([\w ]+?)\s*\*\s*\w*", self.parameters[at]) if at < len(self.parameters) else None
        return found[1] if found else ""


def _case(index: int, calls: Calls, function: _Function) -> str:
    """A function that makes one call and reports it."""
    returns = calls.signature.returns
    first, *rest = _components(returns, const=False)
    parts = [f"result{at}" for at in range(1 + len(rest))]
    lines = [f"static void case_{index}(void) {{"]
    lines += [f"    {component} {part};" for component, part in zip(rest, parts[1:], strict=True)]
    arguments: list[str] = []
    tells_length = False
    for position, (type_, value) in enumerate(zip(calls.signature.arguments, calls.arguments[index], strict=True)):
        if position in calls.changed:
            length_type = function.length_type(len(arguments) + 1)
            lines += _declare(position, type_, value, length_type or "size_t")
            arguments += [f"changed{position}", f"{'&' if length_type else ''}length{position}"]
        else:
            arguments += _literals(type_, value)
    reports = [
        f"    case_changed({index}, {position}); "
        f"{_print(calls.signature.arguments[position], [f'changed{position}', f'length{position}'])} case_end();"
        for position in calls.changed
    ]
    if not calls.is_procedure:
        arguments += [f"&{part}" for part in parts[1:]]
        lines.append(f"    {first} {parts[0]} = {calls.name}({', '.join(arguments)});")
        result = _print(returns, parts)
    elif function.result == "pointer":
        raise ValueError("it returns a pointer, and its source changes its argument or prints")
    else:
        lengths = [f"length{position}" for position in calls.changed]
        tells_length = function.result == "value" and len(lengths) == 1 and lengths[0] in arguments
        lines.append(f"    {f'{lengths[0]} = ' if tells_length else ''}{calls.name}({', '.join(arguments)});")
        result = 'case_json_mark("null");'
    if not tells_length and any(is_resized and f"length{at}" in arguments for at, is_resized in calls.changed.items()):
        raise ValueError("it changes the length of a list, which its caller does not learn")
    return "\n".join([*lines, *reports, f"    case_report({index}); {result} case_end();", "}"])


_ROOM = 64
"""The items for which there is room in a list that a function changes, beside those that it holds."""


def _declare(position: int, type_: PlainType, value: Any, length_type: str) -> list[str]:
    """The declarations of a list that a function may change, and of its length."""
    if type_.kind != "list" or type_.held.kind not in (*_SCALARS, "str"):
        raise ValueError("only lists of numbers and of strings are compared after a call in C")
    [component] = _components(type_.held, const=False)
    items = [text for item in value for text in _literals(type_.held, item)]
    if type_.held.kind == "str":
        items = [f"(char[]){{{item}}}" for item in items]
    return [
        f"    {component} changed{position}[{len(items) + _ROOM}] = {{{', '.join(items or ['0'])}}};",
        f"    {length_type} length{position} = {len(items)};",
    ]


_SCALARS = {"int": "int", "float": "double", "bool": "bool", "char": "char"}


def _components(type_: PlainType, const: bool) -> list[str]:
    """The C types that a plain type is passed (`const`) or returned as, one per component."""
    text = "const char *" if const else "char *"
    match type_.kind:
        case "str":
            return [text]
        case "tuple":
            return [component for item in type_.items for component in _components(item, const)]
        case "list" | "set":
            return [*(_pointer(item, const) for item in _components(type_.held, const)), "size_t"]
        case "dict":
            items = (_pointer(item, const) for item in _components(type_.held, const))
            return [_pointer(text, const), *items, "size_t"]
        case "optional" if type_.held.kind in _SCALARS:
            return ["bool", *_components(type_.held, const)]
        case "optional":
            return _components(type_.held, const)
    if type_.kind not in _SCALARS:
        raise ValueError(f"a {type_} has no usual form in C")
    return [_SCALARS[type_.kind]]


def _pointer(component: str, const: bool) -> str:
    item = f"{component}const" if component.endswith("*") else f"const {component}"
    return f"{item if const else component} *".replace("* *", "**")


def _literals(type_: PlainType, value: Any) -> list[str]:
    """`value` as one C expression per component."""
    components = _components(type_, const=True)
    match type_.kind:
        case "bool":
            return ["true" if value else "false"]
        case "int" | "float":
            return [repr(float(value)) if type_.kind == "float" else str(value)]
        case "str":
            return [gnu.octal_text(value)]
        case "char":
            return [str(int.from_bytes(value.encode(), signed=True))]
        case "tuple":
            return [text for pair in zip(type_.items, value, strict=True) for text in _literals(*pair)]
        case "optional" if value is None:
            return ["NULL" if component.endswith("*") else "0" for component in components]
        case "optional":
            present = ["true"] if type_.held.kind in _SCALARS else []
            return [*present, *_literals(type_.held, value)]
        case "dict":
            keys = _array("const char *", [gnu.octal_text(key) for key in value])
            return [keys, *_literals(PlainType("list", type_.held), list(value.values()))]
    rows = [_literals(type_.held, item) for item in value]
    inner = _components(type_.held, const=True)
    return [*(_array(item, [row[at] for row in rows]) for at, item in enumerate(inner)), str(len(rows))]


def _array(component: str, items: list[str]) -> str:
    """An array as a compound literal; one without items has one that nobody may read, since C knows no empty arrays."""
    return f"({component}[]){{{', '.join(items or ['0'])}}}"


def _print(type_: PlainType, parts: Sequence[str], depth: int = 0) -> str:
    """Statements that print the value whose components are the expressions `parts`."""
    index = f"i{depth}"
    match type_.kind:
        case "optional":
            held = parts[1:] if type_.held.kind in _SCALARS else parts
            return f'if ({parts[0]}) {{ {_print(type_.held, held, depth)} }} else {{ case_json_mark("null"); }}'
        case "tuple":
            printed, at = [], 0
            for item in type_.items:
                count = len(_components(item, const=False))
                printed.append(_print(item, parts[at : at + count], depth))
                at += count
            inner = ' case_json_mark(","); '.join(printed)
            return f'case_json_mark("["); {inner} case_json_mark("]");'
        case "list" | "set" | "dict":
            *columns, length = parts
            items = [f"{column}[{index}]" for column in columns]
            key = ""
            if type_.kind == "dict":
                key = f'case_json_str({items.pop(0)}); case_json_mark(":"); '
            opening, closing = "{}" if type_.kind == "dict" else "[]"
            return (
                f'case_json_mark("{opening}"); for (size_t {index} = 0; {index} < {length}; {index}++) {{ '
                f'if ({index}) case_json_mark(","); {key}{_print(type_.held, items, depth + 1)} }} '
                f'case_json_mark("{closing}");'
            )
    return f"case_json_{type_.kind}({parts[0]});"
