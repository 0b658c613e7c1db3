"""The consistency check with an encoder of ours: what it decides is what the vectors say, and nobody is lost."""

import json
import pickle
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import apache_beam as beam
import numpy as np
import pyarrow.parquet as pq
import pytest
from apache_beam.options.pipeline_options import PipelineOptions

from pairloom.encoder.inference import load
from pairloom.encoder.recipe import TrainingRecipe
from pairloom.encoder.training import run_training
from pairloom.pipelines.graph.steps.consistency import CheckConsistency, encoder_digest
from pairloom.pipelines.release.errors import ReleaseError
from pairloom.pipelines.release.read.manifest import read_manifest
from pairloom.pipelines.release.read.verify import verify_release
from pairloom.pipelines.running.request import Request, prepare, run_release
from pairloom.schemas import CodePair, Rejection
from pairloom.schemas.load import validate_recipe
from pairloom.schemas.recipe import ConsistencySection
from pairloom.schemas.records import to_dict
from tests.encoder.conftest import NOUNS, VERBS, make_pair

PAIRS = [make_pair(verb, noun) for verb in VERBS for noun in NOUNS]
EXCHANGED = range(0, 100, 9)


def exchanged() -> list[CodePair]:
    """The pairs, some of them with each other's translations."""
    pairs = list(PAIRS)
    for here, there in zip(EXCHANGED, [*EXCHANGED[1:], EXCHANGED[0]], strict=True):
        pairs[here] = replace(pairs[here], target_code=PAIRS[there].target_code)
    return pairs


def check(pairs: list[CodePair], settings: ConsistencySection) -> tuple[dict[str, CodePair], dict[str, Rejection]]:
    """What is kept and what is refused, by record."""
    with tempfile.TemporaryDirectory() as folder:

        def write(row: Any, kind: str) -> None:
            with Path(folder, kind).open("ab") as file:
                pickle.dump(row, file)

        with beam.Pipeline(options=PipelineOptions(["--runner=FnApiRunner"])) as pipeline:
            result = pipeline | beam.Create(pairs) | CheckConsistency(settings)
            _ = result.pairs | "Kept" >> beam.Map(write, "kept")
            _ = result.rejected | "Refused" >> beam.Map(write, "refused")
        kept, refused = (list(read(Path(folder, kind))) for kind in ("kept", "refused"))
    assert len({row.record_id for row in [*kept, *refused]}) == len(kept) + len(refused) == len(pairs)
    return {row.record_id: row for row in kept}, {row.record_id: row for row in refused}


def read(file: Path) -> Iterator[Any]:
    if file.exists():
        with file.open("rb") as rows:
            while rows.peek(1):
                yield pickle.load(rows)


def test_what_is_decided_is_what_the_vectors_say(saved: Path) -> None:
    pairs, encoder = exchanged(), load(saved, 2)
    sources = encoder.encode([pair.source_code for pair in pairs], language="python")
    targets = encoder.encode([pair.target_code for pair in pairs], language="javascript")
    similar = sources @ targets.T
    places = 1 + (similar > np.diag(similar)[:, None]).sum(axis=1)
    kept, refused = check(pairs, ConsistencySection(encoder=str(saved), exit=2, k=5))
    assert len(kept) > 30 and len(refused) > 10
    for pair, place in zip(pairs, places, strict=True):
        if abs(place - 5.5) < 2:
            continue  # vectors are kept in half precision: places can be off by one
        assert (pair.record_id in kept) == (place <= 5), (place, pair.function_name)
    assert all(pair.gates == ("parse", "consistency") and pair.verified == "parsed" for pair in kept.values())
    row = next(iter(refused.values()))
    assert (row.stage, row.reason, row.target_language) == ("check", "inconsistent", "javascript")
    assert "of 100 translations into JavaScript are nearer to its source, k = 5" in row.detail
    assert row.detail.startswith("rank ") and row.payload


def test_the_order_of_the_pairs_changes_nothing(saved: Path) -> None:
    settings = ConsistencySection(encoder=str(saved), k=5, pool=40)
    kept, refused = check(exchanged(), settings)
    again = check(exchanged()[::-1], settings)
    assert (kept, refused) == again
    assert "of 40 translations" in next(iter(refused.values())).detail, "a pool of more is a sample"


def test_where_there_is_nothing_to_choose_from_there_is_no_evidence(saved: Path) -> None:
    kept, refused = check(PAIRS[:10], ConsistencySection(encoder=str(saved), k=10))
    assert not refused and {pair.gates for pair in kept.values()} == {("parse",)}
    other = [replace(pair, target_language="typescript") for pair in PAIRS[:4]]
    other = [replace(pair, pair_id=pair.expected_id(), record_id=pair.pair_id) for pair in other]
    kept, refused = check([*PAIRS[:20], *other], ConsistencySection(encoder=str(saved), k=10))
    assert all(kept[pair.record_id].gates == ("parse",) for pair in other), "each language has a pool of its own"
    assert len(kept) + len(refused) == 24 and not {row.record_id for row in other} & set(refused)


def test_what_is_wrong_with_the_encoder_is_told(saved: Path, tmp_path: Path) -> None:
    for settings, message in (
        (ConsistencySection(encoder=str(tmp_path / "absent")), "holds no pairloom model"),
        (ConsistencySection(encoder=str(saved), exit=3), "the model has no exit 3; it has 1, 2, 4"),
    ):
        with pytest.raises((ReleaseError, RuntimeError), match=message):
            check(PAIRS[:2], settings)
    with pytest.raises(ReleaseError, match=r"check\.consistency\.encoder: .*absent: cannot be read"):
        encoder_digest(str(tmp_path / "absent"))
    assert len(encoder_digest(str(saved))) == 64


@pytest.mark.slow
def test_a_trained_encoder_tells_exchanged_translations(release: Path, tmp_path: Path) -> None:
    """30 steps on 80 pairs: all translations that are in their place are kept, and none that is not."""
    values = {
        "name": "test",
        "model": {"preset": "mose-tiny", "layers": 2, "exits": [1, 2], "vocabulary": 600, "max_tokens": 64},
        "contrastive": {"batch_pairs": 16, "logit_scale": 20.0},
        "optimizer": {"steps": 30, "learning_rate": 2e-3, "embedding_rate": 20.0, "warmup": 5, "precision": "fp32"},
        "run": {"tensorboard": False},
    }
    run_training(validate_recipe(values, TrainingRecipe), release, tmp_path / "model")
    kept, refused = check(exchanged(), ConsistencySection(encoder=str(tmp_path / "model"), k=3))
    wrong = {PAIRS[place].record_id for place in EXCHANGED}
    assert set(refused) == wrong and len(kept) == len(PAIRS) - len(wrong)


RECIPE = """
name = "evidence"
[[source]]
reader = "jsonl"
path = "records.jsonl"
benchmark = "tiny"
[source.fields]
language = "source_language"
text = "text"
code = "source_code"
function_name = "function_name"
repository = "repository"
[translate]
translator = "replay"
replay = "replies.jsonl"
targets = ["javascript"]
[check.consistency]
encoder = "model"
k = 2
[check.roundtrip]
translator = "replay"
replay = "back.jsonl"
[dedup]
threshold = 1.0
"""


@pytest.fixture
def recipe(saved: Path, tmp_path: Path) -> Path:
    """A recipe that asks for both, over PAIRS; every second translation comes back."""
    shutil.copytree(saved, tmp_path / "model")
    replies = [(pair.source_code.strip(), "javascript", pair.target_code) for pair in PAIRS]
    back = [(pair.target_code.strip(), "python", pair.source_code) for pair in PAIRS[::2]]
    for name, rows in (("replies", replies), ("back", back)):
        lines = [json.dumps(dict(zip(("code", "target_language", "reply"), row, strict=True))) for row in rows]
        (tmp_path / f"{name}.jsonl").write_text("\n".join(lines))
    (tmp_path / "records.jsonl").write_text("\n".join(json.dumps(to_dict(pair)) for pair in PAIRS))
    (tmp_path / "recipe.toml").write_text(RECIPE)
    return tmp_path / "recipe.toml"


def test_a_release_keeps_the_evidence_and_its_books(recipe: Path, tmp_path: Path) -> None:
    run_release(Request(recipe_file=str(recipe), out=str(tmp_path / "out")))
    manifest = read_manifest(str(tmp_path / "out"))
    rows = pq.read_table(tmp_path / "out" / "data").to_pylist()
    inconsistent = sum(line.rows for line in manifest.books.rejections if line.reason == "inconsistent")
    assert inconsistent > 5 and len(rows) > 20 and len(rows) + inconsistent == len(PAIRS)
    assert {tuple(row["gates"]) for row in rows} == {("parse", "consistency"), ("parse", "roundtrip", "consistency")}
    known = {(tuple(entry.gates), entry.pairs) for entry in manifest.statistics.evidence}
    assert known == set(Counter(tuple(row["gates"]) for row in rows).items())
    assert len(manifest.versions["check.consistency.encoder"]) == 64
    assert verify_release(str(tmp_path / "out"), workers=1).ok
    card = (tmp_path / "out" / "README.md").read_text()
    assert "among the 2 that an encoder finds nearest" in card and "to note whether a translation back" in card


@pytest.mark.slow
def test_the_number_of_workers_changes_nothing(recipe: Path, tmp_path: Path) -> None:
    for workers in (1, 2):
        run_release(Request(recipe_file=str(recipe), out=str(tmp_path / str(workers)), workers=workers))
    one, two = (read_manifest(str(tmp_path / str(workers))) for workers in (1, 2))
    assert one.data_sha256 == two.data_sha256 and one.books == two.books


def test_what_a_recipe_requires_is_refused_without_it(recipe: Path, tmp_path: Path) -> None:
    recipe.write_text(RECIPE.replace('replay = "back.jsonl"', 'replay = "back.jsonl"\nrequire = true'))
    run_release(Request(recipe_file=str(recipe), out=str(tmp_path / "out")))
    manifest = read_manifest(str(tmp_path / "out"))
    assert {line.reason for line in manifest.books.rejections} == {"inconsistent", "roundtrip"}
    assert {tuple(entry.gates) for entry in manifest.statistics.evidence} == {("parse", "roundtrip", "consistency")}


def test_a_missing_encoder_is_told_before_anything_runs(recipe: Path, tmp_path: Path) -> None:
    (tmp_path / "model" / "multi_exit.json").unlink()
    with pytest.raises(ReleaseError, match=r"check\.consistency\.encoder: .*model: holds no pairloom model"):
        prepare(Request(recipe_file=str(recipe), out=str(tmp_path / "out")))
