"""However a release ends: no temporary folder, socket or process is left. What SIGKILL leaves, the next run removes."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from pairloom.pipelines.commands.terminal import Signals, attempt
from pairloom.schemas import private_folder
from pairloom.schemas.errors import PairloomError
from pairloom.schemas.private_folder import command_folder, own_folder, temporary_files
from tests import ROOT

RECIPE = """
name = "ends"
[[source]]
reader = "python-source"
path = "stdlib"
[translate]
translator = "transpile"
targets = ["javascript"]
"""


class Run:
    """`pairloom release --workers 2` with its own folder for temporary files, in a session of its own."""

    def __init__(self, folder: Path, temporary: Path) -> None:
        self.folder, self.temporary = folder, temporary
        (folder / "recipe.toml").write_text(RECIPE)
        self.process = self.start("release", "recipe.toml", "--out", "out", "--workers", "2")

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """The command line."""
        return subprocess.Popen(
            [sys.executable, "-m", "pairloom", *arguments],
            env={**os.environ, "TMPDIR": str(self.temporary), "PYTHONPATH": str(ROOT)},
            cwd=self.folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
            preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_DFL),  # nohup may ignore it
        )

    def wait_for_work(self) -> list[psutil.Process]:
        """The processes of the run, once guards of its workers work."""
        eventually(lambda: any("schemas/guard.py" in " ".join(p.cmdline()) for p in self.family()), self.process)
        return self.family()

    def family(self) -> list[psutil.Process]:
        """The process of the command and its descendants."""
        try:
            top = psutil.Process(self.process.pid)
            return [top, *top.children(recursive=True)]
        except psutil.NoSuchProcess:
            return []

    def left(self) -> list[str]:
        """The files that the run left, other than the recipe and the folder of the user with its lock."""
        found = [path for folder in (self.folder, self.temporary) for path in sorted(folder.rglob("*"))]
        own = self.temporary / f"pairloom-{os.getuid()}"
        kept = (self.folder / "recipe.toml", own, own / ".making")
        return [str(path) for path in found if path not in kept]


def eventually(condition: Callable[[], bool], needed: "subprocess.Popen[str] | None" = None) -> None:
    """Waits until `condition` is true, while the process `needed` runs."""
    end = time.monotonic() + 120
    while time.monotonic() < end:
        assert needed is None or needed.poll() is None, needed.communicate()[1]
        try:
            if condition():
                return
        except psutil.Error:  # a process ended meanwhile
            continue
        time.sleep(0.1)
    pytest.fail("waited in vain")


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Run]:
    temporary = Path(tempfile.mkdtemp(prefix="ends-", dir="/tmp"))  # short, for the paths of sockets
    made = Run(tmp_path, temporary)
    yield made
    for process in made.family():
        process.kill()
    made.process.communicate()
    shutil.rmtree(temporary)


def gone(processes: list[psutil.Process]) -> bool:
    """Whether all have ended."""
    return not any(process.is_running() and process.status() != psutil.STATUS_ZOMBIE for process in processes)


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGTERM], ids=lambda number: number.name)
def test_a_signal_ends_in_one_line_and_leaves_nothing(run: Run, number: signal.Signals) -> None:
    processes = run.wait_for_work()
    run.process.send_signal(number)
    run.process.send_signal(signal.SIGTERM)  # as from a service manager that sends both
    _, stderr = run.process.communicate(timeout=120)
    assert run.process.returncode == 128 + number
    last = stderr.strip().splitlines()[-1]
    assert last.startswith(f"error: interrupted by {number.name}; nothing was released")
    assert "--resume" in last and "journal" in last
    assert "Traceback" not in stderr
    assert run.left() == []
    assert gone(processes)


@pytest.mark.slow
def test_what_sigkill_leaves_the_next_run_removes(run: Run) -> None:
    processes = run.wait_for_work()
    run.process.kill()
    run.process.wait()
    eventually(lambda: gone(processes))
    assert any("/run-" in name for name in run.left()) and any(".partial-" in name for name in run.left())
    again = run.start("release", "recipe.toml", "--out", "out", "--limit", "5")
    _, stderr = again.communicate(timeout=120)
    assert again.returncode == 0, stderr
    assert [name for name in run.left() if "/run-" in name or ".partial-" in name] == []


@pytest.fixture
def hung_up() -> Iterator[None]:
    """SIGHUP as it is by default: whatever started the tests may ignore it."""
    before = signal.signal(signal.SIGHUP, signal.SIG_DFL)
    yield
    signal.signal(signal.SIGHUP, before)


def test_a_second_signal_does_not_disturb_the_cleaning_up(hung_up: None) -> None:
    def interrupted() -> None:
        try:
            signal.raise_signal(signal.SIGHUP)
        finally:
            signal.raise_signal(signal.SIGTERM)
            cleaned.append(True)

    cleaned: list[bool] = []
    code, message = attempt(interrupted, "run it again with --resume")
    assert (code, cleaned) == (128 + signal.SIGHUP, [True])
    assert message == "interrupted by SIGHUP; nothing was released. To continue, run it again with --resume"


def test_nohup_is_respected() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with Signals() as signals:
            signal.raise_signal(signal.SIGHUP)
        assert signals.received is None
    finally:
        signal.signal(signal.SIGHUP, before)


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The system's folder for temporary files."""
    monkeypatch.setattr(private_folder.tempfile, "tempdir", str(tmp_path))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    return tmp_path


def test_temporary_files_of_a_command_and_its_children_are_private_and_removed(temporary: Path) -> None:
    with temporary_files():
        folder = command_folder()
        assert folder.stat().st_mode & 0o777 == own_folder().stat().st_mode & 0o777 == 0o700
        assert own_folder() == temporary / f"pairloom-{os.getuid()}" == folder.parent
        child = subprocess.run(
            [sys.executable, "-c", "import tempfile; print(tempfile.mkdtemp())"], capture_output=True, text=True
        )
        assert Path(child.stdout.strip()).parent == folder
        with temporary_files():  # another command of the same user removes nothing of this one
            assert folder.exists()
    assert [path.name for path in own_folder().iterdir()] == [".making"] and command_folder() == own_folder()


def test_a_folder_of_another_user_is_refused(temporary: Path) -> None:
    (temporary / "elsewhere").mkdir()
    (temporary / f"pairloom-{os.getuid()}").symlink_to(temporary / "elsewhere")
    with pytest.raises(PairloomError, match="belongs to another user"), temporary_files():
        pass
