"""The step that decontaminates: pairs that share code or text with an evaluation set are rejected."""

from collections.abc import Iterator, Sequence
from typing import Any

import apache_beam as beam
from apache_beam.pvalue import TaggedOutput

from pairloom.dedup.contamination import Evaluation, Finding, evaluation_files, read_items
from pairloom.pipelines.graph.outputs import REJECTED, at_end_of_bundle
from pairloom.schemas import CodePair, Rejection
from pairloom.schemas.reasons import REASONS
from pairloom.schemas.recipe import DecontaminateSection


class RemoveContaminated(beam.PTransform):
    """PCollection[CodePair] -> `.pairs` and `.rejected`, by the evaluation sets of the recipe's [decontaminate]. Both
    codes and the text of a row are compared.

    Raises dedup.DedupError before the pipeline runs if a file is missing or unreadable, or if planted copies are not
    found.
    """

    def __init__(self, decontaminate: DecontaminateSection) -> None:
        super().__init__()
        self.section = decontaminate
        self.files = evaluation_files([path.resolved for path in decontaminate.against])
        if self.files:
            load_evaluation(self.files, self.section).check_itself()

    def expand(self, pairs: beam.PCollection) -> Any:
        """One step. Each worker holds the evaluation sets in memory."""
        return pairs | beam.ParDo(FindContamination(self.files, self.section)).with_outputs(REJECTED, main="pairs")


def load_evaluation(files: Sequence[str], section: DecontaminateSection) -> Evaluation:
    """The values of the evaluation files, prepared for comparison."""
    items = (item for file in files for item in read_items(file))
    return Evaluation(items, section.threshold, section.tokens)


class FindContamination(beam.DoFn):
    """CodePair -> the pair itself, or on REJECTED a rejection that names the overlap with an evaluation set."""

    BATCH = 500
    FIELDS = ("source_code", "target_code", "text")

    def __init__(self, files: Sequence[str], section: DecontaminateSection) -> None:
        self.files = files
        self.section = section

    def setup(self) -> None:
        """Reads the evaluation sets, once per worker."""
        if self.files:
            self.evaluation = load_evaluation(self.files, self.section)

    def start_bundle(self) -> None:
        """Starts with an empty batch."""
        self.batch: list[CodePair] = []

    def process(self, pair: CodePair) -> Iterator[Any]:
        """Adds `pair` to the batch. Yields the results of a full batch."""
        if not self.files:
            yield pair
            return
        self.batch.append(pair)
        if len(self.batch) >= self.BATCH:
            yield from self._flush()

    def finish_bundle(self) -> Iterator[Any]:
        """Yields the results of the last batch."""
        yield from map(at_end_of_bundle, self._flush())

    def _flush(self) -> Iterator[Any]:
        batch, self.batch = self.batch, []
        texts = [getattr(pair, field) for pair in batch for field in self.FIELDS]
        found = self.evaluation.find(texts) if texts else []
        for i, pair in enumerate(batch):
            findings = found[i * len(self.FIELDS) : (i + 1) * len(self.FIELDS)]
            named = [(name, finding) for name, finding in zip(self.FIELDS, findings, strict=True) if finding]
            if named:
                worst = min(named, key=lambda pair: list(REASONS["decontaminate"]).index(pair[1].reason))
                yield TaggedOutput(REJECTED, reject_contaminated(pair, *worst))
            else:
                yield pair


def reject_contaminated(pair: CodePair, field: str, finding: Finding) -> Rejection:
    """The rejection of `pair` whose `field` shares the finding's overlap with an evaluation set."""
    how = {
        "exact_match": "has the tokens of",
        "near_match": f"is a near-duplicate (Jaccard {finding.similarity:.4f}) of",
        "common_tokens": "has a stretch of tokens in common with",
    }
    detail = f"{field} of pair {pair.pair_id} {how[finding.reason]} {finding.item}"
    return Rejection.create("decontaminate", finding.reason, detail, of=pair, payload=finding.overlap)
