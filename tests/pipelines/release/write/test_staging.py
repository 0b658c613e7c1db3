"""A release is whole or not there, and what was there before is safe."""

import errno
import multiprocessing
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pairloom.pipelines.release.errors import ReleaseError
from pairloom.pipelines.release.write.staging import MANIFEST, staging
from pairloom.schemas.files import replace_file


def write(folder: str, content: str) -> None:
    for name in ("data/a.parquet", MANIFEST):
        with replace_file(f"{folder}/{name}") as file:
            file.write(content.encode())


def names(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))


def test_a_release_appears_when_the_block_ends(tmp_path: Path) -> None:
    out = tmp_path / "deep" / "release"
    with staging(str(out)) as folder:
        write(folder, "new")
        assert not out.exists() and Path(folder).parent == out.parent
    assert names(tmp_path / "deep") == ["release", "release/data", "release/data/a.parquet", "release/manifest.json"]


@pytest.mark.parametrize("error", [RuntimeError("boom"), KeyboardInterrupt()])
def test_a_failure_leaves_nothing(tmp_path: Path, error: BaseException) -> None:
    with pytest.raises(type(error)), staging(str(tmp_path / "release")) as folder:
        write(folder, "new")
        raise error
    assert names(tmp_path) == []


@pytest.mark.parametrize("error", [RuntimeError("boom"), KeyboardInterrupt()])
def test_a_failure_keeps_the_old_release(tmp_path: Path, error: BaseException) -> None:
    with staging(str(tmp_path / "release")) as folder:
        write(folder, "old")
    with pytest.raises(type(error)), staging(str(tmp_path / "release"), replace=True) as folder:
        write(folder, "new")
        raise error
    assert (tmp_path / "release" / MANIFEST).read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["release"]


def test_an_existing_release_is_refused_or_replaced(tmp_path: Path) -> None:
    out = tmp_path / "release"
    with staging(str(out)) as folder:
        write(folder, "old")
    (out / "stale").write_text("")
    with pytest.raises(ReleaseError, match=r"already exists.*--overwrite"), staging(str(out)):
        raise AssertionError("must not be reached")
    with staging(str(out), replace=True) as folder:
        write(folder, "new")
    assert (out / MANIFEST).read_text() == "new" and not (out / "stale").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["release"]


def test_an_empty_folder_is_free(tmp_path: Path) -> None:
    (tmp_path / "release").mkdir()
    with staging(str(tmp_path / "release")) as folder:
        write(folder, "new")
    assert (tmp_path / "release" / MANIFEST).exists()


def test_what_is_no_release_is_never_overwritten(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("ten years of work")
    with pytest.raises(ReleaseError, match="is not a release"), staging(str(tmp_path), replace=True):
        raise AssertionError("must not be reached")
    file = tmp_path / "thesis.txt"
    with pytest.raises(ReleaseError, match="is not a release"), staging(str(file), replace=True):
        raise AssertionError("must not be reached")
    with pytest.raises(ReleaseError, match="cannot be written: File exists"), staging(str(file / "release")):
        raise AssertionError("must not be reached")
    assert file.read_text() == "ten years of work"


def test_a_place_that_cannot_be_written_is_one_clear_message() -> None:
    with pytest.raises(ReleaseError, match=r"/proc/release: cannot be written: "), staging("/proc/release"):
        raise AssertionError("must not be reached")


def test_a_full_disk_is_one_clear_message_also_from_a_worker(tmp_path: Path) -> None:
    full = OSError(errno.ENOSPC, "No space left on device")
    for error in (full, RuntimeError(f"Traceback of a worker ...\nOSError: {full}\n[while running 'Write']")):
        message = pytest.raises(ReleaseError, match="release: cannot be written: the disk is full")
        with message, staging(str(tmp_path / "release")) as folder:
            write(folder, "new")
            raise error
    assert names(tmp_path) == []


def test_two_runs_at_once_do_not_mix(tmp_path: Path) -> None:
    out = tmp_path / "release"
    with pytest.raises(ReleaseError, match="another run made it"), staging(str(out)) as folder:
        write(folder, "mine")
        write(str(out), "theirs")
    assert (out / MANIFEST).read_text() == "theirs"


def _exits() -> None:
    """What a process does whose number is then free."""


def test_leftovers_of_killed_runs_are_cleared(tmp_path: Path) -> None:
    process = multiprocessing.Process(target=_exits)
    process.start()
    process.join()
    killed = tmp_path / f".release.partial-{socket.gethostname()}-{process.pid}"
    running = tmp_path / f".release.partial-{socket.gethostname()}-{os.getppid()}"
    elsewhere = tmp_path / f".release.partial-another-machine-{process.pid}"
    for folder in (killed, running, elsewhere):
        write(str(folder), "part")
    with staging(str(tmp_path / "release")) as folder:
        write(folder, "new")
    assert not killed.exists() and running.exists() and elsewhere.exists()


def test_a_release_set_aside_by_a_killed_run_comes_back(tmp_path: Path) -> None:
    process = multiprocessing.Process(target=_exits)
    process.start()
    process.join()
    write(str(tmp_path / f".release.old-{socket.gethostname()}-{process.pid}"), "old")
    with pytest.raises(RuntimeError), staging(str(tmp_path / "release"), replace=True):
        raise RuntimeError
    assert (tmp_path / "release" / MANIFEST).read_text() == "old"


def test_ctrl_c_in_a_real_process_leaves_nothing(tmp_path: Path) -> None:
    script = (
        "import sys, time\nfrom pathlib import Path\nfrom pairloom.pipelines.release.write.staging import staging\n"
        "with staging(sys.argv[1]) as folder:\n"
        "    Path(folder, 'manifest.json').write_text('new')\n    print('ready', flush=True)\n    time.sleep(60)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script, str(tmp_path / "release")], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        assert process.stdout is not None and process.stdout.readline() == b"ready\n"
        time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        process.wait(timeout=30)
    assert process.returncode != 0 and names(tmp_path) == []


def test_a_bucket_gets_the_manifest_last_and_loses_what_was_there(
    tmp_path: Path, bucket: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pairloom.pipelines.release.write import staging as module

    moved: list[str] = []
    rename = module.FileSystems.rename
    objects = tmp_path / "objects" / "b"

    def recording(sources: list[str], targets: list[str]) -> None:
        moved.extend(targets)
        rename(sources, targets)

    with staging(f"{bucket}/release") as folder:
        write(folder, "old")
        with replace_file(f"{folder}/data/stale.parquet") as file:
            file.write(b"old")
    monkeypatch.setattr(module.FileSystems, "rename", recording)
    with pytest.raises(ReleaseError, match="already exists"), staging(f"{bucket}/release"):
        raise AssertionError("must not be reached")
    with staging(f"{bucket}/release", replace=True) as folder:
        write(folder, "new")
    assert moved[-1] == f"{bucket}/release/{MANIFEST}"
    assert (objects / "release" / MANIFEST).read_text() == "new"
    assert sorted(path.name for path in objects.rglob("*") if path.is_file()) == ["a.parquet", MANIFEST]


def test_a_failure_leaves_nothing_in_a_bucket(tmp_path: Path, bucket: str) -> None:
    with pytest.raises(RuntimeError), staging(f"{bucket}/release") as folder:
        write(folder, "new")
        raise RuntimeError
    assert not [path for path in (tmp_path / "objects").rglob("*") if path.is_file()]
