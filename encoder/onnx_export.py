"""A published exit as one ONNX graph, from tokens to unit vectors."""

from pathlib import Path

import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import Dense, Transformer
from torch import nn

from pairloom.encoder.inference import quiet_transformers

FILE = "model.onnx"


class _Graph(nn.Module):
    """tokens to vectors; `prompt_tokens` says how many tokens at the front of each text are its prompt."""

    def __init__(self, published: SentenceTransformer) -> None:
        super().__init__()
        transformer, dense = published[0], published[2]
        assert isinstance(transformer, Transformer) and isinstance(dense, Dense)
        self.layers, self.linear = transformer.auto_model, dense.linear

    def forward(
        self, input_ids: torch.Tensor, attention_mask: torch.Tensor, prompt_tokens: torch.Tensor
    ) -> torch.Tensor:
        """input_ids, attention_mask: (texts, tokens), padded on the right; prompt_tokens: (texts,)."""
        states = self.layers(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        place = torch.arange(input_ids.shape[1], device=input_ids.device)[None]
        counted = (attention_mask * (place >= prompt_tokens[:, None]).to(attention_mask.dtype)).to(states.dtype)
        pooled = (states * counted[..., None]).sum(1) / counted.sum(1, keepdim=True)
        return nn.functional.normalize(self.linear(pooled), dim=-1)


def export_onnx(folder: str | Path) -> Path:
    """Writes `model.onnx` into the published folder, for any number of texts of any length; returns its path.

    Inputs input_ids and attention_mask (texts, tokens), prompt_tokens (texts,); output sentence_embedding.
    """
    with quiet_transformers():
        published = SentenceTransformer(str(folder), device="cpu")
    graph = _Graph(published).eval()
    example = (
        torch.arange(1, 25).reshape(2, 12),
        torch.ones(2, 12, dtype=torch.long),
        torch.tensor([3, 4]),
    )
    texts, tokens = torch.export.Dim("texts", min=1), torch.export.Dim("tokens", min=2)
    program = torch.onnx.export(
        graph,
        example,
        input_names=["input_ids", "attention_mask", "prompt_tokens"],
        output_names=["sentence_embedding"],
        dynamic_shapes=({0: texts, 1: tokens}, {0: texts, 1: tokens}, {0: texts}),
        dynamo=True,
        verbose=False,
    )
    assert program is not None
    path = Path(folder) / FILE
    program.save(str(path))
    return path
