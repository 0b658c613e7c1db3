"""Sources: from the [[source]] tables of a recipe to records, in shards that are read apart from each other.

To add a published layout, write a row in `presets`; to add a reader of another kind, a row in `registry`.
"""

from pipelines.sources.base import REASONS, Shard, SourceError
from pipelines.sources.reading import read, shards
from pipelines.sources.registry import READERS

__all__ = ["READERS", "REASONS", "Shard", "SourceError", "read", "shards"]
