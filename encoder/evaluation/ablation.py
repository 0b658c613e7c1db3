"""The paper's ablation: does an exit of the joint model do better than a model trained for that exit alone?"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from encoder.evaluation.evaluate import evaluate
from encoder.inference import DESCRIPTION
from encoder.presets import PRESETS
from encoder.recipe import TrainingRecipe
from encoder.training import train


def twin_recipe(recipe: TrainingRecipe, exit: int) -> TrainingRecipe:
    """`recipe` for a model of `exit` layers whose last one is its only exit; all else, the data's order too, equal."""
    model = recipe.model.model_copy(update={"layers": exit, "exits": (exit,)})
    return recipe.model_copy(update={"name": f"{recipe.name}-exit-{exit}", "model": model})


def run_ablation(
    recipe: TrainingRecipe,
    data: str | Path,
    out: str | Path,
    resume: bool = False,
    progress: Callable[[str], None] = lambda step: None,
) -> dict[str, Any]:
    """Trains the joint model in `out`/joint and each twin in `out`/exit-K, then evaluates all in one table. With
    `resume`, models that are finished are kept."""
    joint = Path(out) / "joint"
    _train_unless_there(recipe, data, joint, resume, progress)
    exits = recipe.model.exits or PRESETS[recipe.model.preset].exits
    twins = []
    for exit in exits:
        twins.append(Path(out) / f"exit-{exit}")
        _train_unless_there(twin_recipe(recipe, exit), data, twins[-1], resume, progress)
    return evaluate(joint, data, twins=twins, progress=progress)


def _train_unless_there(
    recipe: TrainingRecipe, data: str | Path, out: Path, resume: bool, progress: Callable[[str], None]
) -> None:
    if resume and (out / DESCRIPTION).exists():
        return
    progress(f"train {out.name}")
    train(recipe, data, out, resume and (out / "run").exists())
