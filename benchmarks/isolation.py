"""What isolation costs: checks per second in the sandbox and in plain processes with the same limits.

    python benchmarks/isolation.py [--language java ...] [--functions 8] [--rounds 3] [--before CHECKOUT]

A check is a translation of the bundled sample through the gates that compile and run it, in one batch. The peer is
a plain subprocess under `prlimit`: no namespaces, no filter of system calls, no watch, the rights of the caller. So it
runs the sample only, which can be trusted. With --before, a checkout of an older revision is measured, too. All take
turns, so that a busy machine slows all; the best round of each counts.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from checks import FILES, candidates
from rich.console import Console
from rich.table import Table

from pairloom.translators.evidence import Gates
from pairloom.translators.languages import get_language
from pairloom.translators.sandbox import sandbox
from pairloom.translators.sandbox.sandbox import Finished, Limits

HERE = Path(__file__).resolve()
KEPT = 0.8
"""The minimum of an older revision's speed."""


def run_plain(
    command: Sequence[str],
    folder: Path | None = None,
    *,
    limits: Limits | None = None,
    writable: bool = False,
    environment: Mapping[str, str] | None = None,
    readable: Sequence[str] = (),
    told: str = "",
    given: str | None = None,
) -> Finished:
    """`sandbox.run` without isolation."""
    limits = limits or Limits()
    limited = ["prlimit", f"--cpu={limits.cpu_seconds}", f"--data={limits.memory_bytes}", "--nofile=1024", "--core=0"]
    done = subprocess.run(
        [*limited, "--", *command],
        cwd=folder,
        input=told if given is None else given,
        capture_output=True,
        text=True,
        errors="replace",
        env={"PATH": os.environ["PATH"], "HOME": "/tmp", "LANG": "C.UTF-8", **(environment or {})},
        timeout=limits.seconds,
    )
    return Finished(done.returncode if done.returncode >= 0 else 128 - done.returncode, done.stdout, done.stderr)


def measure(language: str, functions: int) -> dict[str, float]:
    """Checks per second of one batch after one check to begin with, and the number of checks that passed."""
    batch = candidates(language, functions)
    gates = Gates("executed")
    gates.verify(batch[:1])
    start = time.perf_counter()
    verdicts = gates.verify(batch)
    seconds = time.perf_counter() - start
    passed = sum(verdict.verified == "executed" for verdict in verdicts)
    return {"per_second": len(batch) / seconds, "passed": passed}


def measure_in_process(checkout: Path, how: str, language: str, functions: int) -> dict[str, float]:
    """`measure` in a process of its own, with the pairloom of `checkout`. how: "sandbox" or "plain"."""
    command = [sys.executable, HERE, "--measure", how, "--language", language, "--functions", str(functions)]
    environment = {**os.environ, "PYTHONPATH": str(checkout)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    if done.returncode != 0:
        raise SystemExit(f"{how} in {checkout}: {done.stderr[-2000:]}")
    found: dict[str, float] = json.loads(done.stdout)
    return found


def compare(language: str, functions: int, rounds: int, before: Path | None) -> list[str]:
    """The row of a language: checks per second in the sandbox, in plain processes and before, and the ratios."""
    ways = {"sandbox": (HERE.parents[1], "sandbox"), "plain": (HERE.parents[1], "plain")}
    if before:
        ways["before"] = (before, "sandbox")
    best: dict[str, dict[str, float]] = {}
    for _ in range(rounds):
        for name, (checkout, how) in ways.items():
            found = measure_in_process(checkout, how, language, functions)
            best[name] = {key: max(value, best.get(name, found)[key]) for key, value in found.items()}
    row = [language, str(int(best["sandbox"]["passed"]))]
    row += [f"{best[name]['per_second']:.2f}" for name in ways]
    for name in list(ways)[1:]:
        ratio = best["sandbox"]["per_second"] / best[name]["per_second"]
        row.append(f"{ratio:.2f}" + (" (!)" if name == "before" and ratio < KEPT else ""))
    return row


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--language", action="append", choices=sorted(FILES))
    parser.add_argument("--functions", type=int, default=8)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--before", type=Path)
    parser.add_argument("--measure", choices=["sandbox", "plain"], help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.measure:
        if options.measure == "plain":
            sandbox.run = run_plain
        print(json.dumps(measure(options.language[0], options.functions)))
        return 0
    titles = ["language", "passed", "sandbox", "plain", *(["before"] if options.before else [])]
    table = Table(*titles, "sandbox / plain", *(["sandbox / before"] if options.before else []))
    console = Console()
    for language in options.language or FILES:
        if reason := get_language(language).not_runnable():
            console.print(f"{language}: {reason}")
        else:
            table.add_row(*compare(language, options.functions, options.rounds, options.before))
    console.print(table)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
