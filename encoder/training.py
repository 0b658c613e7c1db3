"""A training run from a recipe and a folder of data to a saved model, with its run folder."""

import importlib.metadata
import json
import platform
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import torch
from torch import nn
from torch.utils.data import Dataset
from transformers import PreTrainedTokenizerFast

from pairloom.encoder.contrastive import ContrastiveModel, ContrastiveSteps
from pairloom.encoder.data import data_fingerprint, read_pairs, release_files
from pairloom.encoder.errors import RunError
from pairloom.encoder.inference import DESCRIPTION, CodeEncoder, default_device, load
from pairloom.encoder.model import build_model
from pairloom.encoder.presets import PRESETS
from pairloom.encoder.recipe import TrainingRecipe
from pairloom.encoder.tokenizer import load_tokenizer, train_tokenizer
from pairloom.encoder.trainer import StepTrainer

RUN_FOLDER, RUN_FILE = "run", "run.json"


def run_training(
    recipe: TrainingRecipe, data: str | Path, out: str | Path, resume: bool = False, overwrite: bool = False
) -> CodeEncoder:
    """Trains the model of `recipe` on the data in folder `data` and saves it in `out`.

    `out`/run keeps the resolved recipe, the versions, the data's fingerprint, the log and the checkpoints. With
    `overwrite`, a model or a run in `out` is removed first. Raises DataError for unusable data. Raises RunError if
    `out` holds a run, with `resume` if it is a run of another recipe or other data, and with `overwrite` if `out` holds
    anything else than a model or a run.
    """
    files = _data_files(recipe, Path(data))
    if overwrite:
        _clear(Path(out))
    run_folder = Path(out) / RUN_FOLDER
    device = torch.device(default_device())
    facts = _facts(recipe, files)
    _check_run(run_folder / RUN_FILE, facts, resume)
    torch.manual_seed(recipe.run.seed)
    if recipe.stage == "pretraining":
        encoder, module, steps = _prepare_pretraining(recipe, data)
    else:
        encoder, module, steps = _prepare_contrastive(recipe, data)
    _set_options(encoder, module, recipe)
    run_folder.mkdir(parents=True, exist_ok=True)
    (run_folder / RUN_FILE).write_text(json.dumps(facts, indent=2) + "\n")
    trainer = StepTrainer(module.to(device), steps, recipe, encoder.model.backbone.config, run_folder, device)
    checkpoint = _last_checkpoint(run_folder / "checkpoints") if resume else None
    trainer.train(resume_from_checkpoint=checkpoint)
    encoder.model.eval()
    encoder.save(out, getattr(module, "heads", None))
    return encoder


def is_trained(recipe: TrainingRecipe, data: str | Path, out: str | Path) -> bool:
    """Whether `out` holds a finished model. Raises RunError if it is of another recipe or other data."""
    if not (Path(out) / DESCRIPTION).exists():
        return False
    _check_run(Path(out) / RUN_FOLDER / RUN_FILE, _facts(recipe, _data_files(recipe, Path(data))), resume=True)
    return True


def _prepare_contrastive(recipe: TrainingRecipe, data: str | Path) -> tuple[CodeEncoder, nn.Module, Dataset[Any]]:
    pairs = read_pairs(data, "train")
    corpus = [text for pair in pairs for text in (pair.text, pair.source_code, pair.target_code)]
    encoder = new_encoder(recipe, corpus)
    return encoder, ContrastiveModel(encoder.model, recipe), ContrastiveSteps(pairs, encoder, recipe)


def _prepare_pretraining(recipe: TrainingRecipe, data: str | Path) -> tuple[CodeEncoder, nn.Module, Dataset[Any]]:
    from pairloom.encoder.pretraining import PretrainingModel, PretrainingSteps, read_snippets

    snippets = read_snippets(data)
    encoder = new_encoder(recipe, [snippet.code for snippet in snippets])
    return encoder, PretrainingModel(encoder, recipe), PretrainingSteps(snippets, encoder, recipe)


def new_encoder(recipe: TrainingRecipe, corpus: list[str]) -> CodeEncoder:
    """The model that training starts from: that of `start`, or a new one with the recipe's tokenizer, or with one
    trained on `corpus`."""
    section = recipe.model
    if section.start:
        return load(section.start)
    preset = PRESETS[section.preset]
    preset = replace(preset, layers=section.layers or preset.layers)
    max_tokens = section.max_tokens or preset.max_tokens
    tokenizer = _tokenizer(section.tokenizer, corpus, section.vocabulary or preset.vocabulary, max_tokens)
    model = build_model(
        preset, len(tokenizer), tokenizer.pad_token_id, section.exits, section.dropout, section.attention_dropout
    )
    return CodeEncoder(model, tokenizer, max_tokens)


def _tokenizer(name: str, corpus: list[str], vocabulary: int, max_tokens: int) -> PreTrainedTokenizerFast:
    return load_tokenizer(name, max_tokens) if name else train_tokenizer(corpus, vocabulary, max_tokens)


def _set_options(encoder: CodeEncoder, module: nn.Module, recipe: TrainingRecipe) -> None:
    if recipe.optimizer.checkpoint_layers:
        encoder.model.backbone.gradient_checkpointing_enable()
    if recipe.optimizer.compile:
        for part in (*encoder.model.backbone.layers, getattr(module, "heads", None)):
            if isinstance(part, nn.Module):
                part.compile()


def _last_checkpoint(folder: Path) -> str | None:
    """The newest complete checkpoint. The Trainer writes its state last, and a run may be killed before that."""
    found = sorted(folder.glob("checkpoint-*"), key=lambda path: int(path.name.rpartition("-")[2]), reverse=True)
    return next((str(path) for path in found if _is_json(path / "trainer_state.json")), None)


def _is_json(file: Path) -> bool:
    try:
        json.loads(file.read_text())
    except (OSError, ValueError):
        return False
    return True


def _clear(out: Path) -> None:
    if out.exists() and any(out.iterdir()):
        if not (out / DESCRIPTION).exists() and not (out / RUN_FOLDER / RUN_FILE).exists():
            raise RunError(f"{out}: holds no pairloom model, so it is not removed; choose another --out")
        shutil.rmtree(out)


def _facts(recipe: TrainingRecipe, files: list[Path]) -> dict[str, Any]:
    """Describes the run: written to its folder, and compared when it is resumed."""
    return {
        "recipe": recipe.model_dump(mode="json"),
        "recipe_fingerprint": recipe.fingerprint(),
        "data": [file.name for file in files],
        "data_fingerprint": data_fingerprint(files),
        "versions": _versions(),
    }


def _check_run(file: Path, facts: dict[str, Any], resume: bool) -> None:
    """Raises RunError if `file` describes a run, unless `resume` is set and it has the same recipe and data."""
    if not file.exists():
        return
    if not resume:
        raise RunError(
            f"{file.parent}: holds a run; --resume continues it, --overwrite starts again; or choose another --out"
        )
    before = json.loads(file.read_text())
    for key in ("recipe_fingerprint", "data_fingerprint"):
        if before[key] != facts[key]:
            raise RunError(f"{file.parent}: cannot resume: the {key.split('_')[0]} is not what the run began with")


def _data_files(recipe: TrainingRecipe, data: Path) -> list[Path]:
    if recipe.stage == "contrastive":
        return release_files(data, "train")
    from pairloom.encoder.pretraining import pretraining_files

    return pretraining_files(data)


def _versions() -> dict[str, str]:
    packages = ("pairloom", "torch", "transformers", "tokenizers", "safetensors", "numpy")
    return {"python": platform.python_version()} | {name: importlib.metadata.version(name) for name in packages}
