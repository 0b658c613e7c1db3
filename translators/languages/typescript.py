"""TypeScript."""

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from pairloom.translators.languages import node
from pairloom.translators.languages.base import Language
from pairloom.translators.languages.grammar import Grammar, Tree, parse, unmatched_bracket
from pairloom.translators.languages.judges import missing_classes
from pairloom.translators.languages.messages import About, Messages, read_driver_lines
from pairloom.translators.languages.programs import Calls, Program, Suite, driver, without_closing
from pairloom.translators.languages.signatures import type_names
from pairloom.translators.sandbox.folders import write_within
from pairloom.translators.sandbox.sandbox import Finished
from pairloom.translators.sandbox.toolchains import Toolchain, run_tool

_UNKNOWN = re.compile(r"TS(2304|2307|2318|2503|2552|2580|2581|2582|2583|2584|2591|2592|2792|2867|2868):")
_WHOLE = "main.ts"
_NODE = "node.d.ts"


class TypeScript(Language):
    """TypeScript by tsc, all pieces in one start, each a module of its own; run by Node."""

    grammar = Grammar(
        name="typescript",
        package="tree-sitter-typescript",
        entry="language_typescript",
        functions=node.FUNCTIONS,
        comments=("comment",),
        strings=("string", "template_string"),
        numbers=("number",),
        top_level=node.DECLARATIONS
        | {"interface_declaration", "type_alias_declaration", "enum_declaration", "function_signature"}
        | {"abstract_class_declaration", "ambient_declaration", "expression_statement/internal_module"},
        scripts=True,
        wrappers=node.WRAPPERS,
        members=frozenset({"method_definition", "public_field_definition", "method_signature", "pair"}),
        receivers=node.RECEIVERS,
        rewrites=node.rewrites,
    )
    stdin = node.STDIN
    types = type_names(
        int="number bigint",
        str="string String",
        bool="boolean Boolean",
        list="Array ReadonlyArray Iterable",
        list_int="Int32Array Uint8Array Uint32Array Int8Array Int16Array Uint16Array",
        list_float="Float64Array Float32Array",
        set="Set ReadonlySet",
        dict="Record Map ReadonlyMap",
        same="Promise",
        any="any unknown",
        none="null undefined void",
    )
    resolves_together = True
    toolchain = Toolchain("tsc", ("tsc", "node"), ("tsc", "--version"), "node-typescript")
    failure = "throw 0;"
    naming = ("camel",)
    related = frozenset({"javascript"})
    untyped = True
    integer_bits = node.INTEGER_BITS
    syntax_command = ("tsc", "--noEmit", "--noResolve", "--noLib", "--target", "es2022", "--pretty", "false")
    tampering = node.TAMPERING
    allowance = node.ALLOWANCE

    def may_be_sound(self, tree: Tree) -> bool:
        """tsc takes half a second, and need not be asked about brackets."""
        return unmatched_bracket(tree) is None and super().may_be_sound(tree)

    def is_sound(self, done: Finished) -> bool:
        """Only errors of syntax have numbers from 1000 to 1999."""
        return done.status <= 2 and not re.search(r"error TS1\d{3}:", done.stdout)

    def check(self, folder: Path, programs: Mapping[int, Program]) -> Messages:
        return self._check(folder, programs)

    def _files(self, folder: Path, programs: Mapping[int, Program]) -> dict[str, int]:
        return {path: index for path, index in self.owners(folder, programs).items() if path.endswith("ts")}

    def _check(self, folder: Path, programs: Mapping[int, Program], *declarations: str) -> Messages:
        return self._run_driver("check_typescript.js", folder, self._files(folder, programs), declarations)

    def _run_driver(
        self, script: str, folder: Path, owners: Mapping[str, int], declarations: Sequence[str] = ()
    ) -> Messages:
        write_within(folder, script, driver(script))
        write_within(folder, "files.json", json.dumps(list(owners)))
        readable = self.tool("tsc").readable
        done = run_tool(self.tool("node"), (script, self.library, *declarations), folder, readable=readable)
        return read_driver_lines(done, owners, self.about)

    def about(self, text: str) -> About:
        """What has an unknown type is of type any, and nothing more is said about it."""
        return "value" if _UNKNOWN.match(text) else "error"

    def add_usual_imports(self, code: str) -> str:
        own = () if parse(code, self.grammar).shift else missing_classes(code, self.grammar, node.CLASSES)
        return "\n".join([code, *own])

    def build(self, folder: Path, programs: Mapping[int, Program]) -> Messages:
        """Types are left out and not looked at: that is the compile gate's part. Whole programs are checked first, with
        declarations of what Node adds to the language."""
        if _WHOLE in next(iter(programs.values())).files:
            write_within(folder, _NODE, driver(_NODE))
            found = self._check(folder, programs, _NODE)
            right = {index: programs[index] for index, messages in found.items() if not messages}
            return {**found, **self._run_driver("transpile.js", folder, self._files(folder, right))}
        return self._run_driver("transpile.js", folder, self._files(folder, programs))

    @property
    def library(self) -> str:
        """The path of the compiler as a module of Node's, "" without tsc."""
        tool = self.find_tool("tsc")
        return str(Path(tool.path).parent.parent / "lib" / "typescript.js") if tool else ""

    def render_calls(self, calls: Calls) -> Program:
        return node.calling_program(calls, self.grammar, "ts")

    def render_whole_program(self, code: str, package: str, memory_bytes: int) -> Program:
        return node.whole_program(_WHOLE, code, "main.js", memory_bytes)

    def render_suite(self, code: str, suite: Suite, package: str) -> Program:
        """Plain assertions."""
        if node.is_jest(suite.tests):
            raise ValueError("tests of Jest in TypeScript are not run")
        text = f"{node.without_exports(code)}\n{without_closing(suite.tests)}\n"
        return Program({"program.ts": text, **node.script_drivers()}, node.SCRIPT)

    def render_suite_apart(self, code: str, suite: Suite) -> Program | None:
        if node.is_jest(suite.tests) or node.ONE_PROCESS.search(suite.tests):
            return None
        return node.script_apart(node.without_exports(code), without_closing(suite.tests), self.grammar, "ts")
