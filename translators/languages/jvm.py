"""The common parts of Java and Kotlin: Java's compiler and virtual machine, and the calls, which are Java for both."""

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from pairloom.translators.languages.messages import About, Message, Messages
from pairloom.translators.languages.programs import Allowance, Calls, Literals, Program
from pairloom.translators.sandbox.toolchains import Tool, run_tool

SETTINGS = ("java-*",)
ROOM = ("-J-Xmx1g", "-J-XX:+UseSerialGC", "-J-XX:TieredStopAtLevel=1")
"""The options of the compilers' own virtual machine."""
JAVAC = (*ROOM, "-encoding", "UTF-8", "-proc:none", "-nowarn", "-Xmaxerrs", "100000", "-d", "classes")
PARSE = (*ROOM, "-encoding", "UTF-8", "-proc:none", "-XDshould-stop.ifError=PARSE", "-XDshould-stop.ifNoError=PARSE")
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
_ERROR = re.compile(r"^([\w/]+\.java):(\d+): error: (.*)$", re.MULTILINE)
_TYPE = re.compile(r"\b(?:class|interface|enum|record)\s+(\w+)")
_SYNTAX = re.compile(r"expected|illegal start|reached end of file|unclosed|not a statement|orphaned|without '")
_OF_ITS_CLASS = re.compile(
    r"method does not override or implement|modifier default not allowed here|.*\bPiece\b"
    r"|.*not applicable.*\n.*: this\)"
)
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


def compile_java(
    tool: Tool, arguments: Sequence[str], folder: Path, owners: Mapping[str, int], programs: Mapping[int, Program]
) -> Messages:
    """Starts javac once for all programs. Returns its messages, {} if it did not finish or named none of them.

    owners: file -> index of its program.
    """
    done = run_tool(tool, arguments, folder)
    if done.stopped or done.status not in (0, 1):
        return {}
    found: Messages = {index: [] for index in programs}
    text = done.stdout + done.stderr
    heads = list(_ERROR.finditer(text))
    ends = [*(head.start() for head in heads[1:]), len(text)]
    for head, end in zip(heads, ends, strict=False):
        if head[1] in owners:
            index = owners[head[1]]
            own = {"Piece", *_TYPE.findall(programs[index].files[head[1]])}
            said, about = _read(head[3], text[head.end() : end], own)
            found[index].append(Message(int(head[2]), said, about))
    return {} if done.status == 1 and not any(found.values()) else found


def _read(text: str, block: str, own: set[str]) -> tuple[str, About]:
    """(text, subject). A name that is missing in a class of the piece may be defined elsewhere (in its base class); a
    name that is missing in a known class is an error. own: the classes of the piece."""
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
    if _OF_ITS_CLASS.match(text + block):
        return f"{text}: of a class that is elsewhere", "type"
    return text, "error" if _SYNTAX.search(text) else "cascade"
