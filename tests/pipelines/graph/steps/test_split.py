"""Splits: stable, together, and near the shares that were asked for."""

from collections import Counter

from pairloom.pipelines.graph.steps.split import assign_split
from pairloom.schemas import CodeRecord
from pairloom.schemas.recipe import SplitSection
from pairloom.schemas.splits import SPLIT_NAMES


def record(number: int, repository: str = "", split: str = "") -> CodeRecord:
    return CodeRecord.create(
        benchmark="b", language="go", code=f"f{number}", text="t", repository=repository, split=split
    )


def test_shares_are_met_on_average() -> None:
    counts = Counter(assign_split(record(i, f"o/{i}"), SplitSection(validation=0.1, test=0.2)) for i in range(5_000))
    assert abs(counts["test"] - 1_000) < 120 and abs(counts["validation"] - 500) < 90


def test_a_repository_is_never_cut_whatever_its_case() -> None:
    split = SplitSection(validation=0.3, test=0.3)
    for repository in range(50):
        names = (f"Org/Repo{repository}", f"org/repo{repository}")
        assert len({assign_split(record(i, names[i % 2]), split) for i in range(6)}) == 1


def test_rows_without_a_repository_go_by_record() -> None:
    split = SplitSection(validation=0.3, test=0.3)
    assert len({assign_split(record(i), split) for i in range(50)}) == 3


def test_by_record_cuts_repositories() -> None:
    split = SplitSection(by="record", validation=0.3, test=0.3)
    assert len({assign_split(record(i, "o/r"), split) for i in range(50)}) == 3


def test_by_source_keeps_the_split_of_the_benchmark() -> None:
    split = SplitSection(by="source")
    names = {
        name: assign_split(record(1, split=name), split)
        for name in ("valid", "dev", "Testing", *SPLIT_NAMES, "", "odd")
    }
    assert names == {**SPLIT_NAMES, "Testing": "test", "": "train", "odd": "train"}


def test_a_row_is_held_out_no_less_when_the_held_out_part_grows() -> None:
    """A larger test part takes rows from the others and gives none away."""
    rows = [record(i, f"o/{i}") for i in range(2_000)]
    small = {row.record_id for row in rows if assign_split(row, SplitSection(test=0.05, validation=0.0)) == "test"}
    large = {row.record_id for row in rows if assign_split(row, SplitSection(test=0.10, validation=0.0)) == "test"}
    assert small < large
