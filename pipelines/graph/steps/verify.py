"""The step that verifies pairs by compiling and executing them."""

from collections.abc import Iterator
from typing import Any

import apache_beam as beam

from pairloom.pipelines.graph.outputs import REJECTED, reject
from pairloom.schemas import CodePair, CodeRecord
from pairloom.schemas.reasons import LEVELS
from pairloom.translators.evidence import Candidate, Gates, Level


class VerifyPairs(beam.PTransform):
    """(Record, CodePair) -> `.pairs` that reach `level`, and `.rejected` for the others."""

    def __init__(self, level: Level) -> None:
        super().__init__()
        self.level = level

    def expand(self, pairs: beam.PCollection) -> Any:
        """Verifies in batches, because compilers take longer to start than to compile a function."""
        batches = (
            pairs | "One at a time" >> beam.Map(lambda element: [element])
            if self.level == "parsed"
            else pairs | "Batch" >> beam.BatchElements(min_batch_size=16, max_batch_size=128)
        )
        return batches | "Gates" >> beam.ParDo(PassGates(self.level)).with_outputs(REJECTED, main="pairs")


class PassGates(beam.DoFn):
    """Batches of (record, CodePair) -> CodePair with the gates that it passed, or on REJECTED a rejection."""

    def __init__(self, level: Level) -> None:
        self.level = level

    def setup(self) -> None:
        """Finds the toolchains of this machine."""
        self.gates = Gates(self.level)

    def process(self, batch: list[tuple[CodeRecord, CodePair]]) -> Iterator[Any]:
        """Yields one result for each pair."""
        candidates = [Candidate(record, pair.target_language, pair.target_code) for record, pair in batch]
        for (_, pair), verdict in zip(batch, self.gates.verify(candidates), strict=True):
            if verdict.problem is not None:
                reason, detail = verdict.problem.reason, verdict.problem.detail
            elif LEVELS.index(verdict.verified) < LEVELS.index(self.level):
                reason, detail = "unverified", f"{verdict.verified} and no more: {verdict.note}"
            else:
                yield pair.add_gates(verdict.gates)
                continue
            yield reject("check", reason, detail, of=pair, payload=pair.target_code)
