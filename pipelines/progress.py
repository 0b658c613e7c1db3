"""Live counts of a running pipeline, also from worker processes: each process keeps its tally in a file of its own,
the command line adds them up. For showing only: the books of a release are counted from its data."""

import contextlib
import json
import os
import threading
import time
import uuid
from collections import Counter
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn

FLUSH_SECONDS = 0.5


class Tally:
    """Counts by name, written to a file of its own in `folder` twice a second; "" counts nothing."""

    def __init__(self, folder: str) -> None:
        self.folder = folder
        self._start()

    def _start(self) -> None:
        self.counts: Counter[str] = Counter()
        self.file = Path(self.folder, f"{os.getpid()}-{uuid.uuid4().hex}.json") if self.folder else None
        self.flushed = 0.0

    def __getstate__(self) -> dict[str, Any]:
        return {"folder": self.folder}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.folder = state["folder"]
        self._start()

    def add(self, name: str, count: int = 1) -> None:
        """Adds to the count called `name`."""
        self.counts[name] += count
        if time.monotonic() - self.flushed > FLUSH_SECONDS:
            self.flush()

    def flush(self) -> None:
        """Writes the counts; a folder that is gone or unwritable costs the display, never the run."""
        self.flushed = time.monotonic()
        if self.file is None or not self.counts:
            return
        with contextlib.suppress(OSError):
            beside = self.file.with_suffix(".tmp")
            beside.write_text(json.dumps(self.counts))
            beside.replace(self.file)


def total(folder: str) -> Counter[str]:
    """The sum of all tallies in `folder`."""
    counts: Counter[str] = Counter()
    for file in Path(folder).glob("*.json"):
        with contextlib.suppress(OSError, ValueError):
            counts.update(json.loads(file.read_text()))
    return counts


class Watch:
    """Shows the counts in `folder` on the terminal while the block runs: rate, time left, kept and rejected so far.

    Where `console` is no terminal it shows nothing.
    """

    def __init__(self, folder: str, console: Console) -> None:
        self.folder = folder
        self.progress = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(bar_width=24),
            TextColumn("{task.fields[counts]}"),
            TimeElapsedColumn(),
            TimeRemainingColumn(),
            console=console,
            transient=True,
            disable=not console.is_terminal,
        )
        self.ended = threading.Event()
        self.thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> None:
        if not self.progress.disable:
            self.progress.start()
            self.thread.start()

    def __exit__(self, *exception: object) -> None:
        self.ended.set()
        if not self.progress.disable:
            self.thread.join()
            self.progress.stop()

    def _watch(self) -> None:
        task = self.progress.add_task("reading", total=None, counts="")
        began = 0.0
        while not self.ended.wait(FLUSH_SECONDS):
            counts = total(self.folder)
            done = counts["passed"] + counts["rejected"]
            began = began or (time.monotonic() if done else 0.0)
            rate = done / max(time.monotonic() - began, FLUSH_SECONDS) if done else 0.0
            self.progress.update(
                task,
                description=phase(counts),
                total=counts["planned"] or None,
                completed=done,
                counts=f"{counts['passed']:,} kept, {counts['rejected']:,} rejected, {rate:,.0f}/s",
            )


def phase(counts: Counter[str]) -> str:
    """What the pipeline is doing, as far as its counts tell."""
    done = counts["passed"] + counts["rejected"]
    if not counts["planned"]:
        return f"reading, {counts['records read']:,} records"
    return "translating and checking" if done < counts["planned"] else "deduplicating and writing"
