"""Training recipes: what is wrong is named, with what is allowed."""

from pathlib import Path

import pytest

from pairloom.encoder.recipe import TrainingRecipe, load_training_recipe
from pairloom.encoder.trainer import rate_factor
from pairloom.schemas.load import RecipeError, validate_recipe

RECIPES = Path(__file__).parents[2] / "recipes"
LEAST = {"name": "x", "optimizer": {"steps": 10, "learning_rate": 1e-3}}


@pytest.mark.parametrize("name", ["encoder-tiny", "encoder-mose-1b", "pretrain-tiny", "pretrain-mose-1b"])
def test_the_recipes_that_we_ship_are_valid(name: str) -> None:
    assert load_training_recipe(RECIPES / f"{name}.toml").name == name


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"contrastive": {"batch_pair": 4}}, r"file: contrastive\.batch_pair: unknown key \(did you mean batch_pairs"),
        ({"modle": {}}, "file: modle: unknown key .did you mean model"),
        ({"model": {"preset": "huge"}}, "allowed: mose-1b, mose-150m, mose-tiny"),
        ({"model": {"exits": [4, 2]}}, "rising, each once"),
        ({"model": {"exits": [7]}}, "layers from 1 to 6"),
        ({"optimizer": {"steps": 10}}, r"optimizer\.learning_rate: is missing"),
        ({"optimizer": {"steps": "ten", "learning_rate": 1.0}}, r"optimizer\.steps: found 'ten'"),
        ({"contrastive": {"exit_weights": "deep"}}, "allowed: 'depth' or 'equal'"),
        ({"stage": "pretraining", "contrastive": {}}, "contrastive: has no meaning with stage"),
        ({"name": "No Spaces"}, "allowed: lower-case letters"),
    ],
)
def test_what_is_wrong_is_named(change: dict, said: str) -> None:
    with pytest.raises(RecipeError, match=said):
        validate_recipe({**LEAST, **change}, TrainingRecipe, "file")


def test_files_that_are_no_recipes(tmp_path: Path) -> None:
    with pytest.raises(RecipeError, match="there is no such recipe"):
        load_training_recipe(tmp_path / "none.toml")
    (tmp_path / "bad.toml").write_text("name =")
    with pytest.raises(RecipeError, match=r"bad\.toml: is not valid TOML"):
        load_training_recipe(tmp_path / "bad.toml")


def test_fingerprint_counts_defaults_in() -> None:
    recipe = validate_recipe(LEAST, TrainingRecipe)
    assert recipe.fingerprint() == validate_recipe({**LEAST, "stage": "contrastive"}, TrainingRecipe).fingerprint()
    assert recipe.fingerprint() != validate_recipe({**LEAST, "run": {"seed": 1}}, TrainingRecipe).fingerprint()


def test_schedules_by_hand() -> None:
    def factors(**settings: object) -> list[float]:
        optimizer = {"steps": 6, "learning_rate": 1.0, "warmup": 2, **settings}
        recipe = validate_recipe({"name": "x", "optimizer": optimizer}, TrainingRecipe)
        return [round(rate_factor(step, recipe.optimizer), 3) for step in range(6)]

    assert factors(schedule="constant") == [0.5, 1, 1, 1, 1, 1]
    assert factors(schedule="linear") == [0.5, 1, 1, 0.75, 0.5, 0.25]
    assert factors(schedule="cosine") == [0.5, 1, 1, 0.854, 0.5, 0.146]
    assert factors(schedule="steps", decay_at=[3, 5], decay_factor=0.1) == [0.5, 1, 1, 0.1, 0.1, 0.01]
