"""The model of scale, by hand computation and against the sizes of real rows."""

import json

import pytest
from typer.testing import CliRunner

from pairloom.pipelines import sources
from pairloom.pipelines.cli import app
from pairloom.pipelines.forecast.scale import (
    CORE_SECONDS,
    CORE_SECONDS_FIXED,
    DECIDE,
    GIB,
    IN_DOUBT,
    PROCESS_FIXED,
    WRITE,
    Load,
    Prices,
    Sizes,
    scale,
)
from pairloom.pipelines.graph.packing import pack
from pairloom.pipelines.graph.planning import Plan
from pairloom.schemas import CodePair, CodeRecord
from pairloom.schemas.recipe import load_recipe
from pairloom.translators import registry
from pairloom.translators.checks.judge import examine
from tests import ROOT


def test_by_hand() -> None:
    load = Load(functions=1000, tokens_per_second=100, targets=2, kept=0.5, completion_tokens=180, shards=10)
    moved = {"request": 1, "asked": 2, "plan": 10, "outcome": 100, "block": 1000, "sketch": 10_000}
    sizes = Sizes(**moved, pair=7, rejection=3, file=5, decided=5, in_doubt=100, mapped=2000)
    found = scale(load, Prices(accelerator_hour=3, core_hour=0.5, shuffle_gib=0), sizes)
    assert found.translations == 2000
    assert found.shuffled["look up in the journal"] == 2000 * 1
    assert found.shuffled["spread requests over workers"] == 2000 * 2
    assert found.shuffled["join outcomes to plans"] == 2000 * 110
    assert found.shuffled["find duplicates"] == 1000 * 12_000
    assert found.shuffled["write"] == 1000 * 7 + 1000 * 3
    assert found.accelerator_hours == pytest.approx(1.0)
    assert found.core_hours == pytest.approx((CORE_SECONDS_FIXED + 2000 * CORE_SECONDS) / 3600)
    assert found.dollars == pytest.approx(3 + found.core_hours / 2)
    assert found.release_bytes == 5000
    assert found.memory[WRITE] == 100 * 7 * 3
    assert found.memory[DECIDE] == round(1000 * (5 + IN_DOUBT * 100))
    assert found.mapped == round(1000 * IN_DOUBT * 2000)
    assert found.one_process == PROCESS_FIXED + found.memory[DECIDE]
    assert found.limits == []


def test_a_hundred_times_the_functions_are_a_hundred_times_the_bytes_and_name_what_breaks() -> None:
    small, large, huge = (scale(Load(functions=count, tokens_per_second=1000)) for count in (10**6, 10**8, 10**10))
    assert all(large.shuffled[stage] == 100 * bytes_ for stage, bytes_ in small.shuffled.items())
    assert small.limits == []
    assert [WRITE in limit for limit in large.limits] == [True]
    assert [DECIDE in limit for limit in huge.limits] == [False, True]
    assert all("GiB" in limit for limit in huge.limits)
    assert scale(Load(functions=10**8, tokens_per_second=1000, shards=4000)).memory[WRITE] < GIB


def test_without_a_language_model_nothing_is_asked() -> None:
    found = scale(Load(functions=10**6, tokens_per_second=1, completion_tokens=0))
    assert found.accelerator_hours == 0
    assert found.shuffled["spread requests over workers"] == 0


def test_the_command_says_what_many_such_functions_take() -> None:
    done = CliRunner().invoke(
        app,
        [
            *("plan", str(ROOT / "recipes" / "stdlib.toml"), "--limit", "5", "--scale", "--functions", "1000000"),
            *("--core-hour", "0.05", "--json"),
        ],
    )
    assert done.exit_code == 0, done.output
    (answer,) = json.loads(done.stdout)
    load = answer["load"]
    assert load["functions"] == 1_000_000
    assert load["shards"] == 4
    assert answer["translations"] == round(1_000_000 * load["targets"])
    assert answer["dollars"] == pytest.approx(answer["core_hours"] * 0.05)
    shown = CliRunner().invoke(app, ["plan", str(ROOT / "recipes" / "stdlib.toml"), "--limit", "5", "--scale"])
    assert "10,000,000,000" in shown.output
    assert "more [output] shards" in shown.output


def test_the_command_needs_the_speed_of_a_language_model() -> None:
    done = CliRunner().invoke(app, ["plan", str(ROOT / "recipes" / "demo-llm.toml"), "--limit", "2", "--scale"])
    assert done.exit_code == 2
    assert "--tokens-per-second" in done.output


@pytest.mark.parametrize(
    "wrong", [{"functions": 0}, {"tokens_per_second": 0}, {"kept": 1.5}, {"largest_pair": 0}, {"shards": 0}]
)
def test_no_load(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=r"must be above 0|are shares"):
        scale(Load(**{"functions": 1, "tokens_per_second": 1, **wrong}))  # type: ignore[arg-type]


def test_the_default_sizes_are_those_of_real_functions() -> None:
    """Within a factor of two of the functions of some library modules, with replies as long as the transpiler's."""
    source = load_recipe(ROOT / "recipes" / "stdlib.toml").source[0]
    shards = sources.shards(source, 0)
    records = [record for record in sources.read(shards[0]) if isinstance(record, CodeRecord)]
    assert len(records) > 50
    requests = [registry.plan_request(record, "javascript", source.translate) for record in records]
    plans = [
        Plan(0, request, record, examine(record.code, record.language, allow_stubs=True)[1])
        for record, request in zip(records, requests, strict=True)
    ]
    pairs = [
        CodePair.create(record, request, "\n".join(other.code for other in records[at + 1 : at + 4]))
        for at, (record, request) in enumerate(zip(records, requests, strict=True))
    ]
    for rows, expected in ((requests, Sizes.request), (plans, Sizes.plan), (pairs, Sizes.pair)):
        mean = sum(len(pack(row)) for row in rows) / len(rows)
        assert expected / 2 < mean < expected * 2, (type(rows[0]), mean)
