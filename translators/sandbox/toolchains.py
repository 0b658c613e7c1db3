"""The compilers and interpreters of this machine: their paths, versions, and the folders that they must read."""

import contextlib
import os
import re
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

from pairloom.schemas.errors import PairloomError
from pairloom.schemas.hashing import content_hash
from pairloom.schemas.private_folder import temporary_folder
from pairloom.translators.sandbox import sandbox
from pairloom.translators.sandbox.folders import write_within
from pairloom.translators.sandbox.sandbox import Finished, Limits

COMPILE = Limits(
    cpu_seconds=300, seconds=500, memory_bytes=3 << 30, processes=512, file_bytes=256 << 20, output_bytes=8 << 20
)
"""The limits of a compiler for one batch."""
COMPILE_ONE = replace(COMPILE, cpu_seconds=30, seconds=200)
"""The limits of a compiler for one program, which is small."""
PARSE = replace(COMPILE, cpu_seconds=10, seconds=60)
"""The limits of a compiler that parses one piece."""


@dataclass(frozen=True)
class Tool:
    """A program: its path, and the folders outside /usr and the environment variables that it needs."""

    path: str
    readable: tuple[str, ...] = ()
    environment: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Toolchain:
    """The tools of a language's gates, by program name: `check` compiles without running, `run` is for execution.
    `version` is the command that prints the version; `package` names the packages of Debian that have them; `settings`
    are glob patterns of the files that they read in /etc."""

    check: str
    run: tuple[str, ...]
    version: tuple[str, ...]
    package: str
    settings: tuple[str, ...] = ()


class ToolchainError(PairloomError):
    """A compiler of this machine fails to compile a source file of pairloom itself. The message names both and the
    error."""


@cache
def find_tool(name: str) -> Tool | None:
    """The program `name` on the PATH, or None if it is not installed."""
    found = shutil.which(name)
    return tool_at(Path(found).resolve()) if found else None


def tool_at(path: Path, environment: Mapping[str, str] | None = None) -> Tool:
    """The program at `path`. A program outside /usr needs its installation folder, the parent of its bin folder."""
    readable = () if path.is_relative_to("/usr") else (str(path.parent.parent),)
    return Tool(str(path), readable, environment or {})


def tool_output(command: Sequence[str]) -> str:
    """The output of a trusted tool of this machine, such as its version; "" if it cannot be started."""
    environment = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "RUSTUP_HOME")}
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, env=environment)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout + done.stderr


def tool_version(tool: Tool, arguments: Sequence[str]) -> str:
    """The version that a tool prints when it is called with `arguments`."""
    found = re.search(r"\d+(\.\d+)+", tool_output((tool.path, *arguments)))
    return found[0] if found else "unknown"


def run_tool(
    tool: Tool, arguments: Sequence[str], folder: Path, *, readable: Sequence[str] = (), limits: Limits = COMPILE
) -> Finished:
    """Runs a tool on the files in `folder`, which is writable."""
    return run_command((tool.path, *arguments), tool, folder, readable=readable, limits=limits)


def run_command(
    command: Sequence[str], tool: Tool, folder: Path, *, readable: Sequence[str] = (), limits: Limits = COMPILE
) -> Finished:
    """Runs a command that starts `tool` on the files in `folder`, which is writable."""
    return sandbox.run(
        command,
        folder,
        limits=limits,
        writable=True,
        environment={**tool.environment, "LC_ALL": "C"},
        readable=(*tool.readable, *readable),
    )


def build_once(tool: Tool, version: str, files: Mapping[str, str], product: str, arguments: Sequence[str]) -> Path:
    """The path of `product`, which the compiler makes with `arguments` from `files` of pairloom (name -> text).

    It is compiled once per machine and cached in the user's cache, in a folder with the files, under the hash of all
    inputs. version: the compiler and its version. Raises ToolchainError if the compilation fails.
    """
    folder = _cache_folder() / content_hash("built", version, *files.values(), *arguments)[:16]
    if not (folder / product).exists():
        folder.parent.mkdir(parents=True, exist_ok=True)
        with temporary_folder(folder.parent, "work-") as temporary:
            place = temporary / "made"
            for name, text in files.items():
                write_within(temporary, f"made/{name}", text)
            done = run_tool(tool, arguments, place)
            if done.status != 0:
                raise ToolchainError(f"{version} does not compile {min(files)}: {(done.stderr or done.stopped)[:500]}")
            for path in (place, place / product):
                path.chmod(0o755)
            with contextlib.suppress(OSError):  # another worker was faster
                place.rename(folder)
    return folder / product


def _cache_folder() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "pairloom" / "toolchains"
