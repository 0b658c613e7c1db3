"""Go."""

import json
import os
import re
import shutil
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path

from pairloom.translators.languages.base import Language
from pairloom.translators.languages.documented import DocumentedFunctions
from pairloom.translators.languages.entry import is_at_top
from pairloom.translators.languages.functions import Function, all_functions
from pairloom.translators.languages.grammar import Grammar, Tree, parse
from pairloom.translators.languages.judges import missing_classes
from pairloom.translators.languages.messages import About, Message, Messages, read_driver_lines
from pairloom.translators.languages.programs import (
    Allowance,
    Calls,
    Literals,
    NoFramework,
    Program,
    Suite,
    driver,
    quote,
)
from pairloom.translators.languages.signatures import type_names
from pairloom.translators.sandbox import sandbox
from pairloom.translators.sandbox.folders import write_within
from pairloom.translators.sandbox.toolchains import Tool, Toolchain, build_once, run_tool, tool_at, tool_output

_LITERALS = Literals(
    *("nil", "true", "false", "{}", "float64({})"),
    lambda text: quote(text, "\\U{:08x}".format),
    "caseList{{{}}}",
    "caseMap{{{}}}",
    "{}: {}",
)
_LIBRARIES = "/usr/share/gocode"
"""Where Debian puts libraries of Go."""
_TESTIFY = Path(f"{_LIBRARIES}/src/github.com/stretchr/testify")
_TESTIFY_PACKAGE = "Debian: golang-github-stretchr-testify-dev"
_PACKAGE = re.compile(r"^[ \t]*package\s+\w+[ \t;]*$", re.MULTILINE)
_MAIN = re.compile(r"^func main\(", re.MULTILINE)
_TYPES = {"int": "int", "float": "float64", "str": "string", "bool": "bool", "char": "rune"}
_KEEP = '#!/bin/sh\ncp "$1" program\n'
_USUAL_PACKAGES = (
    *("bufio", "bytes", "container/heap", "container/list", "encoding/hex", "encoding/json", "errors", "fmt", "io"),
    *("math", "math/big", "math/bits", "math/rand", "os", "path", "path/filepath", "regexp", "sort", "strconv"),
    *("strings", "sync", "time", "unicode", "unicode/utf8"),
)
_COMPILED_PACKAGES = (*_USUAL_PACKAGES, "container/ring", "hash/fnv", "math/cmplx", "reflect", "text/tabwriter")
"""What translations import from the standard library."""


_CLASSES = {
    "ListNode": "type ListNode struct { Val int; Next *ListNode }",
    "TreeNode": "type TreeNode struct { Val int; Left, Right *TreeNode }",
}


class Go(Language):
    """Go. A type checker of ours, on go/types, looks at pieces; `go build` and `go test` make programs."""

    grammar = Grammar(
        name="go",
        package="tree-sitter-go",
        functions=("function_declaration", "method_declaration", "func_literal"),
        comments=("comment",),
        strings=("interpreted_string_literal", "raw_string_literal"),
        numbers=("int_literal", "float_literal"),
        top_level=frozenset(
            {"function_declaration", "method_declaration", "import_declaration", "package_clause"}
            | {"type_declaration", "var_declaration", "const_declaration"}
        ),
        main="main",
    )
    entry_point = "a function `main` in `package main`"
    stdin = r"\bos\.Stdin\b|\bfmt\.Scan|\bsyscall\.Read\(|/dev/stdin"
    documented = DocumentedFunctions(functions=("function_declaration", "method_declaration"))
    types = type_names(
        int="int int8 int16 int32 int64 uint uint8 uint16 uint32 uint64",
        float="float64 float32",
        str="string",
        bool="bool",
        char="rune byte",
        dict="map",
        error="error",
        none="unstated",
    )
    resolves_together = True
    toolchain = Toolchain("go", ("go",), ("go", "version"), "golang-go")
    failure = "panic(0)"
    naming = ("pascal", "camel")
    error_values = True
    allowance = Allowance(time=1.5, memory=1.5, runtime_bytes=64 << 20)
    error = re.compile(r"^(?:vet: )?[^\n]*?:(?P<line>\d+)(?::\d+)?: (?P<text>.*)$", re.MULTILINE)
    tampering = (
        *(
            r'"testing(?:/\w+)?"',
            r'"(?:unsafe|syscall|runtime/\w+)"',
            r"\bos\.(?:Stdin|Stdout|NewFile)\b",
            "^func Test",
        ),
    )

    syntax_command = ("gofmt", "-l")

    def is_main(self, function: Function, tree: Tree) -> bool:
        package = next((tree.source(node) for node in tree.top_level if node.type == "package_clause"), "")
        return is_at_top(function) and not function.parameters.receiver and package.split()[1:2] == ["main"]

    def find_tool(self, name: str) -> Tool | None:
        return self._go if name == "go" else super().find_tool(name)

    @cached_property
    def _go(self) -> Tool | None:
        found = shutil.which("go")
        if found is None:
            return None
        root = tool_output((found, "env", "GOROOT")).strip()
        settings = {"GOROOT": root, "CGO_ENABLED": "0", "GOFLAGS": "-mod=mod", "GOPROXY": "off", "GOTOOLCHAIN": "local"}
        settings |= {"GOPATH": "/tmp/go", "GOTMPDIR": sandbox.WORK, "GO111MODULE": "on"}
        installed = Path(root, "bin", "go")  # `found` may be a script that starts it
        program = installed if installed.exists() else Path(found)
        return tool_at(program.resolve(), {**settings, "GOCACHE": f"{sandbox.WORK}/cache"})

    def drop_unused_imports(self, code: str) -> str:
        def used(path: str) -> bool:
            return re.search(rf"\b{re.escape(path.rsplit('/', 1)[-1])}\.", code) is not None

        def grouped(group: re.Match[str]) -> str:
            kept = [line for line in group[1].split("\n") if not (m := re.match(r'\s*"([^"]+)"', line)) or used(m[1])]
            return "import (" + "\n".join(kept) + ")" if any('"' in line for line in kept) else ""

        rest = re.sub(r'^import "([^"]+)"\n?', lambda line: line[0] if used(line[1]) else "", code, flags=re.MULTILINE)
        rest = re.sub(r"^import \((.*?)\)", grouped, rest, flags=re.MULTILINE | re.DOTALL)
        return re.sub(r"\n{3,}", "\n\n", rest).strip("\n")

    def piece(self, index: int, code: str) -> tuple[str, str]:
        text = re.sub(r"^([ \t]*)package\s+\w+[ \t;]*$", r"\1", code, count=1, flags=re.MULTILINE)
        return "piece.go", f"package piece; {text}"

    def check(self, folder: Path, programs: Mapping[int, Program]) -> Messages:
        go = self.tool("go")
        source = {"check_go.go": driver("check_go.go")}
        checker = build_once(go, self.version, source, "check_go", ("build", "-o", "check_go", "check_go.go"))
        owners = self.owners(folder, programs)
        write_within(folder, "files.json", json.dumps(list(owners)))
        environment = {"GOROOT": go.environment["GOROOT"], "CGO_ENABLED": "0", "GO111MODULE": "off"}
        tool = Tool(str(checker), (*go.readable, str(checker.parent)), environment)
        return read_driver_lines(run_tool(tool, (), folder), owners, self.about)

    def about(self, text: str) -> About:
        """go/types says nothing more about what has an unknown type; but what is only used beside one counts as
        unused."""
        if re.match(r"(undefined|undeclared name): \w+$|could not import ", text):
            return "type"
        if re.search(r"declared (but|and) not used", text):
            return "cascade"
        newer = re.match(r"cannot range over .*(\bint\b|func\()|\w+ not declared by package |.* requires go1\.", text)
        return "doubt" if newer else "error"

    def add_usual_imports(self, code: str) -> str:
        known = {name.rpartition("/")[2]: name for name in _USUAL_PACKAGES}
        used = {name for name in re.findall(r"(?<![\w.\"])(\w+)\.[A-Z]", code) if name in known}
        missing = [path for name, path in sorted(known.items()) if name in used and f'"{path}"' not in code]
        imports = "".join(f'import "{path}"; ' for path in missing)
        package = re.match(r"\s*package\s+\w+[ \t;]*\n?", code)
        code = "\n".join([code, *missing_classes(code, self.grammar, _CLASSES)])
        return imports + code if not package else package[0] + imports + code[package.end() :]

    def build(self, folder: Path, programs: Mapping[int, Program]) -> Messages:
        """All packages in one start, then alone each of which there is no program: a package that cannot be loaded
        prevents all others, and messages name any file that a comment tells them to (`//line`)."""
        if not (folder / "cache").exists():
            self.lay_out_cache(folder)
        found: Messages = {}
        pending = dict(programs)
        while len(pending) > 1:
            printed, built = self._build(folder, pending)
            found |= {index: [] for index in built}
            named = {index for index in pending if self.place(folder, index).name in printed}
            if built or not named or len(named) == len(pending):
                break
            pending = {index: program for index, program in pending.items() if index not in named}
        for index, program in programs.items():
            if index not in found:
                printed, built = self._build(folder, {index: program})
                errors = [self.read_message(error) for error in self.error.finditer(printed)]
                found[index] = [] if built else errors or [Message(1, "go makes no program of it", "error")]
        return found

    def _build(self, folder: Path, programs: Mapping[int, Program]) -> tuple[str, list[int]]:
        """The output of one start, and the programs that it has made. `go test` calls a script of ours in the folder of
        each package instead of its tests."""
        go, places = self.tool("go"), {index: self.place(folder, index) for index in programs}
        packages = [f"./{place.name}" for place in places.values()]
        flags = ("-gcflags=-e", "-ldflags=-s -w")
        if "main.go" in next(iter(programs.values())).files:
            own = re.search(r"\d+\.\d+", self.version)  # all of the language that this compiler knows
            write_within(folder, "go.mod", f"module cases\n\ngo {own[0] if own else '1.18'}\n")
            (folder / "bin").mkdir(exist_ok=True)
            (folder / "bin").chmod(0o777)
            done = run_tool(go, ("build", *flags, "-o", "bin/", *packages), folder)
            for place in places.values():
                if (folder / "bin" / place.name).exists():
                    (folder / "bin" / place.name).rename(place / "program")
        else:
            write_within(folder, "keep", _KEEP)
            (folder / "keep").chmod(0o755)
            outside_modules = {**go.environment, "GO111MODULE": "off", "GOFLAGS": "", "GOPATH": _LIBRARIES}
            arguments = ("test", "-vet=off", *flags, f"-exec={sandbox.WORK}/keep", *packages)
            done = run_tool(Tool(go.path, go.readable, outside_modules), arguments, folder)
        return done.stdout + done.stderr, [index for index, place in places.items() if (place / "program").exists()]

    def lay_out_cache(self, folder: Path) -> None:
        """Gives a folder that Go will build in the standard library compiled: since 1.20 Go comes with its source only,
        and each batch would compile it again. Links, not copies, where the file systems allow; Go refuses a cache that
        it cannot write to.

        Raises ToolchainError if it cannot be compiled.
        """
        imports = "".join(f'import _ "{name}"\n' for name in sorted(_COMPILED_PACKAGES))
        text = f'package library\n\nimport "testing"\n{imports}\nfunc TestNothing(t *testing.T) {{}}\n'
        arguments = ("test", "-c", "-vet=off", "-o", "library", "library_test.go")
        built = build_once(self.tool("go"), self.version, {"library_test.go": text}, "library", arguments)
        shutil.copytree(built.parent / "cache", folder / "cache", copy_function=_link)
        for path in (folder / "cache").iterdir():
            path.chmod(0o777) if path.is_dir() else path.unlink()  # Go writes its own notes
        (folder / "cache").chmod(0o777)

    def render_calls(self, calls: Calls) -> Program:
        function, returns = self._expression(calls), json.dumps(calls.signature.returns.letters)
        types = (f'{position}: "{calls.signature.arguments[position].letters}"' for position in calls.changed)
        changed = f"map[int]string{{{', '.join(types)}}}" if calls.changed else "nil"
        rows = enumerate(calls.literals(_LITERALS))
        lines = [f"\trunCase({', '.join([str(index), returns, changed, function, *row])})" for index, row in rows]
        code = _MAIN.sub("func translatedMain(", _PACKAGE.sub("", calls.code, count=1))
        files = {
            "translation.go": f"package main\n\n{code}",
            "case_driver.go": driver("case_driver.go"),
            "main.go": "\n".join(["package main", "", "func main() {", "\tbeginCases()", *lines, "}", ""]),
        }
        return Program(files, ("./program",))

    def _expression(self, calls: Calls) -> str:
        """The function as it is called: a method of a new object, a generic one with the types of the values."""
        tree = parse(calls.code, self.grammar)
        own = [function.node for function in all_functions(tree) if calls.name in function.names]
        if not own or any(node.type == "func_literal" for node in own):
            return calls.name
        node = next((node for node in own if node.type == "function_declaration"), own[0])
        receiver, names = node.child_by_field_name("receiver"), node.child_by_field_name("type_parameters")
        if receiver is not None:
            kind = re.split(r"[\s*(]+", tree.source(receiver).strip("() "))[-1]
            return f"new({kind}).{calls.name}"
        if names is None:
            return calls.name
        parameters = node.child_by_field_name("parameters")
        written = tree.source(parameters) if parameters is not None else ""
        own_types = [
            "string" if re.search(rf"map\[{name}\]", written) else _TYPES[calls.signature.leaf.kind]
            for name in re.findall(r"(\w+)(?=\s*,|\s+[\w~(\[])", tree.source(names)[1:])
        ]
        return f"{calls.name}[{', '.join(own_types)}]"

    def render_whole_program(self, code: str, package: str, memory_bytes: int) -> Program:
        text = code if _PACKAGE.search(code) else f"package main; {code}"
        return Program({"main.go": text}, ("./program",), environment={"GOMEMLIMIT": f"{memory_bytes >> 20}MiB"})

    def is_newer(self, text: str) -> bool:
        """Functions and packages that later versions of Go have."""
        newer = r"undefined: (min|max|clear)$|undefined: (strings|sort|math|bytes)\.\w+$|package [a-z/]+ is not in"
        return super().is_newer(text) or re.match(newer, text) is not None

    def render_suite(self, code: str, suite: Suite, package: str) -> Program:
        """Tests of `go test`, maybe with testify."""
        if not re.search(r"^func Test\w*\(", suite.tests, re.MULTILINE):
            raise ValueError("the tests have no function that go test runs")
        if "stretchr/testify" in suite.tests and not _TESTIFY.exists():
            raise NoFramework(f"testify is not installed ({_TESTIFY_PACKAGE})")
        tests = suite.tests.replace("b.Loop()", "b.N < 0")  # of Go 1.24, and only in benchmarks, which are not run
        if not _PACKAGE.search(tests):  # MultiPL-E: the prompt has the imports of the tests
            tests = "".join(re.findall(r"^import\s+(?:\([^)]*\)|\".*?\")\n?", suite.prompt, re.MULTILINE)) + tests
        # Tests of several files were put into one; each begins with its package.
        parts = [
            part for part in _PACKAGE.split(tests) if re.search(r"^\s*(?:func|var|type|const)\b", part, re.MULTILINE)
        ]
        files = {f"translation{at}_test.go": f"package suite\n{part}" for at, part in enumerate(parts)}
        if re.search(r"^func TestMain\(", tests, re.MULTILINE):
            raise ValueError("the tests have a TestMain of their own")
        files["suite_main_test.go"] = driver("suite_main_test.go")
        files["translation.go"] = "package suite\n" + _PACKAGE.sub("", code, count=1)
        return Program(files, ("./program", "-test.v"))

    def frameworks(self) -> dict[str, str]:
        return {"testing": "", "testify": "" if _TESTIFY.exists() else _TESTIFY_PACKAGE}

    def passed_tests(self, printed: str) -> int:
        return len(re.findall(r"^--- PASS", printed, re.MULTILINE))


def _link(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:  # another file system
        shutil.copyfile(source, target)
