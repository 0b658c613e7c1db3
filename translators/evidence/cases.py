"""Complete programs that run a translated function on plain cases, in twelve languages.

`render_program` puts a function, the driver of its language (`drivers/`) and one call per case into a program;
`judge` reads what the program printed. The expected answers are never in the program: code that nobody has read
cannot print what it was not told. Running the program is somebody else's work, in a sandbox if the code is not ours.

A case is `{"arguments": [...], "expected": ...}` of plain values, a signature `{"arguments": [TYPE, ...], "returns":
TYPE}` with types in Python's notation: int, float, str, bool, list[T], dict[str, T], T | None. docs/sample.md says how
each type is written in each language.
"""

import ast
import json
import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from pairloom.translators.languages import csharp_unit, kotlin_unit
from pairloom.translators.sandbox.toolchains import kotlin_library

_DRIVERS = Path(__file__).parent / "drivers"


@dataclass(frozen=True)
class PlainType:
    """A type of plain values: `kind` is "int", "float", "str", "bool", "list", "dict" or "optional", the last three
    with the type of what they hold; or "any", values of several types, which only languages without static types can
    be given."""

    kind: str
    item: "PlainType | None" = None

    @property
    def held(self) -> "PlainType":
        """The type inside a list, a dictionary or an optional."""
        assert self.item is not None
        return self.item


@dataclass(frozen=True)
class Signature:
    """The types of a function's arguments and of its result."""

    arguments: tuple[PlainType, ...]
    returns: PlainType


@dataclass(frozen=True)
class Program:
    """The files of a program, the commands that compile it (none for scripts) and the one that runs it, all to be
    called in the folder that holds the files."""

    files: Mapping[str, str]
    compile: tuple[tuple[str, ...], ...]
    run: tuple[str, ...]


@dataclass(frozen=True)
class Verdict:
    """What became of one case: `got` is the result as JSON, "error: ..." or "no result". `unfit`: the function could
    not be called with these values, which says nothing about whether it is right."""

    index: int
    passed: bool
    got: str
    unfit: bool = False


def parse_type(text: str) -> PlainType:
    """The type that `text` writes in Python's notation. Raises ValueError if it is none of the plain types."""
    try:
        return _plain_type(ast.parse(text, mode="eval").body)
    except SyntaxError:
        raise ValueError(f"{text!r} is not a type") from None


def _plain_type(node: ast.expr) -> PlainType:
    match node:
        case ast.Name(id=("int" | "float" | "str" | "bool") as kind):
            return PlainType(kind)
        case ast.Subscript(value=ast.Name(id="list"), slice=item):
            return PlainType("list", _plain_type(item))
        case ast.Subscript(value=ast.Name(id="dict"), slice=ast.Tuple(elts=[ast.Name(id="str"), item])):
            return PlainType("dict", _plain_type(item))
        case ast.BinOp(left=item, op=ast.BitOr(), right=ast.Constant(value=None)):
            return PlainType("optional", _plain_type(item))
    allowed = "int, float, str, bool, list[T], dict[str, T], T | None"
    raise ValueError(f"{ast.unparse(node)!r} is not a plain type: {allowed}")


def parse_signature(types: Mapping[str, Any]) -> Signature:
    """The signature of `{"arguments": [TYPE, ...], "returns": TYPE}`. Raises ValueError on what is no plain type."""
    return Signature(tuple(parse_type(text) for text in types["arguments"]), parse_type(types["returns"]))


def render_program(
    language: str,
    code: str,
    function_name: str,
    types: Mapping[str, Any] | Signature,
    cases: Sequence[Mapping[str, Any]],
    program_name: str = "Translation",
) -> Program:
    """A program that calls a function of `code` once per case and prints one line for each.

    `function_name` is the source's; the function may be named by the convention of `language`. Programs with different
    `program_name` may share a folder in Java, Kotlin and C#, so that one start of the compiler serves many.

    Raises ValueError if the language is not one of RENDERERS, a type is not plain, or `code` has no such function.
    """
    if language not in RENDERERS:
        raise ValueError(f"no programs in {language!r}: one of {', '.join(RENDERERS)}")
    signature = types if isinstance(types, Signature) else parse_signature(types)
    if language not in UNTYPED and any(map(_is_mixed, (*signature.arguments, signature.returns))):
        raise ValueError(f"values of several types have no type in {language}")
    name = translated_name(language, code, function_name)
    calls = [tuple(case["arguments"]) for case in cases]
    for arguments in calls:
        if len(arguments) != len(signature.arguments):
            raise ValueError(f"a case has {len(arguments)} arguments, the signature {len(signature.arguments)}")
    return RENDERERS[language](_Task(code, name, signature, calls, program_name))


def judge(output: str, types: Mapping[str, Any] | Signature, cases: Sequence[Mapping[str, Any]]) -> list[Verdict]:
    """One verdict per case from what a rendered program printed. A case that was reported twice has failed.

    A case may have a `tolerance` for its floats, absolute, and an `order` in which the items of a list do not count:
    "any", or "set", where their number does not count either.
    """
    returns = (types if isinstance(types, Signature) else parse_signature(types)).returns
    reported: dict[int, list[tuple[str, str]]] = {}
    for outcome, index, result in re.findall(r"^(case|error|unfit) (\d+) (.*)$", output, re.MULTILINE):
        reported.setdefault(int(index), []).append((outcome, result))
    return [_verdict(index, reported.get(index, []), returns, case) for index, case in enumerate(cases)]


def _is_mixed(type_: PlainType) -> bool:
    return type_.kind == "any" or (type_.item is not None and _is_mixed(type_.item))


def _verdict(index: int, reports: list[tuple[str, str]], returns: PlainType, case: Mapping[str, Any]) -> Verdict:
    if len(reports) != 1:
        return Verdict(index, False, "no result" if not reports else f"{len(reports)} results")
    outcome, result = reports[0]
    if outcome != "case":
        return Verdict(index, False, f"error: {result}", unfit=outcome == "unfit")
    try:
        expected, actual = (_arranged(value, case.get("order", "")) for value in (case["expected"], json.loads(result)))
        same = equal(returns, expected, actual, case.get("tolerance", 1e-9))
        return Verdict(index, same, result)
    except (ValueError, RecursionError):
        return Verdict(index, False, f"not JSON: {result}")


def _arranged(value: Any, order: str) -> Any:
    if not order or not isinstance(value, list):
        return value
    by_text = {json.dumps(item, sort_keys=True): item for item in value} if order == "set" else None
    items = list(by_text.values()) if by_text is not None else value
    return sorted(items, key=lambda item: json.dumps(item, sort_keys=True))


def equal(type_: PlainType, expected: Any, actual: Any, tolerance: float = 1e-9) -> bool:
    """Whether two plain values of a type are the same answer: floats to 1e-9 of their size or `tolerance`, whole floats
    for integers (JavaScript knows no others), an empty list for an empty dictionary (PHP has one array for both)."""
    match type_.kind:
        case "any":
            return equal(type_of(expected), expected, actual, tolerance)
        case "optional" if expected is None or actual is None:
            return expected is actual
        case "optional":
            return equal(type_.held, expected, actual, tolerance)
        case "list":
            return (
                isinstance(actual, list)
                and len(actual) == len(expected)
                and all(equal(type_.held, *pair, tolerance) for pair in zip(expected, actual, strict=True))
            )
        case "dict":
            if isinstance(actual, list):
                actual = {str(index): item for index, item in enumerate(actual)}
            return (
                isinstance(actual, dict)
                and actual.keys() == expected.keys()
                and all(equal(type_.held, expected[key], actual[key], tolerance) for key in expected)
            )
        case "float" | "int" if isinstance(actual, bool) or not isinstance(actual, int | float):
            return False
        case "float":
            return math.isclose(expected, actual, rel_tol=1e-9, abs_tol=tolerance)
        case "int":
            return bool(expected == actual)
    return type(expected) is type(actual) and bool(expected == actual)


ANY = PlainType("any")


def type_of(value: Any) -> PlainType:
    """The type of one plain value, that of its items left open. Raises ValueError if it is not plain."""
    match value:
        case None:
            return PlainType("optional", ANY)
        case bool():
            return PlainType("bool")
        case int():
            return PlainType("int")
        case float():
            return PlainType("float")
        case str():
            return PlainType("str")
        case list() | tuple():
            return PlainType("list", ANY)
        case dict():
            return PlainType("dict", ANY)
    raise ValueError(f"a {type(value).__name__} is not a plain value")


def translated_name(language: str, code: str, function_name: str) -> str:
    """The name by which `code` defines the function: its own or the same in another convention.

    Raises ValueError if it has none of them.
    """
    words = re.findall(r"[A-Z]?[a-z0-9]+|[A-Z]+(?![a-z])", function_name)
    pascal = "".join(word[0].upper() + word[1:] for word in words)
    camel = pascal[:1].lower() + pascal[1:]
    snake = "_".join(word.lower() for word in words)
    by_convention = {"go": (pascal, camel), "csharp": (pascal, camel)} | dict.fromkeys(_CAMEL, (camel,))
    for name in (*by_convention.get(language, (snake,)), function_name, snake, camel, pascal):
        if re.search(rf"\b{re.escape(name)}\b", code):
            return name
    raise ValueError(f"the {language} code has no function called {function_name} or {camel}")


_CAMEL = ("java", "javascript", "typescript", "kotlin", "php")


@dataclass(frozen=True)
class _Task:
    """What a renderer needs: the code, the name that its function has there, and the arguments of each call."""

    code: str
    name: str
    signature: Signature
    calls: Sequence[tuple[Any, ...]]
    program_name: str

    def arguments(self, literal: "Callable[[PlainType, Any], str]") -> list[list[str]]:
        """For each call its arguments as literals."""
        return [[literal(*pair) for pair in zip(self.signature.arguments, call, strict=True)] for call in self.calls]


@cache
def _driver(name: str) -> str:
    return (_DRIVERS / name).read_text(encoding="utf-8")


@dataclass(frozen=True)
class _Literals:
    """How a language writes plain values: a pattern each, and a function for strings. `key` writes the keys of
    dictionaries, where they are not written as strings are."""

    null: str
    true: str
    false: str
    integer: str
    number: str
    text: Callable[[str], str]
    list: str
    map: str
    entry: str
    key: Callable[[str], str] | None = None

    def __call__(self, type_: PlainType, value: Any) -> str:
        """`value` written as its type says: an int where a float is due is written as a float."""
        if value is None:
            return self.null
        match type_.kind:
            case "any":
                return self(type_of(value), value)
            case "optional":
                return self(type_.held, value)
            case "bool":
                return self.true if value else self.false
            case "int":
                return self.integer.format(value)
            case "float":
                return self.number.format(repr(float(value)))
            case "str":
                return self.text(value)
            case "list":
                return self.list.format(", ".join(self(type_.held, item) for item in value))
        write_key = self.key or self.text
        entries = (self.entry.format(write_key(key), self(type_.held, item)) for key, item in value.items())
        return self.map.format(", ".join(entries))


def _json_text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _octal_text(text: str) -> str:
    """A C string literal: what is not plain ASCII as octal escapes of UTF-8, which unlike hexadecimal ones end."""
    plain = (chr(byte) if 32 <= byte < 127 and byte not in b'"\\?' else f"\\{byte:03o}" for byte in text.encode())
    return f'"{"".join(plain)}"'


def _php_text(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _rust_text(text: str) -> str:
    escape = {'"': '\\"', "\\": "\\\\"}
    return '"' + "".join(escape.get(c, c if c >= " " else f"\\u{{{ord(c):x}}}") for c in text) + '"'


_PYTHON = _Literals("None", "True", "False", "{}", "{}", repr, "[{}]", "{{{}}}", "{}: {}")
_JAVASCRIPT = _Literals("null", "true", "false", "{}", "{}", _json_text, "[{}]", "{{{}}}", "[{}]: {}")
_PHP = _Literals("null", "true", "false", "{}", "{}", _php_text, "[{}]", "[{}]", "{} => {}")
_RUBY = _Literals(
    "nil", "true", "false", "{}", "{}", lambda text: _json_text(text).replace("#", "\\#"), "[{}]", "{{{}}}", "{} => {}"
)
_JAVA = _Literals(
    "(Object) null", "true", "false", "{}L", "{}", json.dumps, "CaseDriver.list({})", "CaseDriver.map({})", "{}, {}"
)
_CSHARP = _Literals(
    "(object)null", "true", "false", "{}L", "{}D", json.dumps, "CaseDriver.List({})", "CaseDriver.Map({})", "{}, {}"
)
_GO = _Literals("nil", "true", "false", "{}", "float64({})", _json_text, "caseList{{{}}}", "caseMap{{{}}}", "{}: {}")
_CPP = _Literals(
    "cases::null()",
    "cases::boolean(true)",
    "cases::boolean(false)",
    "cases::integer({})",
    "cases::number({})",
    lambda text: f"cases::text({_octal_text(text)}, {len(text.encode())})",
    "cases::list({{{}}})",
    "cases::map({{{}}})",
    "{{{}, {}}}",
    _octal_text,
)
_RUST = _Literals(
    "case_driver::Value::Null",
    "case_driver::Value::Bool(true)",
    "case_driver::Value::Bool(false)",
    "case_driver::Value::Int({})",
    "case_driver::Value::Float({}f64)",
    lambda text: f"case_driver::Value::Text({_rust_text(text)})",
    "case_driver::Value::List(vec![{}])",
    "case_driver::Value::Map(vec![{}])",
    "({}, {})",
    _rust_text,
)


def _python(task: _Task) -> Program:
    calls = [
        f"run_case({index}, lambda: {task.name}({', '.join(arguments)}))"
        for index, arguments in enumerate(task.arguments(_PYTHON))
    ]
    text = "\n".join([task.code, _driver("case_driver.py"), *calls, ""])
    return Program({"program.py": text}, (), ("python3", "program.py"))


def _javascript(task: _Task) -> Program:
    return Program({"program.js": _node_program(task)}, (), ("node", "program.js"))


def _typescript(task: _Task) -> Program:
    compile_ = ("tsc", "--target", "es2022", "--module", "commonjs", "program.ts")
    return Program({"program.ts": _node_program(task)}, (compile_,), ("node", "program.js"))


def _node_program(task: _Task) -> str:
    calls = [
        f"runCase({index}, () => {task.name}({', '.join(arguments)}));"
        for index, arguments in enumerate(task.arguments(_JAVASCRIPT))
    ]
    code = re.sub(r"^export\s+(default\s+)?", "", task.code, flags=re.MULTILINE)
    return "\n".join([code, _driver("case_driver.js"), *calls, ""])


def _php(task: _Task) -> Program:
    calls = [
        f"runCase({index}, fn() => {task.name}({', '.join(arguments)}));"
        for index, arguments in enumerate(task.arguments(_PHP))
    ]
    code = task.code.strip().removeprefix("<?php").removesuffix("?>")
    text = "\n".join(["<?php", code, _driver("case_driver.php").removeprefix("<?php\n"), *calls, ""])
    return Program({"program.php": text}, (), ("php", "-d", "display_errors=stderr", "program.php"))


def _ruby(task: _Task) -> Program:
    calls = [
        f"run_case({index}) {{ {task.name}({', '.join(arguments)}) }}"
        for index, arguments in enumerate(task.arguments(_RUBY))
    ]
    return Program(
        {"program.rb": "\n".join([task.code, _driver("case_driver.rb"), *calls, ""])}, (), ("ruby", "program.rb")
    )


_JAVA_IMPORT = re.compile(r"^\s*import\s[^;]+;\s*$|^\s*package\s[^;]+;\s*$", re.MULTILINE)


def _java(task: _Task) -> Program:
    """The code becomes the body of a class, its imports go above."""
    imports = [line.strip() for line in _JAVA_IMPORT.findall(task.code) if not line.strip().startswith("package")]
    calls = _java_calls(task, f"{task.program_name}.class")
    parts = [*imports, f"final class {task.program_name} {{", _JAVA_IMPORT.sub("", task.code), *calls, "}", ""]
    files = {f"{task.program_name}.java": "\n".join(parts), "CaseDriver.java": _driver("CaseDriver.java")}
    return Program(files, (("javac", *JAVAC, *files),), (*JAVA, "classes", task.program_name))


JAVAC = ("-encoding", "UTF-8", "-proc:none", "-d", "classes")
JAVA = ("java", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto", "-cp")
"""The programs are short: starting the virtual machine is most of their time."""


def _java_calls(task: _Task, owner: str) -> list[str]:
    """A method for each case, and a `main` that calls them. `owner` is where the function is: a class or its names."""
    calls = []
    for index, literals in enumerate(task.arguments(_JAVA)):
        arguments = ", ".join([str(index), owner, json.dumps(task.name), *literals])
        calls += [f"    private static void case{index}() {{", f"        CaseDriver.run({arguments});", "    }"]
    main = (f"        case{index}();" for index in range(len(task.calls)))
    return [*calls, "    public static void main(String[] arguments) {", *main, "    }"]


KOTLINC = ("-nowarn", "-jvm-target", "1.8", "-d", "classes")
_KOTLIN_TYPE = re.compile(r"^(?:\w+ )*(?:class|object)\s+(\w+)", re.MULTILINE)


def _kotlin(task: _Task) -> Program:
    """The calls are Java's, and find the function by name: at the top level, or in a class or an object of the code."""
    package = task.program_name.lower()
    names = [f"{task.program_name}CodeKt", *_KOTLIN_TYPE.findall(task.code)]
    owners = ", ".join(f'"{package}.{name}"' for name in names)
    calls = _java_calls(task, f"new String[] {{{owners}}}")
    sources = {f"{task.program_name}Code.kt": kotlin_unit(package, task.code)}
    launcher = {
        f"{task.program_name}.java": "\n".join([f"final class {task.program_name} {{", *calls, "}", ""]),
        "CaseDriver.java": _driver("CaseDriver.java"),
    }
    compile_ = (("kotlinc", *KOTLINC, *sources), ("javac", *JAVAC, *launcher))
    return Program(sources | launcher, compile_, (*JAVA, f"classes:{kotlin_library()}", task.program_name))


def _csharp(task: _Task) -> Program:
    space = task.program_name.lower()
    calls = []
    for index, literals in enumerate(task.arguments(_CSHARP)):
        arguments = ", ".join([str(index), json.dumps(space), json.dumps(task.name), *literals])
        calls.append(f"    static void Case{index}() {{ CaseDriver.Run({arguments}); }}")
    main = " ".join(f"Case{index}();" for index in range(len(task.calls)))
    launcher = [f"class {task.program_name} {{", *calls, f"    public static void Main() {{ {main} }}", "}", ""]
    files = {
        f"{task.program_name}Code.cs": csharp_unit(space, task.code, "Translation"),
        f"{task.program_name}.cs": "\n".join(launcher),
        "CaseDriver.cs": _driver("CaseDriver.cs"),
    }
    return Program(files, (("mcs", *MCS, "-main:CaseDriver", *files),), ("mono", "program.exe", task.program_name))


MCS = ("-out:program.exe", "-r:System.Numerics")


def _go(task: _Task) -> Program:
    calls = [
        f"\trunCase({', '.join([str(index), task.name, *arguments])})"
        for index, arguments in enumerate(task.arguments(_GO))
    ]
    code = re.sub(r"^\s*package\s+\w+\s*$", "", task.code, count=1, flags=re.MULTILINE)
    files = {
        "translation.go": f"package main\n\n{code}",
        "case_driver.go": _driver("case_driver.go"),
        "main.go": "\n".join(["package main", "", "func main() {", *calls, "}", ""]),
    }
    return Program(files, (("go", "build", "-o", "program", *files),), ("./program",))


def _cpp(task: _Task) -> Program:
    calls = [
        f"    cases::run({index}, {task.name}, {{{', '.join(arguments)}}});"
        for index, arguments in enumerate(task.arguments(_CPP))
    ]
    # The driver comes first so that a precompiled header can serve it.
    text = "\n".join(['#include "case_driver.hpp"', task.code, "int main() {", *calls, "}", ""])
    files = {"program.cpp": text, "case_driver.hpp": _driver("case_driver.hpp")}
    return Program(files, (("g++", "-std=gnu++20", "-o", "program", "program.cpp"),), ("./program",))


def _rust(task: _Task) -> Program:
    calls = []
    for index, arguments in enumerate(task.arguments(_RUST)):
        converted = ", ".join(f"case_driver::argument({argument})" for argument in arguments)
        calls.append(f"    case_driver::run({index}, || case_driver::Json::json(&{task.name}({converted})));")
    text = "\n".join(["mod case_driver;", task.code, "fn main() {", *calls, "}", ""])
    files = {"program.rs": text, "case_driver.rs": _driver("case_driver.rs")}
    compile_ = ("rustc", "--edition", "2021", "-A", "warnings", "-o", "program", "program.rs")
    return Program(files, (compile_,), ("./program",))


_C_SCALARS = {"int": "int", "float": "double", "bool": "bool"}


def _c_components(type_: PlainType, const: bool) -> list[str]:
    """The C types that a plain type is passed (`const`) or returned as, one per component."""
    text = "const char *" if const else "char *"
    match type_.kind:
        case "str":
            return [text]
        case "list":
            return [*(_c_pointer(item, const) for item in _c_components(type_.held, const)), "size_t"]
        case "dict":
            items = (_c_pointer(item, const) for item in _c_components(type_.held, const))
            return [_c_pointer(text, const), *items, "size_t"]
        case "optional" if type_.held.kind in _C_SCALARS:
            return ["bool", *_c_components(type_.held, const)]
        case "optional":
            return _c_components(type_.held, const)
    return [_C_SCALARS[type_.kind]]


def _c_item(component: str) -> str:
    return f"{component}const" if component.endswith("*") else f"const {component}"


def _c_pointer(component: str, const: bool) -> str:
    return f"{_c_item(component) if const else component} *".replace("* *", "**")


def _c_literals(type_: PlainType, value: Any) -> list[str]:
    """`value` as one C expression per component."""
    components = _c_components(type_, const=True)
    match type_.kind:
        case "bool":
            return ["true" if value else "false"]
        case "int" | "float":
            return [repr(float(value)) if type_.kind == "float" else str(value)]
        case "str":
            return [_octal_text(value)]
        case "optional" if value is None:
            return ["NULL" if component.endswith("*") else "0" for component in components]
        case "optional":
            present = ["true"] if type_.held.kind in _C_SCALARS else []
            return [*present, *_c_literals(type_.held, value)]
        case "dict":
            keys = _c_array("const char *", [_octal_text(key) for key in value])
            return [keys, *_c_literals(PlainType("list", type_.held), list(value.values()))]
    rows = [_c_literals(type_.held, item) for item in value]
    inner = _c_components(type_.held, const=True)
    return [*(_c_array(item, [row[at] for row in rows]) for at, item in enumerate(inner)), str(len(rows))]


def _c_array(component: str, items: list[str]) -> str:
    """An array as a compound literal; one without items has one that nobody may read, since C knows no empty arrays."""
    return f"({component}[]){{{', '.join(items or ['0'])}}}"


def _c_print(type_: PlainType, parts: Sequence[str], depth: int = 0) -> str:
    """Statements that print the value whose components are the expressions `parts`."""
    index = f"i{depth}"
    match type_.kind:
        case "optional" if type_.held.kind in _C_SCALARS:
            return f'if ({parts[0]}) {{ {_c_print(type_.held, parts[1:], depth)} }} else {{ printf("null"); }}'
        case "optional":
            return f'if ({parts[0]}) {{ {_c_print(type_.held, parts, depth)} }} else {{ printf("null"); }}'
        case "list" | "dict":
            *columns, length = parts
            items = [f"{column}[{index}]" for column in columns]
            key = ""
            if type_.kind == "dict":
                key = f"case_json_str({items.pop(0)}); putchar(':'); "
            opening, closing = "[]" if type_.kind == "list" else "{}"
            return (
                f"putchar('{opening}'); for (size_t {index} = 0; {index} < {length}; {index}++) {{ "
                f"if ({index}) putchar(','); {key}{_c_print(type_.held, items, depth + 1)} }} putchar('{closing}');"
            )
    return f"case_json_{type_.kind}({parts[0]});"


def _c(task: _Task) -> Program:
    """A result is the first of its components, the others are out-parameters."""
    first, *rest = _c_components(task.signature.returns, const=False)
    parts = [f"result{at}" for at in range(1 + len(rest))]
    functions = []
    for index, call in enumerate(task.calls):
        arguments = [text for pair in zip(task.signature.arguments, call, strict=True) for text in _c_literals(*pair)]
        arguments += [f"&{part}" for part in parts[1:]]
        lines = [f"static void case_{index}(void) {{"]
        lines += [f"    {component} {part};" for component, part in zip(rest, parts[1:], strict=True)]
        lines += [f"    {first} {parts[0]} = {task.name}({', '.join(arguments)});", f'    printf("case {index} ");']
        lines += [f"    {_c_print(task.signature.returns, parts)}", '    printf("\\n");', "    fflush(stdout);", "}"]
        functions.append("\n".join(lines))
    main = ["int main(void) {", *(f"    case_{index}();" for index in range(len(task.calls))), "}", ""]
    text = "\n".join([task.code, _driver("case_driver.c"), *functions, *main])
    # A pointer of another type would be read as what it is not.
    strict = ("-Werror=incompatible-pointer-types", "-Werror=int-conversion", "-Werror=discarded-qualifiers")
    compile_ = ("gcc", "-std=gnu17", *strict, "-o", "program", "program.c", "-lm")
    return Program({"program.c": text}, (compile_,), ("./program",))


UNTYPED = frozenset({"python", "javascript", "typescript", "php", "ruby"})
"""The languages whose functions can be given values of several types in one place."""

RENDERERS: dict[str, Callable[[_Task], Program]] = {
    "python": _python,
    "javascript": _javascript,
    "java": _java,
    "go": _go,
    "c": _c,
    "cpp": _cpp,
    "rust": _rust,
    "php": _php,
    "ruby": _ruby,
    "typescript": _typescript,
    "kotlin": _kotlin,
    "csharp": _csharp,
}
"""The languages in which a translation can be run, and what makes its program."""
