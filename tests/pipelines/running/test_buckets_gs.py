"""Input, release and journal in one of Google's buckets, on a local server that speaks its protocol."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.pipelines.running.test_buckets import check_release, inputs
from tests.pipelines.test_portable import free_port, serving
from tests.translators.llm.test_journal_buckets import check_shared_journal

storage = pytest.importorskip("google.cloud.storage", reason="needs the extra gcp")
pytest.importorskip("gcp_storage_emulator", reason="needs the package gcp-storage-emulator")

pytestmark = pytest.mark.slow


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """The bucket "pairs" with what the recipe reads; the environment has the server's address."""
    port = free_port()
    monkeypatch.setenv("STORAGE_EMULATOR_HOST", f"http://localhost:{port}")
    monkeypatch.setenv("NO_GCE_CHECK", "true")  # nobody is asked for credentials
    with serving("gcp_storage_emulator", port, "start", f"--port={port}", "--in-memory", "--default-bucket=pairs"):
        made = storage.Client.create_anonymous_client().bucket("pairs")
        for name, content in inputs().items():
            made.blob(name).upload_from_string(content)
        yield made


def test_a_release_in_a_bucket_is_the_release_on_disk(bucket: Any, tmp_path: Path) -> None:
    def objects(prefix: str) -> dict[str, bytes]:
        return {blob.name.removeprefix(prefix): blob.download_as_bytes() for blob in bucket.list_blobs(prefix=prefix)}

    check_release("gs://pairs", objects, tmp_path)


def test_a_journal_in_a_bucket_is_shared_and_compacted(bucket: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    check_shared_journal("gs://pairs/journal", monkeypatch)
    assert len(list(bucket.list_blobs(prefix="journal/"))) == 1
