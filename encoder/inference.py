"""A trained encoder with its tokenizer: loading, saving, and turning texts into vectors."""

import json
import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import torch
import transformers
from safetensors.torch import load_file, save_file
from transformers import AutoTokenizer, PreTrainedTokenizerFast, Starcoder2Model

from pairloom.encoder.errors import ModelError
from pairloom.encoder.heads import PretrainingHeads
from pairloom.encoder.model import MultiExitEncoder
from pairloom.encoder.packing import PackedTokens, pack_documents, token_budget
from pairloom.encoder.tokenizer import tokenize

DESCRIPTION = "multi_exit.json"
PROJECTIONS = "projections.safetensors"
PRETRAINING_HEADS = "pretraining_heads.safetensors"


class CodeEncoder:
    """Turns texts into vectors, at any exit.

    model: the network; tokenizer: its tokenizer; max_tokens: the length that inputs are cut to.
    """

    def __init__(self, model: MultiExitEncoder, tokenizer: PreTrainedTokenizerFast, max_tokens: int) -> None:
        self.model, self.tokenizer, self.max_tokens = model, tokenizer, max_tokens
        keep_freed_memory()

    @property
    def exits(self) -> tuple[int, ...]:
        """The exits that `encode` can stop at, shallow to deep."""
        return self.model.exits

    @property
    def dimension(self) -> int:
        """Numbers in an embedding."""
        weight = self.model.projections.linear[str(self.exits[0])].weight
        assert isinstance(weight, torch.Tensor)
        return weight.shape[0]

    @property
    def device(self) -> torch.device:
        """The device that the model is on."""
        return self.model.backbone.embed_tokens.weight.device

    def check_exit(self, exit: int | None) -> int:
        """`exit`, or the deepest if None. Raises ModelError if the model has no such exit."""
        if exit is None:
            return self.exits[-1]
        if exit not in self.exits:
            raise ModelError(f"the model has no exit {exit}; it has {', '.join(map(str, self.exits))}")
        return exit

    def encode(
        self,
        texts: Sequence[str],
        exit: int | None = None,
        language: str | Sequence[str | None] | None = None,
        batch_tokens: int | None = None,
    ) -> np.ndarray:
        """Unit vectors, float32 (texts, dimension), at `exit` (the deepest by default); no deeper layer is computed.

        language: of the code, one for all or one per text; None marks a description in words. batch_tokens: tokens
        computed at once. Raises ModelError for an exit the model lacks and TypeError for a text that is no string.
        """
        wanted = self.check_exit(exit)
        vectors = np.empty((len(texts), self.dimension), dtype=np.float32)
        for rows, packed in self.batches(texts, language, batch_tokens):
            with torch.inference_mode():
                vectors[rows] = self.model(packed, (wanted,))[:, 0].cpu().numpy()
        return vectors

    def encode_exits(
        self,
        texts: Sequence[str],
        exits: Sequence[int] | None = None,
        language: str | Sequence[str | None] | None = None,
        batch_tokens: int | None = None,
    ) -> dict[int, np.ndarray]:
        """As `encode`, at several exits from one pass through the layers."""
        wanted = [self.check_exit(exit) for exit in (self.exits if exits is None else exits)]
        vectors = np.empty((len(wanted), len(texts), self.dimension), dtype=np.float32)
        for rows, packed in self.batches(texts, language, batch_tokens):
            with torch.inference_mode():
                vectors[:, rows] = self.model(packed, wanted).transpose(0, 1).cpu().numpy()
        return dict(zip(wanted, vectors, strict=True))

    def token_ids(
        self, texts: Sequence[str], language: str | Sequence[str | None] | None = None
    ) -> tuple[list[list[int]], list[int]]:
        """Token ids of `texts` in the model's template, cut to `max_tokens`, and how many of each are its prompt."""
        for row, text in enumerate(texts):
            if not isinstance(text, str):
                raise TypeError(f"text {row} is {type(text).__name__}, not a string")
        languages = [language] * len(texts) if language is None or isinstance(language, str) else list(language)
        if len(languages) != len(texts):
            raise ValueError(f"{len(texts)} texts, but {len(languages)} languages")
        return tokenize(self.tokenizer, texts, languages, self.max_tokens)

    def batches(
        self,
        texts: Sequence[str],
        language: str | Sequence[str | None] | None = None,
        batch_tokens: int | None = None,
    ) -> Iterator[tuple[list[int], PackedTokens]]:
        """`texts` as packed batches on the model's device, each with the rows it holds."""
        self.model.eval()
        documents, prompts = self.token_ids(texts, language)
        budget = batch_tokens or (65_536 if self.device.type == "cuda" else 1_024)
        for rows in token_budget([len(document) for document in documents], budget):
            packed = pack_documents([documents[row] for row in rows], [prompts[row] for row in rows])
            yield rows, packed.to(self.device, non_blocking=True)

    def save(self, folder: str | Path, pretraining_heads: PretrainingHeads | None = None) -> None:
        """Writes the model: a stock transformers model in `folder`, the heads beside it."""
        folder = Path(folder)
        folder.mkdir(parents=True, exist_ok=True)
        with quiet_transformers():
            self.model.backbone.save_pretrained(folder)
            self.tokenizer.save_pretrained(folder)
        save_file(
            {name: weight.contiguous() for name, weight in self.model.projections.state_dict().items()},
            folder / PROJECTIONS,
        )
        if pretraining_heads is not None:
            save_file(pretraining_heads.state_dict(), folder / PRETRAINING_HEADS)
        description = {
            "format": 1,
            "exits": list(self.exits),
            "depth": self.model.depth,
            "dimension": self.dimension,
            "max_tokens": self.max_tokens,
            "pooling": "mean",
        }
        (folder / DESCRIPTION).write_text(json.dumps(description, indent=2) + "\n")


def load(
    path: str | Path, exit: int | None = None, device: str | torch.device | None = None, dtype: str = "float32"
) -> CodeEncoder:
    """The model saved in folder `path`; with `exit`, only its layers up to that exit are read.

    dtype: "float32" or "bfloat16", the precision of the layers; vectors are float32 in any case. Raises ModelError if
    there is no such model, or it has no such exit.
    """
    folder = Path(path)
    description = read_description(folder)
    exits = [known for known in description["exits"] if exit is None or known <= exit]
    if exit is not None and exit not in exits:
        raise ModelError(f"{path}: the model has no exit {exit}; it has {', '.join(map(str, description['exits']))}")
    with quiet_transformers():
        backbone = Starcoder2Model.from_pretrained(folder, num_hidden_layers=exits[-1], dtype=getattr(torch, dtype))
        tokenizer = AutoTokenizer.from_pretrained(folder)
    assert isinstance(tokenizer, PreTrainedTokenizerFast)
    model = MultiExitEncoder(backbone, exits, description["dimension"])
    weights = load_file(folder / PROJECTIONS)
    model.projections.load_state_dict({name: weights[name] for name in model.projections.state_dict()})
    model.eval()
    return CodeEncoder(model.to(device or default_device()), tokenizer, description["max_tokens"])


def load_pretraining_heads(path: str | Path, model: MultiExitEncoder) -> PretrainingHeads | None:
    """The heads of stage one that were saved with the model at `path`, or None."""
    file = Path(path) / PRETRAINING_HEADS
    if not file.exists():
        return None
    config = model.backbone.config
    heads = PretrainingHeads(config.hidden_size, config.vocab_size, model.exits)
    heads.load_state_dict(load_file(file))
    return heads


def read_description(folder: Path) -> dict[str, Any]:
    """The description file of the model in `folder`. Raises ModelError if there is none."""
    try:
        description = json.loads((folder / DESCRIPTION).read_text())
    except (OSError, ValueError) as error:
        raise ModelError(f"{folder}: holds no pairloom model ({DESCRIPTION}: {error})") from None
    if description.get("format") != 1:
        raise ModelError(f"{folder}: was written by another version of pairloom (format {description.get('format')})")
    return description


@cache
def keep_freed_memory() -> None:
    """Makes glibc's malloc keep what layers free instead of giving it back to the system.

    Once a block of nearly 32 MB was freed, malloc takes blocks of up to that size from its own heap, and keeps twice as
    much free memory there (mallopt(3), "dynamic mmap threshold"). Before that, the system provides the memory of each
    layer's output page by page, which takes 5 to 8 % of the time. With other C libraries this has no effect.
    """
    torch.empty(31 * 2**20, dtype=torch.uint8)


def default_device() -> str:
    """The GPU where there is one."""
    return "cuda" if torch.cuda.is_available() else "cpu"


@contextmanager
def quiet_transformers() -> Iterator[None]:
    """Hides transformers' progress bars and its table of unused weights: a model that is cut to its first layers has
    unused weights on purpose."""
    verbosity, bars = transformers.logging.get_verbosity(), transformers.logging.is_progress_bar_enabled()
    transformers.logging.set_verbosity(logging.ERROR)
    transformers.logging.disable_progress_bar()
    try:
        yield
    finally:
        transformers.logging.set_verbosity(verbosity)
        if bars:
            transformers.logging.enable_progress_bar()
