"""How busy pairloom keeps a server, compared with a bare asyncio client without a limit and with Beam's own
VLLMChatModelHandler. All send the same requests to the same server in the same run.

    python benchmarks/saturation.py                      a loopback server whose latencies vary tenfold; under 3 minutes
    python benchmarks/saturation.py --vllm MODEL         a real vLLM server, started for this run (name or folder)
    python benchmarks/saturation.py --server URL --model NAME       a running server

The loopback server answers `--slots` requests at once, each after 0.2 to 2 s. The prompt decides the time, so that all
clients have the same work. The bare client has all requests in flight at once and so shows what the server can do. Each
client measures the time from its first request to its last answer; the time of the whole pipeline, with Beam's start,
is in a column of its own. pairloom keeps a journal, as in a release. The bare client and pairloom run in turn, and the
ratio is the median of the rounds. Beam's handler gets a server that is already running, since its start is not to be
measured, and uses its default batches.
"""

import argparse
import asyncio
import contextlib
import json
import pickle
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

import aiohttp
import apache_beam as beam
from apache_beam.options.pipeline_options import PipelineOptions

from pairloom.pipelines.graph.steps.translate import TranslateRequests
from pairloom.schemas import TranslationRequest
from pairloom.schemas.recipe import TranslateSection
from pairloom.translators.llm.prompts import messages, prompt_version
from pairloom.translators.llm.server import VllmServer
from pairloom.translators.llm.translator import sampling_parameters
from pairloom.translators.registry import make_llm

VLLM_PYTHON = str(Path(__file__).parents[1] / ".venv-vllm" / "bin" / "python")
FAULT_SERVER = Path(__file__).parents[1] / "tests" / "translators" / "llm" / "fault_server.py"


class Timing(NamedTuple):
    """Seconds from the first question to the last answer, and of the whole pipeline."""

    asking: float
    whole: float


def make_requests(count: int, model: str) -> list[TranslationRequest]:
    """Distinct functions of a few lines."""
    return [
        TranslationRequest.create(
            source_language="python",
            target_language="go",
            code=f"def shifted(x: int) -> int:\n    return x + {number}\n",
            translator="endpoint",
            model=model,
            prompt_version=prompt_version("go"),
        )
        for number in range(count)
    ]


def bare(requests: list[TranslationRequest], settings: TranslateSection) -> Timing:
    """Sends all requests at once with asyncio and aiohttp alone."""

    async def ask(session: aiohttp.ClientSession, request: TranslationRequest) -> None:
        body = {"model": settings.model, "messages": messages(request.code, "python", "go")}
        async with session.post(
            f"{settings.endpoint[0]}/chat/completions", json=body | sampling_parameters(settings)
        ) as response:
            assert (await response.json())["choices"]

    async def all_of_them() -> None:
        connector, timeout = aiohttp.TCPConnector(limit=0), aiohttp.ClientTimeout(total=None)
        async with aiohttp.ClientSession(connector=connector, timeout=timeout) as session:
            await asyncio.gather(*(ask(session, request) for request in requests))

    start = time.monotonic()
    asyncio.run(all_of_them())
    seconds = time.monotonic() - start
    return Timing(seconds, seconds)


def ours(requests: list[TranslationRequest], settings: TranslateSection) -> Timing:
    """The step of the pipeline as a release runs it, with a journal."""

    def graph(pipeline: beam.Pipeline) -> None:
        outcomes, usage = pipeline | beam.Create(requests) | TranslateRequests(settings, f"{folder}/journal")
        outcomes | beam.Flatten() | beam.Map(_must_be_answered)
        usage | "Note" >> beam.Map(_note, f"{folder}/usage")

    with tempfile.TemporaryDirectory() as folder:
        whole = _run(graph)
        ((_, usage),) = _noted(f"{folder}/usage")
    assert usage.asked == len(requests)
    return Timing(usage.seconds, whole)


def beams(requests: list[TranslationRequest], settings: TranslateSection) -> Timing:
    """RunInference with Beam's VLLMChatModelHandler and its default batches."""
    from apache_beam.ml.inference.base import RunInference
    from apache_beam.ml.inference.vllm_inference import OpenAIChatMessage, VLLMChatModelHandler

    port = int(settings.endpoint[0].rsplit(":", 1)[1].split("/")[0])

    class Running:
        def get_server_port(self) -> int:
            return port

        def check_connectivity(self, retries: int = 0) -> None:
            pass

    class Handler(VLLMChatModelHandler):
        def load_model(self) -> Any:
            return Running()

    chats = [
        [OpenAIChatMessage(message["role"], message["content"]) for message in messages(request.code, "python", "go")]
        for request in requests
    ]

    def graph(pipeline: beam.Pipeline) -> None:
        (
            pipeline
            | beam.Create(chats)
            | beam.Reshuffle()  # without it, requests would count as sent while Beam still reads them
            | "Before" >> beam.Map(_note, f"{folder}/moments")
            | RunInference(Handler(settings.model), inference_args=sampling_parameters(settings))
            | "After" >> beam.Map(_note, f"{folder}/moments")
        )

    with tempfile.TemporaryDirectory() as folder:
        whole = _run(graph)
        moments = [moment for moment, _ in _noted(f"{folder}/moments")]
    assert len(moments) == 2 * len(requests)
    return Timing(moments[-1] - moments[0], whole)


def _note(element: Any, file: str) -> Any:
    """Appends an element and the time to a file, because a step has its own copy of this module's variables."""
    with Path(file).open("ab") as notes:
        pickle.dump((time.monotonic(), element), notes)
    return element


def _noted(file: str) -> list[tuple[float, Any]]:
    noted = []
    with Path(file).open("rb") as notes, contextlib.suppress(EOFError):
        while True:
            noted.append(pickle.load(notes))
    return noted


def _run(graph: Any) -> float:
    start = time.monotonic()
    with beam.Pipeline(options=PipelineOptions(["--runner=FnApiRunner"])) as pipeline:
        graph(pipeline)
    return time.monotonic() - start


def _must_be_answered(outcome: Any) -> None:
    if outcome.error:
        raise RuntimeError(outcome.error)


def loopback(*options: str) -> tuple[subprocess.Popen[str], str]:
    """Starts the fault server in its own process, without faults."""
    server = subprocess.Popen(
        [sys.executable, str(FAULT_SERVER), *options], stdout=subprocess.PIPE, stdin=subprocess.PIPE, text=True
    )
    assert server.stdout is not None
    return server, server.stdout.readline().strip()


def cost_in_flight(count: int) -> dict[str, float]:
    """CPU time and memory of our client with `count` requests in flight at once."""
    server, url = loopback("--latency", "15", "--spread", "1.2")
    settings = TranslateSection(translator="endpoint", model="m", targets=["go"], endpoint=[url], concurrency=count)
    requests = make_requests(count, "m")
    before, memory = time.process_time(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    translator = make_llm(settings)
    translator.translate(requests)
    cpu = time.process_time() - before
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory
    figures = translator.figures()
    translator.close()
    server.kill()
    return {
        "requests": count,
        "most in flight": figures["most_in_flight"],
        "CPU ms per request": 1000 * cpu / count,
        "memory MB": grown / 1024,
    }


def compare(requests: list[TranslationRequest], settings: TranslateSection, rounds: int) -> dict[str, list[Timing]]:
    """Timings of the three clients. A first round of the bare one only warms up the server's caches."""
    bare(requests[: len(requests) // 4], settings)
    timings: dict[str, list[Timing]] = {BARE: [], OURS: [], BEAM: []}
    for number in range(rounds):
        random.Random(number).shuffle(requests)  # the result depends on whether the slowest requests come last
        timings[BARE].append(bare(requests, settings))
        timings[OURS].append(ours(requests, settings))
    timings[BEAM].append(beams(requests, settings))  # once: it takes several times as long
    return timings


BARE, OURS, BEAM = "bare asyncio client", "pairloom", "Beam VLLMChatModelHandler"


def start_vllm(model: str, concurrency: int) -> tuple[VllmServer, TranslateSection]:
    """A server started for `model`, and the settings of its clients."""
    settings = TranslateSection.model_validate(
        {
            "translator": "vllm",
            "model": model,
            "targets": ["go"],
            "concurrency": concurrency,
            "vllm": {
                "python": VLLM_PYTHON,
                "gpu_memory_utilization": 0.25,
                "environment": {"VLLM_CPU_KVCACHE_SPACE": "1"},
                "flags": {"enforce-eager": True},
            },
        }
    )
    server = VllmServer(settings)
    return server, settings.model_copy(update={"translator": "endpoint", "endpoint": [server.url]})


def main() -> None:
    """Prints a table, or JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--requests", type=int, default=400)
    parser.add_argument("--slots", type=int, default=64, help="requests that the loopback server answers at once")
    parser.add_argument("--vllm", default="", metavar="MODEL", help="start vLLM with this model")
    parser.add_argument("--server", default="", metavar="URL", help="a running server's base URL")
    parser.add_argument("--model", default="m", help="the name of that server's model")
    parser.add_argument("--max-tokens", type=int, default=64)
    parser.add_argument("--concurrency", type=int, default=0, help="of pairloom; 128, or vLLM's own limit of 256")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--no-memory", action="store_true", help="leave out 10,000 requests in flight")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    process = vllm = None
    if options.vllm:
        vllm, settings = start_vllm(options.vllm, options.concurrency or 256)
    else:
        url = options.server
        if not url:
            process, url = loopback("--latency", "0.2", "--spread", "10", "--slots", str(options.slots))
        settings = TranslateSection(
            translator="endpoint",
            model=options.model,
            targets=["go"],
            endpoint=[url],
            concurrency=options.concurrency or 2 * options.slots,
        )
    settings = settings.model_copy(update={"max_tokens": options.max_tokens})
    timings = compare(make_requests(options.requests, settings.model), settings, options.rounds)
    if process is not None:
        process.kill()
    if vllm is not None:
        vllm.release()
    result = summary(timings, options.requests)
    if process is not None and not options.no_memory:
        result["in_flight"] = cost_in_flight(10_000)
    if options.json:
        print(json.dumps(result, indent=2))
    else:
        show(result)


def summary(timings: dict[str, list[Timing]], count: int) -> dict[str, Any]:
    """Rates and ratios, as plain data."""
    rates = {name: median(count / timing.asking for timing in rows) for name, rows in timings.items()}
    pairs = [one.asking / other.asking for one, other in zip(timings[BARE], timings[OURS], strict=True)]
    return {
        "requests": count,
        "requests_per_second": rates,
        "seconds_of_the_pipeline": {name: median(timing.whole for timing in rows) for name, rows in timings.items()},
        "of_the_bare_client": {BARE: 1.0, OURS: median(pairs), BEAM: rates[BEAM] / rates[BARE]},
        "rounds": pairs,
        "times_beams_handler": rates[OURS] / rates[BEAM],
    }


def show(result: dict[str, Any]) -> None:
    """Prints a result as tables."""
    print(f"{result['requests']} requests{'':17} requests/s   of the bare client   whole pipeline")
    for name, rate in result["requests_per_second"].items():
        share, seconds = result["of_the_bare_client"][name], result["seconds_of_the_pipeline"][name]
        print(f"{name:28} {rate:10.1f} {share:20.2f} {seconds:14.1f} s")
    rounds = ", ".join(f"{share:.2f}" for share in result["rounds"])
    print(f"pairloom of the bare client, round by round: {rounds}")
    print(f"pairloom gets {result['times_beams_handler']:.2f} times what Beam's handler gets")
    for name, value in result.get("in_flight", {}).items():
        print(f"  {name}: {value:,.2f}")


if __name__ == "__main__":
    main()
