"""The journal: written at once, read whatever happened to its files, shared by writers, compacted without loss."""

import json
import logging
import os
import resource
import signal
import subprocess
import sys
import textwrap
import threading

import apache_beam as beam
import pandas as pd
import pytest
from apache_beam.testing.test_pipeline import TestPipeline
from apache_beam.testing.util import assert_that, equal_to

from pairloom.pipelines.graph.steps.translate import ReadJournal
from pairloom.schemas import TranslationOutcome, TranslationRequest
from pairloom.translators.llm.journal import (
    JournalWriter,
    answers_in,
    best_answer,
    compact,
    segments,
    summarise_journal,
)
from tests import ROOT


def pair(number, reply="reply", error=""):
    request = TranslationRequest.create(
        source_language="python", target_language="go", code=f"code {number}", translator="endpoint", model="m"
    )
    outcome = TranslationOutcome(
        request_id=request.request_id,
        reply="" if error else f"{reply} {number}",
        finish_reason="error" if error else "stop",
        prompt_tokens=10,
        completion_tokens=2,
        error=error,
    )
    return request, outcome


def write(folder, *pairs):
    writer = JournalWriter(str(folder))
    for request, outcome in pairs:
        writer.append(request, outcome)
    writer.close()


def read(folder):
    found = [outcome for path in segments(str(folder)) for outcome in answers_in(path)]
    return sorted(found, key=lambda outcome: outcome.reply)


def test_what_was_written_is_read_and_failures_are_tried_again(tmp_path):
    good, bad = pair(1), pair(2, error="timeout: no answer")
    write(tmp_path / "new" / "folder", good, bad)
    assert read(tmp_path / "new" / "folder") == [good[1]]


def test_a_folder_that_is_not_there_has_no_answers(tmp_path):
    assert segments(str(tmp_path / "none")) == {}
    assert summarise_journal(str(tmp_path / "none")).rows == 0


def test_a_row_is_there_before_the_next_is_asked_for(tmp_path):
    writer = JournalWriter(str(tmp_path))
    for number in range(3):
        writer.append(*pair(number))
        assert len(read(tmp_path)) == number + 1
    writer.close()


def test_a_row_of_an_older_journal_is_an_answer(tmp_path):
    write(tmp_path, pair(1))
    path = next(tmp_path.iterdir())
    row = json.loads(path.read_text())
    path.write_text(
        json.dumps({name: row[name] for name in row if name not in ("turns", "repaired", "server", "revision")})
    )
    assert read(tmp_path) == [pair(1)[1]]


def test_many_writers_share_a_folder(tmp_path):
    def work(start):
        write(tmp_path, *(pair(number) for number in range(start, start + 200)))

    threads = [threading.Thread(target=work, args=(start,)) for start in range(0, 1000, 200)]
    shared = JournalWriter(str(tmp_path))
    threads += [threading.Thread(target=lambda: [shared.append(*pair(n)) for n in range(1000, 1200)]) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {outcome.reply for outcome in read(tmp_path)} == {f"reply {number}" for number in range(1200)}


DAMAGE = {
    "cut line": lambda data: data[:-9],
    "cut in the middle": lambda data: data[: len(data) // 2],
    "empty": lambda data: b"",
    "zeros at the end": lambda data: data + bytes(500),
    "a line of rubbish": lambda data: data + b"\xff\xfe{]\n",
    "another shape": lambda data: data + b'[1]\n{"request_id": 5}\n"x"\n',
    "deep nesting": lambda data: data + b"[" * 100_000 + b"\n",
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_segment_costs_only_what_is_damaged(tmp_path, caplog, damage):
    write(tmp_path, *(pair(number) for number in range(20)))
    whole = next(tmp_path.iterdir())
    (tmp_path / "damaged.jsonl").write_bytes(DAMAGE[damage](whole.read_bytes()))
    with caplog.at_level(logging.WARNING):
        found = list(answers_in(str(tmp_path / "damaged.jsonl")))
    assert {outcome.reply for outcome in found} <= {f"reply {number}" for number in range(20)}
    assert len(found) == {"cut line": 19, "cut in the middle": 10, "empty": 0}.get(damage, 20)
    assert ("skipped" in caplog.text) == (damage != "empty")


@pytest.mark.parametrize("damage", [lambda data: data[:-100], lambda data: b"PAR1" + data[50:], lambda data: b""])
def test_a_damaged_parquet_file_is_skipped_with_a_warning(tmp_path, caplog, damage):
    write(tmp_path, pair(1))
    write(tmp_path, pair(2))
    compact(str(tmp_path))
    path = next(tmp_path.glob("*.parquet"))
    path.write_bytes(damage(path.read_bytes()))
    write(tmp_path, pair(3))
    with caplog.at_level(logging.WARNING):
        assert [outcome.reply for outcome in read(tmp_path)] == ["reply 3"]
    assert "skipped" in caplog.text and summarise_journal(str(tmp_path)).damaged == 1


def test_compaction_loses_nothing_and_pandas_reads_it(tmp_path):
    for start in range(0, 100, 10):
        write(tmp_path, *(pair(number) for number in range(start, start + 15)))
    write(tmp_path, pair(500, error="timeout: x"))
    before = {outcome.request_id: outcome for outcome in read(tmp_path)}
    assert compact(str(tmp_path)) == 11
    assert [path.suffix for path in tmp_path.iterdir()] == [".parquet"]
    assert {outcome.request_id: outcome for outcome in read(tmp_path)} == before
    frame = pd.read_parquet(tmp_path)
    assert len(frame) == 105 and set(frame["model"]) == {"m"} and frame["request_id"].is_monotonic_increasing
    assert compact(str(tmp_path)) == 0
    write(tmp_path, pair(900))
    assert compact(str(tmp_path)) == 2 and len(read(tmp_path)) == 106


def test_pandas_reads_a_finished_segment(tmp_path):
    write(tmp_path, pair(1), pair(2))
    assert list(pd.read_json(next(tmp_path.iterdir()), lines=True)["reply"]) == ["reply 1", "reply 2"]


def test_compaction_leaves_a_segment_that_is_being_written(tmp_path):
    write(tmp_path, pair(1))
    write(tmp_path, pair(2))
    writer = JournalWriter(str(tmp_path))
    writer.append(*pair(3))
    assert compact(str(tmp_path)) == 2
    writer.append(*pair(4))
    writer.close()
    assert [outcome.reply for outcome in read(tmp_path)] == [f"reply {number}" for number in (1, 2, 3, 4)]


def test_half_a_character_survives_compaction(tmp_path):
    odd = pair(1, reply="\ud800 \x00 \u2028")
    write(tmp_path, odd)
    write(tmp_path, pair(2))
    compact(str(tmp_path))
    assert odd[1] in read(tmp_path) and len(read(tmp_path)) == 2


def test_two_answers_to_one_request_are_always_the_same_one():
    first, second = pair(1, "a")[1], pair(1, "b")[1]
    assert best_answer([first, second]) == best_answer([second, first]) == first
    assert best_answer([]) is None


def test_the_summary_counts(tmp_path):
    write(tmp_path, pair(1), pair(2), pair(3, error="timeout: x"), pair(4, error="timeout: y"))
    write(tmp_path, pair(1))
    summary = summarise_journal(str(tmp_path))
    assert (summary.files, summary.rows, summary.answers, summary.damaged) == (2, 5, 2, 0)
    assert (summary.prompt_tokens, summary.completion_tokens) == (50, 10)
    assert summary.failures == {"timeout": 2} and summary.bytes > 500


def test_a_pipeline_reads_it(tmp_path):
    write(tmp_path, *(pair(number) for number in range(30)))
    write(tmp_path, *(pair(number) for number in range(30, 40)))
    with TestPipeline(runner="FnApiRunner") as pipeline:
        replies = pipeline | ReadJournal(str(tmp_path)) | beam.Map(lambda outcome: outcome.reply)
        assert_that(replies, equal_to([f"reply {number}" for number in range(40)]))


def test_a_killed_writer_loses_at_most_the_row_it_was_writing(tmp_path):
    script = """
        import sys
        from tests.translators.llm.test_journal import pair
        from pairloom.translators.llm.journal import JournalWriter
        writer = JournalWriter(sys.argv[1])
        for number in range(1_000_000):
            writer.append(*pair(number))
            print(number, flush=True)
    """
    for _ in range(3):
        process = subprocess.Popen(
            [sys.executable, "-c", textwrap.dedent(script), str(tmp_path)], stdout=subprocess.PIPE, text=True, cwd=ROOT
        )
        for line in process.stdout:
            if int(line) == 300:
                break
        os.kill(process.pid, signal.SIGKILL)
        said = int((line + process.stdout.read()).split("\n")[-2])
        process.wait()
        newest = max(tmp_path.iterdir(), key=lambda path: path.stat().st_mtime)
        rows = [json.loads(row) for row in newest.read_text().split("\n")[:-1]]
        assert said + 1 <= len(rows) <= said + 2
    assert compact(str(tmp_path)) == 3  # the kernel has taken the dead writers' locks back


def test_a_full_disk_leaves_whole_lines_and_one_error(tmp_path):
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    journal = JournalWriter(str(tmp_path))
    row = pair(1)
    journal.append(*row)
    (segment,) = tmp_path.iterdir()
    size = segment.stat().st_size
    resource.setrlimit(resource.RLIMIT_FSIZE, (size + size // 2, before[1]))  # as a disk that gets full
    try:
        for _ in range(2):
            with pytest.raises(OSError, match="File too large"):
                journal.append(*row)
                journal.append(*row)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    journal.append(*row)
    journal.close()
    lines = [line for file in tmp_path.iterdir() for line in file.read_bytes().splitlines(keepends=True)]
    assert len(lines) >= 2 and all(line.endswith(b"\n") and json.loads(line) for line in lines)
