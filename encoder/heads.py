"""The heads on the encoder's states: a projection per exit for retrieval, and the shared heads of pre-training."""

import torch
from torch import nn
from torch.nn.functional import cross_entropy, gelu, normalize

LAYER_CODE = 4
"""Numbers that tell a shared head which exit it sees (`conditional_size` of the published configuration)."""


class ProjectionHeads(nn.Module):
    """One linear map per exit, from pooled states to unit vectors.

    The paper projects each token and then takes the mean. Both orders give the same result, because the map is linear;
    taking the mean first is cheaper. A projection starts as the identity, cut to `dimension` rows, so that training
    starts from the states themselves.
    """

    def __init__(self, hidden: int, dimension: int, exits: tuple[int, ...]) -> None:
        super().__init__()
        self.linear = nn.ModuleDict({str(exit): nn.Linear(hidden, dimension) for exit in exits})
        for linear in self.linear.values():
            assert isinstance(linear, nn.Linear)
            nn.init.eye_(linear.weight)
            nn.init.zeros_(linear.bias)

    def forward(self, pooled: torch.Tensor, exit: int) -> torch.Tensor:
        """(documents, hidden) to unit vectors (documents, dimension), in float32."""
        return normalize(self.linear[str(exit)](pooled).float(), dim=-1)


class PretrainingHeads(nn.Module):
    """The masked-token head and the same-repository head, shared by all exits.

    Both see a state of `hidden` numbers and LAYER_CODE learned ones that name the exit.
    """

    def __init__(self, hidden: int, vocabulary: int, exits: tuple[int, ...]) -> None:
        super().__init__()
        self.exits = exits
        self.layer_code = nn.Embedding(len(exits), LAYER_CODE)
        self.dense = nn.Linear(hidden + LAYER_CODE, hidden)
        self.norm = nn.LayerNorm(hidden)
        self.decoder = nn.Linear(hidden, vocabulary)
        self.same_repository = nn.Linear(hidden + LAYER_CODE, 2)
        nn.init.normal_(self.decoder.weight, std=0.02)
        nn.init.zeros_(self.decoder.bias)

    def forward(self, coded: torch.Tensor, answers: torch.Tensor) -> torch.Tensor:
        """The summed cross-entropy of `answers`, (masked positions,), given their states with the exit's code, (masked
        positions, hidden + LAYER_CODE). The exit is not an argument, so that all exits share one compiled graph."""
        logits = self.decoder(self.norm(gelu(self.dense(coded))))
        return cross_entropy(logits.float(), answers, reduction="sum")

    def repository_logits(self, pooled: torch.Tensor, exit: int) -> torch.Tensor:
        """(documents, hidden) to (documents, 2): different repositories, same repository."""
        return self.same_repository(self.with_code(pooled, exit))

    def with_code(self, states: torch.Tensor, exit: int) -> torch.Tensor:
        """(rows, hidden) to (rows, hidden + LAYER_CODE): each row with the learned numbers that name `exit`."""
        index = torch.tensor(self.exits.index(exit), device=states.device)
        code = self.layer_code(index).to(states.dtype).expand(len(states), LAYER_CODE)
        return torch.cat([states, code], dim=-1)
