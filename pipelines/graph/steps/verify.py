"""The step that verifies pairs by compiling and executing them."""

from collections.abc import Iterator
from dataclasses import asdict, replace
from typing import Any

import apache_beam as beam
from apache_beam.pvalue import TaggedOutput

from pairloom.pipelines.graph.outputs import REJECTED, UNJUDGED, reject
from pairloom.schemas import CodePair, CodeRecord
from pairloom.schemas.reasons import LEVELS
from pairloom.schemas.recipe import CheckSection
from pairloom.translators.evidence import Candidate, Gates
from pairloom.translators.evidence.strength import Strength


class VerifyPairs(beam.PTransform):
    """(Record, CodePair) -> `.pairs` that reach `level`, `.rejected` for the others, and `.unjudged`: (target language,
    cause) of each pair that the gates up to `asked` could not judge."""

    def __init__(self, settings: CheckSection) -> None:
        super().__init__()
        self.settings = settings

    def expand(self, pairs: beam.PCollection) -> Any:
        """Verifies in batches, because compilers take longer to start than to compile a function."""
        batches = (
            pairs | "One at a time" >> beam.Map(lambda element: [element])
            if self.settings.asked == "parsed"
            else pairs | "Batch" >> beam.BatchElements(min_batch_size=16, max_batch_size=128)
        )
        gates = beam.ParDo(PassGates(self.settings))
        return batches | "Gates" >> gates.with_outputs(REJECTED, UNJUDGED, main="pairs")


class PassGates(beam.DoFn):
    """Batches of (record, CodePair) -> CodePair with the gates that it passed, or on REJECTED a rejection."""

    def __init__(self, settings: CheckSection) -> None:
        self.settings = settings

    def setup(self) -> None:
        """Finds the toolchains of this machine."""
        self.gates = make_gates(self.settings)

    def process(self, batch: list[tuple[CodeRecord, CodePair]]) -> Iterator[Any]:
        """Yields one result for each pair."""
        candidates = [Candidate(record, pair.target_language, pair.target_code) for record, pair in batch]
        for (_, pair), verdict in zip(batch, self.gates.verify(candidates), strict=True):
            if verdict.problem is not None:
                problem = verdict.problem
                yield reject("check", problem.reason, problem.detail, of=pair, payload=pair.target_code)
                continue
            if LEVELS.index(verdict.verified) < LEVELS.index(self.settings.asked):
                yield TaggedOutput(UNJUDGED, (pair.target_language, verdict.cause))
            if LEVELS.index(verdict.verified) < LEVELS.index(self.settings.level):
                detail = f"{verdict.verified} and no more ({verdict.cause}): {verdict.note}"
                yield reject("check", "unverified", detail, of=pair, payload=pair.target_code)
            else:
                yield replace(pair.add_gates(verdict.gates), **asdict(verdict.strength))


def make_gates(settings: CheckSection) -> Gates:
    """The gates that [check] asks for."""
    least = settings.strength
    limits = Strength(least.min_calls, least.min_branches, least.min_mutants) if least else None
    return Gates(settings.asked, disagreement=settings.disagreement, least=limits)
