"""Caps and weights: exact, independent of order, every pair accounted for, stable when data grows."""

import json
import random
from collections import Counter
from pathlib import Path
from typing import Any

import apache_beam as beam
import pytest

from pairloom.pipelines.graph.steps.balance import BalanceLanguages
from pairloom.schemas import CodePair, Rejection
from pairloom.schemas.load import RecipeError, validate_recipe
from pairloom.schemas.recipe import BalanceSection, Recipe
from pairloom.schemas.records import from_dict, to_dict
from tests.pipelines.release.release_builder import synthetic_pair

PAIRS = [synthetic_pair(number, target) for number in range(60) for target in ("go", "javascript")]


def balance(folder: Path, pairs: list[CodePair], **settings: Any) -> tuple[list[CodePair], list[Rejection]]:
    """The pairs that stay and the rejections, as a pipeline gives them, sorted."""
    folder.mkdir(exist_ok=True)
    with beam.Pipeline(runner="FnApiRunner") as pipeline:
        result = pipeline | beam.Create(pairs) | BalanceLanguages(BalanceSection(**settings))
        for name in ("pairs", "rejected"):
            lines = result[name] | f"{name} to plain" >> beam.Map(to_dict) | f"{name} to text" >> beam.Map(json.dumps)
            _ = lines | f"write {name}" >> beam.io.WriteToText(str(folder / name), shard_name_template="")
    kept, removed = (sorted((folder / name).read_text().splitlines()) for name in ("pairs", "rejected"))
    return (
        [from_dict(CodePair, json.loads(line)) for line in kept],
        [from_dict(Rejection, json.loads(line)) for line in removed],
    )


def by_target(pairs: list[CodePair]) -> Counter[str]:
    return Counter(pair.target_language for pair in pairs)


def test_without_limits_all_stay(tmp_path: Path) -> None:
    kept, removed = balance(tmp_path, PAIRS)
    assert len(kept) == 120 and not removed


def test_caps_are_exact_and_the_smaller_one_counts(tmp_path: Path) -> None:
    kept, removed = balance(tmp_path, PAIRS, most=40, caps={"python-go": 7, "python-javascript": 100})
    assert by_target(kept) == {"go": 7, "javascript": 40}
    assert {(row.stage, row.reason) for row in removed} == {("balance", "over_cap")}
    assert Counter(row.target_language for row in removed) == {"go": 53, "javascript": 20}
    assert len({pair.record_id for pair in kept} | {row.record_id for row in removed}) == 60


def test_a_cap_that_is_not_reached_changes_nothing(tmp_path: Path) -> None:
    for cap in (60, 61):
        assert len(balance(tmp_path, PAIRS, most=cap)[0]) == 120
    assert len(balance(tmp_path, PAIRS, most=59)[0]) == 118


def test_weights_keep_a_share_and_come_before_caps(tmp_path: Path) -> None:
    kept, removed = balance(tmp_path, PAIRS, weights={"python-go": 0.5})
    shares = by_target(kept)
    assert shares["javascript"] == 60 and 18 <= shares["go"] <= 42
    assert {row.reason for row in removed} == {"weight"}
    capped, _ = balance(tmp_path, PAIRS, weights={"python-go": 0.5}, most=10)
    assert by_target(capped) == {"go": 10, "javascript": 10} and set(capped) <= set(kept)


def test_the_order_of_pairs_does_not_matter_and_growth_is_gentle(tmp_path: Path) -> None:
    shuffled = PAIRS[:]
    random.Random(1).shuffle(shuffled)
    first, _ = balance(tmp_path, PAIRS, most=30)
    assert balance(tmp_path, shuffled, most=30)[0] == first
    grown = [*PAIRS, *(synthetic_pair(number, "go") for number in range(100, 110))]
    later, _ = balance(tmp_path, grown, most=30)
    lost = {pair.pair_id for pair in first} - {pair.pair_id for pair in later}
    gained = {pair.pair_id for pair in later} - {pair.pair_id for pair in first}
    assert len(lost) == len(gained) <= 10 and gained <= {pair.pair_id for pair in grown[120:]}


@pytest.mark.parametrize(
    ("section", "key"),
    [
        ({"most": 0}, "balance.most"),
        ({"caps": {"python": 3}}, "balance.caps"),
        ({"caps": {"python-cobol": 3}}, "balance.caps"),
        ({"weights": {"python-go": 1.5}}, "balance.weights"),
        ({"wieghts": {}}, "did you mean weights"),
    ],
)
def test_a_wrong_section_is_an_error_that_names_the_key(section: dict[str, Any], key: str) -> None:
    values = {
        "name": "x",
        "source": [{"reader": "jsonl", "path": "x.jsonl"}],
        "translate": {"translator": "transpile", "targets": ["javascript"]},
        "balance": section,
    }
    with pytest.raises(RecipeError, match=key.replace(".", r"\.")):
        validate_recipe(values, Recipe)
