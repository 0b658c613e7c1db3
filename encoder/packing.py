"""Texts of different lengths end to end in one row of tokens, so that nothing is spent on padding."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import torch


@dataclass(frozen=True)
class PackedTokens:
    """Documents laid end to end.

    input_ids: (tokens,) int64; position_ids: (tokens,) int64, starting at 0 in each document.
    boundaries: (documents + 1,) int32, where each document begins, and the end of the last.
    prompts: (documents,) int64, how many tokens at the front of each document its mean leaves out.
    lengths: tokens of each document, kept on the host, so that reading them does not wait for the device.
    common_length: the length of all documents, or 0 if they differ. A compiled layer reads this number instead of
    `lengths`, because it is compiled again for each new value that it reads.
    """

    input_ids: torch.Tensor
    position_ids: torch.Tensor
    boundaries: torch.Tensor
    prompts: torch.Tensor
    lengths: tuple[int, ...]
    common_length: int

    @property
    def longest(self) -> int:
        """Tokens of the longest document."""
        return max(self.lengths)

    def to(self, device: torch.device | str, non_blocking: bool = False) -> "PackedTokens":
        """The same documents on `device`."""
        tensors = (self.input_ids, self.position_ids, self.boundaries, self.prompts)
        input_ids, position_ids, boundaries, prompts = (part.to(device, non_blocking=non_blocking) for part in tensors)
        return PackedTokens(input_ids, position_ids, boundaries, prompts, self.lengths, self.common_length)


def pack_documents(documents: Sequence[Sequence[int]], prompts: Sequence[int] | None = None) -> PackedTokens:
    """`documents`, each the token ids of one text, end to end; the first `prompts[i]` tokens of document i are left out
    of its mean. Raises ValueError if there is no document or one is empty."""
    lengths = tuple(len(document) for document in documents)
    if not lengths or min(lengths) == 0:
        raise ValueError("there must be at least one document, and none may be empty")
    sizes = torch.tensor(lengths)
    boundaries = torch.cat([torch.zeros(1, dtype=torch.long), sizes.cumsum(0)])
    position_ids = torch.arange(int(boundaries[-1])) - boundaries[:-1].repeat_interleave(sizes)
    input_ids = torch.tensor([token for document in documents for token in document])
    skipped = torch.zeros(len(lengths), dtype=torch.long) if prompts is None else torch.tensor(prompts)
    common_length = lengths[0] if len(set(lengths)) == 1 else 0
    return PackedTokens(input_ids, position_ids, boundaries.int(), skipped, lengths, common_length)


def pad(documents: Sequence[Sequence[int]], padding: int) -> tuple[torch.Tensor, torch.Tensor]:
    """`documents` as rows padded on the right: input_ids and attention_mask, both (documents, longest)."""
    longest = max(map(len, documents))
    rows = [[*document, *[padding] * (longest - len(document))] for document in documents]
    mask = [[1] * len(document) + [0] * (longest - len(document)) for document in documents]
    return torch.tensor(rows), torch.tensor(mask)


def token_budget(lengths: Sequence[int], budget: int) -> Iterator[list[int]]:
    """Groups of indices of `lengths`, longest documents first, each of at most `budget` tokens or of one document."""
    group: list[int] = []
    tokens = 0
    for index in sorted(range(len(lengths)), key=lambda index: (-lengths[index], index)):
        if group and tokens + lengths[index] > budget:
            yield group
            group, tokens = [], 0
        group.append(index)
        tokens += lengths[index]
    if group:
        yield group
