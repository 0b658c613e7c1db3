"""A wrong recipe says file, key, what was found and what is allowed."""

import pickle
from pathlib import Path
from typing import Any

import pytest

from pairloom.schemas.load import RecipeError, RecipePath, validate_recipe
from pairloom.schemas.recipe import Recipe, load_recipe
from tests import ROOT


def recipe(**changes: Any) -> dict[str, Any]:
    """A good recipe as plain values, with `changes` on top."""
    return {
        "name": "small",
        "source": [{"reader": "python-source", "path": "stdlib"}],
        "translate": {"translator": "transpile", "targets": ["javascript"]},
        **changes,
    }


def message_of(values: dict[str, Any]) -> str:
    """What the error about `values` says."""
    with pytest.raises(RecipeError) as caught:
        validate_recipe(values, Recipe, "small.toml")
    return str(caught.value)


@pytest.mark.parametrize("file", sorted((ROOT / "recipes").glob("*.toml")), ids=lambda file: file.name)
def test_the_release_recipes_that_we_ship_are_right(file: Path) -> None:
    if file.name.startswith(("encoder-", "pretrain-")):
        pytest.skip("a training recipe, tested with the encoder")
    assert load_recipe(file).name


TRANSLATE = recipe()["translate"]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"translate": {**TRANSLATE, "tragets": []}}, "translate.tragets: unknown key (did you mean targets?)"),
        ({"translate": {**TRANSLATE, "targets": ["cobol"]}}, "translate.targets: found ['cobol']"),
        ({"translate": {**TRANSLATE, "targets": ["js", "javascript"]}}, "which names a language twice"),
        ({"translate": {**TRANSLATE, "targets": []}}, "translate.targets: found []"),
        ({"translate": {**TRANSLATE, "targets": "go"}}, "translate.targets: found 'go'; it should be a valid list"),
        ({"translate": {**TRANSLATE, "per_record": 0}}, 'found 0, which must be "all" or a whole number of at least 1'),
        ({"translate": {**TRANSLATE, "per_record": True}}, "translate.per_record: found True"),
        ({"translate": {**TRANSLATE, "temperature": "hot"}}, "translate.temperature: found 'hot'"),
        ({"translate": {**TRANSLATE, "endpoint": 3}}, "translate.endpoint: found 3, which must be a URL"),
        ({"translate": {"targets": ["go"]}}, "translate.translator: is missing"),
        ({"dedupe": {}}, "dedupe: unknown key (did you mean dedup?)"),
        ({"dedup": {"threshold": 1.5}}, "dedup.threshold: found 1.5; it should be less than or equal to 1"),
        ({"dedup": {"permutations": "many"}}, "dedup.permutations: found 'many'"),
        ({"split": {"validation": 0.6, "test": 0.5}}, "split: validation + test must be below 1"),
        ({"split": {"by": "moon"}}, "split.by: found 'moon'; allowed: 'repository', 'record' or 'source'"),
        ({"check": {"level": "perfect"}}, "check.level: found 'perfect'; allowed: 'parsed', 'compiled' or 'executed'"),
        ({"name": "No Spaces"}, "name: found 'No Spaces'; allowed: lower-case letters"),
        ({"source": []}, "source: found []"),
        ({"source": [{"reader": "jsonl"}]}, "source.0.path: is missing"),
        ({"source": [{"reader": "x", "path": "y", "language": "klingon"}]}, "source.0.language: found 'klingon'"),
        (
            {"source": [{"reader": "x", "path": "y", "split": "trian"}]},
            "source.0.split: found 'trian', which does not name a split; allowed: train, training, valid, validation",
        ),
        ({"source": [{"reader": "x", "path": "y", "langage": "go"}]}, "source.0.langage: unknown key (did you mean"),
        (
            {"source": [{"reader": "x", "path": "y", "translate": {"max_tokens": 0}}]},
            "source.0.translate.max_tokens: found 0",
        ),
    ],
)
def test_an_error_names_file_key_found_and_allowed(change: dict[str, Any], expected: str) -> None:
    message = message_of(recipe(**change))
    assert message.startswith("small.toml: ")
    assert expected in message
    assert len(message.splitlines()) == 1


def test_every_error_is_shown_once() -> None:
    values = recipe(dedup={"threshold": 9}, split={"test": 2.0})
    values["source"] = values["source"] * 3
    values["translate"] = {**TRANSLATE, "seed": "x"}
    assert len(message_of(values).splitlines()) == 3


def test_a_source_overrides_single_keys_of_translate() -> None:
    values = recipe()
    values["source"].append({"reader": "jsonl", "path": "x", "translate": {"targets": ["C#", "golang"]}})
    first, second = validate_recipe(values, Recipe).source
    assert first.translate.targets == ["javascript"]
    assert second.translate.targets == ["csharp", "go"]
    assert second.translate.translator == "transpile"


def test_the_fingerprint_is_that_of_the_meaning_not_of_the_text() -> None:
    spelled_out = recipe(dedup={"threshold": 0.7}, split={"by": "repository"})
    assert validate_recipe(recipe(), Recipe).fingerprint() == validate_recipe(spelled_out, Recipe).fingerprint()
    assert (
        validate_recipe(recipe(), Recipe).fingerprint()
        != validate_recipe(recipe(dedup={"threshold": 0.8}), Recipe).fingerprint()
    )


def test_a_missing_a_broken_and_a_binary_file_are_recipe_errors(tmp_path: Path) -> None:
    with pytest.raises(RecipeError, match="there is no such recipe"):
        load_recipe(tmp_path / "none.toml")
    (tmp_path / "broken.toml").write_text('name = "x\n')
    with pytest.raises(RecipeError, match=r"broken.toml: is not valid TOML: .*line 1"):
        load_recipe(tmp_path / "broken.toml")
    (tmp_path / "binary.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(RecipeError, match="cannot be read"):
        load_recipe(tmp_path / "binary.toml")
    with pytest.raises(RecipeError, match="cannot be read"):
        load_recipe(tmp_path)


def test_paths_are_found_beside_the_recipe_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "a.jsonl").write_text("{}")
    monkeypatch.chdir(tmp_path / "data")
    assert RecipePath("data/*.jsonl", str(tmp_path / "r.toml")).resolved == str(tmp_path / "data" / "*.jsonl")
    assert RecipePath("a.jsonl", str(tmp_path / "r.toml")).resolved == "a.jsonl"
    assert RecipePath("gs://bucket/x", str(tmp_path / "r.toml")).resolved == "gs://bucket/x"


def test_a_recipe_keeps_its_paths_as_written_and_knows_where_they_are(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text("{}")
    values = recipe(dedup={"against": ["a.jsonl", "b.jsonl"]}, source=[{"reader": "jsonl", "path": "a.jsonl"}])
    here, nowhere = (
        validate_recipe(values, Recipe, str(tmp_path / "r.toml")),
        validate_recipe(values, Recipe, "/nowhere/r.toml"),
    )
    assert here.fingerprint() == nowhere.fingerprint()
    assert here.model_dump(mode="json") == nowhere.model_dump(mode="json")
    for found in (here, pickle.loads(pickle.dumps(here))):
        assert found.source[0].path.resolved == found.dedup.against[0].resolved == str(tmp_path / "a.jsonl")
        assert found.dedup.against[1].resolved == "b.jsonl"
        assert found.source[0].path == "a.jsonl" and found.source[0].path.recipe == str(tmp_path / "r.toml")


def test_the_round_trip_resolves_what_its_recipe_says(tmp_path: Path) -> None:
    (tmp_path / "back.jsonl").write_text("{}")
    back = {"translator": "replay", "replay": "back.jsonl"}
    found = validate_recipe(recipe(check={"roundtrip": back}), Recipe, str(tmp_path / "r.toml")).check.roundtrip
    assert found is not None and found.settings().replay.resolved == str(tmp_path / "back.jsonl")


def test_keys_can_be_set_from_outside(tmp_path):
    path = tmp_path / "recipe.toml"
    path.write_text(
        'name = "a"\n[[source]]\nreader = "x"\npath = "y"\n[translate]\ntranslator = "transpile"\ntargets = ["go"]\n'
    )
    changes = [
        "translate.translator=endpoint",
        "translate.model=org/name-1.5b",
        "translate.concurrency=8",
        'translate.targets=["c", "go"]',
        "translate.vllm.flags.seed=3",
        "translate.endpoint=http://h:1/v1?a=b",
    ]
    translate = load_recipe(path, changes).source[0].translate
    assert (translate.translator, translate.model, translate.concurrency) == ("endpoint", "org/name-1.5b", 8)
    assert translate.targets == ["c", "go"] and translate.vllm.flags == {"seed": 3}
    assert translate.endpoint == ["http://h:1/v1?a=b"]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ("translate.model", "must be KEY=VALUE"),
        ("=x", "must be KEY=VALUE"),
        ("name.first=x", "name is not a table"),
        ("translate.modle=x", "translate.modle"),
    ],
)
def test_a_change_that_cannot_be_made_is_one_clear_error(tmp_path, change, message):
    path = tmp_path / "recipe.toml"
    path.write_text(
        'name = "a"\n[[source]]\nreader = "x"\npath = "y"\n[translate]\ntranslator = "transpile"\ntargets = ["go"]\n'
    )
    with pytest.raises(RecipeError, match=message):
        load_recipe(path, [change])
