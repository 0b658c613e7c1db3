"""The step that asks a language model, by Beam's RunInference.

RunInference takes its elements in batches and waits for each batch; our model handler therefore only hands the requests
over and returns at once with what will be their answers, and the step behind it passes on each answer when it is there.
So the servers are kept busy across batches, and one slow request holds back nothing else.
"""

import queue
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future
from typing import Any

import apache_beam as beam
from apache_beam.metrics import Metrics
from apache_beam.ml.inference.base import ModelHandler, RunInference
from apache_beam.pvalue import TaggedOutput
from apache_beam.transforms.window import WindowedValue

from pairloom.pipelines.graph.outputs import USAGE, at_end_of_bundle
from pairloom.pipelines.graph.packing import pack, unpack
from pairloom.pipelines.running.progress import Tally
from pairloom.schemas import TranslationRequest
from pairloom.schemas.recipe import TranslateSection
from pairloom.translators.base import TranslatorError
from pairloom.translators.llm.journal import JournalWriter
from pairloom.translators.llm.translator import LlmTranslator
from pairloom.translators.llm.usage import Answer, Usage
from pairloom.translators.registry import make_llm

NAMESPACE = "pairloom"


class AskModel(beam.PTransform):
    """Requests -> `outcomes`, and on USAGE what was asked, from language models."""

    def __init__(self, handler: "LlmHandler", progress: str) -> None:
        super().__init__()
        self.handler, self.progress = handler, progress
        if handler.settings.vllm.accelerator:
            self.with_resource_hints(accelerator=handler.settings.vllm.accelerator)  # for this step's workers alone

    def expand(self, requests: beam.PCollection) -> Any:
        """RunInference hands over, PassOn waits."""
        return (
            requests
            | "RunInference" >> RunInference(self.handler).with_output_types(Pending)
            | "Pass on" >> beam.ParDo(PassOn(self.progress)).with_outputs(USAGE, main="outcomes")
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
        return pack(pending.answer.result())

    def decode(self, encoded: bytes) -> Pending:
        """An answer that is there already."""
        answer: Future[Answer] = Future()
        answer.set_result(unpack(encoded))
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

    def __init__(self, settings: TranslateSection, journal: str, run: str) -> None:
        super().__init__(min_batch_size=16, max_batch_size=16)
        self.settings, self.journal, self.run = settings, journal, run

    def load_model(self) -> OnDemand:
        """Starts or finds the servers when there is something to ask."""
        return OnDemand(self._make)

    def _make(self) -> LlmTranslator:
        journal = JournalWriter(self.journal) if self.journal else None
        return make_llm(self.settings, journal, self.run)

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

    def __init__(self, progress: str) -> None:
        self.tally = Tally(progress)
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
        self.tally.add("in flight", -self.in_flight)
        self.tally.flush()
        self.in_flight = 0
        yield at_end_of_bundle(TaggedOutput(USAGE, self.usage))

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
            self.tally.add(name.replace("_", " "), count)
        for reason in answer.failures:
            Metrics.counter(NAMESPACE, f"llm_error_{reason}").inc()
            self.tally.add(f"error {reason}")
        self.at_once.update(answer.in_flight)
        self.tally.add("in flight", answer.in_flight - self.in_flight)
        self.in_flight = answer.in_flight
