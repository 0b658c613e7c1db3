"""Translation as a step of a Beam pipeline: requests in, outcomes out, one for each, whoever translates.

For language models the journal stands in front, so that what was answered before is not paid for again; then Beam's
RunInference asks. RunInference takes its elements in batches and waits for each batch; our model handler therefore
only hands the requests over and returns at once with what will be their answers, and the step behind it passes on each
answer when it is there. So the servers are kept busy across batches, and one slow request holds back nothing else.
"""

import pickle
import queue
import threading
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future
from typing import Any, NamedTuple, Protocol

import apache_beam as beam
from apache_beam.metrics import Metrics
from apache_beam.ml.inference.base import ModelHandler, RunInference
from apache_beam.transforms.window import GlobalWindow, WindowedValue

from pairloom.schemas import TranslationOutcome, TranslationRequest
from pairloom.schemas.recipe import Translate as Settings
from pairloom.translators.base import TranslatorError
from pairloom.translators.llm.journal import JournalWriter, ReadJournal, best_answer
from pairloom.translators.llm.translator import LlmTranslator
from pairloom.translators.llm.usage import Answer, SumUsage, Usage
from pairloom.translators.registry import is_llm, make_llm, make_translator

NAMESPACE = "pairloom"
USAGE = "usage"


class Tally(Protocol):
    """Live counts for whoever watches a run."""

    def add(self, name: str, count: int = 1) -> None:
        """Adds to the count called `name`."""
        ...

    def flush(self) -> None:
        """Shows the counts as they are now."""
        ...


class GroupByRunner(beam.PTransform):
    """Collections of (text, bytes) -> (text, all its bytes), each text once, by the runner's own shuffle."""

    def expand(self, collections: Any) -> Any:
        """All of them, grouped."""
        return collections | "All" >> beam.Flatten() | "Group" >> beam.GroupByKey()


class Translated(NamedTuple):
    """`outcomes`: one TranslationOutcome for each request, in one collection or several. `usage`: one Usage, None where
    no language model is used."""

    outcomes: tuple[beam.PCollection, ...]
    usage: beam.PCollection | None


class Translate(beam.PTransform):
    """PCollection of TranslationRequest with distinct ids -> Translated.

    settings: a recipe's [translate]. journal: the folder of the journal, "" for none; only language models use it.
    tally: gets live counts. run: whose budget is spent, "" for one of its own. group: what brings requests and answers
    together, None for the runner's own shuffle. A run that cannot go on (servers gone, budget spent) fails with
    TranslatorError, after what is in flight has been answered and written down.
    """

    def __init__(
        self,
        settings: Settings,
        recipe_file: str,
        journal: str = "",
        tally: Tally | None = None,
        run: str = "",
        group: beam.PTransform | None = None,
    ) -> None:
        super().__init__()
        self.settings, self.recipe_file, self.journal, self.tally = settings, recipe_file, journal, tally
        self.run = run or uuid.uuid4().hex
        self.group = group or GroupByRunner()

    def expand(self, requests: beam.PCollection) -> Any:
        """The graph for this translator: a Translated. (Said here, because Beam warns of types that it cannot read.)"""
        if is_llm(self.settings):
            return self._by_model(requests)
        outcomes = (
            requests
            | "Batch" >> beam.BatchElements(min_batch_size=64, max_batch_size=64)  # equal: Beam fits no sizes
            | "Translate" >> beam.ParDo(TranslateBatch(self.settings, self.recipe_file))
        )
        return Translated((outcomes,), None)

    def _by_model(self, requests: beam.PCollection) -> Translated:
        answers = (
            requests.pipeline | "Journal" >> ReadJournal(self.journal)
            if self.journal
            else requests.pipeline | "No journal" >> beam.Create([])
        )
        sorted_out = (
            (
                requests | "Key requests" >> beam.Map(pickled).with_output_types(tuple[str, bytes]),
                answers | "Key answers" >> beam.Map(pickled).with_output_types(tuple[str, bytes]),
            )
            | "Look up" >> self.group
            | "Answered before" >> beam.ParDo(LookUp(self.tally)).with_outputs(LookUp.ANSWERED, USAGE, main="missing")
        )
        handler = LlmHandler(self.settings, self.recipe_file, self.journal, self.run)
        missing = sorted_out["missing"]
        if isinstance(self.group, GroupByRunner):
            # an earlier step would otherwise be repeated together with the next one when a worker fails
            missing = missing | "Break fusion" >> beam.Reshuffle()
        asked = missing | "Ask" >> _Ask(handler, self.tally)
        usage = (sorted_out[USAGE], asked[USAGE]) | "All usage" >> beam.Flatten()
        outcomes = (sorted_out[LookUp.ANSWERED], asked["outcomes"])
        return Translated(outcomes, usage | "Sum usage" >> beam.CombineGlobally(SumUsage()))


def pickled(of_request: TranslationRequest | TranslationOutcome) -> tuple[str, bytes]:
    """(request_id, the request or outcome as bytes)"""
    return of_request.request_id, pickle.dumps(of_request, protocol=5)


class TranslateBatch(beam.DoFn):
    """Batches of requests -> their outcomes, by a translator that answers at once."""

    def __init__(self, settings: Settings, recipe_file: str) -> None:
        self.settings, self.recipe_file = settings, recipe_file

    def setup(self) -> None:
        """Starts the translator."""
        self.translator = make_translator(self.settings, self.recipe_file)

    def process(self, batch: list[TranslationRequest]) -> Iterator[TranslationOutcome]:
        """Yields one outcome per request."""
        yield from self.translator.translate(batch)

    def teardown(self) -> None:
        """Stops the translator."""
        self.translator.close()


class LookUp(beam.DoFn):
    """(request_id, its request and answers of the journal, pickled) -> the request, or on ANSWERED the answer that it
    has; on USAGE what was found."""

    ANSWERED = "answered"

    def __init__(self, tally: Tally | None) -> None:
        self.tally = tally
        self.hits = Metrics.counter(NAMESPACE, "llm_found_in_journal")

    def start_bundle(self) -> None:
        """Nothing is found yet."""
        self.usage = Usage()

    def process(self, element: tuple[str, Iterable[bytes]]) -> Iterator[Any]:
        """Yields one of both for each request."""
        found = [pickle.loads(each) for each in element[1]]
        answer = best_answer([each for each in found if isinstance(each, TranslationOutcome)])
        for request in found:
            if not isinstance(request, TranslationRequest):
                continue
            if answer is None:
                yield request
                continue
            self.hits.inc()
            self.usage.add_found(answer)
            if self.tally is not None:
                self.tally.add("found in journal")
            yield beam.pvalue.TaggedOutput(self.ANSWERED, answer)

    def finish_bundle(self) -> Iterator[Any]:
        """Yields what was found."""
        yield beam.pvalue.TaggedOutput(USAGE, in_global_window(self.usage))


class _Ask(beam.PTransform):
    """Requests -> `outcomes`, and on USAGE what was asked, from language models."""

    def __init__(self, handler: "LlmHandler", tally: Tally | None) -> None:
        super().__init__()
        self.handler, self.tally = handler, tally
        if handler.settings.translator == "vllm" and handler.settings.vllm.accelerator:
            self.with_resource_hints(accelerator=handler.settings.vllm.accelerator)  # for this step's workers alone

    def expand(self, requests: beam.PCollection) -> Any:
        """RunInference hands over, PassOn waits."""
        return (
            requests
            | "RunInference" >> RunInference(self.handler).with_output_types(Pending)
            | "Pass on" >> beam.ParDo(PassOn(self.tally)).with_outputs(USAGE, main="outcomes")
        )


class Pending:
    """An answer that will be there."""

    def __init__(self, answer: "Future[Answer]") -> None:
        self.answer = answer


class PendingCoder(beam.coders.Coder):
    """Lets a runner move pending answers to another process, by waiting for them. A runner that keeps the two steps
    together, as they all do, never encodes one; but it may estimate sizes, for which it must not wait."""

    def encode(self, pending: Pending) -> bytes:
        """The answer, once it is there."""
        return pickle.dumps(pending.answer.result())

    def decode(self, encoded: bytes) -> Pending:
        """An answer that is there already."""
        answer: Future[Answer] = Future()
        answer.set_result(pickle.loads(encoded))
        return Pending(answer)

    def estimate_size(self, pending: Pending) -> int:
        """A typical number of bytes."""
        return 2000

    def is_deterministic(self) -> bool:
        """Equal answers may be different bytes."""
        return False


beam.coders.registry.register_coder(Pending, PendingCoder)


class OnDemand:
    """A translator that is made when it is first asked: a run that finds everything in the journal needs no server."""

    def __init__(self, make: Callable[[], LlmTranslator]) -> None:
        self._make = make
        self._lock = threading.Lock()
        self._made: LlmTranslator | None = None

    def submit(self, request: TranslationRequest) -> "Future[Answer]":
        """What `LlmTranslator.submit` does. Raises TranslatorError if no server answers or starts."""
        with self._lock:
            self._made = self._made or self._make()
        return self._made.submit(request)


class LlmHandler(ModelHandler[TranslationRequest, Pending, OnDemand]):
    """Gives requests to a language model. What it loads, once per process, is the client of the servers that the recipe
    names, or of the vLLM server that it starts beside the worker and shares with the machine's other processes."""

    def __init__(self, settings: Settings, recipe_file: str, journal: str, run: str) -> None:
        super().__init__(min_batch_size=16, max_batch_size=16)
        self.settings, self.recipe_file, self.journal, self.run = settings, recipe_file, journal, run

    def load_model(self) -> OnDemand:
        """Starts or finds the servers when there is something to ask."""
        return OnDemand(self._make)

    def _make(self) -> LlmTranslator:
        journal = JournalWriter(self.journal) if self.journal else None
        return make_llm(self.settings, self.recipe_file, journal, self.run)

    def run_inference(
        self, batch: Sequence[TranslationRequest], model: OnDemand, inference_args: dict[str, Any] | None = None
    ) -> Iterable[Pending]:
        """Returns as soon as there is room for the last request of the batch, not when it is answered. Raises
        TranslatorError if no server answers or starts."""
        return [Pending(model.submit(request)) for request in batch]

    def get_num_bytes(self, batch: Sequence[TranslationRequest]) -> int:
        """The characters of code in a batch, for Beam's own metrics."""
        return sum(len(request.code) for request in batch)

    def get_metrics_namespace(self) -> str:
        """Where Beam's own metrics of this step are found."""
        return "pairloom_inference"


class PassOn(beam.DoFn):
    """Pending answers -> outcomes, in the order in which they arrive; at the end of a bundle it waits for the rest, and
    yields on USAGE what was asked."""

    def __init__(self, tally: Tally | None) -> None:
        self.tally = tally
        self.in_flight = 0
        self.counters = {
            name: Metrics.counter(NAMESPACE, f"llm_{name}")
            for name in ("asked", "failed", "repaired", "prompt_tokens", "cached_tokens", "completion_tokens")
        }
        self.at_once = Metrics.distribution(NAMESPACE, "llm_requests_in_flight")

    def start_bundle(self) -> None:
        """Begins with nothing to wait for."""
        self.expected = 0
        self.usage = Usage()
        self.arrived: queue.SimpleQueue[tuple[Future[Answer], Any, Any]] = queue.SimpleQueue()

    def process(
        self, pending: Pending, timestamp: Any = beam.DoFn.TimestampParam, window: Any = beam.DoFn.WindowParam
    ) -> Iterator[Any]:  # Beam would take WindowedValue for what is in it
        """Takes one more, and yields all that have arrived by now."""
        arrived = self.arrived
        self.expected += 1
        pending.answer.add_done_callback(lambda future: arrived.put((future, timestamp, window)))
        while not self.arrived.empty():
            yield self._next()

    def finish_bundle(self) -> Iterator[Any]:
        """Yields the rest as they arrive."""
        while self.expected:
            yield self._next()
        if self.tally is not None:
            self.tally.add("in flight", -self.in_flight)
            self.tally.flush()
        self.in_flight = 0
        yield beam.pvalue.TaggedOutput(USAGE, in_global_window(self.usage))

    def _next(self) -> WindowedValue:
        future, timestamp, window = self.arrived.get()
        self.expected -= 1
        try:
            answer = future.result()
        except TranslatorError:
            while self.expected:  # what is in flight is paid for: let it reach the journal
                self.arrived.get()
                self.expected -= 1
            raise
        self._count(answer)
        return WindowedValue(answer.outcome, timestamp, (window,))

    def _count(self, answer: Answer) -> None:
        outcome = answer.outcome
        self.usage.add_asked(answer)
        counts = {
            "asked": 1,
            "failed": int(bool(outcome.error)),
            "repaired": int(outcome.repaired),
            "prompt_tokens": outcome.prompt_tokens,
            "cached_tokens": answer.cached_tokens,
            "completion_tokens": outcome.completion_tokens,
        }
        for name, count in counts.items():
            self.counters[name].inc(count)
            if self.tally is not None:
                self.tally.add(name.replace("_", " "), count)
        for reason in answer.failures:
            Metrics.counter(NAMESPACE, f"llm_error_{reason}").inc()
            if self.tally is not None:
                self.tally.add(f"error {reason}")
        self.at_once.update(answer.in_flight)
        if self.tally is not None:
            self.tally.add("in flight", answer.in_flight - self.in_flight)
        self.in_flight = answer.in_flight


def in_global_window(usage: Usage) -> WindowedValue:
    """As the end of a bundle has to yield it."""
    return WindowedValue(usage, GlobalWindow().max_timestamp(), (GlobalWindow(),))
