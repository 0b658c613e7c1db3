"""Live counts of a running pipeline, also from worker processes: each process keeps its tally in a file of its own,
the command line adds them up. For showing only: the books of a release are counted from its data."""

import contextlib
import json
import os
import time
import uuid
from collections import Counter
from pathlib import Path
from typing import Any

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
