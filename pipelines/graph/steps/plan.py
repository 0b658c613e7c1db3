"""The step that plans: each record is examined and becomes a plan for each of its target languages."""

from collections.abc import Iterator, Sequence
from typing import Any

import apache_beam as beam
from apache_beam.metrics import Metrics
from apache_beam.pvalue import TaggedOutput

from pairloom.pipelines.graph.outputs import PLANNED, REJECTED
from pairloom.pipelines.graph.planning import Sourced, plan_records
from pairloom.pipelines.running.progress import Tally
from pairloom.schemas.recipe import Recipe


class PlanTranslations(beam.DoFn):
    """Batches of Sourced -> a Plan for each target language; on PLANNED its languages; on
    REJECTED the records and targets without a plan."""

    def __init__(self, recipe: Recipe, progress: str) -> None:
        self.recipe = recipe
        self.tally = Tally(progress)
        self.planned = Metrics.counter("pairloom", "translations_planned")

    def process(self, batch: Sequence[Sourced]) -> Iterator[Any]:
        """Yields each record once for each of its targets."""
        for record, plans, unsupported, unsound in plan_records(
            batch, self.recipe, judge=self.recipe.check.asked == "executed"
        ):
            if unsound is not None:
                self.tally.add("sources rejected")
                yield TaggedOutput(REJECTED, unsound)
            for target in [plan.request.target_language for plan in plans] + [
                rejection.target_language for rejection in unsupported
            ]:
                self.planned.inc()
                self.tally.add("planned")
                yield TaggedOutput(PLANNED, (record.language, target))
            for rejection in unsupported:
                self.tally.add("rejected")
                yield TaggedOutput(REJECTED, rejection)
            yield from plans

    def finish_bundle(self) -> None:
        """Flushes the live counts."""
        self.tally.flush()
