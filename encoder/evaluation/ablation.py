"""The paper's ablation: is an exit of the joint model better than a model trained for that exit alone?"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from pairloom.encoder.evaluation.evaluate import evaluate_model
from pairloom.encoder.presets import PRESETS
from pairloom.encoder.recipe import TrainingRecipe
from pairloom.encoder.training import RUN_FOLDER, is_trained, run_training


def twin_recipe(recipe: TrainingRecipe, exit: int) -> TrainingRecipe:
    """`recipe` for a model of `exit` layers whose last layer is its only exit. Everything else is equal, including the
    order of the data."""
    model = recipe.model.model_copy(update={"layers": exit, "exits": (exit,)})
    return recipe.model_copy(update={"name": f"{recipe.name}-exit-{exit}", "model": model})


def run_ablation(
    recipe: TrainingRecipe,
    data: str | Path,
    out: str | Path,
    resume: bool = False,
    overwrite: bool = False,
    progress: Callable[[str], None] = lambda step: None,
) -> dict[str, Any]:
    """Trains the joint model in `out`/joint and each twin in `out`/exit-K, then evaluates all of them together.

    With `resume`, finished models are kept, and an unfinished one continues from its last checkpoint. Raises RunError
    if `out` holds models of another recipe or other data, or any model while neither `resume` nor `overwrite` is set.
    """
    exits = recipe.model.exits or PRESETS[recipe.model.preset].exits
    recipes = {"joint": recipe} | {f"exit-{exit}": twin_recipe(recipe, exit) for exit in exits}
    for name, chosen in recipes.items():
        folder = Path(out) / name
        if not (resume and is_trained(chosen, data, folder)):
            progress(f"train {name}")
            run_training(chosen, data, folder, resume and (folder / RUN_FOLDER).exists(), overwrite)
    joint, *twins = [Path(out) / name for name in recipes]
    return evaluate_model(joint, data, twins=twins, progress=progress)
