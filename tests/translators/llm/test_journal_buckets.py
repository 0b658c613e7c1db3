"""The journal in an S3 bucket, on a local server that speaks S3 (moto): shared by writers, resumed from, compacted."""

import json
import os
import signal
import subprocess
import sys
import time

import pytest

from pairloom.schemas import LANGUAGES
from pairloom.translators.llm import journal
from pairloom.translators.llm.journal import JournalWriter, answers_in, compact, segments, summarise_journal
from tests.pipelines.commands.test_llm_commands import RECIPE, ROOT, SAMPLE
from tests.pipelines.running.test_buckets import bucket, objects, pairloom
from tests.translators.llm.fault_server import Behaviour, FaultServer, sample_replies
from tests.translators.llm.test_journal import pair

__all__ = ["bucket"]
pytestmark = pytest.mark.slow


@pytest.fixture
def folder(request):
    """A folder of the test's own: the buckets outlive the server."""
    return f"s3://pairs/{request.node.name}"


@pytest.fixture
def opened(bucket):
    """The bucket, open for Beam in this process."""
    from apache_beam.io.filesystems import FileSystems
    from apache_beam.options.pipeline_options import PipelineOptions

    FileSystems.set_options(PipelineOptions([]))
    return bucket


def replies(folder):
    return {outcome.reply for path in segments(folder) for outcome in answers_in(path)}


def check_shared_journal(folder, monkeypatch):
    """Three writers to a journal in a bucket, and its compaction."""
    monkeypatch.setattr(journal, "REMOTE_ROWS", 10)
    assert segments(folder) == {}
    writers = [JournalWriter(folder) for _ in range(3)]
    for number in range(90):
        writers[number % 3].append(*pair(number))
    for writer in writers:
        writer.close()
    assert replies(folder) == {f"reply {number}" for number in range(90)}
    files = len(segments(folder))
    assert files >= 3 and compact(folder) == files
    assert [path.rsplit(".", 1)[1] for path in segments(folder)] == ["parquet"]
    assert replies(folder) == {f"reply {number}" for number in range(90)}
    assert summarise_journal(folder).answers == 90 and compact(folder) == 0


def test_writers_share_it_and_compaction_loses_nothing(opened, folder, monkeypatch):
    check_shared_journal(folder, monkeypatch)
    assert len(objects(opened, folder.removeprefix("s3://pairs/"))) == 1


def test_a_row_waits_only_so_long(opened, folder, monkeypatch):
    monkeypatch.setattr(journal, "REMOTE_SECONDS", 0.2)
    writer = JournalWriter(folder)
    writer.append(*pair(1))
    end = time.monotonic() + 60
    while not replies(folder) and time.monotonic() < end:
        time.sleep(0.1)
    assert replies(folder) == {"reply 1"}
    writer.close()


def test_a_bucket_that_is_not_there_is_an_error(opened):
    writer = JournalWriter("s3://nobody/journal")
    writer.append(*pair(1))
    with pytest.raises(OSError, match="NoSuchBucket"):
        writer.close()


def test_a_killed_run_goes_on_from_the_bucket(bucket, folder, tmp_path):
    titles = {name: language.title for name, language in LANGUAGES.items()}
    server = FaultServer(Behaviour(replies=sample_replies(SAMPLE / "replies.jsonl", titles), latency=0.3, spread=10))
    recipe = tmp_path / "recipe.toml"
    recipe.write_text(RECIPE.format(records=SAMPLE / "records.jsonl", url=server.url, more="concurrency = 4"))
    arguments = ["release", str(recipe), "--out", str(tmp_path / "out"), "--journal", folder, "--resume"]
    arguments += ["--set", "split.by=record"]
    try:
        command = [sys.executable, "-m", "pairloom", *arguments]
        run = subprocess.Popen(command, cwd=ROOT, start_new_session=True, stderr=subprocess.PIPE, env=dict(os.environ))
        while not (kept := objects(bucket, folder.removeprefix("s3://pairs/"))) and run.poll() is None:
            time.sleep(0.2)
        assert run.poll() is None, run.stderr.read()
        os.killpg(run.pid, signal.SIGKILL)
        run.wait()
        kept = [json.loads(line) for content in kept.values() for line in content.splitlines()]
        assert 0 < len(kept) < 106
        said = pairloom(*arguments)
        asked_again = sum(count - 1 for count in server.asked.values())
        use = json.loads((tmp_path / "out" / "manifest.json").read_text())["models"][0]
        assert use["found_in_journal"] >= len(kept) and use["requests"] == 106
        assert asked_again <= sum(server.asked.values()) - 106 and asked_again + len(kept) <= 106
        pairloom("journal", folder, "--compact")
        assert [name[-8:] for name in objects(bucket, folder.removeprefix("s3://pairs/"))] == [".parquet"]
        pairloom("release", *arguments[1:-3], "--overwrite")
        again = json.loads((tmp_path / "out" / "manifest.json").read_text())["models"][0]
        assert again["found_in_journal"] == 106 and again["run"]["asked"] == 0
        assert "secret-of-the-test" not in said
    finally:
        server.close()
