"""The journal in an S3 bucket, on a local server that speaks S3 (moto): shared by writers, resumed from, compacted."""

import json
import os
import signal
import subprocess
import sys
import time

import pytest
from fault_server import Behaviour, FaultServer, sample_replies
from test_journal import pair

from schemas import LANGUAGES
from tests.pipelines.test_buckets import bucket, objects, pairloom
from tests.pipelines.test_llm_commands import RECIPE, ROOT, SAMPLE
from translators import journal
from translators.journal import JournalWriter, answers_in, compact, segments, summarise

__all__ = ["bucket"]
FOLDER = "s3://pairs/out.journal"
pytestmark = pytest.mark.slow


@pytest.fixture
def opened(bucket):
    """The bucket, open for Beam in this process."""
    from apache_beam.io.filesystems import FileSystems
    from apache_beam.options.pipeline_options import PipelineOptions

    FileSystems.set_options(PipelineOptions([]))
    return bucket


def replies():
    return {outcome.reply for file in segments(FOLDER) for outcome in answers_in(file.path)}


def test_writers_share_it_and_compaction_loses_nothing(opened, monkeypatch):
    monkeypatch.setattr(journal, "REMOTE_ROWS", 10)
    assert segments(FOLDER) == []
    writers = [JournalWriter(FOLDER) for _ in range(3)]
    for number in range(90):
        writers[number % 3].append(*pair(number))
    for writer in writers:
        writer.close()
    assert replies() == {f"reply {number}" for number in range(90)}
    files = len(segments(FOLDER))
    assert files >= 3 and compact(FOLDER) == files
    assert [file.path.rsplit(".", 1)[1] for file in segments(FOLDER)] == ["parquet"]
    assert replies() == {f"reply {number}" for number in range(90)}
    assert summarise(FOLDER).answers == 90 and compact(FOLDER) == 0
    assert not [name for name in objects(opened, "") if name.endswith(".part")]


def test_a_row_waits_only_so_long(opened, monkeypatch):
    monkeypatch.setattr(journal, "REMOTE_SECONDS", 0.2)
    writer = JournalWriter(FOLDER)
    writer.append(*pair(1))
    end = time.monotonic() + 60
    while not replies() and time.monotonic() < end:
        time.sleep(0.1)
    assert replies() == {"reply 1"}
    writer.close()


def test_a_bucket_that_is_not_there_is_an_error(opened):
    writer = JournalWriter("s3://nobody/journal")
    writer.append(*pair(1))
    with pytest.raises(OSError, match="nobody"):
        writer.close()


def test_a_killed_run_goes_on_from_the_bucket(bucket, tmp_path):
    titles = {name: language.title for name, language in LANGUAGES.items()}
    server = FaultServer(Behaviour(replies=sample_replies(SAMPLE / "replies.jsonl", titles), latency=0.3, spread=10))
    recipe = tmp_path / "recipe.toml"
    recipe.write_text(RECIPE.format(records=SAMPLE / "records.jsonl", url=server.url, more="concurrency = 4"))
    arguments = ["release", str(recipe), "--out", str(tmp_path / "out"), "--journal", FOLDER, "--resume"]
    arguments += ["--set", "split.by=record"]
    try:
        command = [sys.executable, "-m", "pipelines.cli", *arguments]
        run = subprocess.Popen(command, cwd=ROOT, start_new_session=True, stderr=subprocess.PIPE, env=dict(os.environ))
        while not (kept := objects(bucket, "out.journal/")) and run.poll() is None:
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
        pairloom("journal", FOLDER, "--compact")
        assert [name[-8:] for name in objects(bucket, "out.journal/")] == [".parquet"]
        pairloom("release", *arguments[1:-3], "--overwrite")
        again = json.loads((tmp_path / "out" / "manifest.json").read_text())["models"][0]
        assert again["found_in_journal"] == 106 and again["run"]["asked"] == 0
        assert "secret-of-the-test" not in said
    finally:
        server.close()
