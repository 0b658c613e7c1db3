"""Search in two depths: a shallow exit ranks all documents, and a deep exit ranks a shortlist of them again. The deep
exit continues from the states of the shallow exit."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch

from pairloom.encoder.inference import CodeEncoder
from pairloom.encoder.packing import PackedTokens, pack_documents, token_budget


@dataclass
class Documents:
    """Texts computed up to one exit.

    vectors: (documents, dimension). Of each document, states: (tokens, hidden), from which a deeper exit continues;
    tokens: its token ids; prompts: how many of them are its prompt.
    """

    exit: int
    vectors: np.ndarray
    states: list[torch.Tensor]
    tokens: list[list[int]]
    prompts: list[int]


def compute_to(
    encoder: CodeEncoder,
    texts: Sequence[str],
    languages: str | Sequence[str | None] | None,
    exit: int,
    batch_tokens: int = 4_096,
) -> Documents:
    """Computes `texts` up to `exit` and keeps the states, which take `hidden` numbers of memory for each token."""
    tokens, prompts = encoder.token_ids(texts, languages)
    documents = Documents(
        encoder.check_exit(exit),
        np.empty((len(texts), encoder.dimension), dtype=np.float32),
        [torch.empty(0)] * len(texts),
        tokens,
        prompts,
    )
    for rows, packed in _batches(documents, range(len(texts)), encoder.device, batch_tokens):
        with torch.inference_mode():
            states = encoder.model.run_layers(encoder.model.embed(packed), packed, 0, exit)
            documents.vectors[rows] = _vectors(encoder, states, packed, exit)
            for row, part in zip(rows, states.split(list(packed.lengths)), strict=True):
                documents.states[row] = part
    return documents


def deepen(
    encoder: CodeEncoder, documents: Documents, rows: Sequence[int], exit: int, batch_tokens: int = 4_096
) -> np.ndarray:
    """Vectors (rows, dimension) of `rows` of `documents` at a deeper `exit`, computed from their states."""
    places = {row: place for place, row in enumerate(rows)}
    vectors = np.empty((len(rows), encoder.dimension), dtype=np.float32)
    for batch, packed in _batches(documents, rows, encoder.device, batch_tokens):
        with torch.inference_mode():
            states = torch.cat([documents.states[row] for row in batch])
            states = encoder.model.run_layers(states, packed, documents.exit, exit)
            vectors[[places[row] for row in batch]] = _vectors(encoder, states, packed, exit)
    return vectors


def _batches(
    documents: Documents, rows: Sequence[int], device: torch.device, batch_tokens: int
) -> list[tuple[list[int], PackedTokens]]:
    groups = token_budget([len(documents.tokens[row]) for row in rows], batch_tokens)
    chosen = [[rows[place] for place in group] for group in groups]
    return [
        (
            group,
            pack_documents([documents.tokens[row] for row in group], [documents.prompts[row] for row in group]).to(
                device
            ),
        )
        for group in chosen
    ]


def _vectors(encoder: CodeEncoder, states: torch.Tensor, packed: PackedTokens, exit: int) -> np.ndarray:
    return encoder.model.project(encoder.model.backbone.norm(states), packed, exit).cpu().numpy()


class CascadeIndex:
    """Documents to search in two depths. The deep vector of a document is computed once and kept."""

    def __init__(
        self,
        encoder: CodeEncoder,
        texts: Sequence[str],
        languages: str | Sequence[str | None] | None,
        shallow: int,
        deep: int,
    ) -> None:
        self._encoder, self._deep = encoder, encoder.check_exit(deep)
        if encoder.check_exit(shallow) >= deep:
            raise ValueError(f"a cascade goes from a shallow exit to a deeper one; got {shallow} and {deep}")
        self._documents = compute_to(encoder, texts, languages, shallow)
        self._deepened: dict[int, np.ndarray] = {}

    @property
    def deepened(self) -> int:
        """How many documents have been computed up to the deep exit."""
        return len(self._deepened)

    def scores(
        self, queries: Sequence[str], languages: str | Sequence[str | None] | None, shortlist: int
    ) -> np.ndarray:
        """Scores (queries, documents). For each query the `shortlist` best documents of the shallow exit have scores of
        the deep exit; all other documents are below those, in the order of the shallow exit."""
        asked = compute_to(self._encoder, queries, languages, self._documents.exit)
        shallow = asked.vectors @ self._documents.vectors.T
        size = min(shortlist, shallow.shape[1])
        best = np.argpartition(-shallow, size - 1, axis=1)[:, :size]
        self._deepen_documents(sorted(set(best.ravel().tolist())))
        deep_queries = deepen(self._encoder, asked, range(len(queries)), self._deep)
        scores = shallow - 2.5  # cosines differ by 2 at most, so the whole shortlist is above the others
        for row, places in enumerate(best):
            scores[row, places] = np.stack([self._deepened[place] for place in places.tolist()]) @ deep_queries[row]
        return scores

    def _deepen_documents(self, wanted: Sequence[int]) -> None:
        missing = [row for row in wanted if row not in self._deepened]
        if missing:
            vectors = deepen(self._encoder, self._documents, missing, self._deep)
            self._deepened.update(zip(missing, vectors, strict=True))
