"""Folders for temporary files: other users cannot reach them, links in them lead nowhere, and none stays."""

import os
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pairloom.schemas import private_folder
from pairloom.schemas.errors import PairloomError
from pairloom.schemas.private_folder import own_folder, remove_folder
from pairloom.translators.sandbox import sandbox
from pairloom.translators.sandbox.folders import read_within, work_folder, write_within


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder in TMPDIR's place."""
    place = tmp_path / "temporary"
    place.mkdir(mode=0o700)
    monkeypatch.setattr(private_folder.tempfile, "gettempdir", lambda: str(place))
    return place


def mode(path: Path) -> int:
    return stat.S_IMODE(path.lstat().st_mode)


def test_a_work_folder_lies_in_a_private_folder_and_is_removed(temporary: Path) -> None:
    with work_folder() as first, work_folder() as second:
        assert first.parent == second.parent == temporary / f"pairloom-{os.getuid()}"
        assert first != second
        assert mode(first.parent) == 0o700 and first.parent.stat().st_uid == os.getuid()
        (first / "inner").mkdir()
        (first / "inner" / "file").write_text("text")
    assert [path.name for path in own_folder().iterdir()] == [".making"], "the lock stays"


def test_a_private_folder_that_is_a_link_is_refused(temporary: Path) -> None:
    (temporary / "elsewhere").mkdir()
    (temporary / f"pairloom-{os.getuid()}").symlink_to(temporary / "elsewhere")
    with pytest.raises(PairloomError, match="belongs to another user"), work_folder():
        pass
    assert list((temporary / "elsewhere").iterdir()) == []


@pytest.mark.skipif(os.getuid() != 0, reason="only root can give a folder away")
def test_a_private_folder_of_another_user_is_refused(temporary: Path) -> None:
    folder = own_folder()
    os.chown(folder, 12345, 12345)
    with pytest.raises(PairloomError, match="belongs to another user"):
        own_folder()


def test_a_place_where_others_can_replace_files_is_refused(temporary: Path) -> None:
    temporary.chmod(0o777)
    with pytest.raises(PairloomError, match="sticky"):
        own_folder()
    temporary.chmod(0o1777)
    own_folder()


def test_what_a_killed_process_left_is_removed_and_what_is_used_stays(temporary: Path) -> None:
    program = f"""
import time
from pairloom.schemas import private_folder
from pairloom.translators.sandbox.folders import work_folder
private_folder.tempfile.gettempdir = lambda: {str(temporary)!r}
with work_folder() as folder:
    print(folder, flush=True)
    time.sleep(1000)
"""
    started = [subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True) for _ in range(2)]
    try:
        killed, living = (Path(process.stdout.readline().strip()) for process in started if process.stdout)
        os.kill(started[0].pid, signal.SIGKILL)
        started[0].wait()
        assert killed.exists() and living.exists()
        with work_folder():
            assert not killed.exists() and living.exists()
    finally:
        for process in started:
            process.kill()
            process.communicate()


def test_links_in_a_folder_are_neither_read_nor_written_nor_removed_through(temporary: Path) -> None:
    (temporary / "secrets").mkdir()
    secret = temporary / "secrets" / "key"
    secret.write_text("hunter2")
    with work_folder() as folder:
        (folder / "log").symlink_to(secret)
        (folder / "p0").symlink_to(secret.parent)
        assert read_within(folder, "log", 100) is None
        assert read_within(folder, "p0/key", 100) is None
        for path in ("log", "p0/key", "p0/new"):
            with pytest.raises(OSError, match=r"symbolic links|Not a directory"):
                write_within(folder, path, "overwritten")
    assert secret.read_text() == "hunter2"
    assert list(secret.parent.iterdir()) == [secret]


@pytest.mark.parametrize("path", ["../key", "p0/../../key", "/etc/passwd", ""])
def test_a_path_that_leaves_the_folder_is_refused(path: str, tmp_path: Path) -> None:
    for use in (lambda: read_within(tmp_path, path, 1), lambda: write_within(tmp_path, path, "")):
        with pytest.raises(ValueError, match="not a path within"):
            use()


def test_pipes_devices_and_huge_files_are_no_results(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder").mkdir()
    with (tmp_path / "huge").open("wb") as file:
        file.truncate(1 << 40)
    started = time.monotonic()
    assert read_within(tmp_path, "pipe", 100) is None
    assert read_within(tmp_path, "folder", 100) is None
    assert read_within(tmp_path, "missing", 100) is None
    assert read_within(tmp_path, "huge", 100) == "\0" * 100
    with pytest.raises(OSError, match="No such device"):
        write_within(tmp_path, "pipe", "text")
    assert time.monotonic() - started < 5


def test_what_is_written_can_be_read_by_the_programs_user_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0o077)
    try:
        write_within(tmp_path, "a/b/file", "text\n")
    finally:
        os.umask(before)
    assert read_within(tmp_path, "a/b/file", 100) == "text\n"
    assert mode(tmp_path / "a" / "b") == 0o777 and mode(tmp_path / "a" / "b" / "file") == 0o644


def test_folders_without_rights_are_removed_and_links_keep_their_targets(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir(mode=0o500)
    folder = tmp_path / "folder"
    (folder / "inner" / "deep").mkdir(parents=True)
    (folder / "inner" / "link").symlink_to(outside)
    for path in (folder / "inner" / "deep", folder / "inner", folder):
        path.chmod(0o000)
    remove_folder(folder)
    assert not folder.exists() and mode(outside) == 0o500


@pytest.mark.skipif(bool(sandbox.unavailable()), reason=sandbox.unavailable() or "there is a sandbox")
def test_a_program_cannot_have_another_folder_mounted_by_a_link(tmp_path: Path) -> None:
    (tmp_path / "p0").symlink_to("/root")
    done = sandbox.run(("ls", "-a"), tmp_path / "p0")
    assert (done.status, done.stdout) == (126, "")
