"""C#."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from pairloom.translators.languages.base import Language
from pairloom.translators.languages.functions import Function
from pairloom.translators.languages.grammar import Grammar, Tree, parse
from pairloom.translators.languages.judges import missing_classes
from pairloom.translators.languages.messages import About, Messages, read_driver_lines
from pairloom.translators.languages.programs import Allowance, Calls, Literals, Program, Suite, driver, without_closing
from pairloom.translators.languages.signatures import type_names
from pairloom.translators.sandbox.folders import write_within
from pairloom.translators.sandbox.toolchains import Toolchain, build_once, run_tool

_NAMESPACES = ("System", *(f"System.{name}" for name in ("Collections.Generic", "IO", "Linq", "Text")))
_USING = re.compile(r"(?:^|(?<=;))[ \t]*(?:global\s+)?using\s+(?:static\s+)?[\w.]+(?:\s*=[^;]+)?;", re.MULTILINE)
_OPENED = re.compile(r"^\s*(?:(?:public|internal|static)\s+)*(?:namespace|class)\s+(\w+)", re.MULTILINE)
_PLAIN_USING = re.compile(r"^\s*using\s+[\w.]+\s*;", re.MULTILINE)
_START = "WholeProgram"
_LITERALS = Literals(
    *("(object)null", "true", "false", "{}L", "{}D"), json.dumps, "CaseDriver.List({})", "CaseDriver.Map({})", "{}, {}"
)


_CLASSES = {
    "ListNode": "public class ListNode { public int val; public ListNode next;"
    " public ListNode(int val = 0, ListNode next = null) { this.val = val; this.next = next; } }",
    "TreeNode": "public class TreeNode { public int val; public TreeNode left, right;"
    " public TreeNode(int val = 0, TreeNode left = null, TreeNode right = null)"
    " { this.val = val; this.left = left; this.right = right; } }",
}


class CSharp(Language):
    """C# by Mono's mcs, all pieces or programs in one process, each in an assembly of its own. Its Main
    calls what the argument names."""

    grammar = Grammar(
        name="csharp",
        package="tree-sitter-c-sharp",
        functions=(
            *("method_declaration", "local_function_statement", "constructor_declaration", "lambda_expression"),
            *("operator_declaration", "conversion_operator_declaration", "accessor_declaration"),
        ),
        comments=("comment",),
        strings=("string_literal", "verbatim_string_literal", "raw_string_literal", "interpolated_string_expression"),
        numbers=("integer_literal", "real_literal"),
        top_level=frozenset(
            {"class_declaration", "struct_declaration", "record_declaration", "interface_declaration"}
            | {"enum_declaration", "delegate_declaration", "namespace_declaration", "using_directive"}
            | {"file_scoped_namespace_declaration", "global_statement/local_function_statement"}
            | {"global_statement/local_declaration_statement", "preproc_nullable", "preproc_region"}
            | {"preproc_endregion", "preproc_pragma"}
        ),
        scripts=True,
        wrappers=(("class A {\n", "\n}"),),
        members=frozenset(
            {"method_declaration", "constructor_declaration", "field_declaration", "property_declaration"}
            | {"operator_declaration", "indexer_declaration", "conversion_operator_declaration"}
        ),
        parameter_kinds=frozenset({"parameter", "params"}),
        rest_kinds=frozenset({"params"}),
        main="Main",
    )
    entry_point = "a method `static void Main`, or statements at the top level"
    stdin = r"\bConsole\.(?:Read|In\b|OpenStandardInput)|\bReadLine\s*\(|/dev/stdin"
    types = type_names(
        int="int long short byte uint ulong ushort sbyte nint Int32 Int64 BigInteger",
        float="double float decimal Double Single Decimal",
        str="string String StringBuilder",
        bool="bool Boolean",
        char="char Char",
        list="List IList IEnumerable ICollection IReadOnlyList IReadOnlyCollection LinkedList Queue Stack Collection",
        set="HashSet ISet SortedSet IReadOnlySet",
        dict="Dictionary IDictionary SortedDictionary IReadOnlyDictionary",
        optional="Nullable",
        tuple="Tuple ValueTuple KeyValuePair Pair",
        same="Task ValueTask",
        any="object dynamic",
        none="void",
    )
    resolves_together = True
    toolchain = Toolchain("mcs", ("mcs", "mono"), ("mcs", "--version"), "mono-mcs", settings=("mono",))
    failure = "throw new System.Exception();"
    naming = ("pascal", "camel")
    syntax_command = ("mcs", "--parse")
    allowance = Allowance(time=2, memory=2, start_seconds=1, runtime_bytes=128 << 20)
    tampering = (
        *(r"\bSystem\.(?:Diagnostics|Reflection)\b", r"\bTraceListener\b", r"\bMainSuite\b", r"\bCompareLogic\b"),
        *(r"\bKellermanSoftware\b", r"\bConsole\.(?:SetOut|SetIn|In|Out|OpenStandard\w+)\b"),
    )

    def is_main(self, function: Function, tree: Tree) -> bool:
        return re.search(r"\bstatic\b.*\bMain\s*\(", tree.source(function.node), re.DOTALL) is not None

    def piece(self, index: int, code: str) -> tuple[str, str]:
        return "piece.cs", self._in_namespace("piece", code, "Piece")

    def _in_namespace(self, namespace: str, code: str, class_name: str) -> str:
        """Code in a namespace to itself, methods in a class. Usings go to the first line, so that lines keep their
        numbers."""
        usings = " ".join(" ".join(found.split()) for found in _USING.findall(code))
        body = re.sub(r"^([ \t]*)namespace\s+[\w.]+[ \t]*;", r"\1", _USING.sub("", code), count=1, flags=re.MULTILINE)
        tree = parse(body, self.grammar)
        if tree.shift or any(node.type == "global_statement" for node in tree.top_level):
            body = f"class {class_name} {{ {body}\n}}"
        return f"namespace {namespace} {{ {usings} {body}\n}}\n"

    def check(self, folder: Path, programs: Mapping[int, Program]) -> Messages:
        return self._compile(folder, programs, ("-target:library", "-out:OUT/piece.dll", "-nowarn:1591"))

    def _compile(self, folder: Path, programs: Mapping[int, Program], options: Sequence[str]) -> Messages:
        """Each program is compiled alone, in one process. mcs looks at types only when all files parse, and at bodies
        only when it knows all types."""
        mono = self.tool("mono")
        library = Path(mono.path).parent.parent / "lib/mono/4.5"
        arguments = (f"-r:{library}/mcs.exe", "-out:compile.exe", "compile.cs")
        made = build_once(
            self.tool("mcs"), self.version, {"compile.cs": driver("Compile.cs")}, "compile.exe", arguments
        )
        files = self.files_in(folder, programs, ".cs")
        write_within(folder, "programs.txt", "".join("\t".join(names) + "\n" for names in files.values()))
        tool = replace(mono, environment={**mono.environment, "MONO_PATH": str(library)})
        done = run_tool(tool, (str(made), *options), folder, readable=(str(made.parent),))
        return read_driver_lines(done, {place: index for index, (place, *_) in files.items()}, self.about)

    def about(self, text: str) -> About:
        """mcs knows C# up to version 7 and the libraries of that time: what it cannot parse or find there may be
        newer."""
        code = int(text[2:].partition(":")[0])
        if code in (103, 234, 246, 400):
            return "value" if code == 103 else "type"
        syntax = (1000 <= code <= 1100 and code != 1061) or code in (116, 131, 589, 1513, 1514, 1519, 1525, 1644)
        return "doubt" if syntax or code in (117, 1061, 1501, 1502, 1503, 1729) or code >= 8000 else "cascade"

    def add_usual_imports(self, code: str) -> str:
        usings = "".join(f"using {name}; " for name in _NAMESPACES if f"using {name};" not in code)
        return "\n".join([usings + code, *missing_classes(code, self.grammar, _CLASSES)])

    def build(self, folder: Path, programs: Mapping[int, Program]) -> Messages:
        files = next(iter(programs.values())).files
        main = next(name for name in ("CaseDriver", "MainSuite", _START) if f"{name}.cs" in files)
        flags = ("-out:OUT/program.exe", "-optimize", "-unsafe", "-r:System.Numerics", f"-main:{main}", "-d:DEBUG")
        return self._compile(folder, programs, flags)

    def render_calls(self, calls: Calls) -> Program:
        name, space = calls.program_name, calls.program_name.lower()
        lines, returns = [], json.dumps(calls.signature.returns.letters)
        types = ("null" if letters is None else json.dumps(letters) for letters in calls.changed_letters)
        changed = f"new string[] {{{', '.join(types)}}}"
        for index, literals in enumerate(calls.literals(_LITERALS)):
            arguments = ", ".join([str(index), returns, changed, json.dumps(space), json.dumps(calls.name), *literals])
            lines.append(f"    static void Case{index}() {{ CaseDriver.Run({arguments}); }}")
        main = " ".join(f"Case{index}();" for index in range(len(lines)))
        launcher = [f"class {name} {{", *lines, f"    public static void Main() {{ {main} }}", "}", ""]
        files = {
            f"{name}Code.cs": self._in_namespace(space, calls.code, "Translation"),
            f"{name}.cs": "\n".join(launcher),
            "CaseDriver.cs": driver("CaseDriver.cs"),
        }
        return Program(files, ("mono", "program.exe", name))

    def render_whole_program(self, code: str, package: str, memory_bytes: int) -> Program:
        files = {f"{package}.cs": self._in_namespace(package, code, "Program"), f"{_START}.cs": driver(f"{_START}.cs")}
        return Program(files, ("mono", "program.exe", package))

    def render_suite(self, code: str, suite: Suite, package: str) -> Program:
        """The tests' Main stands in the class that the prompt begins: the closing brackets of what is around it go."""
        opened = _OPENED.findall(suite.prompt)
        tests = re.sub(rf"(?:\}}\s*){{{len(opened)}}}$", "", without_closing(suite.tests))
        if not re.search(r"\bstatic\s+void\s+Main\s*\(", tests):
            raise ValueError("the tests have no Main")
        name = opened[-1] if opened else "Problem"
        usings = (line.strip() for line in _PLAIN_USING.findall(suite.prompt))
        text = "\n".join([*usings, f"class {name} {{", self._body(code, name), tests, "}"])
        files = {f"{package}.cs": self._in_namespace(package, text, name), "MainSuite.cs": driver("MainSuite.cs")}
        return Program(files, ("mono", "program.exe", f"{package}.{name}"))

    def _body(self, code: str, name: str) -> str:
        """What stands in the class `name` of the code, with the code's usings; all of it if there is no such class."""
        tree = parse(code, self.grammar)
        pending = [tree.container]
        while pending:
            node = pending.pop()
            pending.extend(reversed(node.children))
            named, body = node.child_by_field_name("name"), node.child_by_field_name("body")
            if node.type == "class_declaration" and named and body and tree.source(named) == name:
                return "\n".join([*_PLAIN_USING.findall(code), tree.source(body)[1:-1]])
        return code
