"""Private folders: those of living commands stay, those of killed ones are removed, and none waits for itself."""

import subprocess
import sys
from pathlib import Path

from pairloom.schemas.private_folder import command_folder, temporary_files, temporary_folder

KILLED = """
import os, sys
from pathlib import Path
from pairloom.schemas.private_folder import temporary_folder
with temporary_folder(Path(sys.argv[1]), "work-"):
    os.kill(os.getpid(), 9)
"""


def test_a_command_makes_folders_within_its_own_folder() -> None:
    with temporary_files():
        with (
            temporary_folder(command_folder(), "work-") as first,
            temporary_folder(command_folder(), "work-") as second,
        ):
            assert first.parent == second.parent == command_folder() and first != second
        assert not first.exists() and not second.exists()


def test_the_next_folder_removes_those_of_killed_processes(tmp_path: Path) -> None:
    with temporary_folder(tmp_path, "work-") as living:
        subprocess.run([sys.executable, "-c", KILLED, str(tmp_path)], check=False)
        assert len(list(tmp_path.glob("work-*"))) == 2
        with temporary_folder(tmp_path, "work-") as new:
            assert sorted(tmp_path.glob("work-*")) == sorted([living, new])
    assert not list(tmp_path.glob("work-*"))
