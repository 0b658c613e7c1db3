"""The step that chooses solutions: of several solutions of a problem, the first ones that are sound go on."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import apache_beam as beam
from apache_beam.pvalue import TaggedOutput

from pairloom.pipelines.graph.outputs import REJECTED
from pairloom.pipelines.graph.packing import pack, unpack
from pairloom.pipelines.graph.planning import Sourced
from pairloom.pipelines.graph.shuffle import group_by_key
from pairloom.pipelines.graph.solutions import choose_solutions, limits_of, problem_of
from pairloom.pipelines.running.progress import Tally
from pairloom.schemas import Rejection
from pairloom.schemas.hashing import content_hash
from pairloom.schemas.recipe import Recipe


class ChooseSolutions(beam.PTransform):
    """Sourced, of sources with a limit of solutions -> `.used` and `.rejected`. shuffle: the folder of
    `graph.shuffle.group_by_key`."""

    def __init__(self, recipe: Recipe, progress: str, shuffle: str) -> None:
        super().__init__()
        self.recipe, self.progress, self.shuffle = recipe, progress, shuffle

    def expand(self, records: beam.PCollection) -> Any:
        """Groups the solutions of each problem, and examines several problems together."""
        keyed = records | "Problem" >> beam.Map(key_problem).with_output_types(tuple[str, bytes])
        return (
            (keyed,)
            | "Same problem" >> group_by_key(self.shuffle)
            | "Several problems"
            >> beam.BatchElements(min_batch_size=16, max_batch_size=16)  # equal: Beam fits no sizes
            | "Choose" >> beam.ParDo(Choose(self.recipe, self.progress)).with_outputs(REJECTED, main="used")
        )


def key_problem(found: Sourced) -> tuple[str, bytes]:
    """(problem, record, packed)"""
    return content_hash("problem", *problem_of(found)), pack(found)


class Choose(beam.DoFn):
    """Batches of (problem, its solutions, packed) -> the used ones, on REJECTED the rejections of the others."""

    def __init__(self, recipe: Recipe, progress: str) -> None:
        self.limits, self.judge = limits_of(recipe), recipe.check.asked == "executed"
        self.tally = Tally(progress)

    def process(self, batch: Sequence[tuple[str, Iterable[bytes]]]) -> Iterator[Any]:
        """Yields one result for each solution."""
        problems = [[unpack(each) for each in solutions] for _, solutions in batch]
        limits = [limit for solutions in problems if (limit := self.limits[solutions[0].source]) is not None]
        for result in choose_solutions(problems, limits, judge=self.judge):
            if isinstance(result, Rejection):
                self.tally.add("sources rejected")
                yield TaggedOutput(REJECTED, result)
            else:
                yield result

    def finish_bundle(self) -> None:
        """Flushes the live counts."""
        self.tally.flush()
