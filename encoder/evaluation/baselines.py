"""What any model has to beat: words alone, chance, and the model's own token embeddings without a layer."""

import re
from collections.abc import Sequence

import numpy as np
import torch
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer

from encoder.errors import DataError
from encoder.inference import CodeEncoder
from encoder.model import mean_of_documents

STATIC = "static embeddings"
"""The name of the floor under the first exit: the mean of the model's own trained token embeddings."""

_PART = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")


def words(text: str) -> list[str]:
    """The words in `text`, identifiers cut at underscores and humps: `readFile_2` is read, file, 2."""
    return [part.lower() for part in _PART.findall(text)] or ["-"]


def tfidf_scores(queries: Sequence[str], documents: Sequence[str]) -> np.ndarray:
    """Cosine of TF-IDF vectors of words, weights from the candidates: (queries, documents)."""
    vectorizer = TfidfVectorizer(analyzer=words, sublinear_tf=True)
    candidates = vectorizer.fit_transform(documents)
    return (vectorizer.transform(queries) @ candidates.T).toarray()


def bm25_scores(queries: Sequence[str], documents: Sequence[str], k1: float = 1.2, b: float = 0.75) -> np.ndarray:
    """BM25 (Robertson and Zaragoza 2009) over words, each distinct query word once: (queries, documents)."""
    vectorizer = CountVectorizer(analyzer=words)
    counts = vectorizer.fit_transform(documents).tocsc().astype(np.float64)
    lengths = np.asarray(counts.sum(1)).ravel()
    matching = np.diff(counts.indptr)
    inverse = np.log(1 + (len(documents) - matching + 0.5) / (matching + 0.5))
    saturation = k1 * (1 - b + b * lengths / lengths.mean())
    for word in range(counts.shape[1]):
        column = slice(counts.indptr[word], counts.indptr[word + 1])
        frequency = counts.data[column]
        counts.data[column] = inverse[word] * frequency * (k1 + 1) / (frequency + saturation[counts.indices[column]])
    present = (vectorizer.transform(queries) > 0).astype(np.float64)
    return (present @ counts.T).toarray()


def random_vectors(texts: int, dimension: int, seed: int = 0) -> np.ndarray:
    """Unit vectors that know nothing: (texts, dimension)."""
    vectors = np.random.default_rng(seed).standard_normal((texts, dimension), dtype=np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def static_vectors(encoder: CodeEncoder, texts: Sequence[str], languages: Sequence[str | None]) -> np.ndarray:
    """The mean of the model's trained token embeddings, no layer applied: the floor under the first exit."""
    return _token_means(encoder, encoder.model.backbone.embed_tokens, texts, languages)


def bag_vectors(encoder: CodeEncoder, texts: Sequence[str], languages: Sequence[str | None]) -> np.ndarray:
    """The mean of random token vectors of the same size: static embeddings that learned nothing."""
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
