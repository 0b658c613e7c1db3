"""A program that waits ends in seconds; one that works is not stopped because the machine is busy."""

import threading
import time
from pathlib import Path

import pytest

from pairloom.translators.sandbox import sandbox
from pairloom.translators.sandbox.sandbox import Finished, Limits

pytestmark = pytest.mark.skipif(bool(sandbox.unavailable()), reason=sandbox.unavailable() or "there is a sandbox")

WAITING = {
    "sleep": "import time; time.sleep(1000)",
    "many short sleeps": "import time\nwhile True: time.sleep(0.001)",
    "a lock that nobody opens": "import threading; lock = threading.Lock(); lock.acquire(); lock.acquire()",
    "a pipe that nobody writes to": "import os; os.read(os.pipe()[0], 1)",
    "a thread": "import threading, time; threading.Thread(target=time.sleep, args=[1000]).start()",
    "a child": "import os, time\nif os.fork(): os.wait()\nelse: time.sleep(1000)",
    "closed output": "import os, time; os.close(1); os.close(2); time.sleep(1000)",
    "a shell that sleeps often": "import subprocess\nwhile True: subprocess.run(['sleep', '0.1'])",
    "stopped": "import os, signal; os.kill(os.fork() or os.getpid(), signal.SIGSTOP); os.wait()",
}


@pytest.mark.parametrize("program", WAITING.values(), ids=WAITING.keys())
def test_waiting_ends_in_seconds(program: str, tmp_path: Path) -> None:
    start = time.monotonic()
    done = sandbox.run(("python3", "-c", program), tmp_path, limits=Limits(waiting_seconds=1))
    assert done.stopped == "waiting"
    assert time.monotonic() - start < 30


def test_work_on_a_busy_machine_is_not_waiting() -> None:
    """Sixteen programs share the processors, so that each gets little time, one after the other."""
    program = "import time\nwhile time.process_time() < 0.5: pass\nprint('fine')"
    results: list[Finished] = []

    def start() -> None:
        results.append(sandbox.run(("python3", "-c", program), limits=Limits(cpu_seconds=20, waiting_seconds=1)))

    threads = [threading.Thread(target=start) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [Finished(0, "fine\n", "")] * 16


def test_work_of_short_processes_is_not_waiting() -> None:
    script = "for i in $(seq 150); do python3 -S -c 'pass'; done; echo fine"
    done = sandbox.run(("sh", "-c", script), limits=Limits(cpu_seconds=60, waiting_seconds=2))
    assert done == Finished(0, "fine\n", "")


def test_a_short_wait_is_allowed() -> None:
    assert sandbox.run(("sleep", "0.6"), limits=Limits(waiting_seconds=2)) == Finished(0, "", "")
