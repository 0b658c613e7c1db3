"""JSON lines on stderr, one event each, for what collects the logs of jobs. Time, severity and message are called as
Google's collector wants them."""

import json
import logging
import threading
from datetime import UTC, datetime
from typing import Any

from pipelines.progress import phase, total

EVERY_SECONDS = 10.0
"""Between two events that say how far a run is."""

_LOG = logging.getLogger("pairloom")


class JsonLine(logging.Formatter):
    """A log record as one line of JSON: what every record has, and the fields of the event."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, without its end."""
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "severity": record.levelname,
            "message": record.getMessage(),
            **getattr(record, "fields", {}),
        }
        return json.dumps(line, default=str)


def log_as_json() -> None:
    """From now on, events are lines on stderr; before they are nothing."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonLine())
    _LOG.handlers = [handler]
    _LOG.propagate = False
    _LOG.setLevel(logging.INFO)


def event(message: str, severity: int = logging.INFO, **fields: Any) -> None:
    """Logs that something happened. fields: what else there is to say of it, as JSON can hold it."""
    _LOG.log(severity, message, extra={"fields": fields})


class Reporting:
    """While the block runs, an event "progress" with the counts in the folder of tallies, every `seconds`."""

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
