"""Rust."""

import contextlib
import json
import re
import shutil
from functools import cached_property
from pathlib import Path

from tree_sitter import Node

from pairloom.translators.languages.base import Language
from pairloom.translators.languages.functions import all_functions
from pairloom.translators.languages.grammar import Grammar, Tree, parse
from pairloom.translators.languages.judges import missing_classes
from pairloom.translators.languages.messages import About, Message
from pairloom.translators.languages.programs import Calls, Literals, Program, Suite, driver, quote, without_closing
from pairloom.translators.languages.signatures import type_names
from pairloom.translators.sandbox.toolchains import Tool, Toolchain, tool_at, tool_output

_UNKNOWN = re.compile(r"\[E0(405|412|422|423|425|432|433|463|531|532|574)\]|cannot find (macro|attribute|derive)")
_NAMES = {
    "collections": ("BTreeMap", "BTreeSet", "BinaryHeap", "HashMap", "HashSet", "VecDeque"),
    "rc": ("Rc",),
    "cell": ("Cell", "RefCell"),
    "cmp": ("Ordering", "Reverse"),
    "fmt": ("Display", "Debug"),
    "sync": ("Arc", "Mutex"),
}
"""Module of the standard library -> what code uses of it without saying so."""
_MAIN_FUNCTION = re.compile(r"^fn main\(", re.MULTILINE)
_TYPES = {"int": "i64", "float": "f64", "str": "String", "bool": "bool", "char": "char"}
_MAIN = """
fn main() {
    let mut word = String::new();
    std::io::stdin().read_line(&mut word).unwrap();
    suite_main();
    println!("\\nsuite {} passed 1", word.trim());
}
"""
_LAST = """
#[cfg(test)]
mod zzzzzz_last {
    #[test]
    fn all_others_have_run() {
        let mut word = String::new();
        std::io::stdin().read_line(&mut word).unwrap();
        let said = format!("\\nsuite {} passed 1\\n", word.trim());
        std::io::Write::write_all(&mut std::io::stdout(), said.as_bytes()).unwrap();
    }
}
"""
"""Tests run in the order of their names; that they passed, the status of the program says."""


def _text(text: str) -> str:
    return quote(text, "\\u{{{:x}}}".format)


_LITERALS = Literals(
    "case_driver::Value::Null",
    "case_driver::Value::Bool(true)",
    "case_driver::Value::Bool(false)",
    "case_driver::Value::Int({})",
    "case_driver::Value::Float({}f64)",
    lambda text: f"case_driver::Value::Text({_text(text)})",
    "case_driver::Value::List(vec![{}])",
    "case_driver::Value::Map(vec![{}])",
    "({}, {})",
    _text,
)


_CLASSES = {
    "Solution": "pub struct Solution;",
    "ListNode": "#[derive(PartialEq, Eq, Clone, Debug)]"
    " pub struct ListNode { pub val: i32, pub next: Option<Box<ListNode>> }"
    " impl ListNode { #[inline] pub fn new(val: i32) -> Self { ListNode { next: None, val } } }",
    "TreeNode": "#[derive(Debug, PartialEq, Eq)] pub struct TreeNode { pub val: i32,"
    " pub left: Option<std::rc::Rc<std::cell::RefCell<TreeNode>>>,"
    " pub right: Option<std::rc::Rc<std::cell::RefCell<TreeNode>>> }"
    " impl TreeNode { #[inline] pub fn new(val: i32) -> Self { TreeNode { val, left: None, right: None } } }",
}


class Rust(Language):
    """Rust by rustc, started once for each piece and each program."""

    grammar = Grammar(
        name="rust",
        package="tree-sitter-rust",
        functions=("function_item", "closure_expression"),
        comments=("line_comment", "block_comment"),
        strings=("string_literal", "raw_string_literal"),
        numbers=("integer_literal", "float_literal"),
        top_level=frozenset(
            {"function_item", "struct_item", "enum_item", "impl_item", "trait_item", "use_declaration", "mod_item"}
            | {"const_item", "static_item", "type_item", "union_item", "macro_definition", "attribute_item"}
            | {"inner_attribute_item", "extern_crate_declaration", "foreign_mod_item"}
        ),
        main="main",
    )
    entry_point = "a function `main` at the top level"
    stdin = r"\bstdin\b|\b(?:read|input|scan)!|\bfrom_raw_fd\b"
    types = type_names(
        int="i8 i16 i32 i64 i128 isize u8 u16 u32 u64 u128 usize",
        float="f64 f32",
        str="str String",
        bool="bool",
        char="char",
        list="Vec VecDeque LinkedList",
        set="HashSet BTreeSet",
        dict="HashMap BTreeMap",
        optional="Option",
        none="unstated",
        same="Box Rc RefCell Arc Cow Result",
    )
    toolchain = Toolchain("rustc", ("rustc",), ("rustc", "--version"), "rustc")
    failure = "panic!();"
    syntax_command = ("rustfmt", "--edition", "2021", "--emit", "stdout")
    check_command = (
        *("rustc", "--edition=2021", "--crate-type=lib", "--emit=metadata", "-Awarnings", "--error-format=json"),
        *("--crate-name=piece", "--out-dir=/tmp"),
    )
    build_command = ("rustc", "--edition=2021", "-Awarnings", "-o", "program")
    error_values = True
    reads_files = re.compile(r"include|macro_rules|\bpath\s*[=/]")
    tampering = (
        *(r"\bmacro_rules!\s*(?:assert|debug_assert|panic|matches)", r"\bas\s+(?:debug_)?assert\w*\b"),
        *(r"\bstdin\s*\(", r"\bset_hook\b", r"\bfrom_raw_fd\b", r"\bsuite_main\b"),
    )

    def find_tool(self, name: str) -> Tool | None:
        if name not in ("rustc", "rustfmt"):
            return super().find_tool(name)
        found = self._programs / name if self._programs else None
        return tool_at(found) if found and found.exists() else None

    @cached_property
    def _programs(self) -> Path | None:
        """rustc may be a shim that chooses among several by files in the user's home: where the chosen one is."""
        found = shutil.which("rustc")
        said = tool_output((found, "--print", "sysroot")).strip().splitlines() if found else []
        return Path(said[0]) / "bin" if len(said) == 1 else None

    def read_output(self, output: str) -> list[Message]:
        """rustc looks at types only when it knows all names: with an unknown one it has proved nothing."""
        found = []
        for line in output.split("\n"):
            with contextlib.suppress(ValueError, RecursionError):
                said = json.loads(line) if line.startswith("{") else {}
                places = [span["line_start"] for span in said.get("spans", ()) if span["is_primary"]]
                if said.get("level") == "error" and places:
                    code = said["code"]["code"] if said["code"] else ""
                    about: About = "doubt" if _UNKNOWN.search(f"[{code}]: {said['message']}") else "error"
                    found.append(Message(places[0], said["message"], about))
        return found

    def add_usual_imports(self, code: str) -> str:
        lines = []
        for module, names in _NAMES.items():
            for name in names:
                imported = re.search(rf"\b(?:use|struct|enum|type|trait)\b[^;{{}}]*(?:\{{[^;]*)?\b{name}\b", code)
                if re.search(rf"(?<![\w:]){name}\b(?!\])", code) and not imported:
                    lines.append(f"use std::{module}::{name}; ")
        return "\n".join(["".join(lines) + code, *missing_classes(code, self.grammar, _CLASSES)])

    def render_calls(self, calls: Calls) -> Program:
        lines, function = ["    let cases = case_driver::begin();"], self._expression(calls)
        takers = [
            f'changing({at}, "{type_.letters}", ' if at in calls.changed else "argument("
            for at, type_ in enumerate(calls.signature.arguments)
        ]
        returns = f'"{calls.signature.returns.letters}"'
        for index, arguments in enumerate(calls.literals(_LITERALS)):
            pairs = zip(takers, arguments, strict=True)
            converted = ", ".join(f"case_driver::{taker}{argument})" for taker, argument in pairs)
            lines.append(f"    cases.run({index}, {returns}, || case_driver::Json::json(&{function}({converted})));")
        code = _MAIN_FUNCTION.sub("fn translated_main(", calls.code) + _nodes(parse(calls.code, self.grammar))
        text = "\n".join(["mod case_driver;", code, "fn main() {", *lines, "}", ""])
        return Program({"program.rs": text, "case_driver.rs": driver("case_driver.rs")}, ("./program",))

    def _expression(self, calls: Calls) -> str:
        """The function as it is called: in its module or type, a method of a type without fields, a generic one with
        the types of the values."""
        tree = parse(calls.code, self.grammar)
        nodes = [function.node for function in all_functions(tree) if calls.name in function.names]
        if not nodes:
            return calls.name
        place, node = min(((_place(node, tree), node) for node in nodes), key=lambda found: len(found[0]))
        path = "::".join([*place, calls.name])
        parameters, names = node.child_by_field_name("parameters"), node.child_by_field_name("type_parameters")
        if parameters is not None and re.match(r"\(\s*&?\s*(?:mut\s+)?self\b", tree.source(parameters)):
            return f"({'::'.join(place)}).{calls.name}"
        generic = re.findall(r"[<,]\s*([A-Z]\w*)", tree.source(names)) if names is not None else []
        leaf = _TYPES[calls.signature.leaf.kind]
        return f"{path}::<{', '.join([leaf] * len(generic))}>" if generic else path

    def render_whole_program(self, code: str, package: str, memory_bytes: int) -> Program:
        return Program({"program.rs": code}, ("./program",), flags=("-O",))

    def render_suite(self, code: str, suite: Suite, package: str) -> Program:
        """Tests of `rustc --test`, or assertions in a main."""
        tests = without_closing(suite.tests)
        if "#[test]" in tests:
            files = {"program.rs": f"{code}\n{tests}\n{_LAST}"}
            return Program(files, ("./program", "--test-threads=1"), flags=("--test",))
        if not re.search(r"\bfn main\(\)", tests):
            raise ValueError("the tests have no main")
        tests = re.sub(r"\bfn main\(\)", "fn suite_main()", tests)
        return Program({"program.rs": f"{code}\n{tests}\n{_MAIN}"}, ("./program",))

    def frameworks(self) -> dict[str, str]:
        return {"rustc --test": ""}


_LINKED = """
impl case_driver::Argument for Box<{name}> {{
    fn take(value: case_driver::Value) -> Self {{
        let values = case_driver::listed_values(value).into_iter().rev();
        let link = |next, item| Some(Box::new({name} {{ {value}: case_driver::argument(item), next }}));
        values.fold(None, link).expect("unfit: no node")
    }}
}}
impl case_driver::Json for {name} {{
    fn json(&self) -> String {{
        let mut items = vec![case_driver::Json::json(&self.{value})];
        let mut node = &self.next;
        while let Some(next) = node {{
            items.push(case_driver::Json::json(&next.{value}));
            node = &next.next;
        }}
        format!("[{{}}]", items.join(","))
    }}
}}
"""
_TREE = """
impl case_driver::Argument for {link} {{
    fn take(value: case_driver::Value) -> Self {{
        case_driver::tree(value, |item, left, right| {{
            case_driver::Link::hold({name} {{ {value}: case_driver::argument(item), left, right }})
        }})
    }}
}}
impl case_driver::Json for {name} {{
    fn json(&self) -> String {{
        let parts = [case_driver::Json::json(&self.{value}), self.left.json(), self.right.json()];
        format!("{{{{\\"val\\":{{}},\\"left\\":{{}},\\"right\\":{{}}}}}}", parts[0], parts[1], parts[2])
    }}
}}
"""


def _nodes(tree: Tree) -> str:
    """What the driver must know of the structs of the code that are nodes of linked lists and binary trees."""
    parts = []
    for name, fields in re.findall(r"\bstruct\s+(\w+)\s*\{([^}]*)\}", tree.uncommented):
        types = dict(re.findall(r"(\w+)\s*:\s*([^,]*(?:<[^{}]*>)?)", fields))
        value = next((field for field in types if field not in ("next", "left", "right")), "")
        if set(types) == {value, "next"}:
            parts.append(_LINKED.format(name=name, value=value))
        elif set(types) == {value, "left", "right"}:
            link = re.sub(r"^\s*Option\s*<(.*)>\s*$", r"\1", types["left"], flags=re.DOTALL)
            parts.append(_TREE.format(name=name, value=value, link=link))
    return "".join(["\n#[allow(unused_imports)]\nuse case_driver::Json as _;\n", *parts]) if parts else ""


def _place(node: Node, tree: Tree) -> tuple[str, ...]:
    """The modules and the type that a function is in."""
    names: list[str] = []
    outer = node.parent
    while outer is not None:
        name = outer.child_by_field_name("type" if outer.type == "impl_item" else "name")
        if outer.type in ("impl_item", "mod_item") and name is not None:
            names.insert(0, tree.source(name))
        outer = outer.parent
    return tuple(names)
