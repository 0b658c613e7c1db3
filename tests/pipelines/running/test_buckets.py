"""Input and release in an S3 bucket, on a local server that speaks S3 (moto). Nothing leaves this machine."""

import gzip
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests import ROOT

boto3 = pytest.importorskip("boto3", reason="needs the extras aws and dev")
moto_server = pytest.importorskip("moto.server", reason="needs the extras aws and dev")

SOURCE = """
[[source]]
reader = "{reader}"
path = "{place}/in/*.{ending}"
language = "python"
[source.fields]
text = "text"
code = "code"
function_name = "function_name"
"""
RECIPE = f"""
name = "bucket"
{SOURCE.format(reader="jsonl", place="{place}", ending="jsonl.gz")}
{SOURCE.format(reader="parquet", place="{place}", ending="parquet")}
[translate]
translator = "transpile"
targets = ["javascript"]
[dedup]
threshold = 1.0
[output]
shards = 2
"""

pytestmark = pytest.mark.slow


def inputs() -> dict[str, bytes]:
    """The objects that the recipe reads: half of the rows as lines, half as Parquet."""
    rows = [
        {
            "code": f"def add_{letter}(first, second):\n    total = first + second * {number}\n    return total",
            "text": f"Adds the second number {number} times.",
            "function_name": f"add_{letter}",
        }
        for number, letter in enumerate("abcdefgh", start=2)
    ]
    lines = "".join(json.dumps(row) + "\n" for row in rows[:4])
    table = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(rows[4:]), table, row_group_size=2)
    return {"in/rows.jsonl.gz": gzip.compress(lines.encode()), "in/rows.parquet": table.getvalue()}


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
    for name, content in inputs().items():
        client.put_object(Bucket="pairs", Key=name, Body=content)
    yield client
    server.stop()


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """A command that has ended."""
    return subprocess.run(
        [sys.executable, "-m", "pairloom", *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env=dict(os.environ),
    )


def pairloom(*arguments: str | Path) -> str:
    """What a command that must succeed says."""
    done = run(*arguments)
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


def check_release(place: str, objects: Callable[[str], dict[str, bytes]], folder: Path) -> bytes:
    """Makes and proves a release from and in the bucket at `place`, and compares it with one in `folder`. Returns all
    that was said and written. objects: name below a prefix of the bucket to content."""
    recipe = folder / "recipe.toml"
    recipe.write_text(RECIPE.format(place=place))
    said = pairloom("release", recipe, "--out", f"{place}/out/one")
    said += pairloom("verify", f"{place}/out/one")
    pairloom("release", recipe, "--out", folder / "out")
    remote = objects("out/one/")
    local = {str(file.relative_to(folder / "out")): file for file in (folder / "out").rglob("*.parquet")}
    assert {name for name in remote if name.endswith(".parquet")} == set(local)
    assert all(remote[name] == file.read_bytes() for name, file in local.items())
    assert json.loads(remote["manifest.json"])["books"]["planned"] == {"javascript": 8}
    assert not [name for name in objects("") if "partial" in name]
    return said.encode() + b"".join(objects("").values())


def test_a_release_in_a_bucket_is_the_release_on_disk(bucket: Any, tmp_path: Path) -> None:
    everything = check_release("s3://pairs", partial(objects, bucket), tmp_path)
    assert b"secret-of-the-test" not in everything


@pytest.fixture
def no_credentials(bucket: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The environment has no credentials for the bucket any more."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")


COMMANDS = {
    "release": (2, "RECIPE", "--out", "OUT"),
    "release from a bucket": (2, "OTHER", "--out", "OUT"),
    "plan": (1, "RECIPE"),
    "score": (1, "RECIPE"),
    "inspect": (2, "s3://pairs/release"),
    "verify": (2, "s3://pairs/release"),
    "diff": (2, "s3://pairs/one", "s3://pairs/two"),
    "journal": (2, "s3://pairs/release.journal"),
    "publish": (2, "OUT", "--to=s3://pairs/release"),
    "dedup": (2, "rows.parquet", "--column", "code", "--out", "OUT", "--against", "s3://pairs/release"),
}
"""Command -> its exit code without credentials, and its arguments."""


@pytest.mark.parametrize("command", COMMANDS)
def test_without_credentials_nothing_is_tried(command: str, no_credentials: None, tmp_path: Path) -> None:
    code, *arguments = COMMANDS[command]
    recipe, other = tmp_path / "recipe.toml", tmp_path / "other.toml"
    recipe.write_text(RECIPE.format(place="s3://pairs"))
    other.write_text(
        'name = "other"\n[[source]]\nreader = "python-source"\npath = "stdlib"\n[translate]\ntranslator = "transpile"\n'
        'targets = ["javascript"]\n[dedup]\nagainst = ["s3://pairs/known.parquet"]\n'
    )
    places = {"RECIPE": recipe, "OTHER": other, "OUT": tmp_path / "out"}
    done = run(command.split()[0], *(places.get(argument, argument) for argument in arguments))
    assert done.returncode == code, done.stderr
    assert "s3:// needs credentials, and none were found" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "out").exists()
