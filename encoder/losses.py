"""Losses over the embeddings of all exits at once."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch.nn.functional import cross_entropy, kl_div, log_softmax, normalize


def depth_weights(exits: Sequence[int], depth: int) -> tuple[float, ...]:
    """The paper's weight of each exit: its layer divided by the depth, e.g. 4/36 for exit 4 of 36."""
    return tuple(exit / depth for exit in exits)


def clip_losses(anchors: torch.Tensor, positives: torch.Tensor, scale: torch.Tensor | float) -> torch.Tensor:
    """Symmetric cross-entropy of in-batch similarities (CLIP, Radford et al. 2021), one number per exit.

    anchors, positives: unit vectors (pairs, exits, dimension), row i of one belonging to row i of the other.
    """
    return _clip_from_logits(_logits(anchors, positives, scale))


def _logits(anchors: torch.Tensor, positives: torch.Tensor, scale: torch.Tensor | float) -> torch.Tensor:
    """Scaled similarities (exits, pairs, pairs)."""
    return scale * anchors.transpose(0, 1) @ positives.permute(1, 2, 0)


def _clip_from_logits(logits: torch.Tensor) -> torch.Tensor:
    labels = torch.arange(logits.shape[1], device=logits.device).expand(len(logits), -1)
    forth = cross_entropy(logits.transpose(1, 2), labels, reduction="none").mean(1)
    back = cross_entropy(logits, labels, reduction="none").mean(1)
    return (forth + back) / 2


def distillation_losses(logits: torch.Tensor) -> torch.Tensor:
    """How far each exit's in-batch distributions are from the next deeper exit's, one number per exit but the last.

    logits: (exits, pairs, pairs), shallow to deep. The teacher is detached, so that a deep exit does not learn to be
    easy to imitate.
    """
    student, teacher = logits[:-1], logits[1:].detach()
    directions = [
        kl_div(log_softmax(student, dim), log_softmax(teacher, dim), reduction="none", log_target=True).sum(dim).mean(1)
        for dim in (1, 2)
    ]
    return (directions[0] + directions[1]) / 2


@dataclass(frozen=True)
class MultiExitClip:
    """The contrastive loss over all exits: sum over exits of weight x CLIP loss.

    weights: one per exit. distillation: weight of the term in which each exit learns from the next deeper one; 0 is
    the paper (deep supervision only). dimensions: Matryoshka prefixes of the embedding at which the CLIP loss is
    taken as well and averaged (Kusupati et al. 2022); () is the whole embedding only.
    """

    weights: tuple[float, ...]
    distillation: float = 0.0
    dimensions: tuple[int, ...] = ()

    def __call__(
        self, anchors: torch.Tensor, positives: torch.Tensor, scale: torch.Tensor | float
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """The loss, and the unweighted CLIP loss of each exit, detached; shapes as in `clip_losses`."""
        logits = _logits(anchors, positives, scale)
        whole = _clip_from_logits(logits)
        per_exit = whole
        if self.dimensions:
            cut = [
                clip_losses(normalize(anchors[..., :size], dim=-1), normalize(positives[..., :size], dim=-1), scale)
                for size in self.dimensions
                if size < anchors.shape[-1]
            ]
            per_exit = torch.stack([whole, *cut]).mean(0)
        weights = per_exit.new_tensor(self.weights)
        loss = (weights * per_exit).sum()
        if self.distillation and len(logits) > 1:
            loss = loss + self.distillation * (weights[:-1] * distillation_losses(logits)).sum()
        return loss, whole.detach()
