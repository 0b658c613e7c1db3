"""The step that sends requests to a language model, with Beam's RunInference.

RunInference processes batches and waits for each batch. So our model handler only submits the requests and returns
pending answers at once, and the next step passes each answer on when it arrives. The servers stay busy across batches,
and a slow request delays no other one.
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
    """Requests -> their outcomes from language models, and on USAGE the counts of requests."""

    def __init__(self, handler: "LlmHandler", progress: str) -> None:
        super().__init__()
        self.handler, self.progress = handler, progress
        if handler.settings.vllm.accelerator:
            self.with_resource_hints(accelerator=handler.settings.vllm.accelerator)  # for this step's workers alone

    def expand(self, requests: beam.PCollection) -> Any:
        """RunInference submits the requests, PassOn waits for the answers."""
        return (
            requests
            | "RunInference" >> RunInference(self.handler).with_output_types(Pending)
            | "Pass on" >> beam.ParDo(PassOn(self.progress)).with_outputs(USAGE, main="outcomes")
        )


class Pending:
    """A future answer."""

    def __init__(self, answer: "Future[Answer]") -> None:
        self.answer = answer


class PendingCoder(beam.coders.Coder):
    """Waits for a pending answer if a runner moves it to another process. All known runners fuse the two steps and
    never encode one. They may estimate its size, which must not wait."""

    def encode(self, pending: Pending) -> bytes:
        """Waits for the answer and encodes it."""
        return pack(pending.answer.result())

    def decode(self, encoded: bytes) -> Pending:
        """A pending answer that has already arrived."""
        answer: Future[Answer] = Future()
        answer.set_result(unpack(encoded))
        return Pending(answer)

    def estimate_size(self, pending: Pending) -> int:
        """A typical number of bytes."""
        return 2000

    def is_deterministic(self) -> bool:
        """False: equal answers may have different bytes."""
        return False


beam.coders.registry.register_coder(Pending, PendingCoder)


class OnDemand:
    """A translator made at the first request: a run that finds all replies in the journal needs no server."""

    def __init__(self, make: Callable[[], LlmTranslator]) -> None:
        self._make = make
        self._lock = threading.Lock()
        self._made: LlmTranslator | None = None

    def submit(self, request: TranslationRequest) -> "Future[Answer]":
        """Like `LlmTranslator.submit`. Raises TranslatorError if no server answers or starts."""
        with self._lock:
            self._made = self._made or self._make()
        return self._made.submit(request)


class LlmHandler(ModelHandler[TranslationRequest, Pending, OnDemand]):
    """Submits requests to a language model. Its model, loaded once per process, is the client of the recipe's servers,
    or of the vLLM server that is started beside the worker and shared by all processes of the machine."""

    def __init__(self, settings: TranslateSection, journal: str, run: str) -> None:
        super().__init__(min_batch_size=16, max_batch_size=16)
        self.settings, self.journal, self.run = settings, journal, run

    def load_model(self) -> OnDemand:
        """The translator, which starts or finds its servers at the first request."""
        return OnDemand(self._make)

    def _make(self) -> LlmTranslator:
        journal = JournalWriter(self.journal) if self.journal else None
        return make_llm(self.settings, journal, self.run)

    def run_inference(
        self, batch: Sequence[TranslationRequest], model: OnDemand, inference_args: dict[str, Any] | None = None
    ) -> Iterable[Pending]:
        """Returns when the last request of the batch is submitted, not when it is answered. Raises TranslatorError if
        no server answers or starts."""
        return [Pending(model.submit(request)) for request in batch]

    def get_num_bytes(self, batch: Sequence[TranslationRequest]) -> int:
        """The characters of code in a batch, for Beam's own metrics."""
        return sum(len(request.code) for request in batch)

    def get_metrics_namespace(self) -> str:
        """The namespace of Beam's own metrics of this step."""
        return "pairloom_inference"


class PassOn(beam.DoFn):
    """Pending answers -> outcomes, in the order of arrival. At the end of a bundle it waits for the rest, and yields
    the counts of requests on USAGE."""

    def __init__(self, progress: str) -> None:
        self.tally = Tally(progress)
        self.in_flight = 0
        self.counters = {
            name: Metrics.counter(NAMESPACE, f"llm_{name}")
            for name in ("asked", "failed", "repaired", "prompt_tokens", "cached_tokens", "completion_tokens")
        }
        self.at_once = Metrics.distribution(NAMESPACE, "llm_requests_in_flight")

    def start_bundle(self) -> None:
        """Starts with no pending answers."""
        self.expected = 0
        self.usage = Usage()
        self.arrived: queue.SimpleQueue[tuple[Future[Answer], Any, Any]] = queue.SimpleQueue()

    def process(
        self, pending: Pending, timestamp: Any = beam.DoFn.TimestampParam, window: Any = beam.DoFn.WindowParam
    ) -> Iterator[Any]:  # with WindowedValue, Beam would infer a wrong element type
        """Adds a pending answer, and yields all that have arrived."""
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
            while self.expected:  # requests in flight are paid: wait until they are in the journal
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
