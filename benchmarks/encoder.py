"""The encoder on one processor core against sentence-transformers, on the same weights, in one run.

    python benchmarks/encoder.py [--texts 32] [--repeats 3] [--part encode|exits|training] [--out results.json]

It needs the checkout and `pip install --editable '.[encoder]'`. encode: `CodeEncoder.encode` in float32, and in
bfloat16 where the processor has instructions for it, against `SentenceTransformer.encode` at its default and at its
best batch size. exits: 3, 6, 9 and 12 layers of a 12-layer model, in turn. training: a step of the packed, cached loss
against sentence-transformers' `CachedMultipleNegativesRankingLoss` on padded batches. Weights are random; texts are
functions of Python's standard library. Times are processor seconds of this process, so that other work has less
influence.
"""

# ruff: noqa: E402 (torch reads the number of threads when it is imported)
import argparse
import inspect
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

os.environ["OMP_NUM_THREADS"] = "1"
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import numpy as np
import torch

torch.set_num_threads(1)

from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.losses import CachedMultipleNegativesRankingLoss

from pairloom.encoder.gradient_cache import cached_backward
from pairloom.encoder.inference import CodeEncoder, load
from pairloom.encoder.losses import MultiExitClip
from pairloom.encoder.model import build_model
from pairloom.encoder.packing import pack_documents, token_budget
from pairloom.encoder.presets import Preset
from pairloom.encoder.publishing import publish_exit
from pairloom.encoder.throughput import use_bfloat16
from pairloom.encoder.tokenizer import train_tokenizer

SHAPE = Preset(12, 384, 1536, 12, 4, (3, 6, 9, 12), 384, 512, 8192)


def functions(count: int) -> list[str]:
    """Source of functions of the standard library, in a fixed order, of all lengths."""
    import argparse as a
    import ast
    import collections
    import difflib
    import inspect as b
    import json.decoder
    import textwrap
    import typing
    import zipfile

    found = []
    for module in (a, ast, b, collections, difflib, json.decoder, textwrap, typing, zipfile):
        for holder in (module, *(item for _, item in inspect.getmembers(module, inspect.isclass))):
            if holder is module or holder.__module__ == module.__name__:
                members = [item for _, item in inspect.getmembers(holder, inspect.isfunction)]
                found += [inspect.getsource(item) for item in members if item.__module__ == module.__name__]
    found = list(dict.fromkeys(found))
    step = max(1, len(found) // count)
    return found[::step][:count]


def fastest(work: Callable[[], object], repeats: int) -> float:
    """Least processor seconds of `work`."""
    times = []
    for _ in range(repeats):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return min(times)


def make_models(texts: list[str], folder: Path) -> tuple[Path, SentenceTransformer]:
    """The same random weights as a pairloom model and as a published sentence-transformers folder."""
    torch.manual_seed(0)
    tokenizer = train_tokenizer(texts, SHAPE.vocabulary, SHAPE.max_tokens)
    encoder = CodeEncoder(
        build_model(SHAPE, len(tokenizer), tokenizer.pad_token_id).eval(), tokenizer, SHAPE.max_tokens
    )
    encoder.save(folder / "model")
    published = publish_exit(folder / "model", 12, folder / "published")
    return folder / "model", SentenceTransformer(str(published), device="cpu")


def bench_encode(model: Path, stock: SentenceTransformer, texts: list[str], repeats: int) -> dict[str, object]:
    ours = {"float32": load(model, device="cpu")}
    if use_bfloat16("auto", torch.device("cpu")):  # other processors emulate such products, a hundred times slower
        ours["bfloat16"] = load(model, device="cpu", dtype="bfloat16")
    wanted = stock.encode(texts, prompt_name="python", batch_size=32)
    seconds = {
        f"sentence-transformers, batch {size}": fastest(
            lambda size=size: stock.encode(texts, prompt_name="python", batch_size=size), repeats
        )
        for size in (32, 16, 8, 4)
    }
    default = seconds["sentence-transformers, batch 32"]
    best = min(seconds.values())
    found: dict[str, object] = {}
    for kind, encoder in ours.items():
        taken = fastest(lambda encoder=encoder: encoder.encode(texts, language="python"), repeats)
        seconds[f"pairloom, {kind}"] = taken
        found[f"{kind}_over_default"] = round(default / taken, 2)
        found[f"{kind}_over_best"] = round(best / taken, 2)
        found[f"{kind}_cosine"] = float((encoder.encode(texts, language="python") * wanted).sum(1).min())
    return {"texts_per_second": {name: round(len(texts) / value, 2) for name, value in seconds.items()}, **found}


def bench_exits(model: Path, texts: list[str], repeats: int) -> dict[str, object]:
    encoder = load(model, device="cpu")
    seconds = dict.fromkeys(encoder.exits, float("inf"))
    for _ in range(repeats):  # in turn, so that a disturbance affects all exits alike
        for exit in encoder.exits:
            seconds[exit] = min(seconds[exit], fastest(lambda exit=exit: encoder.encode(texts, exit, "python"), 1))
    whole = seconds[12] / 12
    return {
        "seconds": {exit: round(value, 3) for exit, value in seconds.items()},
        "time_per_layer_relative": {exit: round(value / exit / whole, 3) for exit, value in seconds.items()},
    }


def bench_training(model: Path, stock: SentenceTransformer, texts: list[str], repeats: int) -> dict[str, object]:
    """Forward and backward through a cached loss, at one exit, on the same pairs and without prompts."""
    anchors, positives = texts[0::2], texts[1::2]
    anchors = anchors[: len(positives)]
    loss = CachedMultipleNegativesRankingLoss(
        stock, scale=20.0, mini_batch_size=8, directions=("query_to_doc", "doc_to_query")
    )
    stock.train()

    def padded() -> None:
        stock.zero_grad()
        features = [stock.preprocess(side) for side in (anchors, positives)]
        loss(features, None).backward()

    encoder = load(model, device="cpu")
    encoder.model.train()
    clip = MultiExitClip((1.0,))

    def packed(resident: int) -> None:
        encoder.model.zero_grad()
        documents = encoder.tokenizer([*anchors, *positives], truncation=True, max_length=SHAPE.max_tokens)["input_ids"]
        groups = list(token_budget([len(document) for document in documents], 2048))
        chunks = [pack_documents([documents[row] for row in group]) for group in groups]
        order = torch.tensor([row for group in groups for row in group]).argsort()

        def total(vectors: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
            vectors = vectors[order]
            return clip(vectors[: len(anchors)], vectors[len(anchors) :], 20.0)

        sizes = [sum(chunk.lengths) for chunk in chunks]
        cached_backward(lambda chunk: encoder.model(chunks[chunk], (12,)), sizes, resident, total, torch.device("cpu"))

    seconds = {"sentence-transformers, cached, padded": fastest(padded, repeats)}
    for name, resident in (("pairloom, cached, packed", 0), ("pairloom, 8,192 tokens kept", 8192)):
        seconds[name] = fastest(lambda resident=resident: packed(resident), repeats)
    theirs = seconds["sentence-transformers, cached, padded"]
    return {
        "seconds": {name: round(value, 2) for name, value in seconds.items()},
        "cached_over_theirs": round(theirs / seconds["pairloom, cached, packed"], 2),
        "kept_over_theirs": round(theirs / seconds["pairloom, 8,192 tokens kept"], 2),
    }


def compare_with_aims(results: dict[str, Any]) -> list[str]:
    """One line for each aim: what was measured, and whether it was met."""
    lines = []

    def aim(what: str, value: float, least: float, most: float = float("inf")) -> None:
        met = "met" if least <= value <= most else "MISSED"
        wanted = f"at least {least:g}" if most == float("inf") else f"{least:g} to {most:g}"
        lines.append(f"{what:<62}{value:>9.4g}   aim {wanted}: {met}")

    if found := results.get("encode"):
        for kind, least in (("float32", 1.5), ("bfloat16", 3)):
            if f"{kind}_cosine" in found:
                aim(f"encode, {kind} over sentence-transformers' default", found[f"{kind}_over_default"], least)
                aim(f"least cosine of {kind} vectors with theirs", found[f"{kind}_cosine"], 0.9999)
            else:
                lines.append(f"encode, {kind}: not tried, this processor has no instructions for it")
    if found := results.get("exits"):
        for exit, value in found["time_per_layer_relative"].items():
            aim(f"exit {exit}: time per layer against exit 12's", value, 0.9, 1.1)
    if found := results.get("training"):
        aim("training step, cached, over sentence-transformers' cached", found["cached_over_theirs"], 1.5)
    return lines


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--texts", type=int, default=32)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--part", choices=("encode", "exits", "training"), action="append")
    parser.add_argument("--out", default="")
    settings = parser.parse_args()
    parts = settings.part or ["encode", "exits", "training"]
    texts = functions(settings.texts)
    with tempfile.TemporaryDirectory() as folder:
        model, stock = make_models(texts, Path(folder))
        lengths = [len(tokens) for tokens in load(model).token_ids(texts, "python")[0]]
        results: dict[str, Any] = {
            "texts": len(texts),
            "tokens": {"total": sum(lengths), "median": int(np.median(lengths)), "longest": max(lengths)},
        }
        if "encode" in parts:
            results["encode"] = bench_encode(model, stock, texts, settings.repeats)
        if "exits" in parts:
            results["exits"] = bench_exits(model, texts, settings.repeats)
        if "training" in parts:
            results["training"] = bench_training(model, stock, texts[:24], settings.repeats)
    text = json.dumps(results, indent=2)
    print(text)
    print("\n".join(compare_with_aims(results)))
    if settings.out:
        Path(settings.out).write_text(text + "\n")


if __name__ == "__main__":
    main()
