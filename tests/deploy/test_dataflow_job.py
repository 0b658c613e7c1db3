"""What Dataflow would be sent, and what becomes of what it answers: the command and the template's launcher against a
local server that speaks as much of Dataflow's protocol as they need, and one that speaks that of Google's buckets."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from apache_beam.portability.api import beam_runner_api_pb2

from tests.deploy.test_dataflow import DATAFLOW, L4, OPTIONS, RECIPE, ROOT, hinted
from tests.pipelines.test_portable import free_port, serving

storage = pytest.importorskip("google.cloud.storage", reason="needs the extra gcp")
pytest.importorskip("gcp_storage_emulator", reason="needs the package gcp-storage-emulator")

pytestmark = pytest.mark.slow
PLACE = "gs://pairloom-bucket"


@dataclass
class Google:
    """The two servers: the bucket, the jobs that were submitted, the state that each is said to be in."""

    bucket: Any
    endpoint: str
    jobs: list[dict[str, Any]] = field(default_factory=list)
    state: str = "JOB_STATE_RUNNING"


@pytest.fixture
def google(monkeypatch: pytest.MonkeyPatch) -> Iterator[Google]:
    """Google as this machine sees it; the environment has the address of its buckets."""
    port = free_port()
    monkeypatch.setenv("STORAGE_EMULATOR_HOST", f"http://localhost:{port}")
    monkeypatch.setenv("NO_GCE_CHECK", "true")  # nobody is asked for credentials
    arguments = ["start", f"--port={port}", "--in-memory", "--default-bucket=pairloom-bucket"]
    with serving("gcp_storage_emulator", port, *arguments):
        bucket = storage.Client.create_anonymous_client().bucket("pairloom-bucket")
        server = ThreadingHTTPServer(("localhost", 0), Dataflow)
        made = Google(bucket, f"http://localhost:{server.server_address[1]}")
        server.google = made  # type: ignore[attr-defined]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield made
        server.shutdown()


class Dataflow(BaseHTTPRequestHandler):
    """Takes jobs, and says of each that it is in one state."""

    def do_POST(self) -> None:
        google: Google = self.server.google  # type: ignore[attr-defined]
        job = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        google.jobs.append(job)
        self.answer({**job, "id": "job-1", "currentState": "JOB_STATE_PENDING"})

    def do_GET(self) -> None:
        google: Google = self.server.google  # type: ignore[attr-defined]
        if "/messages" in self.path:
            said = {"messageText": "Worker out of disk.", "messageImportance": "JOB_MESSAGE_ERROR"}
            self.answer({"jobMessages": [{"id": "1", "time": "2026-01-01T00:00:00Z", **said}]})
        elif "/metrics" in self.path:
            self.answer({"metrics": []})
        else:
            self.answer({"id": "job-1", "name": "pairloom", "currentState": google.state})

    def answer(self, content: dict[str, Any]) -> None:
        body = json.dumps(content).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *arguments: Any) -> None:
        """Says nothing."""


def run(google: Google, *command: str | Path) -> subprocess.CompletedProcess[str]:
    """A command that asks `google`, and has ended."""
    options = [*OPTIONS, "--sdk_location=container", "--no_auth", f"--dataflow_endpoint={google.endpoint}"]
    arguments = [sys.executable, *map(str, command), *options]
    return subprocess.run(
        arguments, capture_output=True, text=True, check=False, cwd=ROOT, env=dict(os.environ), timeout=600
    )


def test_a_template_submits_what_the_recipe_and_the_options_say(google: Google) -> None:
    google.bucket.blob("recipes/gpu.toml").upload_from_string(RECIPE.format(accelerator=L4))
    done = run(google, DATAFLOW / "main.py", f"--recipe={PLACE}/recipes/gpu.toml", f"--out={PLACE}/out")
    assert done.returncode == 0, done.stderr
    (job,) = google.jobs
    (pool,) = job["environment"]["workerPools"]
    assert (pool["machineType"], pool["diskSizeGb"]) == ("g2-standard-8", 100)
    assert pool["autoscalingSettings"]["maxNumWorkers"] == 20
    images = {image["containerImage"] for image in pool["sdkHarnessContainerImages"]}
    assert images == {"us-docker.pkg.dev/pairloom-project/pairloom/gpu:1"}
    (graph,) = [blob for blob in google.bucket.list_blobs() if blob.name.endswith("/pipeline.pb")]
    hints = hinted(beam_runner_api_pb2.Pipeline.FromString(graph.download_as_bytes()))
    assert set(hints.values()) == {L4.encode()}
    assert "Translate 0/Ask/RunInference" in hints
    assert all(name.startswith("Translate 0/Ask") for name in hints)
    assert not list(google.bucket.list_blobs(prefix="out"))


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("JOB_STATE_FAILED", "Worker out of disk."),
        ("JOB_STATE_CANCELLED", "CANCELLED"),
        ("JOB_STATE_DONE", "manifest"),  # the job is said to be done, and there is nothing
    ],
)
def test_a_job_without_a_release_publishes_nothing(google: Google, tmp_path: Path, state: str, said: str) -> None:
    google.state = state
    (tmp_path / "recipe.toml").write_text(RECIPE.format(accelerator=""))
    done = run(google, "-m", "pairloom", "release", tmp_path / "recipe.toml", "--out", f"{PLACE}/out")
    assert len(google.jobs) == 1
    assert done.returncode == 1, done.stderr
    assert said in done.stderr.splitlines()[-1]
    assert "Traceback" not in done.stderr
    assert not list(google.bucket.list_blobs(prefix="out"))
