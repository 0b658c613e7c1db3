"""How busy our translator keeps a server, against a bare asyncio client without a limit and against Beam's own
VLLMChatModelHandler, all with the same requests to the same server in the same run.

    python benchmarks/saturation.py                       a loopback server whose latencies vary tenfold
    python benchmarks/saturation.py --memory              also: cost of 10,000 requests in flight
    python benchmarks/saturation.py --server URL --model NAME   a real server, e.g. vLLM on the CPU

The loopback server answers `--slots` requests at once, each after 0.2 to 2 s, so what it can do is known: the bare
client, which holds everything in flight, shows it. Beam's handler is fed through a client whose server is already
running (its own start-up is not what is measured); its batches are the default ones.
"""

import argparse
import asyncio
import json
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import aiohttp
import apache_beam as beam
from apache_beam.options.pipeline_options import PipelineOptions

from schemas import TranslationRequest
from schemas.recipe import Translate as Settings
from translators.llm import sampling_parameters
from translators.prompts import messages, prompt_version
from translators.transforms import Translate

FAULT_SERVER = Path(__file__).parents[1] / "tests" / "translators" / "fault_server.py"


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


def bare(requests: list[TranslationRequest], settings: Settings) -> float:
    """Seconds for all requests at once, sent by nothing but asyncio and aiohttp."""

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
    return time.monotonic() - start


def ours(requests: list[TranslationRequest], settings: Settings) -> float:
    """Seconds for the whole step of the pipeline, as a release runs it."""

    def graph(pipeline: beam.Pipeline) -> None:
        outcomes, _ = pipeline | beam.Create(requests) | Translate(settings, "")
        outcomes | beam.Map(_must_be_answered)

    return _run(graph)


def beams(requests: list[TranslationRequest], settings: Settings) -> float:
    """Seconds for RunInference with Beam's VLLMChatModelHandler and its default batches."""
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
        arguments = sampling_parameters(settings)
        pipeline | beam.Create(chats) | RunInference(Handler(settings.model), inference_args=arguments)

    return _run(graph)


def _run(graph: Any) -> float:
    start = time.monotonic()
    with beam.Pipeline(options=PipelineOptions(["--runner=FnApiRunner"])) as pipeline:
        graph(pipeline)
    return time.monotonic() - start


def _must_be_answered(outcome: Any) -> None:
    if outcome.error:
        raise RuntimeError(outcome.error)


def overhead() -> float:
    """Seconds that an empty pipeline of the same shape takes: Beam's own start, which no server waits for."""
    return _run(lambda pipeline: pipeline | beam.Create([1]) | beam.Reshuffle() | beam.Map(lambda one: None))


def loopback(*options: str) -> tuple[subprocess.Popen[str], str]:
    """The fault server as a process of its own, without faults."""
    server = subprocess.Popen(
        [sys.executable, str(FAULT_SERVER), *options], stdout=subprocess.PIPE, stdin=subprocess.PIPE, text=True
    )
    assert server.stdout is not None
    return server, server.stdout.readline().strip()


def cost_in_flight(count: int) -> dict[str, float]:
    """CPU time and memory of our client with `count` requests in flight at once."""
    server, url = loopback("--latency", "15", "--spread", "1.2")
    settings = Settings(translator="endpoint", model="m", targets=["go"], endpoint=[url], concurrency=count)
    requests = make_requests(count, "m")
    before, memory = time.process_time(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    from translators.registry import make_llm

    translator = make_llm(settings, "")
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


def main() -> None:
    """Prints a table, or JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--requests", type=int, default=1000)
    parser.add_argument("--slots", type=int, default=64)
    parser.add_argument("--server", default="", help="a running server's base URL, instead of the loopback server")
    parser.add_argument("--model", default="m")
    parser.add_argument("--max-tokens", type=int, default=64)
    parser.add_argument("--concurrency", type=int, default=0, help="ours; by default twice the slots")
    parser.add_argument("--repeats", type=int, default=2, help="runs of each; the fastest counts")
    parser.add_argument("--memory", action="store_true")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    server, url = None, options.server
    if not url:
        server, url = loopback("--latency", "0.2", "--spread", "10", "--slots", str(options.slots))
    settings = Settings(
        translator="endpoint",
        model=options.model,
        targets=["go"],
        endpoint=[url],
        max_tokens=options.max_tokens,
        concurrency=options.concurrency or 2 * options.slots,
    )
    requests = make_requests(options.requests, options.model)
    empty = overhead()
    clients = {"bare asyncio": bare, "pairloom": ours, "Beam VLLMChatModelHandler": beams}
    best: dict[str, float] = {}
    for _ in range(options.repeats):
        for name, client in clients.items():
            seconds = client(requests, settings) - (0 if client is bare else empty)
            best[name] = min(seconds, best.get(name, seconds))
    if server is not None:
        server.kill()
    rates = {name: options.requests / seconds for name, seconds in best.items()}
    ratio, gain = rates["pairloom"] / rates["bare asyncio"], rates["pairloom"] / rates["Beam VLLMChatModelHandler"]
    result: dict[str, Any] = {"requests per second": rates, "of the bare client": ratio, "times Beam's handler": gain}
    if options.memory:
        result["in flight"] = cost_in_flight(10_000)
    if options.json:
        print(json.dumps(result, indent=2))
        return
    for name, rate in rates.items():
        print(f"{name:28} {rate:8.1f} requests/s")
    print(f"pairloom gets {ratio:.2f} of the bare client, {gain:.2f} times what Beam's handler gets")
    for name, value in result.get("in flight", {}).items():
        print(f"  {name}: {value:,.2f}")


if __name__ == "__main__":
    main()
