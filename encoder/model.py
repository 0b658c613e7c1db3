"""The multi-exit encoder: a stock transformers StarCoder-2 made bidirectional, read after several of its layers.

Exit k is the final norm, shared by all exits, applied to the states after layer k. A model cut to its first k layers
computes exactly that, which is why every exit can be published as a stock model.
"""

from collections.abc import Sequence
from typing import Any

import torch
from torch import nn
from transformers import Starcoder2Config, Starcoder2Model

import pairloom.encoder.attention  # noqa: F401  (registers attn_implementation="packed")
from pairloom.encoder.heads import ProjectionHeads
from pairloom.encoder.packing import PackedTokens
from pairloom.encoder.presets import Preset

ROPE_THETA = 999_999.4420358813
"""StarCoder-2's rotary base, as the published configuration has it."""


def backbone_config(
    preset: Preset, vocabulary: int, pad_token_id: int, dropout: float = 0.0, attention_dropout: float = 0.0
) -> Starcoder2Config:
    """The stock configuration of `preset`, bidirectional; transformers older than 5.2 ignores `is_causal`."""
    settings: dict[str, Any] = {"is_causal": False}  # transformers reads it, though the class does not declare it
    return Starcoder2Config(
        vocab_size=vocabulary,
        hidden_size=preset.hidden,
        intermediate_size=preset.intermediate,
        num_hidden_layers=preset.layers,
        num_attention_heads=preset.heads,
        num_key_value_heads=preset.key_value_heads,
        max_position_embeddings=preset.max_tokens,
        rope_parameters={"rope_type": "default", "rope_theta": ROPE_THETA},
        **settings,
        use_cache=False,
        sliding_window=None,
        pad_token_id=pad_token_id,
        bos_token_id=None,
        eos_token_id=None,
        residual_dropout=dropout,
        embedding_dropout=dropout,
        attention_dropout=attention_dropout,
    )


class MultiExitEncoder(nn.Module):
    """The backbone with a projection head per exit."""

    def __init__(self, backbone: Starcoder2Model, exits: Sequence[int], dimension: int) -> None:
        super().__init__()
        depth = backbone.config.num_hidden_layers
        self.exits = tuple(sorted(set(exits)))
        if not self.exits or self.exits[0] < 1 or self.exits[-1] > depth:
            raise ValueError(f"exits are layers from 1 to {depth}; got {list(exits)}")
        self.backbone = backbone
        self.backbone.set_attn_implementation("packed")
        self.projections = ProjectionHeads(backbone.config.hidden_size, dimension, self.exits)

    @property
    def depth(self) -> int:
        """Layers of the whole model."""
        return len(self.backbone.layers)

    def embed(self, packed: PackedTokens) -> torch.Tensor:
        """Token embeddings, (tokens, hidden): the states before the first layer."""
        states = self.backbone.embed_tokens(packed.input_ids)
        return nn.functional.dropout(states, self.backbone.embedding_dropout, self.training)

    def run_layers(self, states: torch.Tensor, packed: PackedTokens, start: int, stop: int) -> torch.Tensor:
        """States (tokens, hidden) after layer `start` to states after layer `stop`; nothing deeper is computed."""
        states = states[None]
        rotary = self.backbone.rotary_emb(states, packed.position_ids[None])
        for layer in self.backbone.layers[start:stop]:
            states = layer(states, position_embeddings=rotary, packed=packed)
        return states[0]

    def exit_states(self, packed: PackedTokens, exits: Sequence[int]) -> dict[int, torch.Tensor]:
        """The normed states, (tokens, hidden), at each of `exits`."""
        states, reached, found = self.embed(packed), 0, {}
        for exit in sorted(exits):
            states = self.run_layers(states, packed, reached, exit)
            found[exit], reached = self.backbone.norm(states), exit
        return found

    def project(self, normed: torch.Tensor, packed: PackedTokens, exit: int) -> torch.Tensor:
        """Unit vectors (documents, dimension), float32, from the normed states at `exit`."""
        return self.projections(mean_of_documents(normed, packed).to(self.projection_dtype), exit)

    @property
    def projection_dtype(self) -> torch.dtype:
        """The precision that the projections are kept in."""
        return next(self.projections.parameters()).dtype

    def forward(self, packed: PackedTokens, exits: Sequence[int] | None = None) -> torch.Tensor:
        """Unit vectors (documents, exits, dimension) at `exits`, or at all of them."""
        wanted = self.exits if exits is None else tuple(exits)
        states = self.exit_states(packed, wanted)
        return torch.stack([self.project(states[exit], packed, exit) for exit in wanted], dim=1)


def mean_of_documents(states: torch.Tensor, packed: PackedTokens) -> torch.Tensor:
    """The mean state, float32 (documents, hidden), of each document's (tokens, hidden) after its prompt."""
    sizes = packed.boundaries.diff().long()
    owner = torch.repeat_interleave(sizes, output_size=len(states))
    counted = (packed.position_ids >= packed.prompts[owner]).float()
    totals = torch.zeros(len(sizes), states.shape[-1], device=states.device, dtype=torch.float32)
    totals = totals.index_add(0, owner, states.float() * counted[:, None])
    return totals / (sizes - packed.prompts)[:, None]


def build_model(
    preset: Preset,
    vocabulary: int,
    pad_token_id: int,
    exits: Sequence[int] | None = None,
    dropout: float = 0.0,
    attention_dropout: float = 0.0,
) -> MultiExitEncoder:
    """A new model of `preset` with random weights, from torch's random state."""
    config = backbone_config(preset, vocabulary, pad_token_id, dropout, attention_dropout)
    backbone = Starcoder2Model(config)
    nn.init.normal_(backbone.embed_tokens.weight, std=preset.embedding_std)
    return MultiExitEncoder(backbone, exits or preset.exits, preset.dimension)


def parameters_up_to(model: MultiExitEncoder, exit: int) -> int:
    """Parameters that computing `exit` uses, its projection head not counted (the paper's count)."""
    backbone = model.backbone
    parts = [backbone.embed_tokens, backbone.norm, *backbone.layers[:exit]]
    return sum(parameter.numel() for part in parts for parameter in part.parameters())
