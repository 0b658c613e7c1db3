"""A release that asks a language model, killed at random moments and resumed: the same bytes, nothing paid for twice.

`PAIRLOOM_KILLS` sets the number of kills; 50 before a release of pairloom itself.
"""

import hashlib
import os
import random
import signal
import subprocess
import sys
import time

import pytest

from pairloom.schemas import LANGUAGES
from tests.pipelines.commands.test_llm_commands import RECIPE, ROOT, SAMPLE
from tests.translators.llm.fault_server import Behaviour, FaultServer, sample_replies

IN_FLIGHT = 16


def start(recipe, out):
    command = [sys.executable, "-m", "pairloom", "release", str(recipe), "--out", str(out), "--resume"]
    return subprocess.Popen(
        command, cwd=ROOT, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )


def contents(out):
    """File -> hash, of the data of a release."""
    files = [path for folder in ("data", "rejected") for path in (out / folder).iterdir()]
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.mark.slow
def test_the_release_is_the_undisturbed_one(tmp_path):
    kills, chance = int(os.environ.get("PAIRLOOM_KILLS", "4")), random.Random(11)
    titles = {name: language.title for name, language in LANGUAGES.items()}
    replies = sample_replies(SAMPLE / "replies.jsonl", titles)
    server = FaultServer(Behaviour(replies=replies, latency=0.03, spread=10))
    recipe = tmp_path / "recipe.toml"
    recipe.write_text(
        RECIPE.format(records=SAMPLE / "records.jsonl", url=server.url, more=f"concurrency = {IN_FLIGHT}")
    )
    try:
        calm = start(recipe, tmp_path / "calm")
        assert calm.wait() == 0, calm.stderr.read()
        wanted = contents(tmp_path / "calm")
        done = runs = again = 0
        while done < kills:
            out = tmp_path / f"killed-{runs}"
            runs += 1
            server.asked.clear()
            server.answered.clear()
            for _ in range(min(5, kills - done)):
                before, run = sum(server.asked.values()), start(recipe, out)
                if chance.random() < 0.3:  # also before the first request and in the last steps
                    time.sleep(chance.uniform(0.5, 8.0))
                else:
                    while sum(server.asked.values()) == before and run.poll() is None:
                        time.sleep(0.01)
                    time.sleep(chance.uniform(0.0, 0.8))
                if run.poll() is None:
                    os.killpg(run.pid, signal.SIGKILL)
                    done += 1
                else:
                    assert run.returncode == 0, run.stderr.read()
                run.wait()
            final = start(recipe, out)
            _, errors = final.communicate()
            assert final.returncode == 0, errors
            assert contents(out) == wanted
            again += sum(number - 1 for number in server.asked.values())
        print(f"{done} kills of {runs} releases: all as undisturbed; {again} requests asked again")
        assert again <= done * IN_FLIGHT
    finally:
        server.close()
