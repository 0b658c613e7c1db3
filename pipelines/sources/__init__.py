"""Sources: reads the records of a recipe's [[source]] tables, in independent shards.

To add a published layout, write a row in `layouts`; to add a reader of another kind, see `base`.
"""

from typing import TYPE_CHECKING, Any

from pairloom.pipelines.sources.base import Shard, SourceError

if TYPE_CHECKING:
    from pairloom.pipelines.sources.reading import read, shards
    from pairloom.pipelines.sources.registry import READERS

__all__ = ["READERS", "Shard", "SourceError", "read", "shards"]


def __getattr__(name: str) -> Any:
    """Loads the readers at their first use, because the process that parses needs this package without Beam."""
    if name in ("read", "shards"):
        from pairloom.pipelines.sources import reading

        return getattr(reading, name)
    if name == "READERS":
        from pairloom.pipelines.sources import registry

        return registry.READERS
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
