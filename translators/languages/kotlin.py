"""Kotlin."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from pairloom.translators.languages import jvm
from pairloom.translators.languages.base import Language
from pairloom.translators.languages.entry import is_at_top
from pairloom.translators.languages.functions import Function
from pairloom.translators.languages.grammar import Grammar, Rewrite, Tree, enclose, parse
from pairloom.translators.languages.judges import missing_classes
from pairloom.translators.languages.messages import About, Messages
from pairloom.translators.languages.programs import Calls, Program, Suite, driver, new_name, without_closing
from pairloom.translators.languages.signatures import type_names
from pairloom.translators.sandbox.toolchains import Toolchain

_JARS = (
    *("kotlin-compiler", "kotlin-stdlib", "kotlin-reflect", "kotlin-script-runtime", "trove4j"),
    "annotations-13.0",
)
"""What the compiler consists of."""
_COMPILER = jvm.Compiler(
    "CompileKotlin", ("Compile.java", "CompileKotlin.java"), ("p/Piece.kt", "package p; class Piece { fun f() = 1 }")
)
_TYPE = re.compile(r"(?:^|; )(?:\w+ )*(?:class|object)\s+(\w+)", re.MULTILINE)
_IMPORT = re.compile(r"^\s*import\s+[\w.*]+(?:\s+as\s+\w+)?;?[ \t]*$", re.MULTILINE)
_MAIN = re.compile(r"^([ \t]*)(?:(?:public|suspend|@JvmStatic)\s+)*fun\s+main\s*\(", re.MULTILINE)
_OBJECT = re.compile(r"^object\s+(\w+)", re.MULTILINE)
_FILE_ANNOTATION = re.compile(r"^@file:.*$", re.MULTILINE)
_NEWER = re.compile(r"expecting|reference expected|is only available since|experimental|none of the following")
_LAST_IN_LINE = re.compile(
    rb'"""[\s\S]*?"""|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'|//[^\n]*|/\*[\s\S]*?\*/'
    rb"|(?P<gap>(?<=[^\s{;,])[ \t]*(?=\}))"
)


def _rewrites(text: bytes) -> Iterator[Rewrite]:
    """A semicolon behind what ends in the line of its closing brace: without one the grammar refuses the last member of
    a class there."""
    for found in _LAST_IN_LINE.finditer(text):
        if found.lastgroup == "gap":
            yield Rewrite(found.start(), found.end(), b";")


_CLASSES = {
    "ListNode": "class ListNode(var `val`: Int = 0, var next: ListNode? = null)",
    "TreeNode": "class TreeNode(var `val`: Int = 0, var left: TreeNode? = null, var right: TreeNode? = null)",
}


class Kotlin(Language):
    """Kotlin by kotlinc, all pieces or programs in one start, each in a package of its own."""

    grammar = Grammar(
        name="kotlin",
        package="tree-sitter-kotlin",
        functions=("function_declaration", "lambda_literal", "anonymous_function", "secondary_constructor"),
        comments=("line_comment", "block_comment"),
        strings=("string_literal", "multiline_string_literal"),
        numbers=("number_literal", "float_literal"),
        top_level=frozenset(
            {"function_declaration", "class_declaration", "object_declaration", "property_declaration", "import"}
            | {"package_header", "type_alias", "file_annotation"}
        ),
        wrappers=(("class A {\n", "\n}"),),
        members=frozenset({"function_declaration", "property_declaration", "secondary_constructor"}),
        parameter_lists=frozenset({"function_value_parameters", "lambda_parameters"}),
        parameter_kinds=frozenset({"parameter", "variable_declaration"}),
        bodiless=frozenset({"lambda_literal"}),
        assigned=frozenset({"variable_declaration"}),
        main="main",
        rewrites=_rewrites,
    )
    entry_point = "a function `main` at the top level"
    stdin = r"\bread(?:ln|Line)\w*|\bSystem\.`?in\b|\bstdin\b"
    types = type_names(
        int="Int Long Short Byte UInt ULong BigInteger",
        float="Double Float BigDecimal",
        str="String CharSequence StringBuilder",
        bool="Boolean",
        char="Char",
        list="List MutableList ArrayList Collection MutableCollection Iterable Array ArrayDeque LinkedList Sequence",
        list_int="IntArray LongArray ShortArray ByteArray",
        list_float="DoubleArray FloatArray",
        list_bool="BooleanArray",
        list_char="CharArray",
        set="Set MutableSet HashSet LinkedHashSet TreeSet",
        dict="Map MutableMap HashMap LinkedHashMap TreeMap",
        tuple="Pair Triple Entry",
        any="Any",
        none="Unit unstated",
    )
    resolves_together = True
    toolchain = Toolchain(
        "kotlinc", ("kotlinc", "javac", "java"), ("kotlinc", "-version"), "kotlin default-jdk-headless", jvm.SETTINGS
    )
    failure = "throw RuntimeException()"
    naming = ("camel",)
    tampering = jvm.TAMPERING
    allowance = jvm.ALLOWANCE

    def is_main(self, function: Function, tree: Tree) -> bool:
        return is_at_top(function) or "@JvmStatic" in tree.source(function.node).partition("{")[0]

    def piece(self, index: int, code: str) -> tuple[str, str]:
        return "Piece.kt", _in_package(new_name("piece"), enclose(code, self.grammar))

    def check(self, folder: Path, programs: Mapping[int, Program]) -> Messages:
        return self._compile(folder, programs)

    def _compile(self, folder: Path, programs: Mapping[int, Program]) -> Messages:
        kotlinc, java = self.tool("kotlinc"), self.tool("java")
        home = Path(kotlinc.path).parent.parent
        compiler = replace(_COMPILER, options=(str(home),), classpath=tuple(f"{home}/lib/{name}.jar" for name in _JARS))
        java = replace(java, readable=(*java.readable, *kotlinc.readable))
        files = self.files_in(folder, programs, ".kt")
        found = jvm.compile_programs(java, compiler, (), folder, files, self.about)
        for index in (index for index, messages in found.items() if not messages):
            text = programs[index].files[files[index][1]]
            classes = folder / "classes" / text.removeprefix("package ").partition(";")[0]
            own = self.place(folder, index) / "classes"
            if classes.is_dir():
                own.mkdir(exist_ok=True)
                own.chmod(0o777)
                classes.rename(own / classes.name)
        return found

    def about(self, text: str) -> About:
        """What has an unknown type may lead to any message; a newer compiler knows more functions and more syntax."""
        if text.lower().startswith("unresolved reference"):
            return "type"
        return "doubt" if _NEWER.search(text.lower()) else "cascade"

    def add_usual_imports(self, code: str) -> str:
        package = re.match(r"\s*package\s+[\w.]+[ \t;]*\n", code)
        if parse(code, self.grammar).shift:
            return code  # a piece of a class, in which there are no imports
        at = package.end() if package else 0
        completed = f"{code[:at]}import java.util.*; import kotlin.math.*; {code[at:]}"
        return "\n".join([completed, *missing_classes(code, self.grammar, _CLASSES)])

    def build(self, folder: Path, programs: Mapping[int, Program]) -> Messages:
        """What calls the translations is Java, by Java's compiler, and finds them when it runs."""
        found = self._compile(folder, programs)
        right = {index: programs[index] for index, messages in found.items() if not messages}
        launchers = self.files_in(folder, right, ".java")
        if launchers:
            called = jvm.compile_programs(self.tool("java"), jvm.JAVA_COMPILER, (), folder, launchers)
            found = {index: messages for index, messages in found.items() if index not in launchers} | called
        return found

    def render_calls(self, calls: Calls) -> Program:
        """The calls find the function by name: at the top level, or in a class or an object of the code."""
        name = calls.program_name
        package = name.lower()
        owners = [f"{package}.{owner}" for owner in [f"{name}CodeKt", *_TYPE.findall(calls.code), "A"]]
        files = {
            f"{name}Code.kt": _in_package(package, enclose(calls.code, self.grammar)),
            f"{name}.java": jvm.calling_class(calls, owners),
            "CaseDriver.java": driver("CaseDriver.java"),
        }
        return Program(files, (*jvm.JAVA, f"classes:{self.library}", name), readable=self.tool("kotlinc").readable)

    def render_whole_program(self, code: str, package: str, memory_bytes: int) -> Program:
        """In a package of its own; its main is at the top level or in an object."""
        text = _FILE_ANNOTATION.sub("", code)
        main = _MAIN.search(text)
        if main is None:
            raise ValueError("it has no main")
        owners = _OBJECT.findall(text, 0, main.start()) if main[1] else []
        run = jvm.run_class(
            memory_bytes, f"classes:{self.library}", f"{package}.{owners[-1] if owners else 'ProgramKt'}"
        )
        return Program(
            {f"{package}/Program.kt": _in_package(package, text)}, run, readable=self.tool("kotlinc").readable
        )

    def render_suite(self, code: str, suite: Suite, package: str) -> Program:
        """Assertions in a main."""
        tests = without_closing(suite.tests)
        if not re.search(r"^fun main\(", tests, re.MULTILINE):
            raise ValueError("the tests have no main")
        lines = [line.strip() for text in (suite.prompt, code, tests) for line in _IMPORT.findall(text)]
        text = "\n".join([*dict.fromkeys(lines), _IMPORT.sub("", code), _IMPORT.sub("", tests), ""])
        files = {f"{package}/Suite.kt": _in_package(package, text), "MainSuite.java": driver("MainSuite.java")}
        run = jvm.run_suite([self.library], "MainSuite", f"{package}.SuiteKt")
        return Program(files, run, readable=self.tool("kotlinc").readable)

    @property
    def library(self) -> str:
        """The path of the standard library, "" without kotlinc."""
        tool = self.find_tool("kotlinc")
        return str(Path(tool.path).parent.parent / "lib" / "kotlin-stdlib.jar") if tool else ""


def _in_package(package: str, code: str) -> str:
    """Code in a package to itself, its lines where they were."""
    return f"package {package}; " + re.sub(
        r"^([ \t]*)package\s+[\w.]+[ \t;]*$", r"\1", code, count=1, flags=re.MULTILINE
    )
