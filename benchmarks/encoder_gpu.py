"""The multi-exit encoder on one GPU: is packed attention right, and what share of the peak does it reach?

    python benchmarks/encoder_gpu.py [--preset mose-1b] [--out results.json]

Needs only torch, transformers (5.2 or newer) and this checkout, without an installation; about five minutes on an H100.
Measured in the same run for comparison: a large bf16 matrix product for the peak, and the stock transformers model on
padded batches (scaled dot-product attention with a mask). Weights are random: speed and equality are measured, not
quality.
"""

import argparse
import json
import math
import random
import sys
import time
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import torch
import transformers

from pairloom.encoder.gradient_cache import cached_backward
from pairloom.encoder.heads import PretrainingHeads
from pairloom.encoder.losses import MultiExitClip, depth_weights
from pairloom.encoder.model import MultiExitEncoder, build_model, parameters_up_to
from pairloom.encoder.packing import PackedTokens, pack_documents, pad, token_budget
from pairloom.encoder.presets import PRESETS
from pairloom.encoder.throughput import forward_flops, measure_peak, training_flops

PADDING = 0
MASK_RATE = 0.15
CHUNKS = 4
"""Passes per step of the optimizer in pre-training."""


def documents_of(lengths: list[int], vocabulary: int, chance: random.Random) -> list[list[int]]:
    return [[chance.randrange(1, vocabulary) for _ in range(length)] for length in lengths]


def code_lengths(count: int, longest: int, chance: random.Random) -> list[int]:
    """Lengths such as functions have: log-normal, median 180 tokens, cut at `longest`."""
    return [min(longest, max(16, round(chance.lognormvariate(math.log(180), 0.9)))) for _ in range(count)]


class Bench:
    """The model and the clock."""

    def __init__(self, preset: str, device: torch.device, repeats: int) -> None:
        self.device, self.repeats = device, repeats
        self.preset = PRESETS[preset]
        with torch.device(device):
            self.model: MultiExitEncoder = build_model(self.preset, self.preset.vocabulary, PADDING)
            self.heads = PretrainingHeads(self.preset.hidden, self.preset.vocabulary, self.model.exits)
        self.config = self.model.backbone.config
        self.weights = depth_weights(self.model.exits, self.model.depth)
        self.peak = measure_peak(device, torch.bfloat16)
        self.chance = random.Random(0)

    def autocast(self) -> torch.autocast:
        return torch.autocast(self.device.type, torch.bfloat16)

    def seconds(self, work: Callable[[], None], warm: int = 2) -> float:
        """Median seconds of `work`."""
        times = []
        for number in range(warm + self.repeats):
            self.wait()
            start = time.perf_counter()
            work()
            self.wait()
            if number >= warm:
                times.append(time.perf_counter() - start)
        return sorted(times)[len(times) // 2]

    def wait(self) -> None:
        if self.device.type == "cuda":
            torch.cuda.synchronize()

    def memory(self) -> float:
        """Peak gigabytes since the last call."""
        if self.device.type != "cuda":
            return 0.0
        peak = torch.cuda.max_memory_allocated() / 2**30
        torch.cuda.reset_peak_memory_stats()
        return peak

    def check_equality(self, lengths: list[int]) -> dict[str, float]:
        """Packed attention against the padded stock path: vectors and gradients, in bf16 and against float32."""
        documents = documents_of(lengths, self.preset.vocabulary, self.chance)
        exit = self.model.exits[0]
        probe = torch.randn(len(lengths), self.preset.dimension, device=self.device)
        weight = self.model.backbone.layers[0].self_attn.k_proj.weight
        vectors, gradients = {}, {}
        for name, embed, half in (
            ("packed", self.embed_packed, True),
            ("padded", self.embed_padded, True),
            ("padded float32", self.embed_padded, False),
        ):
            with self.autocast() if half else nullcontext():
                found = embed(documents, (exit,))[:, 0]
            vectors[name] = found.detach()
            gradients[name] = torch.autograd.grad((found * probe).sum(), weight)[0].flatten()
        truth, true_gradient = vectors["padded float32"], gradients["padded float32"]
        result = {
            "cosine_packed_padded": float((vectors["packed"] * vectors["padded"]).sum(1).min()),
            "cosine_packed_float32": float((vectors["packed"] * truth).sum(1).min()),
            "cosine_padded_float32": float((vectors["padded"] * truth).sum(1).min()),
            "gradient_cosine_packed_float32": cosine(gradients["packed"], true_gradient),
            "gradient_cosine_padded_float32": cosine(gradients["padded"], true_gradient),
        }
        if min(result.values()) < 0.999:
            raise SystemExit(f"packed attention does not equal padded attention: {result}")
        return result

    def pack(self, documents: list[list[int]]) -> PackedTokens:
        return pack_documents(documents).to(self.device)

    def embed_packed(self, documents: list[list[int]], exits: tuple[int, ...]) -> torch.Tensor:
        return self.model(self.pack(documents), exits)

    def embed_padded(self, documents: list[list[int]], exits: tuple[int, ...]) -> torch.Tensor:
        """As stock transformers computes: a padded batch, a mask, all layers up to the deepest exit."""
        ids, mask = (part.to(self.device) for part in pad(documents, PADDING))
        backbone = self.model.backbone
        backbone.set_attn_implementation("sdpa")
        layers, backbone.config.num_hidden_layers = backbone.config.num_hidden_layers, max(exits)
        states = backbone(input_ids=ids, attention_mask=mask, output_hidden_states=True).hidden_states
        backbone.config.num_hidden_layers = layers
        backbone.set_attn_implementation("packed")
        share = mask / mask.sum(1, keepdim=True)
        vectors = []
        for exit in exits:
            normed = states[exit] if exit == max(exits) else backbone.norm(states[exit])
            vectors.append(self.model.projections((normed.float() * share[..., None]).sum(1), exit))
        return torch.stack(vectors, dim=1)

    def pretraining_step(self, packed: PackedTokens, chunks: int, optimizer: torch.optim.Optimizer) -> None:
        """`chunks` passes over `packed`, then one step of the optimizer, as in a run (whose steps have 128 chunks)."""
        for _ in range(chunks):
            self.pretraining_pass(packed)
        optimizer.step()
        optimizer.zero_grad()

    def pretraining_pass(self, packed: PackedTokens) -> None:
        """Adds the gradient of the masked-token loss at every exit."""
        masked = torch.arange(0, len(packed.input_ids), round(1 / MASK_RATE), device=self.device)
        answers = packed.input_ids[masked]
        loss = torch.zeros((), device=self.device)
        with self.autocast():
            for weight, (exit, state) in zip(
                self.weights, self.model.exit_states(packed, self.model.exits).items(), strict=True
            ):
                loss = loss + weight * self.heads(self.heads.with_code(state[masked], exit), answers) / len(answers)
        loss.backward()

    def contrastive_step(self, chunks: list[PackedTokens], optimizer: torch.optim.Optimizer, resident: int) -> None:
        clip = MultiExitClip(self.weights)

        def embed(chunk: int) -> torch.Tensor:
            with self.autocast():
                return self.model(chunks[chunk])

        def loss(vectors: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
            half = len(vectors) // 2
            return clip(vectors[:half], vectors[half : 2 * half], 10.0)

        cached_backward(embed, [sum(chunk.lengths) for chunk in chunks], resident, loss, self.device)
        optimizer.step()
        optimizer.zero_grad()

    def padded_step(self, groups: list[list[list[int]]], optimizer: torch.optim.Optimizer) -> None:
        """The same loss on padded batches of documents in the order they come."""
        clip = MultiExitClip(self.weights)

        def embed(group: int) -> torch.Tensor:
            with self.autocast():
                return self.embed_padded(groups[group], self.model.exits)

        def loss(vectors: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
            half = len(vectors) // 2
            return clip(vectors[:half], vectors[half : 2 * half], 10.0)

        cached_backward(embed, [1] * len(groups), 0, loss, self.device)
        optimizer.step()
        optimizer.zero_grad()


def cosine(one: torch.Tensor, other: torch.Tensor) -> float:
    return float(torch.nn.functional.cosine_similarity(one.float(), other.float(), dim=0))


def rates(bench: Bench, name: str, lengths: list[int], seconds: float, flops: float) -> dict[str, object]:
    return {
        "what": name,
        "tokens": sum(lengths),
        "seconds": round(seconds, 4),
        "tokens_per_second": round(sum(lengths) / seconds),
        "tflops": round(flops / seconds / 1e12, 1),
        "share_of_peak": round(flops / seconds / bench.peak, 4),
        "memory_gb": round(bench.memory(), 1),
    }


def training(bench: Bench, windows: int, pairs: int, chunk: int) -> list[dict[str, object]]:
    parameters = [*bench.model.parameters(), *bench.heads.parameters()]
    optimizer = torch.optim.AdamW(parameters, lr=1e-6, fused=True)
    bench.model.train()
    full = [bench.preset.max_tokens] * windows
    packed = bench.pack(documents_of(full, bench.preset.vocabulary, bench.chance))
    flops = training_flops(bench.config, full * CHUNKS)
    rows = []

    def pretrain(name: str) -> None:
        bench.memory()
        seconds = bench.seconds(lambda: bench.pretraining_step(packed, CHUNKS, optimizer))
        rows.append(rates(bench, name, full * CHUNKS, seconds, flops))

    pretrain("pre-training, full windows")
    lengths = code_lengths(2 * pairs, bench.preset.max_tokens, bench.chance)
    documents = documents_of(lengths, bench.preset.vocabulary, bench.chance)
    chunks = [
        pack_documents([documents[row] for row in group]).to(bench.device) for group in token_budget(lengths, chunk)
    ]
    flops = training_flops(bench.config, lengths)
    for name, resident in (("contrastive, packed, all cached", 0), ("contrastive, packed, one chunk kept", chunk)):
        bench.memory()
        seconds = bench.seconds(lambda kept=resident: bench.contrastive_step(chunks, optimizer, kept), 1)
        rows.append(rates(bench, name, lengths, seconds, flops))
    per_group = max(1, chunk // max(lengths))
    groups = [documents[start : start + per_group] for start in range(0, len(documents), per_group)]
    bench.memory()
    seconds = bench.seconds(lambda: bench.padded_step(groups, optimizer), 1)
    rows.append(rates(bench, "contrastive, padded stock batches", lengths, seconds, flops))
    if bench.device.type == "cuda":
        for part in (*bench.model.backbone.layers, bench.heads):
            part.compile()
        flops = training_flops(bench.config, full * CHUNKS)
        pretrain("pre-training, full windows, compiled")
        torch.compiler.set_stance("force_eager")  # what follows is not compiled
    return rows


def inference(bench: Bench, texts: int, budget: int) -> list[dict[str, object]]:
    """Every exit in bf16 weights on packed documents, and the deepest on padded stock batches."""
    bench.model.eval().backbone.to(torch.bfloat16)
    lengths = code_lengths(texts, bench.preset.max_tokens, bench.chance)
    documents = documents_of(lengths, bench.preset.vocabulary, bench.chance)
    batches = [
        pack_documents([documents[row] for row in group]).to(bench.device) for group in token_budget(lengths, budget)
    ]
    rows = []

    def add(name: str, exit: int, work: Callable[[], None]) -> None:
        bench.memory()
        with torch.inference_mode():
            seconds = bench.seconds(work, 1)
        row = rates(bench, name, lengths, seconds, forward_flops(bench.config, exit, lengths))
        rows.append(row | {"exit": exit, "texts_per_second": round(len(lengths) / seconds, 1)})

    for exit in bench.model.exits:
        add(f"exit {exit}, packed", exit, lambda exit=exit: [bench.model(batch, (exit,)) for batch in batches])
    deepest = bench.model.exits[-1]
    groups = [documents[start : start + 32] for start in range(0, len(documents), 32)]
    add(
        f"exit {deepest}, padded stock batches of 32",
        deepest,
        lambda: [bench.embed_padded(group, (deepest,)) for group in groups],
    )
    return rows


def ratios(seconds: dict[str, float], exits: tuple[int, ...]) -> dict[str, object]:
    """How much faster packed documents are than padded ones, and the time of each exit per layer."""
    deepest = exits[-1]
    per_layer = {exit: seconds[f"exit {exit}, packed"] / exit for exit in exits}
    training = seconds["contrastive, padded stock batches"] / seconds["contrastive, packed, one chunk kept"]
    encoding = seconds[f"exit {deepest}, padded stock batches of 32"] / seconds[f"exit {deepest}, packed"]
    return {
        "training: packed over padded": round(training, 2),
        "inference: packed over padded": round(encoding, 2),
        "time per layer, by exit": {exit: round(value / per_layer[deepest], 3) for exit, value in per_layer.items()},
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--preset", default="mose-1b", choices=PRESETS)
    parser.add_argument("--windows", type=int, default=8, help="full windows per pass of pre-training")
    parser.add_argument("--pairs", type=int, default=128, help="pairs per contrastive step")
    parser.add_argument("--chunk", type=int, default=16_384, help="tokens per forward pass in stage two")
    parser.add_argument("--texts", type=int, default=1024, help="texts of the inference part")
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--device", default="cuda")
    parser.add_argument("--out", default="")
    settings = parser.parse_args()
    torch.manual_seed(0)
    device = torch.device(settings.device)
    bench = Bench(settings.preset, device, settings.repeats)
    results = {
        "machine": torch.cuda.get_device_name() if device.type == "cuda" else "CPU",
        "torch": torch.__version__,
        "transformers": transformers.__version__,
        "preset": settings.preset,
        "peak_tflops": round(bench.peak / 1e12, 1),
        "parameters_millions": {
            exit: round(parameters_up_to(bench.model, exit) / 1e6, 1) for exit in bench.model.exits
        },
        "equality": {
            "varying lengths": bench.check_equality([3, 64, 17, 200, 200, 1, 129, 64]),
            "one length": bench.check_equality([256] * 8),
        },
        "training": training(bench, settings.windows, settings.pairs, settings.chunk),
        "inference": inference(bench, settings.texts, 2 * settings.chunk),
    }
    rows = [*results["training"], *results["inference"]]
    results["ratios"] = ratios({row["what"]: row["seconds"] for row in rows}, bench.model.exits)
    text = json.dumps(results, indent=2)
    print(text)
    for row in rows:
        print(
            f"{row['what']:<44}{row['tokens_per_second']:>12,} tokens/s{row['tflops']:>8} TFLOP/s"
            f"{row['share_of_peak']:>8.1%} of peak{row['memory_gb']:>8} GB"
        )
    if settings.out:
        Path(settings.out).write_text(text + "\n")


if __name__ == "__main__":
    main()
