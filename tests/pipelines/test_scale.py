"""The model of scale, by hand computation and against the sizes of real rows."""

import pickle
from pathlib import Path

import pytest

from pipelines import sources
from pipelines.scale import CORE_SECONDS, CORE_SECONDS_FIXED, GIB, Load, Prices, Sizes, scale
from schemas import CodePair, CodeRecord
from schemas.recipe import load_recipe
from translators import registry

ROOT = Path(__file__).parents[2]


def test_by_hand() -> None:
    load = Load(functions=1000, tokens_per_second=100, targets=2, kept=0.5, completion_tokens=180, shards=10)
    sizes = Sizes(request=1, plan=10, outcome=100, block=1000, sketch=10_000, pair=7, rejection=3, file=5)
    found = scale(load, Prices(accelerator_hour=3, core_hour=0.5, shuffle_gib=0), sizes)
    assert found.translations == 2000
    assert found.shuffled["join outcomes to plans"] == 2000 * 110
    assert found.shuffled["find duplicates"] == 1000 * 12_000
    assert found.shuffled["write"] == 1000 * 7 + 1000 * 3
    assert found.accelerator_hours == pytest.approx(1.0)
    assert found.core_hours == pytest.approx((CORE_SECONDS_FIXED + 2000 * CORE_SECONDS) / 3600)
    assert found.dollars == pytest.approx(3 + found.core_hours / 2)
    assert found.release_bytes == 5000
    assert found.memory["writing a file (one shard, one worker)"] == 100 * 7 * 3
    assert found.limits == []


def test_a_hundred_times_the_functions_are_a_hundred_times_the_bytes_and_name_what_breaks() -> None:
    small, large = (scale(Load(functions=count, tokens_per_second=1000)) for count in (10**6, 10**8))
    assert all(large.shuffled[stage] == 100 * bytes_ for stage, bytes_ in small.shuffled.items())
    assert small.limits == []
    assert len(large.limits) == 2
    assert all("GiB" in limit for limit in large.limits)
    assert (
        scale(Load(functions=10**8, tokens_per_second=1000, shards=4000)).memory[
            "writing a file (one shard, one worker)"
        ]
        < GIB
    )


@pytest.mark.parametrize(
    "wrong", [{"functions": 0}, {"tokens_per_second": 0}, {"kept": 1.5}, {"largest_pair": 0}, {"shards": 0}]
)
def test_no_load(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=r"must be above 0|are shares"):
        scale(Load(**{"functions": 1, "tokens_per_second": 1, **wrong}))  # type: ignore[arg-type]


def test_the_default_sizes_are_those_of_real_functions() -> None:
    """Within a factor of two of the functions of some library modules, with replies as long as the transpiler's."""
    recipe_file = str(ROOT / "recipes" / "stdlib.toml")
    source = load_recipe(recipe_file).source[0]
    shards = sources.shards(source, 0, recipe_file)
    records = [record for record in sources.read(shards[0]) if isinstance(record, CodeRecord)]
    assert len(records) > 50
    requests = [registry.plan_request(record, "javascript", source.translate, recipe_file) for record in records]
    plans = [(request.request_id, (0, request, record)) for request, record in zip(requests, records, strict=True)]
    pairs = [
        CodePair.create(record, request, (record.code * 3)[: round(2.7 * len(record.code))])
        for record, request in zip(records, requests, strict=True)
    ]
    for rows, expected in ((requests, Sizes.request), (plans, Sizes.plan), (pairs, Sizes.pair)):
        mean = sum(len(pickle.dumps(row)) for row in rows) / len(rows)
        assert expected / 2 < mean < expected * 2, (type(rows[0]), mean)
