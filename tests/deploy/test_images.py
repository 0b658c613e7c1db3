"""The images: not root, pinned, and with locked packages."""

import re
import tomllib

import pytest

from tests import ROOT

DOCKERFILES = sorted((ROOT / "deploy").rglob("*Dockerfile"))
LOCKS = sorted((ROOT / "deploy").rglob("requirements.txt"))


@pytest.mark.parametrize("file", DOCKERFILES, ids=lambda file: file.name)
def test_an_image_is_pinned_and_does_not_run_as_root(file) -> None:  # type: ignore[no-untyped-def]
    text = file.read_text()
    bases = re.findall(r"^FROM (\S+)", text, re.MULTILINE)
    assert bases and all(re.search(r"@|:\d+\.\d+\.\d+$", base) for base in bases), bases
    users = re.findall(r"^USER (\S+)", text, re.MULTILINE)
    assert users and users[-1] not in ("root", "0")
    assert "install.sh" in text


def test_packages_are_installed_by_their_hashes() -> None:
    for script in ("deploy/dataflow/install.sh", "deploy/vllm/setup.sh"):
        assert "--require-hashes" in (ROOT / script).read_text()


@pytest.mark.parametrize("file", LOCKS, ids=lambda file: file.parent.name)
def test_every_locked_package_has_a_version_and_hashes(file) -> None:  # type: ignore[no-untyped-def]
    entries = re.split(r"^(?=[a-z0-9])", file.read_text(), flags=re.MULTILINE)[1:]
    assert len(entries) > 50
    for entry in entries:
        assert re.match(r"[a-z0-9._-]+(\[[a-z0-9,_-]+\])?==\S+", entry), entry[:60]
        assert "--hash=sha256:" in entry, entry[:60]


def test_the_lock_has_the_pinned_packages_of_the_project() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    locked = (ROOT / "deploy" / "dataflow" / "requirements.txt").read_text()
    for requirement in project["dependencies"]:
        name, pinned, version = requirement.partition("==")
        assert re.search(rf"^{re.escape(re.split(r'[<>=]', name)[0])}(\[[a-z,]+\])?==", locked, re.MULTILINE), (
            requirement
        )
        if pinned:
            assert re.search(rf"^{re.escape(name)}(\[[a-z,]+\])?=={re.escape(version)}\s", locked, re.MULTILINE)


def test_each_test_that_the_security_policy_names_exists() -> None:
    named = re.findall(r"`(tests/\S+?\.py)`", (ROOT / "SECURITY.md").read_text())
    assert len(named) > 10
    assert [name for name in named if not (ROOT / name).is_file()] == []
