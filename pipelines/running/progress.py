"""Live counts of a running pipeline, also from worker processes: each process writes its tally to its own file, and the
command line adds them up. They are only for display: the books of a release are counted from its data."""

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

from pairloom.schemas.files import write_beside

FLUSH_SECONDS = 0.5


class Tally:
    """Counts by name, written twice a second to a separate file in `folder`; with "" nothing is counted."""

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
        """Adds to the count `name`."""
        self.counts[name] += count
        if time.monotonic() - self.flushed > FLUSH_SECONDS:
            self.flush()

    def flush(self) -> None:
        """Writes the counts. Errors of the folder are ignored: they only affect the display."""
        self.flushed = time.monotonic()
        if self.file is None or not self.counts:
            return
        with contextlib.suppress(OSError), write_beside(self.file) as partial:
            partial.write_text(json.dumps(self.counts))


def total(folder: str) -> Counter[str]:
    """The sum of all tallies in `folder`."""
    counts: Counter[str] = Counter()
    for file in Path(folder).glob("*.json"):
        with contextlib.suppress(OSError, ValueError):
            counts.update(json.loads(file.read_text()))
    return counts


class Watch:
    """Shows the counts in `folder` on the terminal while the block runs: rate, time left, kept and rejected so far.

    If `console` is not a terminal, it shows nothing.
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
            asking = phase(counts) == ASKING
            if asking:
                done += counts["asked"] + counts["found in journal"]
            began = began or (time.monotonic() if done else 0.0)
            seconds = max(time.monotonic() - began, FLUSH_SECONDS)
            rate = f"{done / seconds if done else 0.0:,.0f}/s"
            self.progress.update(
                task,
                description=phase(counts),
                total=counts["planned"] or None,
                completed=done,
                counts=model_figures(counts, seconds)
                if asking
                else f"{counts['passed']:,} kept, {counts['rejected']:,} rejected, {rate}",
            )


ASKING = "asking the model"


def phase(counts: Counter[str]) -> str:
    """The current phase of the pipeline, by its counts."""
    done = counts["passed"] + counts["rejected"]
    if not counts["planned"]:
        return f"reading, {counts['records read']:,} records"
    if counts["asked"] + counts["found in journal"] and not counts["passed"]:
        return ASKING
    return "translating and checking" if done < counts["planned"] else "deduplicating and writing"


def model_figures(counts: Counter[str], seconds: float) -> str:
    """The figures of a language model after `seconds`: answers, requests in flight, tokens, errors."""
    parts = [f"{counts['asked']:,} answered"]
    if counts["found in journal"]:
        parts.append(f"{counts['found in journal']:,} in the journal")
    parts.append(f"{max(0, counts['in flight']):,} in flight")
    parts.append(f"{counts['completion tokens'] / seconds:,.0f} tokens/s")
    if counts["cached tokens"]:
        parts.append(f"{counts['cached tokens'] / counts['prompt tokens']:.0%} of prompts cached")
    errors = {name.removeprefix("error "): count for name, count in counts.items() if name.startswith("error ")}
    parts += [f"{count:,} {name}" for name, count in sorted(errors.items(), key=lambda error: -error[1])[:3]]
    return ", ".join(parts)
