"""A run whose workers wait for ever is ended with words, and one that waits for a model is not."""

import threading
import time

import apache_beam as beam
import psutil
import pytest

from pairloom.pipelines.running import workers
from pairloom.pipelines.running.options import pipeline_options
from pairloom.pipelines.running.sockets import private_servers
from pairloom.pipelines.running.workers import WorkerLost, stands_still, watch_workers


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two seconds of nothing are enough here; no process of these tests works for long."""
    monkeypatch.setattr(workers, "STILL", 2.0)


def wait_for_ever(element: int) -> int:
    """Never returns."""
    threading.Event().wait()
    return element


@pytest.mark.slow
def test_workers_that_wait_for_ever_end_the_run() -> None:
    """The command ends, and so do its workers."""
    options = pipeline_options([], 2)
    with pytest.raises(WorkerLost, match="no progress for"), private_servers(), watch_workers():  # noqa: SIM117
        with beam.Pipeline(options=options) as pipeline:
            _ = pipeline | beam.Create([1, 2]) | beam.Reshuffle() | beam.Map(wait_for_ever)
    psutil.wait_procs(psutil.Process().children(recursive=True), timeout=20)
    assert not [child for child in psutil.Process().children() if "sdk_worker" in " ".join(child.cmdline())]


def test_who_waits_for_a_model_is_left_alone() -> None:
    """Requests have time limits of their own."""
    ended = threading.Event()
    threading.Timer(5, ended.set).start()
    assert not stands_still(ended, lambda: True)


def test_who_works_does_not_stand_still(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor does a process whose children work."""
    monkeypatch.setattr(workers, "STIR", 0.01)
    ended = threading.Event()
    threading.Timer(5, ended.set).start()

    def work() -> None:
        deadline = time.monotonic() + 6
        while time.monotonic() < deadline:
            sum(range(10_000))

    threading.Thread(target=work, daemon=True).start()
    assert not stands_still(ended, lambda: False)


def test_a_process_that_does_nothing_stands_still(monkeypatch: pytest.MonkeyPatch) -> None:
    """As soon as its time is over."""
    monkeypatch.setattr(workers, "STIR", 60.0)
    assert stands_still(threading.Event(), lambda: False)
