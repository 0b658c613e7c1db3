"""The step that reads: each row of a source becomes a record or a rejection."""

from collections.abc import Iterator
from typing import Any

import apache_beam as beam
from apache_beam.metrics import Metrics
from apache_beam.pvalue import TaggedOutput

from pairloom.pipelines import sources
from pairloom.pipelines.graph.outputs import REJECTED, ROWS
from pairloom.pipelines.graph.planning import Sourced
from pairloom.pipelines.running.progress import Tally
from pairloom.pipelines.sources import Shard
from pairloom.schemas import Rejection
from pairloom.schemas.splits import find_split


class ReadShard(beam.DoFn):
    """Shard of a source -> Sourced; on REJECTED its rejected rows; on ROWS the number of all
    rows."""

    def __init__(self, progress: str) -> None:
        self.tally = Tally(progress)
        self.records = Metrics.counter("pairloom", "records_read")
        self.rejected = Metrics.counter("pairloom", "rows_rejected")
        self.without_split = Metrics.counter("pairloom", "records_without_split")

    def process(self, shard: Shard) -> Iterator[Any]:
        """Yields the results of one shard while it is read."""
        rows = 0
        for row in sources.read(shard):
            rows += 1
            if isinstance(row, Rejection):
                self.rejected.inc()
                self.tally.add("rows rejected")
                yield TaggedOutput(REJECTED, row)
            else:
                self.records.inc()
                self.without_split.inc(int(not find_split(row.split)))
                self.tally.add("records read")
                yield Sourced(shard.index, row, (shard.files[0], shard.first_row + rows))
        yield TaggedOutput(ROWS, rows)

    def finish_bundle(self) -> None:
        """Flushes the live counts."""
        self.tally.flush()
