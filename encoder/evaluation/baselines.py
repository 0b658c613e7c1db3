"""Baselines: words alone, chance, and the model's own token embeddings without a layer."""

import re
from collections.abc import Callable, Sequence

import bm25s
import numpy as np
import torch
from sklearn.feature_extraction.text import TfidfVectorizer

from pairloom.encoder.errors import DataError
from pairloom.encoder.inference import CodeEncoder
from pairloom.encoder.model import mean_of_documents

STATIC = "static embeddings"
"""The name of the lower bound of the first exit: the mean of the model's own trained token embeddings."""

_PART = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")


def words(text: str) -> list[str]:
    """The words in `text`; identifiers are cut at underscores and humps: `readFile_2` is read, file, 2."""
    return [part.lower() for part in _PART.findall(text)] or ["-"]


Ranker = Callable[[Sequence[str]], np.ndarray]
"""From queries to their scores (queries, documents), over documents that were read once. Words of a query that are in
no document add nothing."""


def tfidf(documents: Sequence[str]) -> Ranker:
    """Cosine of TF-IDF vectors of words; the weights are learned from the documents."""
    vectorizer = TfidfVectorizer(analyzer=words, sublinear_tf=True)
    candidates = vectorizer.fit_transform(documents).T.tocsr()
    return lambda queries: (vectorizer.transform(queries) @ candidates).toarray()


def bm25(documents: Sequence[str], k1: float = 1.2, b: float = 0.75) -> Ranker:
    """BM25 as Lucene computes it, over words; each distinct word of a query counts once."""
    index = bm25s.BM25(k1=k1, b=b, method="lucene")
    index.index([words(document) for document in documents], show_progress=False)
    return lambda queries: np.stack([index.get_scores(list(dict.fromkeys(words(query)))) for query in queries])


def random_vectors(texts: int, dimension: int, seed: int = 0) -> np.ndarray:
    """Random unit vectors: (texts, dimension)."""
    vectors = np.random.default_rng(seed).standard_normal((texts, dimension), dtype=np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def static_vectors(encoder: CodeEncoder, texts: Sequence[str], languages: Sequence[str | None]) -> np.ndarray:
    """The mean of the model's trained token embeddings, without a layer: (texts, hidden)."""
    return _token_means(encoder, encoder.model.backbone.embed_tokens, texts, languages)


def bag_vectors(encoder: CodeEncoder, texts: Sequence[str], languages: Sequence[str | None]) -> np.ndarray:
    """The mean of random token vectors of the same size: untrained static embeddings, (texts, hidden)."""
    table = torch.nn.Embedding(*encoder.model.backbone.embed_tokens.weight.shape)
    torch.nn.init.normal_(table.weight, generator=torch.Generator().manual_seed(0))
    return _token_means(encoder, table.to(encoder.device), texts, languages)


def _token_means(
    encoder: CodeEncoder, table: torch.nn.Module, texts: Sequence[str], languages: Sequence[str | None]
) -> np.ndarray:
    vectors: np.ndarray | None = None
    for rows, packed in encoder.batches(texts, languages):
        with torch.inference_mode():
            means = torch.nn.functional.normalize(mean_of_documents(table(packed.input_ids), packed), dim=-1)
        if vectors is None:
            vectors = np.empty((len(texts), means.shape[1]), dtype=np.float32)
        vectors[rows] = means.cpu().numpy()
    if vectors is None:
        raise DataError("there are no texts to embed")
    return vectors
