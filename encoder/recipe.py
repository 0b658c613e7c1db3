"""Training recipes: one TOML file that says everything about a training run; unknown keys and bad values are errors
that name the file, the key, what was found and what is allowed."""

from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, field_validator, model_validator

from pairloom.encoder.presets import PRESETS
from pairloom.schemas.hashing import content_hash
from pairloom.schemas.load import Section, load


def _as_tuple(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


Positive = Annotated[int, Field(ge=1)]
Fraction = Annotated[float, Field(ge=0, le=1, strict=False)]
Numbers = Annotated[tuple[int, ...], BeforeValidator(_as_tuple)]


class ModelSection(Section):
    """[model]: what is trained.

    preset: the shape. start: folder of a model to go on from, "" for random weights. tokenizer: a folder or a name on
    the Hub, "" to train one on the data (or to keep that of `start`). layers: only the first so many. exits,
    max_tokens, vocabulary: other than the preset's. dropout: on residuals and embeddings; attention_dropout: on
    attention weights (0 keeps the fast kernel).
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

    batch_pairs: pairs that are each other's negatives. text_to_code: share of text-code pairs in a batch, the rest
    being code-code. rename: probability that a frequent word of a code is replaced throughout it. logit_scale: what
    similarities are multiplied with (1 / temperature); learn_scale: whether it is a parameter. exit_weights: "depth"
    is layer / depth, the paper's. distillation: weight of each exit learning from the next deeper one; 0 is the paper.
    dimensions: Matryoshka prefixes of the embedding that the loss is also taken at.
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

    batch_rows: windows per step. mask_rate: share of tokens to be guessed. other_repository: share of windows whose
    second half comes from another repository. repository_weight: weight of the same-repository loss.
    """

    batch_rows: Positive = 16
    mask_rate: Annotated[float, Field(gt=0, lt=1)] = 0.15
    other_repository: Annotated[float, Field(gt=0, lt=1)] = 0.5
    repository_weight: Annotated[float, Field(ge=0, strict=False)] = 1.0


class OptimizerSection(Section):
    """[optimizer]: AdamW, and how its rate moves.

    steps: how many. learning_rate: the peak; embedding_rate: the token embeddings' rate as a multiple of it. warmup:
    steps to the peak. schedule: what follows; "steps" multiplies by decay_factor at each step of decay_at. precision:
    "bf16" computes products in bfloat16, "auto" does where the machine is made for it. chunk_tokens: tokens per
    forward pass; resident_tokens: tokens whose activations may stay in memory, the rest being computed twice (stage
    two). checkpoint_layers: recompute each layer in the backward pass (memory for time). compile: compile the layers.
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
    """[run]: what a run writes. save_every, log_every: in steps; 0 for save_every keeps no checkpoints. keep:
    checkpoints kept. seed: of weights, batches, masks and dropout."""

    seed: Annotated[int, Field(ge=0)] = 0
    log_every: Positive = 20
    save_every: Annotated[int, Field(ge=0)] = 0
    keep: Positive = 2
    tensorboard: bool = True


class TrainingRecipe(Section):
    """A whole training recipe; exactly one of [contrastive] and [pretraining] says which stage it is."""

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
        """Hash of all that the recipe says, defaults included."""
        return content_hash("training recipe", self.model_dump(mode="json"))


def load_training_recipe(path: str | Path) -> TrainingRecipe:
    """The recipe in the TOML file at `path`. Raises RecipeError if there is none or anything in it is wrong."""
    return load(path, TrainingRecipe)
