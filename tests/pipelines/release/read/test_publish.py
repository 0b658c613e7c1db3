"""`pairloom publish`, against a fake of the hub's HTTP surface on this machine and a bucket of files."""

import base64
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import typer
from huggingface_hub import HfApi
from typer.testing import CliRunner

from pairloom.pipelines.commands.publish import publish
from pairloom.pipelines.release.errors import ReleaseError
from pairloom.pipelines.release.read.publish import publish_to_hub
from pairloom.pipelines.release.read.verify import verify_release


@pytest.fixture(autouse=True)
def online(monkeypatch: pytest.MonkeyPatch) -> None:
    """The library may reach the fake hub, whatever the environment says of the real one."""
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", False)


app = typer.Typer()
app.command()(publish)


class FakeHub(ThreadingHTTPServer):
    """A test double of the hub: what huggingface_hub asks of it to make a dataset repository and commit small files.

    Every file is taken inline, as the hub takes small ones; large-file storage is not part of it.
    """

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.files: dict[str, bytes] = {}
        self.commits: list[str] = []
        self.created: dict[str, Any] = {}
        self.fail_commits = 0
        self.tokens: set[str] = set()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def commit(self, lines: list[dict[str, Any]]) -> None:
        for line in lines:
            value = line["value"]
            if line["key"] == "header":
                self.commits.append(value["summary"])
            elif line["key"] == "file":
                self.files[value["path"]] = base64.b64decode(value["content"])
            elif line["key"] == "deletedFile":
                self.files.pop(value["path"], None)


class _Handler(BaseHTTPRequestHandler):
    server: FakeHub

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.server.tokens.add(self.headers.get("Authorization", ""))
        if self.path == "/api/repos/create":
            self.server.created = json.loads(body)
            self._answer({"url": f"{self.server.url}/datasets/org/name"})
        elif self.path == "/api/validate-yaml":
            self._answer({"errors": [], "warnings": []})
        elif "/preupload/" in self.path:
            names = [file["path"] for file in json.loads(body)["files"]]
            answer = [{"path": name, "uploadMode": "regular", "shouldIgnore": False, "oid": None} for name in names]
            self._answer({"files": answer})
        elif "/commit/" in self.path and self.server.fail_commits:
            self.server.fail_commits -= 1
            self._answer({"error": "no space left for you"}, 403)
        elif "/commit/" in self.path:
            self.server.commit([json.loads(line) for line in body.splitlines()])
            self._answer({"commitUrl": f"{self.server.url}/datasets/org/name/commit/{'0' * 40}", "commitOid": "0" * 40})
        else:
            self._answer({"error": "unknown"}, 404)

    def do_GET(self) -> None:
        if "/tree/" in self.path:
            entries = [
                {"type": "file", "path": path, "size": len(content), "oid": "0" * 40}
                for path, content in sorted(self.server.files.items())
            ]
            self._answer(entries)
        else:
            siblings = [{"rfilename": path} for path in self.server.files]
            self._answer({"id": "org/name", "_id": "1", "sha": "0" * 40, "siblings": siblings, "tags": []})

    def _answer(self, value: Any, status: int = 200) -> None:
        content = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *arguments: object) -> None:
        """Say nothing."""


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeHub]:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_DISABLE_XET", True)
    server = FakeHub()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def content_of(release: Path) -> dict[str, bytes]:
    files = (path for path in release.rglob("*") if path.is_file())
    return {path.relative_to(release).as_posix(): path.read_bytes() for path in files}


def test_the_hub_gets_exactly_the_release_and_the_manifest_last(hub: FakeHub, release: Path) -> None:
    (release / "notes.txt").write_text("mine alone")
    url = publish_to_hub(str(release), "org/name", api=HfApi(endpoint=hub.url, token="hf_secret"))
    (release / "notes.txt").unlink()
    assert hub.files == content_of(release)
    assert hub.created["name"] == "name" and hub.created["type"] == "dataset"
    assert len(hub.commits) == 2 and hub.commits[0].endswith("files")
    assert "org/name" in url and hub.tokens == {"Bearer hf_secret"}


def test_stale_files_of_an_earlier_release_go(hub: FakeHub, release: Path) -> None:
    hub.files = {"data/train-00000-of-00009.parquet": b"old", "rejected/old.parquet": b"old", "LICENSE": b"stays"}
    publish_to_hub(str(release), "org/name", api=HfApi(endpoint=hub.url, token="hf_secret"))
    assert hub.files == {**content_of(release), "LICENSE": b"stays"}


def test_a_refusal_is_one_message_without_the_token_and_can_be_repeated(hub: FakeHub, release: Path) -> None:
    hub.fail_commits = 1
    api = HfApi(endpoint=hub.url, token="hf_secret")
    with pytest.raises(ReleaseError, match="org/name: the hub refused") as caught:
        publish_to_hub(str(release), "org/name", api=api)
    assert "hf_secret" not in str(caught.value) and "manifest.json" not in hub.files
    publish_to_hub(str(release), "org/name", api=api)
    assert hub.files == content_of(release)


def test_a_hub_that_is_not_there_is_one_message(release: Path) -> None:
    with pytest.raises(ReleaseError, match="could not be reached"):
        publish_to_hub(str(release), "org/name", api=HfApi(endpoint="http://127.0.0.1:9", token="hf_secret"))


def test_a_bucket_gets_a_release_that_verifies(release: Path, bucket: str) -> None:
    answer = CliRunner().invoke(app, [str(release), "--to", f"{bucket}/name"])
    assert answer.exit_code == 0 and answer.stdout.strip() == f"{bucket}/name"
    assert verify_release(f"{bucket}/name", workers=1).ok
    again = CliRunner().invoke(app, [str(release), "--to", f"{bucket}/name", "--unchecked"])
    assert again.exit_code == 1 and "already exists" in again.stderr


def test_a_dry_run_says_what_and_does_nothing(release: Path) -> None:
    answer = CliRunner().invoke(app, [str(release), "--repo", "org/name", "--dry-run"])
    assert answer.exit_code == 0
    assert "would upload 9 files" in answer.stdout and "org/name (private)" in answer.stdout
    assert answer.stdout.strip().splitlines()[-1].startswith(" manifest.json") or "manifest.json" in answer.stdout


def test_a_damaged_release_is_not_published(release: Path, tmp_path: Path) -> None:
    card = release / "README.md"
    card.write_text(card.read_text() + "buy now")
    answer = CliRunner().invoke(app, [str(release), "--to", str(tmp_path / "copy")])
    assert answer.exit_code == 1 and "its verification failed" in answer.stderr and not (tmp_path / "copy").exists()


@pytest.mark.parametrize(
    "arguments", [[], ["--repo", "a/b", "--to", "x"], ["--repo", "no-slash"], ["--repo", "a/b/c"], ["--repo", "../x"]]
)
def test_where_to_must_be_clear(release: Path, arguments: list[str]) -> None:
    answer = CliRunner().invoke(app, [str(release), *arguments])
    assert answer.exit_code == 2 and "--repo" in answer.stderr
