"""Starts of a compiler for one program each."""

import shlex
import signal
from collections.abc import Mapping, Sequence
from pathlib import Path

from pairloom.translators.sandbox.folders import read_within, write_within
from pairloom.translators.sandbox.toolchains import COMPILE, COMPILE_ONE, Tool, run_command, run_tool

STOPPED = (124, 128 + signal.SIGKILL, 128 + signal.SIGXCPU)
"""The exit statuses of a program that a limit has stopped."""


def start_alone(tool: Tool, arguments: Sequence[str], place: Path, readable: Sequence[str] = ()) -> tuple[int, str]:
    """(status, output) of a tool that sees no files but those in `place` and its own."""
    done = run_tool(tool, arguments, place, readable=readable, limits=COMPILE_ONE)
    return (STOPPED[0] if done.stopped else done.status), done.stdout + done.stderr


def start_together(
    tool: Tool, commands: Mapping[str, Sequence[str]], folder: Path, readable: Sequence[str] = ()
) -> dict[str, tuple[int, str]]:
    """(status, output) of a tool in each of several places in `folder`, all in one sandbox, whose start takes as long
    as a compiler's. commands: name of the place -> arguments. A place for which there was no time is missing."""
    if not commands:
        return {}
    for name, arguments in commands.items():
        write_within(folder, f"{name}/command", f"exec {shlex.join((tool.path, *arguments))}\n")
    write_within(folder, "places", "".join(f"{name}\n" for name in commands))
    script = f'cd "$1"; (ulimit -t {COMPILE_ONE.cpu_seconds}; . ./command) > log 2>&1; echo $? > status'
    run_command(("xargs", "-a", "places", "-n", "1", "sh", "-c", script, "sh"), tool, folder, readable=readable)
    ended: dict[str, tuple[int, str]] = {}
    for name in commands:
        status = (read_within(folder, f"{name}/status", 8) or "").strip()
        if status.isdecimal():
            ended[name] = int(status), read_within(folder, f"{name}/log", COMPILE.output_bytes) or ""
    return ended
