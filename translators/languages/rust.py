"""Rust."""

import re
import shutil
from functools import cached_property
from pathlib import Path

from pairloom.translators.languages.base import Language
from pairloom.translators.languages.grammar import Grammar
from pairloom.translators.languages.messages import Message
from pairloom.translators.languages.programs import Calls, Literals, Program, Suite, driver, without_closing
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
    escape = {'"': '\\"', "\\": "\\\\"}
    return '"' + "".join(escape.get(c, c if c >= " " else f"\\u{{{ord(c):x}}}") for c in text) + '"'


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
    toolchain = Toolchain("rustc", ("rustc",), ("rustc", "--version"))
    syntax_command = ("rustfmt", "--edition", "2021", "--emit", "stdout")
    check_command = (
        *("rustc", "--edition=2021", "--crate-type=lib", "--emit=metadata", "-Awarnings", "--error-format=short"),
        *("--crate-name=piece", "--out-dir=/tmp"),
    )
    build_command = ("rustc", "--edition=2021", "-Awarnings", "-o", "program")
    error_values = True
    error = re.compile(r"^[^:\n]+:(?P<line>\d+):\d+: error(?P<code>\[E\d+\])?: (?P<text>.*)$", re.MULTILINE)
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

    def read_message(self, error: re.Match[str]) -> Message:
        """rustc looks at types only when it knows all names: with an unknown one it has proved nothing."""
        unknown = _UNKNOWN.search(f"{error['code'] or ''}: {error['text']}")
        return Message(int(error["line"]), error["text"], "doubt" if unknown else "error")

    def add_usual_imports(self, code: str) -> str:
        lines = []
        for module, names in _NAMES.items():
            for name in names:
                imported = re.search(rf"\buse\b[^;]*\b{name}\b", code)
                if re.search(rf"(?<![\w:]){name}\b(?!\])", code) and not imported:
                    lines.append(f"use std::{module}::{name}; ")
        return "".join(lines) + code

    def render_calls(self, calls: Calls) -> Program:
        lines = []
        for index, arguments in enumerate(calls.literals(_LITERALS)):
            converted = ", ".join(f"case_driver::argument({argument})" for argument in arguments)
            lines.append(f"    cases.run({index}, || case_driver::Json::json(&{calls.name}({converted})));")
        text = "\n".join(
            ["mod case_driver;", calls.code, "fn main() {", "    let cases = case_driver::begin();", *lines, "}", ""]
        )
        return Program({"program.rs": text, "case_driver.rs": driver("case_driver.rs")}, ("./program",))

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

    def frameworks(self) -> list[str]:
        return ["rustc --test"]
