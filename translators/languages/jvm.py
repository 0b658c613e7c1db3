"""The common parts of Java and Kotlin: Java's compiler and virtual machine, and the calls, which are Java for both."""

import json
import re
import shlex
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pairloom.translators.languages.messages import About, Messages, read_driver_lines
from pairloom.translators.languages.programs import Allowance, Calls, Literals, driver
from pairloom.translators.sandbox.folders import write_within
from pairloom.translators.sandbox.toolchains import Tool, build_once, run_tool, tool_version

SETTINGS = ("java-*",)
_ROOM = ("-Xmx1g", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
"""The options of the compilers' own virtual machine."""
PARSE = (
    *(f"-J{option}" for option in _ROOM),
    "-encoding",
    "UTF-8",
    "-proc:none",
    "-XDshould-stop.ifError=PARSE",
    "-XDshould-stop.ifNoError=PARSE",
)
JAVA = ("java", "-Xmx256m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto", "-cp")
"""The options for the programs, which are short: most of their time is the start of the virtual machine."""
ALLOWANCE = Allowance(time=2, memory=2, start_seconds=1, runtime_bytes=768 << 20)
"""Each thread of the virtual machine has the stack of the first."""
TAMPERING = (
    r"\borg\.(?:junit|assertj|opentest4j|hamcrest)\b",
    r"\bSystem\.(?:setOut|setIn|`?in\b)",
    r"\bjava\.lang\.(?:reflect|instrument)\b",
    *(r"\bStackWalker\b", r"\bsetAccessible\b", r"\bsun\.misc\b", r"\b(?:Main|JUnit)Suite\b"),
)
_LITERALS = Literals(
    *("(Object) null", "true", "false", "{}L", "{}"), json.dumps, "CaseDriver.list({})", "CaseDriver.map({})", "{}, {}"
)
_TYPE = re.compile(r"\b(?:class|interface|enum|record)\s+(\w+)")
_SYNTAX = re.compile(r"expected|illegal start|reached end of file|unclosed|not a statement|orphaned|without '")
_OF_ITS_CLASS = re.compile(r"method does not override or implement|modifier default not allowed here|.*\bPiece\b")
"""Errors that can be caused by the missing class and interfaces of a method."""


def calling_class(calls: Calls, owners: Sequence[str]) -> str:
    """A class with one method for each call. owners: the classes that may contain the function."""
    returns = json.dumps(calls.signature.returns.letters)
    owner = f"new String[] {{{', '.join(map(json.dumps, owners))}}}"
    types = (json.dumps(letters) for letters in calls.changed_letters)
    changed = f"new String[] {{{', '.join(types)}}}"
    lines = [f"final class {calls.program_name} {{"]
    for index, literals in enumerate(calls.literals(_LITERALS)):
        arguments = ", ".join([str(index), returns, changed, owner, json.dumps(calls.name), *literals])
        lines += [f"    private static void case{index}() {{", f"        CaseDriver.run({arguments});", "    }"]
    main = ["        CaseDriver.start();", *(f"        case{index}();" for index in range(len(calls.arguments)))]
    return "\n".join([*lines, "    public static void main(String[] arguments) {", *main, "    }", "}", ""])


def run_class(memory_bytes: int, classes: str, start: str) -> tuple[str, ...]:
    """The command that runs a whole program, with a deep stack."""
    flags = (
        f"-Xmx{memory_bytes >> 20}m",
        f"-Xss{ALLOWANCE.stack_bytes >> 20}m",
        "-XX:+UseSerialGC",
        "-XX:-UsePerfData",
    )
    return ("java", *flags, "-cp", classes, start)


def run_suite(classes: Sequence[str], *arguments: str) -> tuple[str, ...]:
    """The command that runs tests, with assertions on."""
    java, *flags = JAVA
    return (java, "-ea", *flags, ":".join(["classes", *classes]), *arguments)


@dataclass(frozen=True)
class Compiler:
    """A compiler that runs in Java's virtual machine, in a program of ours: `main` of drivers/`files`. options: those
    of all starts. classpath: the compiler's jars. sample: (path, text) of a program. It is compiled once to note the
    classes of the compiler, because reading them is most of its start."""

    main: str
    files: tuple[str, ...]
    sample: tuple[str, str]
    options: tuple[str, ...] = ()
    classpath: tuple[str, ...] = ()


JAVA_COMPILER = Compiler(
    "Compile",
    ("Compile.java",),
    ("p/Piece.java", "package p; class Piece { int f() { return 1; } }"),
    ("-proc:none", "-implicit:none", "-nowarn", "-Xmaxerrs", "100000"),
)
_BUILD = """set -e
{bin}/javac -d made {classpath} *.java
{bin}/jar cf compile.jar -C made .
mkdir -p p && printf '%s' '{text}' > {path} && printf 'p\\t{name}\\n' > programs.txt
{command} > /dev/null 2>&1
test -s compile.jsa
"""


def compile_programs(
    java: Tool,
    compiler: Compiler,
    options: Sequence[str],
    folder: Path,
    files: Mapping[int, Sequence[str]],
    about: Callable[[str], About] = lambda text: "error",
) -> Messages:
    """Starts a compiler once for many programs, each of which is judged alone. files: index of a program -> its place
    in `folder`, and its files there. The class files of a program in Java go to `classes` in its place."""
    made = _build_compiler(java, compiler)
    shutil.copy2(made / "compile.jar", folder)  # with its time, and at the path where it was, as the archive requires
    lines = ("\t".join(names) + "\n" for names in files.values())
    write_within(folder, "programs.txt", "".join(lines))
    archive = f"-XX:SharedArchiveFile={made}/compile.jsa"
    done = run_tool(java, (archive, *_start(compiler), *options), folder, readable=(str(made),))
    return read_driver_lines(done, {place: index for index, (place, *_) in files.items()}, about)


def _build_compiler(java: Tool, compiler: Compiler) -> Path:
    """The folder of a compiler's jar, and of an archive of the classes that it uses."""
    command = (java.path, "-XX:ArchiveClassesAtExit=compile.jsa", *_start(compiler))
    path, text = compiler.sample
    script = _BUILD.format(
        bin=Path(java.path).parent,
        classpath=f"-cp {':'.join(compiler.classpath)}" if compiler.classpath else "",
        text=text,
        path=path,
        name=Path(path).name,
        command=shlex.join(command),
    )
    sources = {name: driver(name) for name in compiler.files}
    shell = Tool("/bin/sh", java.readable)
    version = f"java {tool_version(java, ('-version',))}"
    return build_once(shell, version, sources, "compile.jar", ("-c", script)).parent


def _start(compiler: Compiler) -> tuple[str, ...]:
    return (*_ROOM, "-cp", ":".join(("compile.jar", *compiler.classpath)), compiler.main, *compiler.options)


def read_error(message: str, code: str) -> tuple[str, About]:
    """(text, subject). A name that is missing in a class of the piece may be defined elsewhere (in its base class); a
    name that is missing in a known class is an error. message: javac's, with details in further lines. code: the piece.
    """
    text, _, block = message.partition("\n")
    own = {"Piece", *_TYPE.findall(code)}
    if text.startswith("cannot find symbol"):
        symbol = re.search(r"symbol:\s+(\w+) (.+)", block)
        place = r"location:\s+(?:(?:class|interface|enum|record)|variable \w+ (of type)) ([\w.]+)(?:<.*>)?\s*$"
        location = re.search(place, block, re.MULTILINE)
        kind, name = (symbol[1], symbol[2]) if symbol else ("symbol", "")
        where = location[2].rpartition(".")[2] if location else ""
        if location and location[1] and where in own:
            return f"unknown {kind} {name} in {where}", "cascade"  # it may be inherited
        elsewhere = "location:" not in block or where in own
        said = f"unknown {kind} {name}" + ("" if elsewhere else f" in {where or 'a known type'}")
        return said, ("type" if kind == "class" else "value") if elsewhere else "error"
    if re.match(r"package [\w.]+ does not exist|static import only from", text):
        return text, "type"
    iterated = (
        re.search(r"^\s*found:\s+(?:\w+\.)*(\w+)", block, re.MULTILINE) if "for-each not applicable" in text else None
    )
    if _OF_ITS_CLASS.match(text) or (iterated and iterated[1] in own):
        return f"{text}: of a class that is elsewhere", "type"
    return text, "error" if _SYNTAX.search(text) else "cascade"
