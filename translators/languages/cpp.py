"""C++."""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from tree_sitter import Node

from pairloom.translators.languages import gnu
from pairloom.translators.languages.functions import all_functions
from pairloom.translators.languages.grammar import Grammar, Tree, enclose, parse
from pairloom.translators.languages.judges import missing_classes
from pairloom.translators.languages.messages import Messages
from pairloom.translators.languages.programs import Calls, Literals, PlainType, Program, Suite, driver, new_name
from pairloom.translators.languages.signatures import type_names
from pairloom.translators.sandbox.folders import write_within
from pairloom.translators.sandbox.toolchains import Toolchain, build_once, run_tool

_STANDARD = "-std=gnu++20"
_CASE_DRIVER = "case_driver.hpp"
_ALL_HEADERS = "bits/stdc++.h"
_USUAL = "#include <bits/stdc++.h>\nusing namespace std;\n"
_INCLUDE = re.compile(r"^[ \t]*#[ \t]*include[ \t]*<[\w./+]+>[ \t]*$", re.MULTILINE)
_NEEDS_ALL = re.compile(r"#|%:|\?\?=|_Pragma|\bmain\s*\(")
_STANDARD_HEADERS = frozenset(
    name
    for found in re.findall(r"#include <(.+)>", driver("standard.hpp"))
    for name in (f"#include <{found}>", *([f"#include <{found[1:]}.h>"] if found.startswith("c") else []))
)
_BLAMED = re.compile(r"^piece(\d+)\.cpp:\d+:\d+: (?:fatal )?error: ", re.MULTILINE)
_LITERALS = Literals(
    "::cases::null()",
    "::cases::boolean(true)",
    "::cases::boolean(false)",
    "::cases::integer({})",
    "::cases::number({})",
    lambda text: f"::cases::text({gnu.octal_text(text)}, {len(text.encode())})",
    "::cases::list({{{}}})",
    "::cases::map({{{}}})",
    "{{{}, {}}}",
    gnu.octal_text,
)
_CLASH = re.compile(r"redefin|redeclar|conflicting|ambiguous|previous|already|different kind of|not used")


_CLASSES = {
    "ListNode": "struct ListNode { int val; ListNode *next; ListNode() : val(0), next(nullptr) {}"
    " ListNode(int x) : val(x), next(nullptr) {} ListNode(int x, ListNode *next) : val(x), next(next) {} };",
    "TreeNode": "struct TreeNode { int val; TreeNode *left, *right;"
    " TreeNode() : val(0), left(nullptr), right(nullptr) {} TreeNode(int x) : val(x), left(nullptr), right(nullptr) {}"
    " TreeNode(int x, TreeNode *left, TreeNode *right) : val(x), left(left), right(right) {} };",
}
_DIRECTIVES = re.compile(r"(?:[ \t]*(?:#.*|//.*)?\n)*")


class Cpp(gnu.GnuLanguage):
    """C++ by g++. Reading headers is most of its work: those that are always there are compiled beforehand."""

    grammar = Grammar(
        name="cpp",
        package="tree-sitter-cpp",
        functions=("function_definition", "lambda_expression"),
        comments=("comment",),
        strings=("string_literal", "raw_string_literal"),
        numbers=("number_literal",),
        top_level=gnu.DECLARATIONS
        | {"class_specifier", "template_declaration", "using_declaration", "namespace_definition"}
        | {"alias_declaration", "namespace_alias_definition", "static_assert_declaration", "concept_definition"},
        wrappers=(("struct A {\n", "\n};"),),
        members=frozenset({"function_definition", "field_declaration", "template_declaration"}),
        main="main",
        prepare=gnu.without_trailing_blanks,
    )
    entry_point = "a function `int main`"
    stdin = gnu.STDIN
    types = type_names(
        int="int long short unsigned signed size_t ssize_t int8_t int16_t int32_t int64_t uint8_t uint16_t uint32_t"
        " uint64_t ll",
        float="double float",
        str="string string_view",
        bool="bool",
        char="char",
        list="vector deque list array span initializer_list",
        set="set unordered_set multiset",
        dict="map unordered_map",
        optional="optional",
        tuple="pair tuple",
        same="shared_ptr unique_ptr",
        none="void",
    )
    toolchain = Toolchain("g++", ("g++",), ("g++", "-dumpfullversion"), "g++")
    failure = "__builtin_trap();"
    related = frozenset({"c"})
    syntax_command = ("g++", _STANDARD, *gnu.CHECK, gnu.PLAIN)
    check_command = ("g++", _STANDARD, *gnu.CHECK)
    build_command = ("g++", _STANDARD, "-o", "program")
    tampering = (*gnu.TAMPERING, r"\bcin\b")

    def add_usual_imports(self, code: str) -> str:
        """The headers are those that are compiled beforehand."""
        if parse(code, self.grammar).shift:
            return code  # a piece of a class, in which there is no using
        head = _DIRECTIVES.match(code)
        at = head.end() if head else 0
        return f"{code[:at]}using namespace std; {' '.join(missing_classes(code, self.grammar, _CLASSES))} {code[at:]}"

    def check(self, folder: Path, programs: Mapping[int, Program]) -> Messages:
        """With the standard library's headers compiled beforehand, which is ten times as fast as reading them. First
        all in one file, since loading these headers is most of the work; then each of which that proves nothing alone,
        and what clashes with the headers without them."""
        header = self._precompile("standard.hpp")
        found: Messages = {}
        for includes, texts in self._groups(programs).items():
            found |= {index: [] for index in self._check_together(folder, includes, texts, header)}
        alone = {index: program for index, program in programs.items() if index not in found}
        including = {i: Program(p.files, flags=("-include", str(header))) for i, p in alone.items()}
        said = self.check_each(folder, including, readable=(str(header.parent),))
        clashing = {index for index, messages in said.items() if any(_CLASH.search(m.text) for m in messages)}
        without = self.check_each(folder, {index: programs[index] for index in clashing}) if clashing else {}
        return found | said | without

    def _groups(self, programs: Mapping[int, Program]) -> Mapping[tuple[str, ...], Mapping[int, str]]:
        """The pieces that can be checked together, by the headers that they include beside the standard ones. What
        needs the preprocessor, or the global namespace, is in no group."""
        groups: dict[tuple[str, ...], dict[int, str]] = {}
        for index, program in programs.items():
            text = next(iter(program.files.values()))
            if not _NEEDS_ALL.search(_INCLUDE.sub("", text)) and not parse(text, self.grammar).root.has_error:
                includes = {" ".join(line.split()) for line in _INCLUDE.findall(text)}
                groups.setdefault(tuple(sorted(includes - _STANDARD_HEADERS)), {})[index] = text
        return groups

    def _check_together(
        self, folder: Path, includes: Sequence[str], texts: Mapping[int, str], header: Path
    ) -> Sequence[int]:
        """The pieces that compile as namespaces of one file, which has no error at all: those that have one are left
        out, and again. At the end of the file, each namespace must hold the name at its own end: so no piece has closed
        its namespace and declared anything outside."""
        flags = (_STANDARD, "-fsyntax-only", gnu.PLAIN, "-include", str(header), "together.cpp")
        token, left = new_name("piece"), list(texts)
        for _ in range(3):
            if not left:
                break
            parts = [_in_namespace(f"{token}_{index}", index, _INCLUDE.sub("", texts[index])) for index in left]
            ends = [f"static_assert({token}_{index}::end_of_{token}_{index});" for index in left]
            write_within(folder, "together.cpp", "\n".join([*includes, *parts, *ends, ""]))
            done = run_tool(self.tool("g++"), flags, folder, readable=(str(header.parent),))
            if done.status == 0 and not done.stopped:
                return left
            blamed = {int(index) for index in _BLAMED.findall(done.stderr)}
            if done.stopped or not blamed:
                break
            left = [index for index in left if index not in blamed]
        return ()

    def _precompile(self, header: str, text: str = "", flags: tuple[str, ...] = ()) -> Path:
        """The path of a header that g++ has compiled: `text`, or one of ours."""
        arguments = ("-x", "c++-header", _STANDARD, *flags, header, "-o", f"{header}.gch")
        source = {header: text or driver(header)}
        return build_once(self.tool("g++"), self.version, source, f"{header}.gch", arguments).with_suffix("")

    def build(self, folder: Path, programs: Mapping[int, Program]) -> Messages:
        """A precompiled header serves each program that begins with it: the driver, or all of the standard library."""
        first = next(iter(programs.values()))
        if _CASE_DRIVER in first.files:
            name, header = _CASE_DRIVER, self._precompile(_CASE_DRIVER)
        elif first.flags:
            name, header = _ALL_HEADERS, self._precompile("stdc++.h", f"#include <{_ALL_HEADERS}>\n", first.flags)
        else:
            return super().build(folder, programs)
        for index in programs:
            compiled = self.place(folder, index) / f"{name}.gch"
            if not compiled.is_symlink():
                compiled.parent.mkdir(exist_ok=True)
                compiled.symlink_to(f"{header}.gch")
        return self.build_each(folder, programs, readable=(str(header.parent),))

    def render_calls(self, calls: Calls) -> Program:
        """The compiler chooses the function: of several with the name, all of one place are candidates."""
        candidates = self._candidates(calls)
        names = ", ".join(f"candidate{at}" for at in range(len(candidates)))
        lines = [f"    const auto candidate{at} = {candidate};" for at, candidate in enumerate(candidates)]
        changed = ", ".join(f'"{letters or ""}"' for letters in calls.changed_letters)
        returns = calls.signature.returns.letters
        lines += [
            f'    ::cases::run({index}, "{returns}", {{{changed}}}, {{{", ".join(row)}}}, {names});'
            for index, row in enumerate(calls.literals(_LITERALS))
        ]
        # The driver comes first so that a precompiled header can serve it.
        head = [f'#include "{_CASE_DRIVER}"', *_INCLUDE.findall(calls.code), "#define main translated_main"]
        code = _with_prototypes(enclose(_INCLUDE.sub("", calls.code), self.grammar), self.grammar)
        body = [code, "void pairloom_cases() {", *lines, "}"]
        space = _own_namespace(calls.code)
        body = [f"namespace {space} {{", *body, "}"] if space else body
        main = [
            "#undef main",
            "int main() {",
            f"    cases::begin({'true' if calls.is_probe else ''});",
            f"    {space}::pairloom_cases();",
            "}",
            "",
        ]
        text = "\n".join([*head, *body, *main])
        # Methods may be private, as in a class that says nothing about it.
        flags = ("-fno-access-control", *(gnu.STRICT_RUN if calls.is_probe else ()))
        return Program({"program.cpp": text, _CASE_DRIVER: driver(_CASE_DRIVER)}, ("./program",), flags=flags)

    def _candidates(self, calls: Calls) -> list[str]:
        """What may be called, as the driver wants it."""
        tree = parse(calls.code, self.grammar)
        own = [function for function in all_functions(tree) if calls.name in function.names]
        places = [(_place(function.node, tree), function.node) for function in own]
        shortest = min((place for place, _ in places), key=len, default=())
        nodes = [node for place, node in places if place == shortest]
        space = _own_namespace(calls.code)
        path = "::".join(["", *([space] if space else []), *shortest, calls.name])
        if len(nodes) == 1 and (nodes[0].type == "lambda_expression" or shortest) and not _is_generic(nodes[0], tree):
            return [f"::cases::found({'&' if nodes[0].type != 'lambda_expression' else ''}{path})"]
        if any(_is_method(node, tree) for node in nodes):
            path = f"{path.rpartition('::')[0]}{{}}.{calls.name}"
        types = [_parameters(node, tree) for node in nodes if not _is_generic(node, tree)]
        if len(types) < len(nodes) or not nodes:
            columns = zip(*calls.arguments, strict=True)
            pairs = zip(calls.signature.arguments, columns, strict=False)
            types.append(", ".join(f"{_type(type_, values)} &" for type_, values in pairs))
        call = f"[](auto &&...given) -> decltype(auto) {{ return {path}(::std::forward<decltype(given)>(given)...); }}"
        return [f"::cases::candidate<void({text})>({call})" for text in dict.fromkeys(types)]

    def render_suite(self, code: str, suite: Suite, package: str) -> Program:
        """Assertions in a main."""
        return self.suite_program(code, suite, _USUAL)


def _own_namespace(code: str) -> str:
    """The namespace that code is put into, because the standard library may have the same names; "" for code that needs
    the global one."""
    is_global = re.search(r"\bnamespace\s+std\b(?!\s*;)|(?<![\w>:])::\s*\w|\btemplate\s*<\s*>\s*struct\s+std::", code)
    return "" if is_global else "translation"


def _with_prototypes(code: str, grammar: Grammar) -> str:
    """Code with prototypes of the functions that are used before they are defined, as they may be within a class."""
    tree = parse(code, grammar)
    functions = [node for node in tree.top_level if node.type == "function_definition"]
    prototypes = []
    for function in all_functions(tree):
        node = function.node
        if node in functions and function.names and re.search(rf"\b{function.names[0]}\b", code[: node.start_byte]):
            text = tree.text[node.start_byte : function.body.start_byte].decode("utf-8")
            if not re.search(r"\bauto\b(?!.*->)|=|\bmain\b", text):
                prototypes.append(f"{' '.join(text.split())};")
    at = functions[0].start_byte if functions else 0
    parts = [tree.text[:at], " ".join(prototypes).encode(), b" ", tree.text[at:]]
    return b"".join(parts).decode("utf-8") if prototypes else code


def _is_method(node: Node, tree: Tree) -> bool:
    """Whether a function is called on an object."""
    outer = node.parent
    while outer is not None and outer.type in ("field_declaration_list", "template_declaration"):
        outer = outer.parent
    in_class = outer is not None and outer.type in ("class_specifier", "struct_specifier")
    return in_class and not re.match(r"[^(]*\bstatic\b", tree.source(node))


def _in_namespace(name: str, index: int, body: str) -> str:
    return f'namespace {name} {{\n#line 1 "piece{index}.cpp"\n{body}\nconstexpr bool end_of_{name} = true;\n}}'


def _place(node: Node, tree: Tree) -> tuple[str, ...]:
    """The names of the namespaces and classes around a function."""
    names: list[str] = []
    outer = node.parent
    while outer is not None:
        name = outer.child_by_field_name("name")
        if outer.type in ("namespace_definition", "class_specifier", "struct_specifier") and name is not None:
            names.insert(0, tree.source(name))
        outer = outer.parent
    return tuple(names)


def _is_generic(node: Node, tree: Tree) -> bool:
    """Whether a function is a template, or has parameters of any type."""
    parent = node.parent
    return (parent is not None and parent.type == "template_declaration") or bool(
        re.search(r"\bauto\b", _parameters(node, tree))
    )


def _parameters(node: Node, tree: Tree) -> str:
    """The parameters of a function as it declares them, without defaults."""
    lists = [n for n in _declarators(node) if n.type == "parameter_list"]
    if not lists:
        return ""
    texts = []
    for parameter in lists[0].named_children:
        if parameter.type not in tree.grammar.comments:
            default = parameter.child_by_field_name("default_value")
            end = default.start_byte if default is not None else parameter.end_byte
            text = tree.text[parameter.start_byte : end].decode("utf-8")
            texts.append(text.rstrip().rstrip("=") if default is not None else text)
    return ", ".join(texts)


def _declarators(node: Node) -> Iterator[Node]:
    inner = node.child_by_field_name("declarator")
    while inner is not None:
        parameters = inner.child_by_field_name("parameters")
        if parameters is not None:
            yield parameters
        inner = inner.child_by_field_name("declarator") or next(
            (child for child in inner.named_children if "declarator" in child.type), None
        )


_SCALARS = {"float": "double", "str": "std::string", "bool": "bool", "char": "char"} | {
    "linked": "ListNode *",
    "tree": "TreeNode *",
}


def _type(type_: PlainType, values: Sequence[Any]) -> str:
    """The usual type for the values of a plain type."""
    match type_.kind:
        case "int":
            return "int" if all(-(1 << 31) <= value < 1 << 31 for value in values) else "long long"
        case "list":
            return f"std::vector<{_type(type_.held, [item for value in values for item in value])}>"
        case "dict":
            return f"std::map<std::string, {_type(type_.held, [item for v in values for item in v.values()])}>"
        case "optional":
            return f"std::optional<{_type(type_.held, [value for value in values if value is not None])}>"
        case "set":
            return f"std::set<{_type(type_.held, [item for value in values for item in value])}>"
        case "tuple":
            inner = [_type(*pair) for pair in zip(type_.items, zip(*values, strict=True), strict=True)]
            return f"std::{'pair' if len(inner) == 2 else 'tuple'}<{', '.join(inner)}>"
    return _SCALARS[type_.kind]
