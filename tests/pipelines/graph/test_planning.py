"""Targets are decided by content: the same in every run, balanced, and stable when a language is added."""

from collections import Counter

from pairloom.pipelines.graph.planning import targets_of
from pairloom.schemas import CodeRecord

TARGETS = ["go", "java", "ruby", "rust"]
RECORDS = [CodeRecord.create(benchmark="b", language="python", code=f"def f{i}(): ...", text="t") for i in range(4000)]


def test_all_means_every_language_but_its_own() -> None:
    assert targets_of(RECORDS[0], ["go", "python", "ruby"], "all") == ["go", "ruby"]


def test_one_per_record_is_balanced() -> None:
    counts = Counter(target for record in RECORDS for target in targets_of(record, TARGETS, 1))
    assert sum(counts.values()) == len(RECORDS)
    assert all(900 <= counts[target] <= 1100 for target in TARGETS)


def test_more_per_record_than_there_are_languages_means_all() -> None:
    assert sorted(targets_of(RECORDS[0], TARGETS, 9)) == TARGETS


def test_an_added_language_takes_only_its_share() -> None:
    before = [targets_of(record, TARGETS, 1) for record in RECORDS]
    after = [targets_of(record, [*TARGETS, "swift"], 1) for record in RECORDS]
    changed = [new for old, new in zip(before, after, strict=True) if old != new]
    assert all(new == ["swift"] for new in changed)
    assert 700 <= len(changed) <= 900


def test_the_order_of_the_recipe_does_not_matter() -> None:
    assert all(targets_of(r, TARGETS, 2) == targets_of(r, TARGETS[::-1], 2) for r in RECORDS[:100])
