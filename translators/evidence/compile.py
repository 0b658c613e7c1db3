"""Compiles translations without running them, many at a time, and tells what is wrong from what merely is elsewhere.

A translation is a piece: it may call functions and use types of its repository that nobody sent along. Each compiler's
messages are therefore sorted into names that it does not know and real errors (docs/gates.md has the table). A
compiler that stops at an unknown name, or says things about it that may be wrong, proves nothing: not checked.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

from pairloom.translators.checks.native import python_error
from pairloom.translators.evidence.cases import KOTLINC
from pairloom.translators.evidence.supplements import supplement
from pairloom.translators.languages import GRAMMARS, csharp_unit, kotlin_unit, parse
from pairloom.translators.sandbox import sandbox
from pairloom.translators.sandbox.sandbox import Finished
from pairloom.translators.sandbox.toolchains import COMPILE, TOOLCHAINS, Tool, built, find_tool, run_tool, toolchains

HELPERS = Path(__file__).parent / "helpers"

Outcome = Literal["clean", "unresolved", "unknown", "error"]
About = Literal["value", "type", "cascade", "doubt", "error"]
_RANK = {"clean": 0, "unresolved": 1, "error": 2, "unknown": 3}


@dataclass(frozen=True)
class Diagnosis:
    """What a compiler says of a piece of code.

    outcome: "clean"; "unresolved": nothing but names that are defined elsewhere; "unknown": the compiler cannot tell,
    or there is none; "error". detail: the first message, or why there is none. line: 1-based line of the piece, None
    where no line is to blame. code: the piece with the usual imports that it left out.
    """

    outcome: Outcome
    detail: str
    line: int | None
    code: str


@dataclass(frozen=True)
class Message:
    """One error of a compiler: line 1-based in the file, text, and what it is about.

    "value" and "type" are names that the compiler does not know; "cascade" may be a consequence of an unknown type;
    "doubt" leaves open whether the piece is right (a newer compiler might take it, or this one stopped at it); "error"
    is wrong whatever else there is.
    """

    line: int
    text: str
    about: About


Messages = Mapping[int, list[Message]]
"""Index of a piece -> what the compiler says of it; a piece without messages is clean. A piece that is not in the
mapping was not reached."""


def compile_pieces(language: str, codes: Sequence[str]) -> list[Diagnosis]:
    """One diagnosis for each piece of `codes`, in order. Never raises for what a piece holds.

    Raises SandboxUnavailable where nothing can be run safely.
    """
    reason = not_checkable(language)
    if reason:
        return [Diagnosis("unknown", reason, None, code) for code in codes]
    first = _diagnose(language, codes)
    completed = {index: supplement(language, codes[index]) for index, d in enumerate(first) if d.outcome != "clean"}
    again = [(index, code) for index, code in completed.items() if code is not None]
    second = _diagnose(language, [code for _, code in again]) if again else []
    result = list(first)
    for (index, _), diagnosis in zip(again, second, strict=True):
        result[index] = _better(first[index], diagnosis)
    return result


def not_checkable(language: str) -> str:
    """Why nothing in `language` can be compiled on this machine; "" if it can."""
    if language not in TOOLCHAINS:
        return f"there is no compile gate for {language}"
    if language == "python":
        return ""
    if find_tool(TOOLCHAINS[language].check) is None:
        return f"{TOOLCHAINS[language].check} is not installed"
    return sandbox.unavailable()


_CLASH = re.compile(r"redefin|redeclar|conflicting|ambiguous|previous|already|different kind of|not used")


def _better(bare: Diagnosis, completed: Diagnosis) -> Diagnosis:
    """Of a piece as it is and with the usual imports. Where imports turn doubt into an error it is one, unless they
    define what the piece defines itself."""
    if bare.outcome == "unknown" and completed.outcome == "error":
        return bare if _CLASH.search(completed.detail) else completed
    return min(bare, completed, key=lambda diagnosis: _RANK[diagnosis.outcome])


def _diagnose(language: str, codes: Sequence[str]) -> list[Diagnosis]:
    if language == "python":
        return [_python(code) for code in codes]
    messages = _run_compiler(language, [_file(language, index, code) for index, code in enumerate(codes)])
    return [_judge(messages.get(index), code) for index, code in enumerate(codes)]


def _python(code: str) -> Diagnosis:
    problem = python_error(code)
    return Diagnosis("error", problem.detail, problem.line, code) if problem else Diagnosis("clean", "", None, code)


def _judge(messages: list[Message] | None, code: str) -> Diagnosis:
    if messages is None:
        return Diagnosis("unknown", "the compiler did not finish", None, code)
    if not messages:
        return Diagnosis("clean", "", None, code)
    kinds = {message.about for message in messages}
    shown = min(messages, key=lambda message: (message.about in ("value", "type"), message.line))
    line = min(max(shown.line, 1), code.count("\n") + 1)
    if "error" in kinds or ("cascade" in kinds and not kinds & {"type", "doubt"}):
        shown = next(message for message in messages if message.about in ("error", "cascade"))
        line = min(max(shown.line, 1), code.count("\n") + 1)
        return Diagnosis("error", f"{shown.text} (line {line})", line, code)
    if "cascade" in kinds or "doubt" in kinds:
        return Diagnosis("unknown", f"the compiler cannot tell: {shown.text} (line {line})", line, code)
    return Diagnosis("unresolved", f"{shown.text} (line {line})", line, code)


# --- files ----------------------------------------------------------------------------------------------------------


def _file(language: str, index: int, code: str) -> tuple[str, str]:
    """(name, text) of the file that a piece becomes. Its lines keep their numbers."""
    match language:
        case "java":
            return _java_file(index, code)
        case "go":
            text = re.sub(r"^([ \t]*)package\s+\w+[ \t;]*$", r"\1", code, count=1, flags=re.MULTILINE)
            return f"piece{index}.go", f"package piece; {text}"
        case "php":
            text = re.sub(r"^\s*<\?php\b|\?>\s*$", "", _wrapped("php", code))
            return f"piece{index}.php", f"<?php {text}\n"
        case "kotlin":
            return f"piece{index}.kt", kotlin_unit(f"piece{index}", _wrapped("kotlin", code))
        case "csharp":
            return f"piece{index}.cs", csharp_unit(f"piece{index}", code, "Piece")
        case "javascript" | "ruby":
            return f"piece{index}.{'js' if language == 'javascript' else 'rb'}", _wrapped(language, code)
    return f"piece{index}.{ {'c': 'c', 'cpp': 'cpp', 'rust': 'rs', 'typescript': 'ts'}[language] }", code


def _wrapped(language: str, code: str) -> str:
    """A piece of a class in a class, other pieces as they are; on the same lines as before."""
    tree = parse(code, GRAMMARS[language])
    text = tree.text.decode("utf-8")
    if not tree.shift:
        return text
    text = text.replace("\n", " ", tree.shift)
    if language not in ("javascript", "php"):
        return text
    # It may have come from a class that extends another, and call what it inherits.
    return re.sub(r"^class A \{", "class A extends B {", text)


_JAVA_IMPORT = re.compile(r"(?:^|(?<=;))[ \t]*import\s+(?:static\s+)?[\w.]+(?:\.\*)?\s*;", re.MULTILINE)
_JAVA_PACKAGE = re.compile(r"^[ \t]*package\s+[\w.]+\s*;", re.MULTILINE)
_JAVA_TYPE = re.compile(r"\b(?:class|interface|enum|record)\s+(\w+)")
_JAVA_PUBLIC = re.compile(
    r"^[ \t]*public\s+(?:(?:final|abstract|sealed|strictfp)\s+)*(?:class|interface|enum|record|@interface)\s+(\w+)",
    re.MULTILINE,
)
_JAVA_TYPES = {"class_declaration", "interface_declaration", "enum_declaration", "record_declaration"} | {
    "annotation_type_declaration"
}


def _java_file(index: int, code: str) -> tuple[str, str]:
    """Each piece has a package to itself; methods stand in a class. Imports go to the first line."""
    imports = " ".join(" ".join(found.split()) for found in _JAVA_IMPORT.findall(code))
    body = _JAVA_PACKAGE.sub("", _JAVA_IMPORT.sub("", code), count=1)
    nodes = parse(body, GRAMMARS["java"]).top_level
    kinds = {node.type for node in nodes}
    if kinds and kinds <= _JAVA_TYPES:
        public = _JAVA_PUBLIC.search(body)
        return f"piece{index}/{public[1] if public else 'Piece'}.java", f"package piece{index}; {imports} {body}\n"
    constructors = [node.child_by_field_name("name") for node in nodes if node.type == "constructor_declaration"]
    name = (
        constructors[0].text.decode("utf-8") if constructors and constructors[0] and constructors[0].text else "Piece"
    )
    return f"piece{index}/{name}.java", f"package piece{index}; {imports} class {name} {{ {body}\n}}\n"


# --- running the compilers ------------------------------------------------------------------------------------------

_BATCH_SIZE = 64


def _run_compiler(language: str, files: Sequence[tuple[str, str]]) -> dict[int, list[Message]]:
    """What the compiler says of each file. A batch that does not finish is halved until the culprit is alone."""
    if not files:
        return {}
    if len(files) > _BATCH_SIZE:
        return _halves(language, files, _BATCH_SIZE)
    with TemporaryDirectory(prefix="pairloom-") as name:
        folder = Path(name)
        for path, text in files:
            (folder / path).parent.mkdir(exist_ok=True)
            (folder / path).write_text(text, encoding="utf-8", newline="\n")
        found = _COMPILERS[language](folder, [path for path, _ in files])
    if found is not None:
        codes = dict(files)
        return {index: found[path] for index, (path, _) in enumerate(files) if path in found and path in codes}
    return {} if len(files) == 1 else _halves(language, files, len(files) // 2)


def _halves(language: str, files: Sequence[tuple[str, str]], at: int) -> dict[int, list[Message]]:
    first = _run_compiler(language, files[:at])
    second = _run_compiler(language, files[at:])
    return first | {at + index: messages for index, messages in second.items()}


Found = dict[str, list[Message]]
"""File -> its messages; files that the compiler did not finish are left out."""


def _helper(name: str) -> str:
    return (HELPERS / name).read_text(encoding="utf-8")


def _tool(name: str) -> Tool:
    tool = find_tool(name)
    assert tool is not None  # not_checkable() was asked first
    return tool


def _java(folder: Path, paths: list[str]) -> Found | None:
    """All files in one start of the compiler, which goes on to types after an error of syntax in a file."""
    flags = ("-proc:none", "-implicit:none", "-nowarn", "-Xmaxerrs", "100000", "-encoding", "UTF-8", "-d", "classes")
    policy = ("-XDshould-stop.ifError=FLOW", "-XDcompilePolicy=check", "-J-Xmx1g", "-J-XX:+UseSerialGC")
    done = run_tool(_tool("javac"), (*policy, "-J-XX:TieredStopAtLevel=1", *flags, *paths), folder)
    if done.stopped or done.status not in (0, 1):
        return None
    found: Found = {path: [] for path in paths}
    own = {path: {"Piece", *_JAVA_TYPE.findall((folder / path).read_text(encoding="utf-8"))} for path in paths}
    heads = list(re.finditer(r"^(piece\d+/\w+\.java):(\d+): error: (.*)$", done.stdout + done.stderr, re.MULTILINE))
    text = done.stdout + done.stderr
    ends = [*(head.start() for head in heads[1:]), len(text)]
    for head, end in zip(heads, ends, strict=False):
        block = text[head.end() : end]
        found[head[1]].append(Message(int(head[2]), *_java_message(head[3], block, own[head[1]])))
    if done.status == 1 and not heads:
        return None
    return found


_JAVA_OF_ITS_CLASS = re.compile(
    r"method does not override or implement|modifier default not allowed here|.*\bPiece\b"
    r"|.*not applicable.*\n.*: this\)"
)
"""Errors that a method may owe to the class and the interfaces that it was taken out of."""


def _java_message(text: str, block: str, own: set[str]) -> tuple[str, About]:
    """(text, what it is about). A name that is missing in a class of the piece may be defined elsewhere (in a class
    that it extends); one that is missing in a known class is wrong."""
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
    if _JAVA_OF_ITS_CLASS.match(text + block):
        return f"{text}: of a class that is elsewhere", "type"
    syntax = re.search(r"expected|illegal start|reached end of file|unclosed|not a statement|orphaned|without '", text)
    return text, "error" if syntax else "cascade"


def _go(folder: Path, paths: list[str]) -> Found | None:
    checker = built("go", "check_go.go", _helper("check_go.go"), "check_go", ("build", "-o", "check_go", "check_go.go"))
    (folder / "files.json").write_text(json.dumps(paths))
    goroot = _tool("go").environment["GOROOT"]
    done = sandbox.run(
        (str(checker),),
        folder,
        limits=COMPILE,
        environment={"GOROOT": goroot, "CGO_ENABLED": "0", "GO111MODULE": "off"},
        readable=(*_tool("go").readable, str(checker.parent)),
    )
    return _json_lines(done, paths, _go_message)


def _go_message(text: str) -> About:
    """go/types says nothing more about what has an unknown type; but what is only used beside one counts as unused."""
    if re.match(r"(undefined|undeclared name): \w+$|could not import ", text):
        return "type"
    if re.search(r"declared (but|and) not used", text):
        return "cascade"
    newer = re.match(r"cannot range over .*(\bint\b|func\()|\w+ not declared by package |.* requires go1\.", text)
    return "doubt" if newer else "error"


def _json_lines(done: Finished, paths: list[str], about: Callable[[str], About]) -> Found | None:
    """What a helper printed; None if it did not come to its end."""
    found: Found = {path: [] for path in paths}
    finished = False
    for line in done.stdout.splitlines():
        try:
            values = json.loads(line)
        except ValueError:
            continue
        if values["file"]:
            found[values["file"]].append(Message(values["line"], values["text"], about(values["text"])))
        else:
            finished = True
    return found if finished and not done.stopped else None


def _node(folder: Path, paths: list[str]) -> Found | None:
    return _script(folder, paths, "node", ("--no-warnings", "--experimental-vm-modules"), "check_javascript.js")


def _ruby(folder: Path, paths: list[str]) -> Found | None:
    return _script(folder, paths, "ruby", ("--disable-gems", "-W0"), "check_ruby.rb")


def _script(folder: Path, paths: list[str], tool: str, flags: tuple[str, ...], helper: str) -> Found | None:
    (folder / helper).write_text(_helper(helper), encoding="utf-8")
    (folder / "files.json").write_text(json.dumps(paths))
    return _json_lines(run_tool(_tool(tool), (*flags, helper), folder), paths, lambda text: "error")


def _each(
    folder: Path,
    paths: list[str],
    tool: str,
    arguments: Sequence[str],
    error: re.Pattern[str],
    about: Callable[[str], About],
    readable: tuple[str, ...] = (),
) -> Found | None:
    """One start of the compiler per file, all in one sandbox. `error` finds groups line and text in what it prints."""
    (folder / "files").write_text("\n".join(paths) + "\n")
    quoted = " ".join(f"'{part}'" for part in (_tool(tool).path, *arguments))
    script = f'timeout -k 1 30 {quoted} "$1" > "$1.log" 2>&1; echo $? > "$1.status"'
    done = sandbox.run(
        ("xargs", "-a", "files", "-n", "1", "sh", "-c", script, "sh"),
        folder,
        limits=COMPILE,
        writable=True,
        environment={**_tool(tool).environment, "LC_ALL": "C"},
        readable=(*_tool(tool).readable, *readable),
    )
    if done.stopped:
        return None
    found: Found = {}
    for path in paths:
        status = int((folder / f"{path}.status").read_text())
        log = (folder / f"{path}.log").read_text(encoding="utf-8", errors="replace")
        messages = [Message(int(m["line"]), m["text"].strip(), about(m["text"])) for m in error.finditer(log)]
        if status == 0 or (messages and status not in (124, 137)):  # stopped, killed
            found[path] = messages
    return found


_GNU = re.compile(
    r"^[^:\n]+:(?P<line>\d+):(?:\d+:)? (?:(?:fatal )?error: |warning: (?=implicit declaration))(?P<text>.*)$",
    re.MULTILINE,
)
CPP_FLAGS = ("-std=gnu++20",)
_GNU_FLAGS = ("-fsyntax-only", "-fmax-errors=50", "-fno-diagnostics-show-caret", "-fdiagnostics-plain-output")


def _c(folder: Path, paths: list[str]) -> Found | None:
    return _each(folder, paths, "gcc", ("-std=gnu17", *_GNU_FLAGS), _GNU, _gnu_message)


def _cpp(folder: Path, paths: list[str]) -> Found | None:
    """With the standard library's headers compiled beforehand, which is ten times as fast as reading them. First all
    in one file, since loading these headers is most of the work; then each of which that proves nothing alone, and what
    clashes with the headers without them."""
    header = precompiled("standard.hpp", CPP_FLAGS)
    flags = (*CPP_FLAGS, *_GNU_FLAGS)
    clean = _cpp_together(folder, paths, header)
    alone = [path for path in paths if path not in clean]
    if not alone:
        return {path: [] for path in paths}
    found = _each(folder, alone, "g++", ("-include", str(header), *flags), _GNU, _gnu_message, (str(header.parent),))
    if found is not None:
        found |= {path: [] for path in clean}
    clashing = [path for path, messages in (found or {}).items() if any(_CLASH.search(m.text) for m in messages)]
    if found is None or not clashing:
        return found
    return found | (_each(folder, clashing, "g++", flags, _GNU, _gnu_message) or {})


_CPP_INCLUDE = re.compile(r"^[ \t]*#[ \t]*include[ \t]*<[\w./]+>[ \t]*$", re.MULTILINE)
_CPP_BLAMED = re.compile(r"^(piece\d+\.cpp):\d+:\d+: (?:fatal )?error: ", re.MULTILINE)


def _cpp_together(folder: Path, paths: Sequence[str], header: Path) -> set[str]:
    """The files that compile as namespaces of one file, which has no error at all: those that have one are left out,
    and again. What needs the preprocessor, or the global namespace, is not tried."""
    texts = {path: (folder / path).read_text(encoding="utf-8") for path in paths}
    left = [
        path
        for path in paths
        if not re.search(r"#|\bmain\s*\(", _CPP_INCLUDE.sub("", texts[path]))
        and not parse(texts[path], GRAMMARS["cpp"]).root.has_error  # one that closes its namespace and opens another
    ]
    tool = _tool("g++")
    readable = Tool(tool.path, (*tool.readable, str(header.parent)), tool.environment)
    flags = (*CPP_FLAGS, "-fsyntax-only", "-fdiagnostics-plain-output", "-include", str(header))
    for _ in range(3):
        if len(left) < 2:
            break
        includes = dict.fromkeys(line.strip() for path in left for line in _CPP_INCLUDE.findall(texts[path]))
        parts = [
            f'namespace {path.partition(".")[0]} {{\n#line 1 "{path}"\n{_CPP_INCLUDE.sub("", texts[path])}\n}}'
            for path in left
        ]
        (folder / "together.cpp").write_text("\n".join([*includes, *parts, ""]), encoding="utf-8")
        done = run_tool(readable, (*flags, "together.cpp"), folder)
        blamed = set(_CPP_BLAMED.findall(done.stderr))
        if done.status == 0 and not done.stopped:
            return set(left)
        if done.stopped or not blamed:
            break
        left = [path for path in left if path not in blamed]
    return set()


def precompiled(header: str, flags: Sequence[str]) -> Path:
    """The path of a header of ours that g++ has compiled with `flags`."""
    arguments = ("-x", "c++-header", *flags, header, "-o", f"{header}.gch")
    return built("cpp", header, _helper(header), f"{header}.gch", arguments).with_suffix("")


def _gnu_message(text: str) -> About:
    """g++ does not know whether an unknown name was meant as a type, and both lose track behind an unknown type."""
    if re.search(r"undeclared \(first use|implicit declaration of function", text):
        return "value"
    unknown = r"unknown type name|was not declared in this scope|does not name a type|has not been declared"
    if re.search(rf"{unknown}|is not a member of '(std|::)|No such file or directory|not a template", text):
        return "type"
    return "cascade"


_RUST = re.compile(r"^[^:\n]+:(?P<line>\d+):\d+: error(?P<text>(?:\[E\d+\])?: .*)$", re.MULTILINE)
_RUST_UNKNOWN = re.compile(r"\[E0(405|412|422|423|425|432|433|463|531|532|574)\]|cannot find (macro|attribute|derive)")


def _rust(folder: Path, paths: list[str]) -> Found | None:
    flags = ("--edition=2021", "--crate-type=lib", "--emit=metadata", "-Awarnings", "--error-format=short")
    found = _each(folder, paths, "rustc", (*flags, "--crate-name=piece", "--out-dir=/tmp"), _RUST, _rust_message)
    clean = re.compile(r"^(\[E\d+\])?: ")
    return found and {
        path: [replace(message, text=clean.sub("", message.text)) for message in messages]
        for path, messages in found.items()
    }


def _rust_message(text: str) -> About:
    """rustc looks at types only when it knows all names: with an unknown one it has proved nothing."""
    return "doubt" if _RUST_UNKNOWN.search(text) else "error"


_PHP = re.compile(r"^PHP (?:Parse|Fatal) error: +(?P<text>.*) in \S+ on line (?P<line>\d+)$", re.MULTILINE)


def _php(folder: Path, paths: list[str]) -> Found | None:
    flags = ("-n", "-d", "display_errors=0", "-d", "log_errors=1", "-l")
    return _each(folder, paths, "php", flags, _PHP, lambda text: "error")


_KOTLIN = re.compile(r"^(?P<file>piece\d+\.kt):(?P<line>\d+):\d+: error: (?P<text>.*)$", re.MULTILINE)


def _kotlin(folder: Path, paths: list[str]) -> Found | None:
    """All files in one start of the compiler, each in a package of its own."""
    # In this order: kotlinc prints what is wrong only if its own virtual machine has room.
    flags = ("-J-Xmx1g", "-J-XX:+UseSerialGC", "-J-XX:TieredStopAtLevel=1", *KOTLINC)
    done = run_tool(_tool("kotlinc"), (*flags, *paths), folder)
    return _named(done, paths, _KOTLIN, _kotlin_message)


def _kotlin_message(text: str) -> About:
    """What has an unknown type may lead to any message; a newer compiler knows more functions and more syntax."""
    lower = text.lower()
    if lower.startswith("unresolved reference"):
        return "type"
    newer = r"expecting|reference expected|is only available since|experimental|none of the following"
    return "doubt" if re.search(newer, lower) else "cascade"


_CSHARP = re.compile(r"^(?P<file>piece\d+\.cs)\((?P<line>\d+),\d+\): error (?P<text>CS\d+: .*)$", re.MULTILINE)


def _csharp(folder: Path, paths: list[str]) -> Found | None:
    """All files in one start of the compiler, again without those that are wrong: it looks at types only when all
    files parse, and at bodies only when it knows all types."""
    found: Found = {path: [] for path in paths}
    left = list(paths)
    while left:
        done = run_tool(_tool("mcs"), ("-target:library", "-out:pieces.dll", "-nowarn:1591", *left), folder)
        said = _named(done, left, _CSHARP, _csharp_message)
        if said is None:
            return None
        found |= {path: messages for path, messages in said.items() if messages}
        wrong = {path for path, messages in said.items() if messages}
        if not wrong:
            break
        left = [path for path in left if path not in wrong]
    return found


def _csharp_message(text: str) -> About:
    """mcs knows C# up to version 7 and the libraries of that time: what it cannot parse or find there may be newer."""
    code = int(text[2:].partition(":")[0])
    if code in (103, 234, 246, 400):
        return "value" if code == 103 else "type"
    syntax = (1000 <= code <= 1100 and code != 1061) or code in (116, 131, 589, 1513, 1514, 1519, 1525, 1644)
    return "doubt" if syntax or code in (117, 1061, 1501, 1502, 1503, 1729) or code >= 8000 else "cascade"


def _named(done: Finished, paths: Sequence[str], error: re.Pattern[str], about: Callable[[str], About]) -> Found | None:
    """The messages of a compiler that was given all files; None if it failed and blames none."""
    found: Found = {path: [] for path in paths}
    for match in error.finditer(done.stdout + done.stderr):
        if match["file"] in found:
            found[match["file"]].append(Message(int(match["line"]), match["text"], about(match["text"])))
    failed = done.stopped or (done.status != 0 and not any(found.values()))
    return None if failed else found


_TYPESCRIPT = re.compile(r"^(?P<file>piece\d+\.ts)\((?P<line>\d+),\d+\): error (?P<text>TS\d+: .*)$", re.MULTILINE)
_TYPESCRIPT_UNKNOWN = re.compile(r"TS(2304|2307|2318|2503|2552|2580|2581|2582|2583|2584|2591|2592|2792|2867|2868):")


def _typescript(folder: Path, paths: list[str]) -> Found | None:
    """All files in one start of the compiler, each a module of its own."""
    flags = ("--noEmit", "--target", "es2022", "--module", "es2022", "--moduleDetection", "force", "--pretty", "false")
    version = re.search(r"\d+", toolchains()["typescript"])
    resolution = "bundler" if version and int(version[0]) >= 5 else "node"
    done = run_tool(_tool("tsc"), (*flags, "--moduleResolution", resolution, "--skipLibCheck", *paths), folder)
    return _named(done, paths, _TYPESCRIPT, _typescript_message)


def _typescript_message(text: str) -> About:
    """What has an unknown type is of type any, and nothing more is said about it."""
    return "value" if _TYPESCRIPT_UNKNOWN.match(text) else "error"


_COMPILERS: dict[str, Callable[[Path, list[str]], Found | None]] = {
    "java": _java,
    "go": _go,
    "javascript": _node,
    "ruby": _ruby,
    "php": _php,
    "c": _c,
    "cpp": _cpp,
    "rust": _rust,
    "typescript": _typescript,
    "kotlin": _kotlin,
    "csharp": _csharp,
}
"""For each language what compiles the files of a folder: their messages, or None if it did not finish."""
