"""The cost of each exit: parameters, arithmetic, and measured time."""

import platform
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from pairloom.encoder.inference import CodeEncoder
from pairloom.encoder.model import parameters_up_to
from pairloom.encoder.throughput import forward_flops


@dataclass(frozen=True)
class Cost:
    """layers, parameters: up to the exit. flops_per_token: of the forward pass, mean over the tokens. milliseconds:
    median for one text alone. texts_per_second: of many texts at once. bytes_per_vector: in float32."""

    layers: int
    parameters: int
    flops_per_token: float
    milliseconds: float
    texts_per_second: float
    bytes_per_vector: int


def cost_of(encoder: CodeEncoder, exit: int, texts: Sequence[str], languages: Sequence[str | None]) -> Cost:
    """Measures `exit` on `texts`; a few dozen are enough for the medians."""
    lengths = [len(tokens) for tokens in encoder.token_ids(texts, languages)[0]]
    return Cost(
        exit,
        parameters_up_to(encoder.model, exit),
        forward_flops(encoder.model.backbone.config, exit, lengths) / sum(lengths),
        1_000
        * float(
            np.median(
                [_seconds(encoder, exit, [text], [language]) for text, language in zip(texts, languages, strict=True)]
            )
        ),
        len(texts) / min(_seconds(encoder, exit, texts, languages) for _ in range(3)),
        4 * encoder.dimension,
    )


def _seconds(encoder: CodeEncoder, exit: int, texts: Sequence[str], languages: Sequence[str | None]) -> float:
    start = time.perf_counter()
    encoder.encode(texts, exit, languages)
    return time.perf_counter() - start


def device_name() -> str:
    """The name of the GPU, or of the processor with the number of threads used."""
    if torch.cuda.is_available():
        return torch.cuda.get_device_name()
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        name = next(line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        name = platform.processor() or platform.machine()
    threads = torch.get_num_threads()
    return f"{name}, {threads} thread{'s' if threads > 1 else ''}"
