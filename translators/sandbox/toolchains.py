"""The compilers and interpreters of this machine: where they are, what version, what a sandbox must let them read."""

import contextlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from pairloom.schemas.errors import PairloomError
from pairloom.schemas.hashing import content_hash
from pairloom.translators.sandbox import sandbox
from pairloom.translators.sandbox.sandbox import Finished, Limits

COMPILE = Limits(
    cpu_seconds=300, seconds=500, memory_bytes=3 << 30, processes=512, file_bytes=256 << 20, output_bytes=8 << 20
)
"""What a compiler may use for a batch."""


@dataclass(frozen=True)
class Tool:
    """A program: its path, the folders outside /usr that it needs, and the environment that it needs."""

    path: str
    readable: tuple[str, ...] = ()
    environment: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Toolchain:
    """What a language's gates need: `check` compiles without running, `run` is for execution. All names of programs;
    `version` is the command whose output names the version."""

    check: str
    run: tuple[str, ...]
    version: tuple[str, ...]


TOOLCHAINS: dict[str, Toolchain] = {
    "python": Toolchain("python3", ("python3",), ("python3", "--version")),
    "javascript": Toolchain("node", ("node",), ("node", "--version")),
    "typescript": Toolchain("tsc", ("tsc", "node"), ("tsc", "--version")),
    "java": Toolchain("javac", ("javac", "java"), ("javac", "-version")),
    "go": Toolchain("go", ("go",), ("go", "version")),
    "c": Toolchain("gcc", ("gcc",), ("gcc", "-dumpfullversion")),
    "cpp": Toolchain("g++", ("g++",), ("g++", "-dumpfullversion")),
    "rust": Toolchain("rustc", ("rustc",), ("rustc", "--version")),
    "php": Toolchain("php", ("php",), ("php", "--version")),
    "ruby": Toolchain("ruby", ("ruby",), ("ruby", "--version")),
    "kotlin": Toolchain("kotlinc", ("kotlinc", "javac", "java"), ("kotlinc", "-version")),
    "csharp": Toolchain("mcs", ("mcs", "mono"), ("mcs", "--version")),
}
"""The languages that have gates. Of the others nothing is compiled: their translations stay "parsed"."""


def toolchains() -> dict[str, str]:
    """Language to tool and version, e.g. {"java": "javac 17.0.15"}; "" where the tool is not installed."""
    return {language: _version(language) for language in TOOLCHAINS}


@cache
def find_tool(name: str) -> Tool | None:
    """The program called `name`, or None if it is not installed. Python is the one that runs pairloom."""
    if name == "python3":
        path = Path(sys.base_prefix) / "bin" / f"python{sys.version_info.major}.{sys.version_info.minor}"
        return _tool(path.resolve(), {}) if path.exists() else None
    found = shutil.which(name)
    if found is None:
        return None
    if name == "rustc":
        # rustc may be a shim that chooses among several by files in the user's home.
        said = _output((found, "--print", "sysroot")).strip().splitlines()
        real = Path(said[0] if len(said) == 1 else "") / "bin" / "rustc"
        return _tool(real, {}) if real.exists() else None
    if name == "go":
        root = _output((found, "env", "GOROOT")).strip()
        settings = {"GOROOT": root, "CGO_ENABLED": "0", "GOFLAGS": "-mod=mod", "GOPROXY": "off", "GOTOOLCHAIN": "local"}
        settings |= {"GOPATH": "/tmp/go", "GOTMPDIR": sandbox.WORK, "GO111MODULE": "on"}
        return _tool(Path(found).resolve(), {**settings, "GOCACHE": f"{sandbox.WORK}/cache"})
    return _tool(Path(found).resolve(), {})


def kotlin_library() -> str:
    """The path of Kotlin's standard library, "" without kotlinc."""
    tool = find_tool("kotlinc")
    return str(Path(tool.path).parent.parent / "lib" / "kotlin-stdlib.jar") if tool else ""


def typescript_library() -> str:
    """The path of the compiler as a module of node's, "" without tsc."""
    tool = find_tool("tsc")
    return str(Path(tool.path).parent.parent / "lib" / "typescript.js") if tool else ""


def _tool(path: Path, environment: Mapping[str, str]) -> Tool:
    """A tool outside /usr needs the folder that it was installed into: that of its bin folder."""
    if path.is_relative_to("/usr"):
        return Tool(str(path), (), environment)
    return Tool(str(path), (str(path.parent.parent),), environment)


@cache
def _version(language: str) -> str:
    name, *arguments = TOOLCHAINS[language].version
    tool = find_tool(name)
    if tool is None:
        return ""
    found = re.search(r"\d+(\.\d+)+", _output((tool.path, *arguments)))
    return f"{TOOLCHAINS[language].check} {found[0] if found else 'unknown'}"


def _output(command: tuple[str, ...]) -> str:
    """What a tool of the machine itself says, such as its version."""
    environment = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "RUSTUP_HOME")}
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, env=environment)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout + done.stderr


def run_tool(tool: Tool, arguments: Sequence[str], folder: Path) -> Finished:
    """Runs a tool of the machine on files of `folder`, which it may write to."""
    return sandbox.run(
        (tool.path, *arguments),
        folder,
        limits=COMPILE,
        writable=True,
        environment={**tool.environment, "LC_ALL": "C"},
        readable=tool.readable,
    )


def built(language: str, source: str, content: str, product: str, arguments: Sequence[str]) -> Path:
    """What a language's compiler, called with `arguments`, makes of a file of our own, `source` with `content`.

    It is made once per machine and kept in the user's cache, in a folder that also has the source, under the hash of
    all that decides it. Raises ToolchainError if it cannot be made.
    """
    version = toolchains()[language]
    folder = _cache_folder() / content_hash("built", version, content, *arguments)[:16]
    if not (folder / product).exists():
        folder.parent.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=folder.parent) as name:
            place = Path(name) / "made"
            place.mkdir()
            (place / source).write_text(content, encoding="utf-8")
            tool = find_tool(TOOLCHAINS[language].check)
            assert tool is not None
            done = run_tool(tool, arguments, place)
            if done.status != 0:
                raise ToolchainError(f"{version} does not compile {source}: {(done.stderr or done.stopped)[:500]}")
            for path in (place, place / product):
                path.chmod(0o755)
            with contextlib.suppress(OSError):  # another worker was faster
                place.rename(folder)
    return folder / product


def lay_out_go_cache(folder: Path) -> None:
    """Gives a folder that Go will build in the standard library compiled: since 1.20 Go comes with its source only, and
    each batch would compile it again. Links, not copies, where the file systems allow; Go refuses a cache that it
    cannot write to.

    Raises ToolchainError if it cannot be compiled.
    """
    imports = "".join(f'import _ "{name}"\n' for name in GO_PACKAGES)
    text = f'package library\n\nimport "testing"\n{imports}\nfunc TestNothing(t *testing.T) {{}}\n'
    arguments = ("test", "-c", "-vet=off", "-o", "library", "library_test.go")
    compiled = built("go", "library_test.go", text, "library", arguments).parent / "cache"
    shutil.copytree(compiled, folder / "cache", copy_function=_linked)
    for path in (folder / "cache").iterdir():
        path.chmod(0o777) if path.is_dir() else path.unlink()  # Go writes its own notes
    (folder / "cache").chmod(0o777)


def _linked(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:  # another file system
        shutil.copyfile(source, target)


GO_PACKAGES = (
    *(
        "bufio",
        "bytes",
        "container/heap",
        "container/list",
        "container/ring",
        "encoding/hex",
        "encoding/json",
        "errors",
    ),
    *(
        "fmt",
        "hash/fnv",
        "io",
        "math",
        "math/big",
        "math/bits",
        "math/cmplx",
        "math/rand",
        "os",
        "path",
        "path/filepath",
    ),
    *("reflect", "regexp", "sort", "strconv", "strings", "sync", "text/tabwriter", "time", "unicode", "unicode/utf8"),
)
"""What translations import from Go's standard library."""


def _cache_folder() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "pairloom" / "toolchains"


class ToolchainError(PairloomError):
    """A compiler of this machine does not even compile what pairloom brings along. The message says which and why."""
