"""JSON lines on stderr, one for each event, for collectors of job logs. The fields time, severity and message have the
names that Google's collector expects."""

import atexit
import json
import logging
import os
import re
import threading
from datetime import UTC, datetime
from typing import Any

from pairloom.pipelines.running.progress import phase, total
from pairloom.schemas.secrets import hide_credentials

EVERY_SECONDS = 10.0
"""Seconds between two progress events."""

_LOG = logging.getLogger("pairloom")


class JsonLine(logging.Formatter):
    """Formats a log record as one line of JSON: the common fields and the fields of the event."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, without its end."""
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "severity": record.levelname,
            "message": record.getMessage(),
            **getattr(record, "fields", {}),
        }
        return hide_credentials(json.dumps(line, default=str))


def log_as_json() -> None:
    """Starts to write events as lines to stderr; before this call, events are ignored. All other output to stderr, also
    of worker processes, becomes events."""
    stderr = os.dup(2)
    handler = logging.StreamHandler(os.fdopen(stderr, "w", buffering=1, closefd=False))
    handler.setFormatter(JsonLine())
    _LOG.handlers = [handler]
    _LOG.propagate = False
    _LOG.setLevel(logging.INFO)
    reading, writing = os.pipe()
    os.dup2(writing, 2)
    os.close(writing)
    wrapping = threading.Thread(target=_wrap, args=(reading,), daemon=True)
    wrapping.start()
    atexit.register(_end_of_wrapping, stderr, wrapping)


def _wrap(lines: int) -> None:
    """Logs an event for each line, with the severity in the line if it is from Python's logging."""
    with os.fdopen(lines, errors="replace") as stream:
        for line in stream:
            found = _PYTHON_LOG.fullmatch(line.rstrip())
            if found:
                event(found["message"], logging.getLevelNamesMapping()[found["level"]], logger=found["logger"])
            elif line.strip():
                event(line.rstrip(), logging.WARNING, logger="stderr")


_PYTHON_LOG = re.compile(r"(?P<level>DEBUG|INFO|WARNING|ERROR|CRITICAL):(?P<logger>[\w.]+):(?P<message>.*)")


def _end_of_wrapping(stderr: int, wrapping: threading.Thread) -> None:
    os.dup2(stderr, 2)  # closes the pipe, unless a running child process has it open
    wrapping.join(timeout=1)


def event(message: str, severity: int = logging.INFO, **fields: Any) -> None:
    """Logs an event. fields: its additional fields, as JSON values."""
    _LOG.log(severity, message, extra={"fields": fields})


class Reporter:
    """Within the block, logs an event "progress" with the counts in the folder of tallies every `seconds`."""

    def __init__(self, folder: str, seconds: float = EVERY_SECONDS) -> None:
        self.folder = folder
        self.seconds = seconds
        self.ended = threading.Event()
        self.thread = threading.Thread(target=self._report, daemon=True)

    def __enter__(self) -> None:
        self.thread.start()

    def __exit__(self, *exception: object) -> None:
        self.ended.set()
        self.thread.join()

    def _report(self) -> None:
        while not self.ended.wait(self.seconds):
            counts = total(self.folder)
            event("progress", phase=phase(counts), counts=dict(sorted(counts.items())))
