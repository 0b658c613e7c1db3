"""The step that checks: each plan with its outcome becomes a pair or a rejection."""

from collections.abc import Iterator, Sequence
from typing import Any

import apache_beam as beam
from apache_beam.metrics import Metrics
from apache_beam.pvalue import TaggedOutput

from pairloom.pipelines.graph.checking import check_outcomes
from pairloom.pipelines.graph.outputs import REJECTED
from pairloom.pipelines.graph.planning import Plan
from pairloom.pipelines.running.progress import Tally
from pairloom.schemas import CodePair, TranslationOutcome


class CheckTranslations(beam.DoFn):
    """Batches of (Plan, its outcome) -> (record, CodePair), or on REJECTED the rejection with the first reason."""

    def __init__(self, progress: str) -> None:
        self.tally = Tally(progress)
        self.kept = Metrics.counter("pairloom", "pairs_checked")
        self.rejected = Metrics.counter("pairloom", "translations_rejected")

    def process(self, batch: Sequence[tuple[Plan, TranslationOutcome]]) -> Iterator[Any]:
        """Yields one result for each plan."""
        for (plan, _), result in zip(batch, check_outcomes(batch), strict=True):
            if isinstance(result, CodePair):
                self.kept.inc()
                self.tally.add("passed")
                yield plan.record, result
            else:
                self.rejected.inc()
                self.tally.add("rejected")
                yield TaggedOutput(REJECTED, result)

    def finish_bundle(self) -> None:
        """Flushes the live counts."""
        self.tally.flush()
