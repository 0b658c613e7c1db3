"""One recipe, the same bytes: in this process, in worker processes, and through a job server and its workers over gRPC.

The job server and the worker pool are Beam's own, and only the file system and sockets are shared with them.
"""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path

import psutil
import pytest

from tests import ROOT

RECIPE = ROOT / "recipes" / "stdlib.toml"
LIMIT = 60

pytestmark = pytest.mark.slow

Options = list[str]


def pairloom(*arguments: str | Path) -> subprocess.Popen[str]:
    """The command line as a process of its own, in a session of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "pairloom", *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        start_new_session=True,
    )


def finished(process: subprocess.Popen[str], seconds: float = 400) -> tuple[int, str]:
    """The exit status and what was said on stderr."""
    try:
        _, stderr = process.communicate(timeout=seconds)
    finally:
        process.kill()
    return process.returncode, stderr


def hashes(folder: Path) -> dict[str, str]:
    """Path to hash of every data file of a release."""
    return {
        str(file.relative_to(folder)): sha256(file.read_bytes()).hexdigest()
        for file in sorted(folder.rglob("*.parquet"))
    }


@contextmanager
def serving(module: str, port: int, *arguments: str) -> Iterator[psutil.Process]:
    """A Beam server of the environment that runs the tests. The pool starts its workers as `python`, whichever that
    is, so this environment comes first on PATH."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    server = subprocess.Popen(
        [sys.executable, "-m", module, *arguments],
        env={**os.environ, "PATH": path},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd="/",
    )
    try:
        deadline = time.monotonic() + 120
        while not listening(port):
            assert server.poll() is None, f"{module} ended at once"
            assert time.monotonic() < deadline, f"{module} does not listen"
            time.sleep(0.2)
        yield psutil.Process(server.pid)
    finally:
        for child in psutil.Process(server.pid).children(recursive=True):
            child.kill()
        server.kill()
        server.wait()


def listening(port: int) -> bool:
    """Whether something accepts connections on `port`."""
    with socket.socket() as client:
        return client.connect_ex(("localhost", port)) == 0


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as server:
        server.bind(("localhost", 0))
        return int(server.getsockname()[1])


@contextmanager
def serving_portable() -> Iterator[tuple[psutil.Process, Options]]:
    """(the process of `make portable`, the options that send a job to it)."""
    command = [sys.executable, "-m", "pairloom.pipelines.running.portable"]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, cwd=ROOT)
    try:
        assert server.stdout is not None
        yield psutil.Process(server.pid), server.stdout.readline().split()
    finally:
        children = psutil.Process(server.pid).children(recursive=True)
        server.terminate()
        server.communicate(timeout=60)
        _, left = psutil.wait_procs(children, timeout=20)
    assert (server.returncode, left) == (0, [])


@pytest.fixture(scope="module")
def cluster() -> Iterator[tuple[psutil.Process, Options]]:
    """(the parent of the pool's workers, the options that send a job to them)."""
    with serving_portable() as portable:
        yield portable


@pytest.fixture(scope="module")
def local(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The hashes of the release as one process makes it."""
    out = tmp_path_factory.mktemp("local") / "out"
    code, stderr = finished(pairloom("release", RECIPE, "--out", out, "--limit", str(LIMIT)))
    assert code == 0, stderr
    made = hashes(out)
    assert len(made) > 4
    return made


def test_worker_processes_make_the_same_bytes(local: dict[str, str], tmp_path: Path) -> None:
    out = tmp_path / "out"
    code, stderr = finished(pairloom("release", RECIPE, "--out", out, "--limit", str(LIMIT), "--workers", "2"))
    assert code == 0, stderr
    assert hashes(out) == local


def test_a_job_server_and_its_workers_make_the_same_bytes(
    local: dict[str, str], cluster: tuple[psutil.Process, Options], tmp_path: Path
) -> None:
    out = tmp_path / "out"
    code, stderr = finished(pairloom("release", RECIPE, "--out", out, "--limit", str(LIMIT), *cluster[1]))
    assert code == 0, stderr
    assert hashes(out) == local


def kill_a_worker(parent: psutil.Process) -> None:
    """Ends, without warning, the first Beam worker below `parent` whose guard has judged code for a second."""
    deadline = time.monotonic() + 400
    while time.monotonic() < deadline:
        for child in parent.children(recursive=True):
            with suppress(psutil.Error):  # it ended meanwhile
                if "schemas/guard.py" in " ".join(child.cmdline()) and child.cpu_times().user > 1:
                    child.parent().kill()
                    return
        time.sleep(0.1)
    pytest.fail("no worker was seen at work")


def test_a_killed_worker_process_ends_the_run_and_leaves_nothing(tmp_path: Path) -> None:
    process = pairloom("release", RECIPE, "--out", tmp_path / "out", "--workers", "2")
    kill_a_worker(psutil.Process(process.pid))
    code, stderr = finished(process, seconds=120)
    assert code == 1
    assert "a worker process was lost" in stderr
    assert "Traceback" not in stderr
    assert list(tmp_path.iterdir()) == []


def test_a_killed_worker_of_a_pool_ends_the_run_and_the_pool_serves_the_next(
    local: dict[str, str], cluster: tuple[psutil.Process, Options], tmp_path: Path
) -> None:
    pool, options = cluster
    process = pairloom("release", RECIPE, "--out", tmp_path / "out", *options)
    kill_a_worker(pool)
    code, stderr = finished(process, seconds=120)
    assert code == 1
    assert "Traceback" not in stderr
    assert list(tmp_path.iterdir()) == []
    code, stderr = finished(pairloom("release", RECIPE, "--out", tmp_path / "out", "--limit", str(LIMIT), *options))
    assert code == 0, stderr
    assert hashes(tmp_path / "out") == local
