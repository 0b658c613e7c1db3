"""What is installed: all files of the packages, under one name, which works beside other packages of the same names."""

import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests import ROOT

FOLDERS = ("schemas", "translators", "dedup", "pipelines", "encoder")
BUILD = ("-m", "pip", "wheel", "--quiet", "--no-build-isolation", "--no-deps", "--no-index")
SDIST = "from setuptools.build_meta import build_sdist; build_sdist('dist')"
RECIPE = """
name = "small"
[[source]]
reader = "python-source"
path = "code"
license = "MIT"
[translate]
translator = "transpile"
targets = ["javascript"]
"""
CODE = '''
def below(values, limit):
    """Counts the values that are below the limit."""
    count = 0
    for value in values:
        if value < limit:
            count += 1
    return count
'''


def python(*arguments: str, cwd: Path, path: str = "") -> str:
    """Runs Python and returns what it printed."""
    environment = os.environ | {"PYTHONPATH": path}
    done = subprocess.run(
        [sys.executable, *arguments], capture_output=True, text=True, check=False, cwd=cwd, env=environment
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def repository_files(*places: str) -> list[str]:
    """The files that are in the repository or could be committed; links count as files."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", *places]
    found = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT).stdout.splitlines()
    return [file for file in found if os.path.lexists(ROOT / file)]


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the repository without what git ignores."""
    copy = tmp_path_factory.mktemp("checkout")
    for file in repository_files("pairloom", *FOLDERS, "pyproject.toml", "README.md", "LICENSE"):
        (copy / file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / file, copy / file, follow_symlinks=False)
    return copy


@pytest.fixture(scope="module")
def wheel(checkout: Path) -> Path:
    python(*BUILD, "--wheel-dir", "dist", ".", cwd=checkout)
    return next((checkout / "dist").glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with what pip installs from the wheel."""
    target = tmp_path_factory.mktemp("site")
    python(
        "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--target", str(target), str(wheel), cwd=target
    )
    return target


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Somebody's project, whose packages have names like the folders here. They must not be imported."""
    for name in FOLDERS:
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").write_text("raise ImportError('this is the package of the project')")
    (tmp_path / "code").mkdir()
    (tmp_path / "code" / "below.py").write_text(CODE)
    (tmp_path / "recipe.toml").write_text(RECIPE)
    return tmp_path


def package_files(wheel: Path) -> set[str]:
    """The files of the wheel besides its metadata."""
    return {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}


def test_the_wheel_has_every_file(wheel: Path) -> None:
    own = [file for file in repository_files("pairloom") if not (ROOT / file).is_symlink()]
    below = [f"pairloom/{file}" for file in repository_files(*FOLDERS)]
    assert package_files(wheel) == {*own, *below}
    assert "pairloom/py.typed" in own  # where type checkers look for it


def test_the_source_archive_gives_the_same_wheel(wheel: Path, checkout: Path) -> None:
    python("-c", SDIST, cwd=checkout)
    (archive,) = (checkout / "dist").glob("*.tar.gz")
    python(*BUILD, "--wheel-dir", "dist/again", str(archive), cwd=checkout)
    (again,) = (checkout / "dist" / "again").glob("*.whl")
    assert package_files(again) == package_files(wheel)


def test_one_name_is_installed(installed: Path) -> None:
    names = {path.name for path in installed.iterdir() if not path.name.endswith(".dist-info")}
    assert names == {"pairloom", "bin"}


@pytest.mark.slow
def test_commands_run_in_a_project_with_packages_of_the_same_names(installed: Path, project: Path) -> None:
    def run(*arguments: str) -> str:
        return python(*arguments, cwd=project, path=f".:{installed}")

    place = run("-c", "import pairloom.pipelines; print(pairloom.pipelines.__file__)")
    assert Path(place.strip()).is_relative_to(installed)
    assert json.loads(run("-m", "pairloom", "sources", "--json"))
    run("-m", "pairloom", "release", "recipe.toml", "--out", "out", "--workers", "2")
    run(str(installed / "bin" / "pairloom"), "verify", "out")
    assert list((project / "out" / "data").glob("*.parquet"))
