"""Training recipes: one TOML file describes a training run. Unknown keys and bad values are errors that name the file,
the key, what was found and what is allowed."""

from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, field_validator, model_validator

from pairloom.encoder.presets import PRESETS
from pairloom.schemas.hashing import content_hash
from pairloom.schemas.load import Section, load_toml


def _as_tuple(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


Positive = Annotated[int, Field(ge=1)]
Fraction = Annotated[float, Field(ge=0, le=1, strict=False)]
Numbers = Annotated[tuple[int, ...], BeforeValidator(_as_tuple)]


class ModelSection(Section):
    """[model]: what is trained.

    preset: the shape. start: folder of the model to start from; "" starts from random weights. tokenizer: a folder or a
    name on the Hub; "" trains one on the data, or keeps that of `start`. layers, exits, max_tokens, vocabulary: instead
    of the preset's. dropout: on residuals and embeddings. attention_dropout: on attention weights; only 0 allows the
    fast kernel.
    """

    preset: str = "mose-tiny"
    start: str = ""
    tokenizer: str = ""
    layers: Positive | None = None
    exits: Numbers = ()
    max_tokens: Positive | None = None
    vocabulary: Annotated[int, Field(ge=300)] | None = None
    dropout: Annotated[float, Field(ge=0, lt=1, strict=False)] = 0.0
    attention_dropout: Annotated[float, Field(ge=0, lt=1, strict=False)] = 0.0

    @field_validator("preset")
    @classmethod
    def _preset_is_known(cls, name: str) -> str:
        if name not in PRESETS:
            raise ValueError(f"is not a preset; allowed: {', '.join(PRESETS)}")
        return name

    @model_validator(mode="after")
    def _exits_are_layers(self) -> "ModelSection":
        depth = self.layers or PRESETS[self.preset].layers
        if self.exits and (list(self.exits) != sorted(set(self.exits)) or self.exits[0] < 1 or self.exits[-1] > depth):
            raise ValueError(f"exits must be layers from 1 to {depth}, rising, each once; found {list(self.exits)}")
        return self


class ContrastiveSection(Section):
    """[contrastive]: stage two.

    batch_pairs: pairs per batch; the other pairs are the negatives of each. text_to_code: share of text-code pairs in a
    batch; the rest are code-code. rename: probability that a frequent word of a code is replaced everywhere in it.
    logit_scale: factor of the similarities (1 / temperature). learn_scale: whether it is a trained parameter.
    exit_weights: "depth" is layer / depth, as in the paper. distillation: weight of the loss by which each exit learns
    from the next deeper one; the paper has 0. dimensions: Matryoshka prefixes of the embedding that have a loss too.
    """

    batch_pairs: Annotated[int, Field(ge=2)] = 64
    text_to_code: Fraction = 0.5
    rename: Fraction = 0.3
    logit_scale: Annotated[float, Field(gt=0, strict=False)] = 10.0
    learn_scale: bool = False
    exit_weights: Literal["depth", "equal"] = "depth"
    distillation: Annotated[float, Field(ge=0, strict=False)] = 0.0
    dimensions: Numbers = ()


class PretrainingSection(Section):
    """[pretraining]: stage one.

    batch_rows: windows per step. mask_rate: share of tokens to predict. other_repository: share of windows whose second
    half comes from another repository. repository_weight: weight of the same-repository loss.
    """

    batch_rows: Positive = 16
    mask_rate: Annotated[float, Field(gt=0, lt=1)] = 0.15
    other_repository: Annotated[float, Field(gt=0, lt=1)] = 0.5
    repository_weight: Annotated[float, Field(ge=0, strict=False)] = 1.0


class OptimizerSection(Section):
    """[optimizer]: AdamW and its learning-rate schedule.

    steps: how many. learning_rate: the peak. embedding_rate: the rate of the token embeddings as a multiple of it.
    warmup: steps to the peak. schedule: after the warmup; "steps" multiplies by decay_factor at each step of decay_at.
    precision: "bf16" computes products in bfloat16; "auto" does so where the device has instructions for it.
    chunk_tokens: tokens per forward pass. resident_tokens: tokens whose activations may stay in memory; those of the
    others are computed twice (stage two). checkpoint_layers: compute each layer again in the backward pass, which saves
    memory and takes time. compile: compile the layers.
    """

    steps: Positive
    learning_rate: Annotated[float, Field(gt=0, strict=False)]
    embedding_rate: Annotated[float, Field(gt=0, strict=False)] = 1.0
    warmup: Annotated[int, Field(ge=0)] = 0
    schedule: Literal["constant", "linear", "cosine", "steps"] = "linear"
    decay_at: Numbers = ()
    decay_factor: Annotated[float, Field(gt=0, le=1, strict=False)] = 0.5
    weight_decay: Annotated[float, Field(ge=0, strict=False)] = 0.1
    betas: Annotated[tuple[float, float], BeforeValidator(_as_tuple)] = (0.9, 0.95)
    epsilon: Annotated[float, Field(gt=0)] = 1e-6
    max_gradient: Annotated[float, Field(gt=0, strict=False)] = 1.0
    precision: Literal["auto", "fp32", "bf16"] = "auto"
    chunk_tokens: Positive = 2048
    resident_tokens: Annotated[int, Field(ge=0)] = 8192
    checkpoint_layers: bool = False
    compile: bool = False


class RunSection(Section):
    """[run]: what a run writes. log_every, save_every: in steps; save_every = 0 writes no checkpoints. keep: how many
    checkpoints are kept. seed: of weights, batches, masks and dropout. tensorboard: whether to write its files."""

    seed: Annotated[int, Field(ge=0)] = 0
    log_every: Positive = 20
    save_every: Annotated[int, Field(ge=0)] = 0
    keep: Positive = 2
    tensorboard: bool = True


class TrainingRecipe(Section):
    """A training recipe. `stage` decides which of [contrastive] and [pretraining] it may have."""

    name: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9._-]*$", max_length=100)]
    stage: Literal["contrastive", "pretraining"] = "contrastive"
    model: ModelSection = ModelSection()
    contrastive: ContrastiveSection = ContrastiveSection()
    pretraining: PretrainingSection = PretrainingSection()
    optimizer: OptimizerSection
    run: RunSection = RunSection()

    @model_validator(mode="after")
    def _has_one_stage(self) -> "TrainingRecipe":
        other = "pretraining" if self.stage == "contrastive" else "contrastive"
        if other in self.model_fields_set:
            raise ValueError(f'{other}: has no meaning with stage = "{self.stage}"; remove it')
        return self

    def fingerprint(self) -> str:
        """Hash of the whole recipe, defaults included."""
        return content_hash("training recipe", self.model_dump(mode="json"))


def load_training_recipe(path: str | Path) -> TrainingRecipe:
    """The recipe in the TOML file at `path`. Raises RecipeError if there is none or anything in it is wrong."""
    return load_toml(path, TrainingRecipe)
