"""Translation as a step of a pipeline: continuous, each reply paid for once, also after a kill."""

import json
import os
import pickle
import random
import signal
import subprocess
import sys
import textwrap
import time
import urllib.request

import apache_beam as beam
import pytest
from apache_beam.metrics import MetricsFilter
from apache_beam.options.pipeline_options import PipelineOptions
from apache_beam.testing.test_pipeline import TestPipeline
from apache_beam.testing.util import assert_that, equal_to

from pairloom.pipelines.graph.steps.translate import TranslateRequests
from pairloom.schemas import CodeRecord
from pairloom.schemas.recipe import TranslateSection
from pairloom.translators.registry import plan_request
from tests import ROOT
from tests.translators.llm.fault_server import Behaviour, FaultServer


def settings(url, **more):
    values = {"translator": "endpoint", "model": "m", "targets": ["go"], "endpoint": [url], "timeout": 5.0}
    return TranslateSection(**values | more)


def requests(count, how):
    records = [
        CodeRecord.create(benchmark="b", language="python", code=f"def f(x):\n    return x + {i}", text="t")
        for i in range(count)
    ]
    return [plan_request(record, "go", how) for record in records]


@pytest.fixture
def server():
    made = FaultServer(Behaviour())
    yield made
    made.close()


def run(how, asked, journal="", check=lambda outcomes: None, options=()):
    pipeline = TestPipeline(options=PipelineOptions(["--runner=FnApiRunner", *options]))
    translated = pipeline | beam.Create(asked) | TranslateRequests(how, journal)
    outcomes = translated.outcomes | beam.Flatten()
    assert_that(outcomes | beam.Map(lambda outcome: outcome.request_id), equal_to([r.request_id for r in asked]))
    assert_that(outcomes, check, label="check")
    result = pipeline.run()
    result.wait_until_finish()
    counters = result.metrics().query(MetricsFilter().with_namespace("pairloom"))["counters"]
    return {counter.key.metric.name: counter.committed for counter in counters}


def test_every_request_has_one_outcome(server):
    how = settings(server.url)
    counts = run(how, requests(500, how))
    assert counts["llm_asked"] == 500 == len(server.answered) and counts["llm_prompt_tokens"] > 0


def test_requests_of_many_batches_are_in_flight_at_once(server):
    server.behaviour.latency = 0.2
    how = settings(server.url, concurrency=150)
    run(how, requests(300, how))
    assert server.most_in_flight > 130


def test_one_hanging_request_holds_back_no_other(server):
    server.behaviour.failing, server.behaviour.faults = 0.01, ("hang",)
    how = settings(server.url, concurrency=16, timeout=8.0, max_attempts=1)
    start = time.monotonic()
    counts = run(how, requests(400, how))
    assert counts["llm_failed"] == server.faults["hang"] == counts["llm_error_timeout"] > 0
    assert time.monotonic() - start < 60


def test_what_the_journal_has_is_not_asked_again(server, tmp_path):
    how = settings(server.url)
    first = run(how, requests(100, how), str(tmp_path))
    second = run(how, requests(150, how), str(tmp_path))
    assert (first["llm_asked"], first.get("llm_found_in_journal", 0)) == (100, 0)
    assert (second["llm_asked"], second["llm_found_in_journal"]) == (50, 100)
    assert len(server.answered) == 150 and set(server.asked.values()) == {1}


def test_a_run_that_finds_everything_in_the_journal_needs_no_server(server, tmp_path):
    how = settings(server.url)
    run(how, requests(20, how), str(tmp_path))
    nobody = settings("http://127.0.0.1:9/v1")
    assert run(nobody, requests(20, nobody), str(tmp_path))["llm_found_in_journal"] == 20
    with pytest.raises(Exception, match="no server answers at"):
        run(nobody, requests(21, nobody), str(tmp_path))


def test_failures_are_outcomes_and_are_asked_again_next_time(server, tmp_path):
    server.behaviour.fatal = 1.0
    how = settings(server.url)
    counts = run(how, requests(20, how), str(tmp_path))
    assert counts["llm_failed"] == 20
    server.behaviour.fatal = 0.0
    assert run(how, requests(20, how), str(tmp_path))["llm_asked"] == 20
    assert "llm_asked" not in run(how, requests(20, how), str(tmp_path))


def test_a_spent_budget_fails_the_run_with_what_to_do_and_it_goes_on_later(server, tmp_path):
    how = settings(server.url, max_tokens_total=20_000, concurrency=4)
    with pytest.raises(Exception, match="max_tokens_total = 20000; all answers so far are kept"):
        run(how, requests(300, how), str(tmp_path))
    answered = len(server.answered)
    assert 0 < answered < 200
    how = settings(server.url, concurrency=4)
    counts = run(how, requests(300, how), str(tmp_path))
    assert counts["llm_found_in_journal"] == answered and set(server.asked.values()) == {1}


def used(how, asked, journal, tmp_path):
    """The Usage that a run ends with."""
    file = tmp_path / "usage.pickle"
    with beam.Pipeline(options=PipelineOptions(["--runner=FnApiRunner"])) as pipeline:
        _, usage = pipeline | beam.Create(asked) | TranslateRequests(how, str(journal))
        usage | beam.Map(lambda usage: file.write_bytes(pickle.dumps(usage)))
    return pickle.loads(file.read_bytes())


BROKEN = "```go\nfunc f(x int) int {\n\treturn x +\n}\n```"
GOOD = "```go\nfunc f(x int) int {\n\treturn x + 1\n}\n```"


def test_the_usage_of_a_run_and_of_one_that_finds_it_all_in_the_journal(server, tmp_path):
    server.behaviour.failing, server.behaviour.faults, server.behaviour.latency = 0.2, ("500",), 0.2
    server._reply = lambda messages: GOOD if len(messages) > 2 or "x + 1" in messages[1]["content"] else BROKEN
    how = settings(server.url, repairs=1, concurrency=8, max_attempts=20, candidates=2)
    asked = requests(40, how)  # 1 and 10 to 19 are good at once, the rest when sent back
    first = used(how, asked, tmp_path / "journal", tmp_path)
    good = sum("x + 1" in request.code for request in asked)
    assert (first.requests, first.asked, first.failed) == (40, 40, 0)
    assert first.sent_back == first.repaired == 40 - good > 0
    assert first.candidates == 2 * (40 + first.sent_back)
    assert first.servers == {"fault-server 1.0": 40} and first.revisions == {"": 40}
    assert first.errors == {"http_500": server.faults["500"]} and first.errors["http_500"] > 0
    assert first.prompt_tokens > first.cached_tokens > 0 and first.completion_tokens > 0
    assert 1 < server.most_in_flight <= first.most_in_flight <= 8 and 0 < first.seconds < 60
    again = used(how, asked, tmp_path / "journal", tmp_path)
    assert (again.requests, again.asked, again.prompt_tokens, again.seconds, again.errors) == (40, 0, 0, 0.0, {})
    assert (again.sent_back, again.repaired, again.servers) == (first.sent_back, first.repaired, first.servers)


def test_usage_adds_up_in_any_order(server, tmp_path):
    how = settings(server.url)
    parts = [used(how, requests(count, how), "", tmp_path) for count in (3, 5, 0)]
    merged = parts[0].merge(parts[1]).merge(parts[2])
    assert merged == parts[2].merge(parts[1]).merge(parts[0])
    assert merged.asked == 8 and merged.servers == {"fault-server 1.0": 8}
    assert merged.seconds >= max(part.seconds for part in parts) and parts[2].seconds == 0.0


@pytest.mark.slow
@pytest.mark.parametrize("limit", [{"max_tokens_total": 40_000}, {"max_cost": 0.04, "price_prompt": 1.0}])
def test_a_budget_holds_for_all_processes_of_a_run(server, tmp_path, limit):
    """Four processes that each kept to the limit by itself would spend nearly four times as much."""
    server.behaviour.latency = 0.02
    workers, concurrency = 4, 2
    how = settings(server.url, concurrency=concurrency, **limit)
    options = ["--direct_running_mode=multi_processing", f"--direct_num_workers={workers}"]
    with pytest.raises(Exception, match="all answers so far are kept"):
        run(how, requests(400, how), str(tmp_path), options=options)
    rows = [json.loads(line) for path in tmp_path.glob("*.jsonl") for line in path.read_text().splitlines()]
    costs = [row["prompt_tokens"] + (row["completion_tokens"] if "max_tokens_total" in limit else 0) for row in rows]
    assert len(rows) == len({row["request_id"] for row in rows}) > 0
    assert 40_000 <= sum(costs) < 40_000 + workers * concurrency * max(costs)
    assert len(server.answered) - len(rows) <= workers * concurrency


@pytest.mark.slow
def test_worker_processes_share_the_work(server, tmp_path):
    how = settings(server.url)
    counts = run(
        how,
        requests(300, how),
        str(tmp_path),
        options=["--direct_running_mode=multi_processing", "--direct_num_workers=2"],
    )
    assert counts["llm_asked"] == 300 and set(server.asked.values()) == {1}


def test_other_translators_answer_in_batches(tmp_path):
    how = TranslateSection(translator="transpile", targets=["javascript"])
    record = CodeRecord.create(benchmark="b", language="python", code="def f(x):\n    return x", text="t")
    asked = [plan_request(record, "javascript", how)]
    with TestPipeline(runner="FnApiRunner") as pipeline:
        outcomes, usage = pipeline | beam.Create(asked) | TranslateRequests(how)
        assert usage is None
        replies = outcomes | beam.Flatten() | beam.Map(lambda outcome: outcome.reply[:10])
        assert_that(replies, equal_to(["function f"]))


RUN = """
    import json
    import sys
    import apache_beam as beam
    from apache_beam.options.pipeline_options import PipelineOptions
    from tests.pipelines.graph.steps.test_translate import requests, settings
    from pairloom.pipelines.graph.steps.translate import TranslateRequests

    url, journal, out, count = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])
    how = settings(url, concurrency=32)

    def write(replies):
        with open(out, "w") as file:
            json.dump(sorted(replies), file)

    with beam.Pipeline(options=PipelineOptions(["--runner=FnApiRunner"])) as pipeline:
        outcomes, usage = pipeline | beam.Create(requests(count, how)) | TranslateRequests(how, journal)
        (
            outcomes
            | beam.Flatten()
            | beam.Map(lambda outcome: [outcome.request_id, outcome.reply, outcome.error])
            | beam.combiners.ToList()
            | beam.Map(write)
        )
"""


@pytest.mark.slow
def test_killed_at_random_moments_nothing_is_paid_for_twice(tmp_path):
    """`PAIRLOOM_KILLS` sets how many kills (50 for a release of pairloom)."""
    kills, count = int(os.environ.get("PAIRLOOM_KILLS", "5")), 3000
    chance = random.Random(3)
    server = FaultServer(Behaviour(latency=0.02, spread=10))
    lost = done = 0

    def start(name):
        arguments = [server.url, str(tmp_path / "journal"), str(tmp_path / name), str(count)]
        return subprocess.Popen(
            [sys.executable, "-c", textwrap.dedent(RUN), *arguments],
            start_new_session=True,
            stderr=subprocess.PIPE,
            cwd=ROOT,
        )

    try:
        while done < kills:
            (tmp_path / "journal").mkdir(exist_ok=True)
            process = start("killed.json")
            before = sum(server.asked.values())
            while sum(server.asked.values()) == before and process.poll() is None:
                time.sleep(0.01)
            time.sleep(chance.uniform(0.0, 1.0))
            if process.poll() is not None:
                # finished before the kill: begin again with an empty journal
                assert process.returncode == 0, process.stderr.read().decode()
                for path in (tmp_path / "journal").iterdir():
                    path.unlink()
                server.asked.clear()
                continue
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            done += 1
        final = start("resumed.json")
        _, errors = final.communicate(timeout=300)
        assert final.returncode == 0, errors.decode()
        asked_twice = sum(number - 1 for number in server.asked.values())
        lost = asked_twice / kills
        print(f"{kills} kills, {lost} of {count} requests asked again for each")
        assert asked_twice <= kills * 32, f"{lost} requests per kill were asked again, with 32 in flight"
        calm = FaultServer(Behaviour())
        arguments = [calm.url, str(tmp_path / "calm"), str(tmp_path / "calm.json"), str(count)]
        subprocess.run(
            [sys.executable, "-c", textwrap.dedent(RUN), *arguments], check=True, capture_output=True, cwd=ROOT
        )
        calm.close()
        assert json.loads((tmp_path / "resumed.json").read_text()) == json.loads((tmp_path / "calm.json").read_text())
    finally:
        server.close()


def test_the_server_counts_what_it_was_asked(server):
    how = settings(server.url)
    run(how, requests(3, how))
    with urllib.request.urlopen(server.url.replace("/v1", "/stats")) as response:
        assert sorted(json.load(response)["asked"].values()) == [1, 1, 1]


def test_the_fault_server_runs_as_a_program():
    program = ROOT / "tests" / "translators" / "llm" / "fault_server.py"
    process = subprocess.Popen(
        [sys.executable, str(program), "--port", "0"], stdout=subprocess.PIPE, stdin=subprocess.PIPE, text=True
    )
    url = process.stdout.readline().strip()
    with urllib.request.urlopen(f"{url}/models") as response:
        assert response.status == 200
    process.communicate("")
