"""Stage two: contrastive training at every exit, on text-code and code-code pairs of a release."""

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import nn
from torch.utils.data import Dataset

from pairloom.encoder.data import BatchPlan, Pair, example_of, rename_words
from pairloom.encoder.gradient_cache import cached_backward
from pairloom.encoder.inference import CodeEncoder
from pairloom.encoder.losses import MultiExitClip, depth_weights
from pairloom.encoder.model import MultiExitEncoder
from pairloom.encoder.packing import PackedTokens, pack_documents, token_budget
from pairloom.encoder.recipe import ContrastiveSection, TrainingRecipe
from pairloom.encoder.throughput import use_bfloat16

MOST_SCALE = 100.0
"""The upper limit of a learned logit scale (as in CLIP)."""


@dataclass(frozen=True)
class ContrastiveBatch:
    """One step's documents: all anchors, then all positives, in chunks of neighbouring lengths.

    order: (documents,), the place of document i in the concatenated chunks.
    """

    chunks: list[PackedTokens]
    order: torch.Tensor

    @property
    def lengths(self) -> list[int]:
        """Tokens of each document."""
        return [length for chunk in self.chunks for length in chunk.lengths]

    def to(self, device: torch.device, non_blocking: bool = False) -> "ContrastiveBatch":
        """The same documents on `device`."""
        return ContrastiveBatch([chunk.to(device, non_blocking) for chunk in self.chunks], self.order.to(device))


class ContrastiveSteps(Dataset[ContrastiveBatch]):
    """The batches of a run, by step: a pure function of data, recipe and step."""

    def __init__(self, pairs: Sequence[Pair], encoder: CodeEncoder, recipe: TrainingRecipe) -> None:
        self._pairs, self._encoder, self._recipe = pairs, encoder, recipe
        self.plan = BatchPlan(pairs, recipe.contrastive.batch_pairs, recipe.run.seed)

    def __len__(self) -> int:
        return self._recipe.optimizer.steps

    def __getitem__(self, step: int) -> ContrastiveBatch:
        settings: ContrastiveSection = self._recipe.contrastive
        chance = random.Random(f"{self._recipe.run.seed}/examples/{step}")
        rows = self.plan.rows(step)
        of_text = round(settings.text_to_code * len(rows))
        examples = [example_of(self._pairs[row], place >= of_text, chance) for place, row in enumerate(rows)]
        sides = [(example.anchor, example.anchor_language) for example in examples]
        sides += [(example.positive, example.positive_language) for example in examples]
        texts = [text if language is None else rename_words(text, settings.rename, chance) for text, language in sides]
        documents, prompts = self._encoder.token_ids(texts, [language for _, language in sides])
        groups = list(token_budget([len(document) for document in documents], self._recipe.optimizer.chunk_tokens))
        chunks = [
            pack_documents([documents[row] for row in group], [prompts[row] for row in group]) for group in groups
        ]
        order = torch.empty(len(documents), dtype=torch.long)
        order[torch.tensor([row for group in groups for row in group])] = torch.arange(len(documents))
        return ContrastiveBatch(chunks, order)


class ContrastiveModel(nn.Module):
    """The encoder and the logit scale, as one module to train."""

    def __init__(self, encoder: MultiExitEncoder, recipe: TrainingRecipe) -> None:
        super().__init__()
        settings = recipe.contrastive
        self.encoder = encoder
        self.log_scale = nn.Parameter(torch.tensor(math.log(settings.logit_scale)), requires_grad=settings.learn_scale)
        exits = encoder.exits
        weights = depth_weights(exits, encoder.depth) if settings.exit_weights == "depth" else (1.0,) * len(exits)
        self._loss = MultiExitClip(weights, settings.distillation, settings.dimensions)
        self._resident = recipe.optimizer.resident_tokens
        self._precision = recipe.optimizer.precision

    def backward(self, batch: ContrastiveBatch) -> tuple[torch.Tensor, dict[str, torch.Tensor]]:
        """Adds the gradient of the batch's loss; returns the loss and what to log, all detached."""
        device = batch.order.device
        pairs = len(batch.order) // 2
        scale = self.log_scale.exp().clamp(max=MOST_SCALE)

        half = use_bfloat16(self._precision, device)

        def embed(chunk: int) -> torch.Tensor:
            with torch.autocast(device.type, torch.bfloat16, enabled=half):
                return self.encoder(batch.chunks[chunk])

        def loss(embeddings: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
            embeddings = embeddings[batch.order]
            return self._loss(embeddings[:pairs], embeddings[pairs:], scale)

        sizes = [sum(chunk.lengths) for chunk in batch.chunks]
        total, per_exit = cached_backward(embed, sizes, self._resident, loss, device)
        logs = {f"loss_exit_{exit}": value for exit, value in zip(self.encoder.exits, per_exit, strict=True)}
        return total, logs | {"logit_scale": scale.detach()}
