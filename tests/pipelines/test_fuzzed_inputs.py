"""Thousands of damaged rows go through what `pairloom clean` and `pairloom score` read and judge, without the rest of a
run: each ends as a pair or a rejection, or the whole as an error with a message."""

import json
import random
from pathlib import Path

import apache_beam as beam
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pairloom.pipelines.forecast import score as scoring
from pairloom.pipelines.forecast.plans import plan_source
from pairloom.pipelines.forecast.references import read_references
from pairloom.pipelines.graph.checking import check_outcomes
from pairloom.pipelines.graph.clean import ReadPairs, _shards, clean_recipe
from pairloom.schemas import CodePair, Rejection
from pairloom.schemas.errors import PairloomError
from pairloom.schemas.recipe import load_recipe
from pairloom.schemas.records import SYNTHCONL
from pairloom.translators.evidence import Gates
from tests.pipelines.test_fuzzed_release import RECIPE, mutate_text, mutate_value, reply, row

FEW = settings(derandomize=True, max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
MANY = settings(FEW, max_examples=800)
SEEDS = (st.integers(0, 2**32), st.integers(0, 8))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("fuzzed")


# --- clean ---

SOUND_TYPES = [pa.string(), pa.large_string(), pa.string_view(), pa.dictionary(pa.int32(), pa.string())]
ODD_COLUMNS = [
    (pa.int64(), 2**62),
    (pa.float64(), float("nan")),
    (pa.timestamp("us"), 2**62),
    (pa.timestamp("ns", "UTC"), -(2**62)),
    (pa.duration("s"), 2**62),
    (pa.list_(pa.string()), ["a", None]),
    (pa.struct([("a", pa.string())]), {"a": "b"}),
    (pa.bool_(), True),
    (pa.null(), None),
    (pa.binary(), b"\xff\xfe"),
    (pa.binary(), b"text"),
]


def pair_row(number: int) -> dict[str, str]:
    """A sound row, in the published layout."""
    sound = row(number)
    ours = {
        "text": sound["text"],
        "source_code": sound["code"],
        "source_language": "Python",
        "target_code": reply(number),
        "target_language": "JavaScript",
        "repository": sound["repo"],
        "path": sound["path"],
        "split": "train",
    }
    return {SYNTHCONL.get(name, name): value for name, value in ours.items()}


def damaged_column(chance: random.Random, values: list[str]) -> pa.Array:
    """The texts, of which some are damaged, in a type of text; now and then a column of something else."""
    if chance.random() < 0.05:
        kind, value = chance.choice(ODD_COLUMNS)
        return pa.array([chance.choice([value, None]) for _ in values], kind)
    texts: list[str | None] = []
    for value in values:
        text = mutate_text(chance, value) if chance.random() < 0.15 else value
        texts.append(None if chance.random() < 0.03 else text.encode(errors="replace").decode())
    kind = chance.choice(SOUND_TYPES)
    return pa.array(texts, pa.string()).dictionary_encode() if pa.types.is_dictionary(kind) else pa.array(texts, kind)


def check_clean(folder: Path, seed: int, count: int) -> int:
    """Reads and judges the pairs in a file of `count` rows; how many are sound."""
    chance = random.Random(seed)
    rows = [pair_row(number) for number in range(count)]
    columns = {name: damaged_column(chance, [row[name] for row in rows]) for name in pair_row(0)}
    if chance.random() < 0.05:
        del columns[chance.choice(list(columns))]
    path = folder / "pairs.parquet"
    pq.write_table(pa.table(columns), path, row_group_size=chance.randint(1, 8))
    try:
        found = [item for shard in _shards(clean_recipe(str(path), "", {})) for item in ReadPairs("").process(shard)]
    except PairloomError as error:
        assert str(path) in str(error) and "\n" not in str(error)
        return 0
    tagged = [item for item in found if isinstance(item, beam.pvalue.TaggedOutput)]
    answered = [item for item in found if not isinstance(item, beam.pvalue.TaggedOutput)]
    rejected = [item.value for item in tagged if isinstance(item.value, Rejection)]
    assert sum(item.value for item in tagged if item.tag == "rows") == count == len(answered) + len(rejected)
    results = check_outcomes(answered)
    assert all(isinstance(result, CodePair | Rejection) for result in results) and len(results) == len(answered)
    return sum(isinstance(result, CodePair) for result in results)


@FEW
@given(*SEEDS)
def test_pairs_of_others(folder: Path, seed: int, count: int) -> None:
    check_clean(folder, seed, count)


@pytest.mark.slow
@MANY
@given(*SEEDS)
def test_many_pairs_of_others(folder: Path, seed: int, count: int) -> None:
    check_clean(folder, seed, count)


def test_most_pairs_of_others_are_sound(folder: Path) -> None:
    assert sum(check_clean(folder, seed, 8) for seed in range(10)) > 20


# --- score ---


def check_score(folder: Path, seed: int, count: int) -> int:
    """Scores the translations of `count` rows; how many are sound."""
    chance = random.Random(seed)
    replies = [
        {"code": row(number)["code"], "target_language": "javascript", "reply": reply(number)}
        for number in range(count)
    ]
    files = {"rows.jsonl": [row(number) for number in range(count)], "replies.jsonl": replies, "good.jsonl": replies}
    for name, values in files.items():
        share = 0.3 if name == "rows.jsonl" else 0.02
        lines = [json.dumps(mutate_value(chance, value) if chance.random() < share else value) for value in values]
        (folder / name).write_text("".join(line + "\n" for line in lines))
    (folder / "recipe.toml").write_text(f'{RECIPE}translator = "replay"\nreplay = "replies.jsonl"\n')
    try:
        recipe = load_recipe(str(folder / "recipe.toml"))
        planned = list(plan_source(recipe, 0))
        scores = list(scoring.score(recipe, read_references(folder / "good.jsonl")))
        scoring.summarise_scores(scores)
    except PairloomError as error:
        assert ".jsonl" in str(error) and "\n" not in str(error)
        return 0
    assert len(planned) == count  # each row is a rejection or a record
    assert len(scores) == sum(len(plans.plans) for plans in planned if not isinstance(plans, Rejection))
    return sum(score.furthest == "parsed" for score in scores)


@pytest.fixture
def only_parsing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is compiled or called, which takes seconds and has fuzz tests of its own."""
    monkeypatch.setattr(scoring, "Gates", lambda level: Gates("parsed"))


@pytest.mark.usefixtures("only_parsing")
def test_most_translations_are_sound(folder: Path) -> None:
    assert sum(check_score(folder, seed, 8) for seed in range(10)) > 20


@FEW
@given(*SEEDS)
@pytest.mark.usefixtures("only_parsing")
def test_rows_replies_and_references(folder: Path, seed: int, count: int) -> None:
    check_score(folder, seed, count)


@pytest.mark.slow
@MANY
@given(*SEEDS)
@pytest.mark.usefixtures("only_parsing")
def test_many_rows_replies_and_references(folder: Path, seed: int, count: int) -> None:
    check_score(folder, seed, count)
