"""Input and release in an S3 bucket, on a local server that speaks S3 (moto). Nothing leaves this machine."""

import gzip
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

boto3 = pytest.importorskip("boto3", reason="needs the extras aws and dev")
moto_server = pytest.importorskip("moto.server", reason="needs the extras aws and dev")

ROOT = Path(__file__).parents[2]
RECIPE = """
name = "bucket"
[[source]]
reader = "jsonl"
path = "s3://pairs/in/*.jsonl.gz"
language = "python"
[source.fields]
text = "text"
code = "code"
function_name = "function_name"
[translate]
translator = "transpile"
targets = ["javascript"]
[dedup]
threshold = 1.0
[output]
shards = 2
"""

pytestmark = pytest.mark.slow


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A client of the bucket "pairs" with some rows in it; the environment has its address and credentials."""
    server = moto_server.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://{host}:{port}")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret-of-the-test")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    client = boto3.client("s3")
    client.create_bucket(Bucket="pairs")
    rows = [
        {
            "code": f"def add_{letter}(first, second):\n    total = first + second * {number}\n    return total",
            "text": f"Adds the second number {number} times.",
            "function_name": f"add_{letter}",
        }
        for number, letter in enumerate("abcdefgh", start=2)
    ]
    lines = "".join(json.dumps(row) + "\n" for row in rows)
    client.put_object(Bucket="pairs", Key="in/rows.jsonl.gz", Body=gzip.compress(lines.encode()))
    yield client
    server.stop()


def pairloom(*arguments: str | Path) -> str:
    """What a command that must succeed says."""
    done = subprocess.run(
        [sys.executable, "-m", "pipelines.cli", *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env=dict(os.environ),
    )
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


def objects(client: Any, prefix: str) -> dict[str, bytes]:
    """Name below `prefix` to content."""
    listed = client.list_objects_v2(Bucket="pairs").get("Contents", [])
    return {
        item["Key"].removeprefix(prefix): client.get_object(Bucket="pairs", Key=item["Key"])["Body"].read()
        for item in listed
        if item["Key"].startswith(prefix)
    }


def test_a_release_in_a_bucket_is_the_release_on_disk(bucket: Any, tmp_path: Path) -> None:
    recipe = tmp_path / "recipe.toml"
    recipe.write_text(RECIPE)
    said = pairloom("release", recipe, "--out", "s3://pairs/out/one")
    said += pairloom("verify", "s3://pairs/out/one")
    pairloom("release", recipe, "--out", tmp_path / "out")
    remote = objects(bucket, "out/one/")
    local = {str(file.relative_to(tmp_path / "out")): file for file in (tmp_path / "out").rglob("*.parquet")}
    assert {name for name in remote if name.endswith(".parquet")} == set(local)
    assert all(remote[name] == file.read_bytes() for name, file in local.items())
    assert json.loads(remote["manifest.json"])["books"]["planned"] == {"javascript": 8}
    assert not [name for name in objects(bucket, "") if "partial" in name]
    everything = said.encode() + b"".join(objects(bucket, "").values())
    assert b"secret-of-the-test" not in everything
