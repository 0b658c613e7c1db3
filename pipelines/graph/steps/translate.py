"""The step that translates: one outcome for each request, with any translator.

For language models, replies are first looked up in the journal, so that they are not paid again; `steps.ask` sends the
remaining requests.
"""

import uuid
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import apache_beam as beam
from apache_beam.metrics import Metrics
from apache_beam.pvalue import TaggedOutput

from pairloom.pipelines.graph.outputs import ANSWERED, USAGE, at_end_of_bundle
from pairloom.pipelines.graph.packing import pack, unpack
from pairloom.pipelines.graph.shuffle import group_by_key
from pairloom.pipelines.graph.steps.ask import AskModel, LlmHandler
from pairloom.pipelines.running.progress import Tally
from pairloom.schemas import TranslationOutcome, TranslationRequest
from pairloom.schemas.recipe import TranslateSection
from pairloom.translators.llm.journal import answers_in, best_answer, segments
from pairloom.translators.llm.usage import Usage, sum_usage
from pairloom.translators.registry import is_llm, make_translator


class TranslationResult(NamedTuple):
    """`outcomes`: one TranslationOutcome for each request, in one collection or several. `usage`: one Usage, or None
    without a language model."""

    outcomes: tuple[beam.PCollection, ...]
    usage: beam.PCollection | None


class TranslateRequests(beam.PTransform):
    """PCollection of TranslationRequest with distinct ids -> TranslationResult.

    settings: a recipe's [translate]. journal: the folder of the journal, "" for none; only language models use it.
    progress: the folder of live counts, "" for none. run: the run whose budget is spent, "" for a separate budget.
    shuffle: the folder of `graph.shuffle.group_by_key`. A run that cannot continue (servers gone, budget spent) fails
    with TranslatorError after the requests in flight are answered and in the journal.
    """

    def __init__(
        self,
        settings: TranslateSection,
        journal: str = "",
        progress: str = "",
        run: str = "",
        shuffle: str = "",
    ) -> None:
        super().__init__()
        self.settings, self.journal, self.progress = settings, journal, progress
        self.run = run or uuid.uuid4().hex
        self.shuffle = shuffle

    def expand(self, requests: beam.PCollection) -> Any:
        """The graph for this translator: a TranslationResult. (The return type is Any, because Beam warns about types
        that it does not know.)"""
        if is_llm(self.settings):
            return self._ask_model(requests)
        outcomes = (
            requests
            | "Batch" >> beam.BatchElements(min_batch_size=64, max_batch_size=64)  # equal: Beam fits no sizes
            | "Translate" >> beam.ParDo(TranslateBatch(self.settings))
        )
        return TranslationResult((outcomes,), None)

    def _ask_model(self, requests: beam.PCollection) -> TranslationResult:
        answers = (
            requests.pipeline | "Journal" >> ReadJournal(self.journal)
            if self.journal
            else requests.pipeline | "No journal" >> beam.Create([])
        )
        found = (
            (
                requests | "Key requests" >> beam.Map(key_by_request).with_output_types(tuple[str, bytes]),
                answers | "Key answers" >> beam.Map(key_by_request).with_output_types(tuple[str, bytes]),
            )
            | "Look up" >> group_by_key(self.shuffle)
            | "Answered before" >> beam.ParDo(LookUp(self.progress)).with_outputs(ANSWERED, USAGE, main="missing")
        )
        missing = found.missing
        if not self.shuffle:
            # otherwise a worker failure in a later step would repeat this one, too
            missing = missing | "Break fusion" >> beam.Reshuffle()
        handler = LlmHandler(self.settings, self.journal, self.run)
        asked = missing | "Ask" >> AskModel(handler, self.progress)
        usage = (found[USAGE], asked[USAGE]) | "All usage" >> beam.Flatten()
        return TranslationResult(
            (found[ANSWERED], asked.outcomes), usage | "Sum usage" >> beam.CombineGlobally(sum_usage)
        )


def key_by_request(row: TranslationRequest | TranslationOutcome) -> tuple[str, bytes]:
    """(request_id, the request or outcome, packed)"""
    return row.request_id, pack(row)


class TranslateBatch(beam.DoFn):
    """Batches of requests -> their outcomes, by a translator without pending answers."""

    def __init__(self, settings: TranslateSection) -> None:
        self.settings = settings

    def setup(self) -> None:
        """Starts the translator."""
        self.translator = make_translator(self.settings)

    def process(self, batch: list[TranslationRequest]) -> Iterator[TranslationOutcome]:
        """Yields one outcome per request."""
        yield from self.translator.translate(batch)

    def teardown(self) -> None:
        """Stops the translator."""
        self.translator.close()


class ReadJournal(beam.PTransform):
    """The answers of the journal in a folder, as TranslationOutcome; none if the folder does not exist."""

    def __init__(self, folder: str) -> None:
        super().__init__()
        self.folder = folder

    def expand(self, begin: beam.pvalue.PBegin) -> beam.PCollection:
        """Lists the files when the pipeline runs, and reads them in parallel."""
        return (
            begin
            | "Folder" >> beam.Create([self.folder])
            | "Files" >> beam.FlatMap(lambda folder: list(segments(folder)))
            | "Spread" >> beam.Reshuffle()
            | "Answers" >> beam.FlatMap(answers_in)
        )


class LookUp(beam.DoFn):
    """(request_id, its request and answers of the journal, packed) -> the request, or on ANSWERED its answer; on USAGE
    the counts of answers found."""

    def __init__(self, progress: str) -> None:
        self.tally = Tally(progress)
        self.hits = Metrics.counter("pairloom", "llm_found_in_journal")

    def start_bundle(self) -> None:
        """Starts with no counts."""
        self.usage = Usage()

    def process(self, element: tuple[str, Iterable[bytes]]) -> Iterator[Any]:
        """Yields the request or its answer."""
        found = [unpack(each) for each in element[1]]
        answer = best_answer([each for each in found if isinstance(each, TranslationOutcome)])
        for request in found:
            if not isinstance(request, TranslationRequest):
                continue
            if answer is None:
                yield request
                continue
            self.hits.inc()
            self.usage.add_found(answer)
            self.tally.add("found in journal")
            yield TaggedOutput(ANSWERED, answer)

    def finish_bundle(self) -> Iterator[Any]:
        """Yields the counts."""
        self.tally.flush()
        yield at_end_of_bundle(TaggedOutput(USAGE, self.usage))
