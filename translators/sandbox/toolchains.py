"""The compilers and interpreters of this machine: where they are, what version, what a sandbox must let them read."""

import contextlib
import os
import re
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
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
PARSE = replace(COMPILE, cpu_seconds=10, seconds=60)
"""What a compiler may use to parse one piece."""


@dataclass(frozen=True)
class Tool:
    """A program: its path, the folders outside /usr that it needs, and the environment that it needs."""

    path: str
    readable: tuple[str, ...] = ()
    environment: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Toolchain:
    """What a language's gates need: `check` compiles without running, `run` is for execution. All names of programs;
    `version` is the command whose output names the version; `settings` are what they read in /etc, as glob patterns."""

    check: str
    run: tuple[str, ...]
    version: tuple[str, ...]
    settings: tuple[str, ...] = ()


class ToolchainError(PairloomError):
    """A compiler of this machine does not even compile what pairloom brings along. The message says which and why."""


@cache
def find_tool(name: str) -> Tool | None:
    """The program called `name` on the PATH, or None if it is not installed."""
    found = shutil.which(name)
    return tool_at(Path(found).resolve()) if found else None


def tool_at(path: Path, environment: Mapping[str, str] | None = None) -> Tool:
    """The program at `path`. One outside /usr needs the folder that it was installed into: that of its bin folder."""
    readable = () if path.is_relative_to("/usr") else (str(path.parent.parent),)
    return Tool(str(path), readable, environment or {})


def tool_output(command: Sequence[str]) -> str:
    """What a tool of the machine itself prints, such as its version; "" if it cannot be started."""
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
    """Runs a tool of the machine on files of `folder`, which it may write to."""
    return run_command((tool.path, *arguments), tool, folder, readable=readable, limits=limits)


def run_command(
    command: Sequence[str], tool: Tool, folder: Path, *, readable: Sequence[str] = (), limits: Limits = COMPILE
) -> Finished:
    """Runs a command that starts `tool` on files of `folder`, which it may write to."""
    return sandbox.run(
        command,
        folder,
        limits=limits,
        writable=True,
        environment={**tool.environment, "LC_ALL": "C"},
        readable=(*tool.readable, *readable),
    )


def build_once(tool: Tool, version: str, source: tuple[str, str], product: str, arguments: Sequence[str]) -> Path:
    """What a compiler, called with `arguments`, makes of a file of our own, `source`: its name and its text.

    It is made once per machine and kept in the user's cache, in a folder that also has the source, under the hash of
    all that decides it. version: the compiler and its version. Raises ToolchainError if it cannot be made.
    """
    name, text = source
    folder = _cache_folder() / content_hash("built", version, text, *arguments)[:16]
    if not (folder / product).exists():
        folder.parent.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=folder.parent) as temporary:
            place = Path(temporary) / "made"
            place.mkdir()
            (place / name).write_text(text, encoding="utf-8")
            done = run_tool(tool, arguments, place)
            if done.status != 0:
                raise ToolchainError(f"{version} does not compile {name}: {(done.stderr or done.stopped)[:500]}")
            for path in (place, place / product):
                path.chmod(0o755)
            with contextlib.suppress(OSError):  # another worker was faster
                place.rename(folder)
    return folder / product


def _cache_folder() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "pairloom" / "toolchains"
