"""Java."""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from pairloom.translators.languages import jvm
from pairloom.translators.languages.base import Language
from pairloom.translators.languages.documented import DocumentedFunctions
from pairloom.translators.languages.functions import Function
from pairloom.translators.languages.grammar import Grammar, Rewrite, Tree, parse, unmatched_bracket
from pairloom.translators.languages.judges import missing_classes
from pairloom.translators.languages.messages import Message, Messages
from pairloom.translators.languages.programs import Calls, NoFramework, Program, Suite, driver, new_name
from pairloom.translators.languages.signatures import type_names
from pairloom.translators.sandbox.toolchains import Toolchain

_TYPES = {"class_declaration", "interface_declaration", "enum_declaration", "record_declaration"} | {
    "annotation_type_declaration"
}
_PACKAGES = "java.util java.util.function java.util.regex java.util.stream java.io java.math java.time"
_CHECK = ("-XDshould-stop.ifError=FLOW", "-XDcompilePolicy=check")
"""The compiler goes on to types after an error of syntax in a file."""

_IMPORT = re.compile(r"(?:^|(?<=;))[ \t]*import\s+(?:static\s+)?[\w.]+(?:\.\*)?\s*;", re.MULTILINE)
_PACKAGE = re.compile(r"^[ \t]*package\s+[\w.]+\s*;", re.MULTILINE)
_PUBLIC_TYPE = re.compile(
    r"^[ \t]*public\s+(?:(?:final|abstract|sealed|strictfp)\s+)*(?:class|interface|enum|record|@interface)\s+(\w+)",
    re.MULTILINE,
)
_NESTED = re.compile(r"^((?:(?:public|protected|private|final|abstract|sealed|non-sealed)\s+)*)(class\s)", re.MULTILINE)
"""Classes beside methods, which do not belong to an object of the class that both are put into."""
_HEAD = re.compile(r"^\s*(?:import|package)\s[^;]+;[ \t]*$", re.MULTILINE)
_TEST = re.compile(r"^\s*@(?:Test|ParameterizedTest|RepeatedTest)\b", re.MULTILINE)
_SKIPPED = re.compile(r"^[ \t]*@(?:Disabled|Ignore)\b(?:\([^)]*\))?", re.MULTILINE)
_CLASS = re.compile(r"^(?:public\s+)?(?:(?:final|abstract)\s+)*class\s+(\w+)", re.MULTILINE)
_PUBLIC = re.compile(r"^public\s+(?=(?:\w+\s+)*(?:class|interface|enum|record)\b)", re.MULTILINE)
_JARS = tuple(
    f"/usr/share/java/{name}.jar"
    for name in (
        *("junit-platform-launcher", "junit-platform-engine", "junit-platform-commons", "junit-jupiter-api"),
        *("junit-jupiter-engine", "junit-jupiter-params", "junit-vintage-engine", "junit4", "hamcrest"),
        *("assertj-core", "opentest4j", "apiguardian-api", "univocity-parsers", "byte-buddy"),
    )
)
"""JUnit and AssertJ where Debian puts them."""
_JARS_PACKAGE = "Debian: junit5 libassertj-core-java"
_JUNIT = "JUnitSuite"
_ENTRY = re.compile(r"\bstatic\b[\w\s]*\bvoid\s+main\s*\(")
_PATTERN = re.compile(rb"\b(?:case|instanceof)\b(?:(?!->|&&|\|\||\bwhen\b)[^;{}:?\"\n])+")
_UNKNOWN_IN_PATTERNS = re.compile(
    rb"\bfinal[ \t]+(?=[\w.<>\[\],?]+(?:[ \t]+\w|[ \t]*\())"
    rb"|@[\w.]+(?:\([^()]*\))?[ \t]+"
    rb"|\b(?:\w+\.)+(?=\w+[ \t]*(?:<[\w.,? ]*>[ \t]*)?\()"
)
_LATE_CALL = re.compile(rb"(?<=[;}])\s*(super|this)(?=[ \t]*\()")


def _rewrites(text: bytes) -> list[Rewrite]:
    """Patterns without `final`, annotations and the qualifiers of a record's name, which the grammar does not know; and
    a call of a constructor behind other statements as any other call."""
    found = [*_rewrites_of_patterns(text), *(Rewrite(*call.span(1), b"call") for call in _LATE_CALL.finditer(text))]
    return sorted(found)


def _rewrites_of_patterns(text: bytes) -> Iterator[Rewrite]:
    for pattern in _PATTERN.finditer(text):
        for found in _UNKNOWN_IN_PATTERNS.finditer(text, *pattern.span()):
            yield Rewrite(*found.span(), b"")


_ARGUMENTS = r"\bmain\s*\(\s*(?:final\s+)?(?:java\.lang\.)?String\s*(?:\[\s*\]|\.\.\.|\w+\s*\[\s*\])"
_CLASSES = {
    "ListNode": "class ListNode { public int val; public ListNode next; public ListNode() {}"
    " public ListNode(int val) { this.val = val; }"
    " public ListNode(int val, ListNode next) { this.val = val; this.next = next; } }",
    "TreeNode": "class TreeNode { public int val; public TreeNode left, right; public TreeNode() {}"
    " public TreeNode(int val) { this.val = val; } public TreeNode(int val, TreeNode left, TreeNode right)"
    " { this.val = val; this.left = left; this.right = right; } }",
    "Pair": "class Pair<K, V> { public final K first, key; public final V second, value;"
    " public Pair(K key, V value) { first = this.key = key; second = this.value = value; }"
    " public K getKey() { return key; } public V getValue() { return value; }"
    " public K getFirst() { return key; } public V getSecond() { return value; }"
    " @Override public boolean equals(Object other) { return other instanceof Pair<?, ?> pair"
    " && java.util.Objects.equals(key, pair.key) && java.util.Objects.equals(value, pair.value); }"
    " @Override public int hashCode() { return java.util.Objects.hash(key, value); } }",
}


class Java(Language):
    """Java by javac, all pieces or programs in one start, each in a package or class of its own."""

    grammar = Grammar(
        name="java",
        package="tree-sitter-java",
        functions=("method_declaration", "constructor_declaration", "compact_constructor_declaration"),
        comments=("line_comment", "block_comment"),
        strings=("string_literal",),
        numbers=(
            *("decimal_integer_literal", "hex_integer_literal", "octal_integer_literal", "binary_integer_literal"),
            *("decimal_floating_point_literal", "hex_floating_point_literal"),
        ),
        top_level=frozenset(
            {"method_declaration", "constructor_declaration", "class_declaration", "interface_declaration"}
            | {"enum_declaration", "record_declaration", "annotation_type_declaration", "import_declaration"}
            | {"package_declaration", "local_variable_declaration", "field_declaration"}
        ),
        wrappers=(("class A {\n", "\n}"),),
        members=frozenset({"constructor_declaration", "method_declaration", "field_declaration"}),
        main="main",
        rewrites=_rewrites,
    )
    entry_point = "a class with `public static void main(String[] args)`"
    stdin = r"\bSystem\.in\b|\bFileDescriptor\.in\b|\bSystem\.console\("
    documented = DocumentedFunctions(
        functions=("method_declaration",),
        scopes=("class_declaration", "interface_declaration", "enum_declaration", "record_declaration"),
        left_out=frozenset({"toString", "hashCode", "equals", "finalize", "notify", "notifyAll", "clone"}),
        documentation="/**",
    )
    types = type_names(
        int="int long short byte Integer Long Short Byte BigInteger Number",
        float="double float Double Float BigDecimal",
        str="String CharSequence StringBuilder StringBuffer",
        bool="boolean Boolean",
        char="char Character",
        list="List ArrayList LinkedList Collection Iterable Deque Queue ArrayDeque Stack Vector",
        set="Set HashSet LinkedHashSet TreeSet SortedSet",
        dict="Map HashMap LinkedHashMap TreeMap SortedMap",
        optional="Optional",
        optional_int="OptionalInt OptionalLong",
        optional_float="OptionalDouble",
        tuple="Entry SimpleEntry Pair",
        any="Object",
        none="void Void",
    )
    resolves_together = True
    toolchain = Toolchain("javac", ("javac", "java"), ("javac", "-version"), "default-jdk-headless", jvm.SETTINGS)
    failure = "if (true) throw new RuntimeException();"
    syntax_command = ("javac", *jvm.PARSE)
    naming = ("camel",)
    tampering = jvm.TAMPERING
    allowance = jvm.ALLOWANCE

    def is_main(self, function: Function, tree: Tree) -> bool:
        """The virtual machine takes any type of the file that has such a method."""
        header = tree.source(function.node).partition("{")[0]
        return re.search(r"\bstatic\b", header) is not None and re.search(_ARGUMENTS, header) is not None

    def may_be_sound(self, tree: Tree) -> bool:
        """javac takes half a second, and need not be asked about brackets."""
        return unmatched_bracket(tree) is None and super().may_be_sound(tree)

    def piece(self, index: int, code: str) -> tuple[str, str]:
        """Each piece has a package to itself; methods stand in a class. Imports go to the first line."""
        name, text, _ = self._in_package(new_name("piece"), code)
        return name, text

    def _in_package(self, package: str, code: str) -> tuple[str, str, list[str]]:
        """(path, text, types) of the file of code in a package to itself; types are those at its top level."""
        imports = " ".join(" ".join(found.split()) for found in _IMPORT.findall(code))
        body = _PACKAGE.sub("", _IMPORT.sub("", code), count=1).lstrip(" \t")
        tree = parse(body, self.grammar)
        nodes = tree.top_level
        head = f"package {package}; {imports}"
        if nodes and {node.type for node in nodes} <= _TYPES:
            if len(_PUBLIC_TYPE.findall(body)) > 1:  # those of several files
                body = _PUBLIC.sub("", body)
            public = _PUBLIC_TYPE.search(body)
            types = [node.child_by_field_name("name") for node in nodes]
            names = [tree.source(name) for name in types if name is not None]
            return f"{package}/{public[1] if public else 'Piece'}.java", f"{head} {body}\n", names
        named = [node.child_by_field_name("name") for node in nodes if node.type == "constructor_declaration"]
        name = tree.source(named[0]) if named and named[0] else "Piece"
        body = _NESTED.sub(r"\1static \2", body)
        return f"{package}/{name}.java", f"{head} class {name} {{ {body}\n}}\n", [name]

    def check(self, folder: Path, programs: Mapping[int, Program]) -> Messages:
        found = self._compile(folder, programs, _CHECK)
        codes = {index: next(iter(program.files.values())) for index, program in programs.items()}
        return {
            index: [Message(message.line, *jvm.read_error(message.text, codes[index])) for message in messages]
            for index, messages in found.items()
        }

    def _compile(self, folder: Path, programs: Mapping[int, Program], options: Sequence[str]) -> Messages:
        """The messages of javac for the files in Java of programs in `folder`."""
        files = self.files_in(folder, programs, ".java")
        return jvm.compile_programs(self.tool("java"), jvm.JAVA_COMPILER, options, folder, files)

    def add_usual_imports(self, code: str) -> str:
        imports = "".join(f"import {name}.*; " for name in _PACKAGES.split())
        code = "\n".join([code, *missing_classes(code, self.grammar, _CLASSES)])
        package = re.match(r"\s*package\s+[\w.]+\s*;", code)
        return imports + code if not package else package[0] + " " + imports + code[package.end() :]

    def build(self, folder: Path, programs: Mapping[int, Program]) -> Messages:
        needs_tests = any(f"{_JUNIT}.java" in program.files for program in programs.values())
        return self._compile(folder, programs, ("-cp", ":".join(_JARS) if needs_tests else "none"))

    def render_calls(self, calls: Calls) -> Program:
        """The calls find the function by name, in the classes of the code or the one around it."""
        name, package = calls.program_name, calls.program_name.lower()
        path, text, types = self._in_package(package, calls.code)
        launcher = jvm.calling_class(calls, [f"{package}.{owner}" for owner in types])
        files = {path: text, f"{name}.java": launcher, "CaseDriver.java": driver("CaseDriver.java")}
        return Program(files, (*jvm.JAVA, "classes", name))

    def render_whole_program(self, code: str, package: str, memory_bytes: int) -> Program:
        """In a package of its own, with the class that has the main."""
        path, text, types = self._in_package(package, code)
        tree = parse(text, self.grammar)
        named = {tree.source(name): node for node in tree.top_level if (name := node.child_by_field_name("name"))}
        starts = [name for name in types if name in named and _ENTRY.search(tree.source(named[name]))]
        if not starts:
            raise ValueError("it has no main")
        return Program({path: text}, jvm.run_class(memory_bytes, "classes", f"{package}.{starts[0]}"))

    def render_suite(self, code: str, suite: Suite, package: str) -> Program:
        """JUnit, or assertions in a main."""
        tests = _SKIPPED.sub("", suite.tests)
        is_junit = bool(_TEST.search(tests))
        if is_junit and not Path(_JARS[0]).exists():
            raise NoFramework(f"JUnit 5 is not installed ({_JARS_PACKAGE})")
        body = self._solution(code, suite)
        head = f"package {package};\n"
        if tests.lstrip().startswith("}"):  # MultiPL-E: the rest of the class that its prompt begins
            name = _first(_CLASS, suite.prompt) or "Problem"
            rest = tests.lstrip()[1:]
            text = head + _java_imports(code, suite.prompt) + f"class {name} {{\n{body}\n{rest}"
            return _program({f"{package}/{name}.java": text}, "MainSuite", [f"{package}.{name}"])
        names = [name for name in _CLASS.findall(tests) if is_junit or name == "Main"]
        if not names:
            raise ValueError("the tests have no class to start with")
        # Tests of several files were put into one: one package, all imports first, one public class.
        classes = _PUBLIC.sub("", _HEAD.sub("", tests))
        classes = re.sub(rf"^(?=(?:(?:final|abstract) )*class {names[0]}\b)", "public ", classes, flags=re.MULTILINE)
        files = {
            f"{package}/{names[0]}.java": head + _java_imports(tests, suite.prompt) + classes,
            f"{package}/PairloomSolution.java": head + _java_imports(code, suite.prompt) + body,
        }
        return _program(files, _JUNIT if is_junit else "MainSuite", [f"{package}.{name}" for name in names])

    def _solution(self, code: str, suite: Suite) -> str:
        """What stands in the solution's file: classes as they are, methods in the class that the tests look for them
        in; where the tests are in that class, methods alone."""
        body = _HEAD.sub("", code)
        is_members = not {node.type for node in parse(body, self.grammar).top_level} <= _TYPES
        if suite.tests.lstrip().startswith("}"):
            held = re.fullmatch(r"\s*(?:public\s+)?(?:final\s+)?class\s+\w+\s*\{(.*)\}\s*", body, re.DOTALL)
            return body if is_members or not held else held[1]
        if not is_members:
            return _PUBLIC.sub("", body)
        name = _first(_CLASS, suite.prompt) or _first(re.compile(r"new (\w+)\(\)"), suite.tests) or "Solution"
        return f"class {name} {{\n{body}\n}}\n"

    def frameworks(self) -> dict[str, str]:
        needed = {"JUnit": _JARS[0], "AssertJ": next(jar for jar in _JARS if "assertj" in jar)}
        return {name: "" if Path(jar).exists() else _JARS_PACKAGE for name, jar in needed.items()}


def _program(files: dict[str, str], launcher: str, names: Sequence[str]) -> Program:
    files = {**files, f"{launcher}.java": driver(f"{launcher}.java")}
    return Program(files, jvm.run_suite(_JARS if launcher == _JUNIT else (), launcher, *names))


def _java_imports(*texts: str) -> str:
    lines = [line.strip() for text in texts for line in _HEAD.findall(text)]
    return "".join(f"{line}\n" for line in dict.fromkeys(lines) if not line.startswith("package"))


def _first(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    return found[1] if found else ""
