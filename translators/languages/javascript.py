"""JavaScript."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from pairloom.translators.languages import node
from pairloom.translators.languages.base import Language
from pairloom.translators.languages.documented import DocumentedFunctions
from pairloom.translators.languages.grammar import Grammar, enclose, parse
from pairloom.translators.languages.messages import Messages
from pairloom.translators.languages.programs import CODE, Calls, Program, Suite, driver
from pairloom.translators.sandbox.toolchains import Toolchain

_IMPORT = re.compile(r"import\s+(?:(\w+)\s*,?\s*)?(?:\{([^}]*)\}\s*)?from\s+['\"]\./([\w./-]+?)(?:\.js)?['\"]")


class JavaScript(Language):
    """JavaScript as Node takes it. A script of ours compiles the pieces, all in one process."""

    grammar = Grammar(
        name="javascript",
        package="tree-sitter-javascript",
        functions=node.FUNCTIONS,
        comments=("comment",),
        strings=("string", "template_string"),
        numbers=("number",),
        top_level=node.DECLARATIONS,
        scripts=True,
        wrappers=node.WRAPPERS,
        members=frozenset({"method_definition", "field_definition", "pair"}),
        receivers=node.RECEIVERS,
        rewrites=node.rewrites,
    )
    stdin = node.STDIN
    documented = DocumentedFunctions(
        functions=("function_declaration", "generator_function_declaration", "method_definition"),
        bindings={
            "variable_declarator": ("name", "value"),
            "assignment_expression": ("left", "right"),
            "field_definition": ("property", "value"),
            "pair": ("key", "value"),
        },
        scopes=("class_declaration", "class"),
        left_out=frozenset({"constructor", "toString", "toLocaleString", "valueOf"}),
        documentation="/**",
    )
    toolchain = Toolchain("node", ("node",), ("node", "--version"), "nodejs")
    failure = "throw 0;"
    naming = ("camel",)
    related = frozenset({"typescript"})
    untyped = True
    integer_bits = node.INTEGER_BITS
    syntax_command = ("node", "--check")
    check_command = ("node", "--no-warnings", "--experimental-vm-modules", "check_javascript.js")
    tampering = node.TAMPERING
    allowance = node.ALLOWANCE

    def piece(self, index: int, code: str) -> tuple[str, str]:
        return f"piece.{_ending(code)}", enclose(code, self.grammar, extends="extends B ")

    def missing_name(self, code: str) -> str:
        return node.missing_name(parse(code, self.grammar))

    def check(self, folder: Path, programs: Mapping[int, Program]) -> Messages:
        return self.check_by_script(folder, programs)

    def render_calls(self, calls: Calls) -> Program:
        return node.calling_program(calls, self.grammar, "js")

    def render_whole_program(self, code: str, package: str, memory_bytes: int) -> Program:
        file = f"program.{_ending(code)}"
        return node.whole_program(file, code, file, memory_bytes)

    def render_suite(self, code: str, suite: Suite, package: str) -> Program:
        """Plain assertions, or Jest's functions, which a module of ours defines."""
        tests = suite.tests
        if not node.is_jest(tests):
            files = {"program.js": f"{node.without_exports(code)}\n{tests}\n", **node.script_drivers()}
            return Program(files, node.SCRIPT)
        if re.search(r"\bmodule\.exports\b|\brequire\(['\"]", code):
            raise ValueError("it is no module that the tests can import from")
        if missing := re.search(r"from\s+['\"](\./[\w./-]+)['\"]", code):
            raise ValueError(f"it imports {missing[1]}, a file that is not there")
        files = {
            "package.json": json.dumps({"type": "module"}),
            "node_modules/@jest/globals/package.json": json.dumps({"type": "module", "exports": "./index.js"}),
            "node_modules/@jest/globals/index.js": driver("jest_globals.js"),
            "run_suite.js": driver("run_suite.js"),
        }
        for default, names, module in _IMPORT.findall(tests):
            files[f"{module}.js"] = _exporting(code, _names(names), default)
        files["suite.test.js"] = re.sub(r"(from\s+['\"]\./[\w./-]+?)(?:\.js)?(['\"])", r"\1.js\2", tests)
        if any(".." in name for name in files):
            raise ValueError("the tests import from outside their folder")
        return Program(files, ("node", "run_suite.js"))

    def render_suite_apart(self, code: str, suite: Suite) -> Program | None:
        tests = suite.tests
        if node.ONE_PROCESS.search(tests):
            return None
        if not node.is_jest(tests):
            return node.script_apart(node.without_exports(code), tests, self.grammar, "js")
        whole = self.render_suite(code, suite, "")
        imports = [(default, _names(names), module) for default, names, module in _IMPORT.findall(tests)]
        defaults = [default for default, _, _ in imports if default]
        if len(defaults) > 1 or not imports:
            return None
        wanted = [name for _, names, _ in imports for name in names]
        files = {**whole.files, **node.calling_drivers()}
        for default, names, module in imports:
            above = "../" * module.count("/") or "./"
            asked = [*names, *(["default"] if default else [])]
            lines = [f'import code from "{above}called_code.cjs";', f"const own = code.own({json.dumps(asked)}, true);"]
            lines += [f"export const {name} = own.{name};" for name in dict.fromkeys(names)]
            files[f"{module}.js"] = "\n".join([*lines, *(["export default own.default;"] if default else []), ""])
        files[f"{CODE}/program.mjs"] = _exporting(code, wanted, "".join(defaults))
        return replace(whole, files=files, server=("serve_code.cjs", "program.mjs"))

    def frameworks(self) -> dict[str, str]:
        return {"Jest's globals": ""}


def _names(imported: str) -> list[str]:
    """The names between the braces of an import, as the module has them."""
    return [name.split(" as ")[0].strip() for name in imported.split(",") if name.strip()]


def _ending(code: str) -> str:
    return "mjs" if re.search(r"^\s*(?:import|export)\b", code, re.MULTILINE) else "cjs"


def _exporting(code: str, names: Sequence[str], default: str) -> str:
    """A translation that also exports what the tests import, where it has it."""
    lines = []
    for name in names:
        exported = (
            rf"^export\s+(?:async\s+)?(?:const|let|var|function\*?|class)\s+{name}\b|^export\s*\{{[^}}]*\b{name}\b"
        )
        defined = rf"^(?:async\s+)?(?:const|let|var|function\*?|class)\s+{name}\b"
        if not re.search(exported, code, re.MULTILINE) and re.search(defined, code, re.MULTILINE):
            lines.append(f"export {{ {name} }};")
    if default and not re.search(r"^export\s+default\b", code, re.MULTILINE) and re.search(rf"\b{default}\b", code):
        lines.append(f"export default {default};")
    return "\n".join([code, *lines, ""])
