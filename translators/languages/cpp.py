"""C++."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from pairloom.translators.languages import gnu
from pairloom.translators.languages.grammar import Grammar, parse
from pairloom.translators.languages.messages import Messages
from pairloom.translators.languages.programs import Calls, Literals, Program, Suite, driver
from pairloom.translators.sandbox.toolchains import Toolchain, build_once, run_tool

_STANDARD = "-std=gnu++20"
_CASE_DRIVER = "case_driver.hpp"
_USUAL = "#include <bits/stdc++.h>\nusing namespace std;\n"
_INCLUDE = re.compile(r"^[ \t]*#[ \t]*include[ \t]*<[\w./]+>[ \t]*$", re.MULTILINE)
_BLAMED = re.compile(r"^piece(\d+)\.cpp:\d+:\d+: (?:fatal )?error: ", re.MULTILINE)
_LITERALS = Literals(
    "cases::null()",
    "cases::boolean(true)",
    "cases::boolean(false)",
    "cases::integer({})",
    "cases::number({})",
    lambda text: f"cases::text({gnu.octal_text(text)}, {len(text.encode())})",
    "cases::list({{{}}})",
    "cases::map({{{}}})",
    "{{{}, {}}}",
    gnu.octal_text,
)
_CLASH = re.compile(r"redefin|redeclar|conflicting|ambiguous|previous|already|different kind of|not used")


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
    toolchain = Toolchain("g++", ("g++",), ("g++", "-dumpfullversion"))
    related = frozenset({"c"})
    syntax_command = ("g++", _STANDARD, *gnu.CHECK)
    check_command = ("g++", _STANDARD, *gnu.CHECK)
    build_command = ("g++", _STANDARD, "-o", "program")
    tampering = (*gnu.TAMPERING, r"\bcin\b")

    def check(self, folder: Path, programs: Mapping[int, Program]) -> Messages | None:
        """With the standard library's headers compiled beforehand, which is ten times as fast as reading them. First
        all in one file, since loading these headers is most of the work; then each of which that proves nothing alone,
        and what clashes with the headers without them."""
        header = self._precompile("standard.hpp")
        clean = self._check_together(folder, programs, header)
        alone = {index: program for index, program in programs.items() if index not in clean}
        found: Messages = {index: [] for index in clean}
        if not alone:
            return found
        including = {i: Program(p.files, flags=("-include", str(header))) for i, p in alone.items()}
        said = self.check_each(folder, including, readable=(str(header.parent),))
        if said is None:
            return None
        clashing = {index for index, messages in said.items() if any(_CLASH.search(m.text) for m in messages)}
        without = self.check_each(folder, {index: programs[index] for index in clashing}) if clashing else {}
        return found | said | (without or {})

    def _check_together(self, folder: Path, programs: Mapping[int, Program], header: Path) -> Sequence[int]:
        """The pieces that compile as namespaces of one file, which has no error at all: those that have one are left
        out, and again. What needs the preprocessor, or the global namespace, is not tried."""
        texts = {index: text for index, program in programs.items() for text in program.files.values()}
        bodies = {index: _INCLUDE.sub("", text) for index, text in texts.items()}
        left = [
            index
            for index, text in texts.items()
            if not re.search(r"#|\bmain\s*\(", bodies[index])
            and not parse(text, self.grammar).root.has_error  # one that closes its namespace and opens another
        ]
        flags = (_STANDARD, "-fsyntax-only", "-fdiagnostics-plain-output", "-include", str(header), "together.cpp")
        for _ in range(3):
            if len(left) < 2:
                break
            includes = dict.fromkeys(line.strip() for index in left for line in _INCLUDE.findall(texts[index]))
            parts = [f'namespace piece{i} {{\n#line 1 "piece{i}.cpp"\n{bodies[i]}\n}}' for i in left]
            (folder / "together.cpp").write_text("\n".join([*includes, *parts, ""]), encoding="utf-8")
            done = run_tool(self.tool("g++"), flags, folder, readable=(str(header.parent),))
            if done.status == 0 and not done.stopped:
                return left
            blamed = {int(index) for index in _BLAMED.findall(done.stderr)}
            if done.stopped or not blamed:
                break
            left = [index for index in left if index not in blamed]
        return ()

    def _precompile(self, header: str) -> Path:
        """The path of a header of ours that g++ has compiled."""
        arguments = ("-x", "c++-header", _STANDARD, header, "-o", f"{header}.gch")
        source = (header, driver(header))
        return build_once(self.tool("g++"), self.version, source, f"{header}.gch", arguments).with_suffix("")

    def build(self, folder: Path, programs: Mapping[int, Program]) -> Messages | None:
        if _CASE_DRIVER not in next(iter(programs.values())).files:
            return super().build(folder, programs)
        header = self._precompile(_CASE_DRIVER)
        for index in programs:
            compiled = self.place(folder, index) / f"{_CASE_DRIVER}.gch"
            if not compiled.is_symlink():
                compiled.symlink_to(f"{header}.gch")
        return self.build_each(folder, programs, readable=(str(header.parent),))

    def render_calls(self, calls: Calls) -> Program:
        lines = calls.lines(_LITERALS, "    cases::run(%d, %s, {%s});")
        # The driver comes first so that a precompiled header can serve it.
        text = "\n".join(
            [f'#include "{_CASE_DRIVER}"', calls.code, "int main() {", "    cases::begin();", *lines, "}", ""]
        )
        return Program({"program.cpp": text, _CASE_DRIVER: driver(_CASE_DRIVER)}, ("./program",))

    def render_suite(self, code: str, suite: Suite, package: str) -> Program:
        """Assertions in a main."""
        return self.suite_program(code, suite, _USUAL)
