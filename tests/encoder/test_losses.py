"""Losses against formulas written out, and the cached gradient against the plain one."""

import pytest
import torch
from torch.nn.functional import normalize

from pairloom.encoder.gradient_cache import cached_backward
from pairloom.encoder.inference import CodeEncoder
from pairloom.encoder.losses import MultiExitClip, clip_losses, depth_weights, distillation_losses
from pairloom.encoder.packing import pack_documents


def unit(*shape: int, seed: int = 0) -> torch.Tensor:
    return normalize(torch.randn(*shape, generator=torch.Generator().manual_seed(seed)), dim=-1)


def clip_by_hand(anchors: torch.Tensor, positives: torch.Tensor, scale: float) -> float:
    """Entry by entry, as the formula reads."""
    total = 0.0
    for rows, columns in ((anchors, positives), (positives, anchors)):
        for index, row in enumerate(rows):
            similarities = torch.stack([scale * row @ column for column in columns])
            total += float(torch.logsumexp(similarities, 0) - similarities[index])
    return total / (2 * len(anchors))


def test_clip_is_the_formula() -> None:
    anchors, positives = unit(5, 3, 8), unit(5, 3, 8, seed=1)
    found = clip_losses(anchors, positives, 10.0)
    for exit in range(3):
        assert float(found[exit]) == pytest.approx(clip_by_hand(anchors[:, exit], positives[:, exit], 10.0), rel=1e-5)


def test_weights_are_the_papers() -> None:
    assert depth_weights((4, 9, 18, 27, 36), 36) == pytest.approx((0.1111, 0.25, 0.5, 0.75, 1.0), abs=1e-4)
    anchors, positives = unit(4, 2, 8), unit(4, 2, 8, seed=1)
    loss, per_exit = MultiExitClip((0.25, 1.0))(anchors, positives, 10.0)
    assert float(loss) == pytest.approx(float(0.25 * per_exit[0] + per_exit[1]), rel=1e-6)


def test_distillation_teaches_the_shallow_exit_only() -> None:
    logits = torch.randn(3, 4, 4, requires_grad=True)
    distillation_losses(logits).sum().backward()
    assert logits.grad is not None
    assert logits.grad[2].abs().max() == 0
    assert logits.grad[:2].abs().amax((1, 2)).min() > 0
    same = torch.randn(1, 4, 4).expand(3, 4, 4)
    assert distillation_losses(same).abs().max() < 1e-6


def test_distillation_is_one_switch() -> None:
    anchors, positives = unit(4, 2, 8), unit(4, 2, 8, seed=1)
    plain, _ = MultiExitClip((0.5, 1.0))(anchors, positives, 10.0)
    taught, _ = MultiExitClip((0.5, 1.0), distillation=2.0)(anchors, positives, 10.0)
    logits = 10.0 * torch.einsum("aed,bed->eab", anchors, positives)
    assert float(taught - plain) == pytest.approx(2.0 * 0.5 * float(distillation_losses(logits)[0]), rel=1e-5)


def test_matryoshka_averages_over_prefixes() -> None:
    anchors, positives = unit(4, 1, 8), unit(4, 1, 8, seed=1)
    loss, whole = MultiExitClip((1.0,), dimensions=(4,))(anchors, positives, 10.0)
    short = clip_losses(normalize(anchors[..., :4], dim=-1), normalize(positives[..., :4], dim=-1), 10.0)
    assert float(loss) == pytest.approx(float((whole + short).sum() / 2), rel=1e-6)


@pytest.mark.parametrize("resident", [0, 9, 10_000])
@pytest.mark.parametrize("dropout", [0.0, 0.2])
def test_cached_equals_uncached(encoder: CodeEncoder, resident: int, dropout: float) -> None:
    """Value and gradient, also with dropout, whose masks the second pass must repeat."""
    model = encoder.model
    documents = [[5, 6, 7], [8, 9], [10, 11, 12, 13], [14, 15], [16, 17, 18], [19]]
    chunks = [pack_documents(documents[:1]), pack_documents(documents[1:3]), pack_documents(documents[3:])]
    sizes = [sum(chunk.lengths) for chunk in chunks]
    weights = [parameter for parameter in model.parameters() if parameter.requires_grad]
    model.train()
    model.backbone.embedding_dropout = dropout

    def loss(embeddings: torch.Tensor) -> tuple[torch.Tensor, None]:
        return MultiExitClip((0.25, 0.5, 1.0))(embeddings[:3], embeddings[3:], 10.0)[0], None

    torch.manual_seed(3)
    plain, _ = loss(torch.cat([model(chunk) for chunk in chunks]))
    wanted = torch.autograd.grad(plain, weights)
    torch.manual_seed(3)
    value, _ = cached_backward(lambda chunk: model(chunks[chunk]), sizes, resident, loss, torch.device("cpu"))
    found = [parameter.grad for parameter in weights]
    model.zero_grad()
    model.backbone.embedding_dropout = 0.0
    model.eval()

    assert float(value) == pytest.approx(float(plain), rel=1e-6)
    assert max(float(gradient.abs().max()) for gradient in wanted) > 1e-3
    for one, other in zip(found, wanted, strict=True):
        torch.testing.assert_close(one, other, atol=1e-6, rtol=1e-4)
