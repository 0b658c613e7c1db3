"""The purse of a run: shared by its processes, exact under contention, gone when the run is."""

import multiprocessing
import os

import pytest

from pairloom.schemas import private_folder as machine
from pairloom.schemas.errors import PairloomError
from pairloom.schemas.private_folder import own_folder
from pairloom.schemas.recipe import TranslateSection
from pairloom.translators.base import TranslatorError
from pairloom.translators.llm.budget import Budget, forget_spending


@pytest.fixture(autouse=True)
def own_temporary_folder(tmp_path, monkeypatch):
    monkeypatch.setattr(machine.tempfile, "gettempdir", lambda: str(tmp_path))


def limited(**values):
    return TranslateSection(translator="endpoint", model="m", targets=["go"], **values)


def spend(folder, count):
    machine.tempfile.gettempdir = lambda: folder
    budget = Budget(limited(max_cost=1e9, price_prompt=1.0, price_completion=3.0), "run")
    for _ in range(count):
        budget.spend(2, 1)


def test_what_many_processes_spend_adds_up(tmp_path):
    context = multiprocessing.get_context("spawn")
    workers = [context.Process(target=spend, args=(str(tmp_path), 500)) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    Budget(limited(max_tokens_total=6001), "run").check()
    with pytest.raises(TranslatorError, match="6000 tokens are spent and max_tokens_total = 6000"):
        Budget(limited(max_tokens_total=6000), "run").check()
    with pytest.raises(TranslatorError, match=r"0\.01 is spent and max_cost = 0\.0099"):
        Budget(limited(max_cost=0.0099), "run").check()
    Budget(limited(max_tokens_total=1), "another run").check()


def test_a_run_that_ended_is_forgotten():
    budget = Budget(limited(max_tokens_total=10), "run")
    budget.spend(10, 0)
    budget.close()
    budget.close()
    forget_spending("run")
    assert list(own_folder().iterdir()) == []
    Budget(limited(max_tokens_total=10), "run").check()


def test_a_purse_without_a_name_is_ones_own_and_leaves_no_file():
    first, second = Budget(limited(max_tokens_total=10), ""), Budget(limited(max_tokens_total=10), "")
    first.spend(10, 0)
    second.check()
    with pytest.raises(TranslatorError):
        first.check()
    assert list(own_folder().iterdir()) == []


def test_without_a_limit_nothing_is_kept(tmp_path):
    budget = Budget(limited(), "run")
    budget.spend(10**9, 0)
    budget.check()
    assert list(tmp_path.iterdir()) == []


def test_somebody_elses_files_are_not_touched(tmp_path):
    (tmp_path / "victim").write_text("precious")
    (own_folder() / "spent-run").symlink_to(tmp_path / "victim")
    with pytest.raises(OSError, match="symbolic links"):
        Budget(limited(max_tokens_total=10), "run")
    assert (tmp_path / "victim").read_text() == "precious"
    (own_folder() / "spent-run").unlink()
    own_folder().rmdir()
    (tmp_path / f"pairloom-{os.getuid()}").symlink_to(tmp_path)
    with pytest.raises(PairloomError, match="belongs to another user"):
        own_folder()
