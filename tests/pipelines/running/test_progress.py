"""What the terminal shows of a run, from its counts."""

from collections import Counter

import pytest

from pairloom.pipelines.running.progress import Tally, model_figures, phase, total


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ({}, "reading, 0 records"),
        ({"records read": 1234}, "reading, 1,234 records"),
        ({"planned": 10}, "translating and checking"),
        ({"planned": 10, "found in journal": 1}, "asking the model"),
        ({"planned": 10, "asked": 3, "rejected": 2}, "asking the model"),
        ({"planned": 10, "asked": 10, "passed": 3}, "translating and checking"),
        ({"planned": 10, "passed": 7, "rejected": 3}, "deduplicating and writing"),
    ],
)
def test_the_phase(counts, shown):
    assert phase(Counter(counts)) == shown


def test_a_model_that_answers():
    counts = {"asked": 1500, "in flight": 64, "completion tokens": 3000}
    assert model_figures(Counter(counts), 2.0) == "1,500 answered, 64 in flight, 1,500 tokens/s"


def test_all_that_can_be_said_of_a_model():
    counts = {"asked": 5, "found in journal": 7, "in flight": -1, "completion tokens": 10, "prompt tokens": 100}
    counts |= {"cached tokens": 80, "error timeout": 2, "error http_500": 9, "error connection": 1, "error http_503": 3}
    assert model_figures(Counter(counts), 10.0) == (
        "5 answered, 7 in the journal, 0 in flight, 1 tokens/s, 80% of prompts cached, "
        "9 http_500, 3 http_503, 2 timeout"
    )


def test_tallies_of_several_processes_add_up(tmp_path):
    for _ in range(3):
        tally = Tally(str(tmp_path))
        tally.add("asked", 2)
        tally.add("asked", 3)
        tally.flush()
    assert total(str(tmp_path)) == {"asked": 15}
