"""Gradient caching (Gao et al. 2021): the gradient of a loss over a whole batch of embeddings, with the activations of
only a part of the batch in memory.

First all chunks are embedded without a graph, and the gradient of the loss at the embeddings is computed. Then each
chunk is embedded again, with a graph and the same random numbers, and its part of the gradient is passed on. Chunks
that fit into memory together keep their graph from the first time, so that only the others need a second forward pass.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar

import torch

Details = TypeVar("Details")


class RandomState:
    """The state of torch's random numbers at one moment, on the host and on `device`."""

    def __init__(self, device: torch.device) -> None:
        self._device = device
        self._host = torch.get_rng_state()
        self._other = torch.cuda.get_rng_state(device) if device.type == "cuda" else None

    @contextmanager
    def replay(self) -> Iterator[None]:
        """Inside the block torch repeats the random numbers of that moment; afterwards its state is restored."""
        with torch.random.fork_rng(devices=[] if self._other is None else [self._device]):
            torch.set_rng_state(self._host)
            if self._other is not None:
                torch.cuda.set_rng_state(self._other, self._device)
            yield


def cached_backward(
    embed: Callable[[int], torch.Tensor],
    sizes: Sequence[int],
    resident: int,
    loss: Callable[[torch.Tensor], tuple[torch.Tensor, Details]],
    device: torch.device,
) -> tuple[torch.Tensor, Details]:
    """Adds the gradient of `loss` to the parameters behind `embed`; returns the loss, detached, and its details.

    embed: embeds chunk i into (documents of the chunk, ...). sizes: tokens of each chunk. resident: tokens whose
    activations may stay in memory, not counting the chunk that is computed. loss: from the embeddings of all chunks,
    concatenated, to a scalar and details.
    """
    kept: dict[int, torch.Tensor] = {}
    states: list[RandomState] = []
    values: list[torch.Tensor] = []
    room = resident
    for chunk, tokens in enumerate(sizes):
        states.append(RandomState(device))
        keep = tokens <= room
        with torch.set_grad_enabled(keep):
            embedded = embed(chunk)
        if keep:
            kept[chunk] = embedded
            room -= tokens
        values.append(embedded.detach())
    leaves = [value.requires_grad_() for value in values]
    total, details = loss(torch.cat(leaves))
    total.backward()
    for chunk, leaf in enumerate(leaves):
        if chunk in kept:
            kept.pop(chunk).backward(leaf.grad)
        else:
            with states[chunk].replay():
                embed(chunk).backward(leaf.grad)
    return total.detach(), details
