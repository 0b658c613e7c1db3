"""Exact and near-duplicate detection on texts and arrays. Needs numpy, and numba for speed.

`pairloom.pipelines.graph.steps.deduplicate` runs the same through Apache Beam.
"""

from pairloom.dedup.errors import DedupError
from pairloom.dedup.minhash import shingle_hashes, signatures
from pairloom.dedup.near import Duplicates, find_duplicates, near_duplicates

__all__ = ["DedupError", "Duplicates", "find_duplicates", "near_duplicates", "shingle_hashes", "signatures"]
