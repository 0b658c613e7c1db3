"""One exit as a folder that sentence-transformers and transformers load without remote code and without pairloom."""

import json
import shutil
from pathlib import Path
from typing import Any

import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import Dense, Normalize, Pooling, Transformer

from pairloom.encoder.errors import PublishError
from pairloom.encoder.evaluation.baselines import STATIC
from pairloom.encoder.inference import CodeEncoder, load, quiet_transformers
from pairloom.encoder.model import parameters_up_to
from pairloom.encoder.tokenizer import code_prompt, text_prompt
from pairloom.schemas.languages import LANGUAGES

OLDEST_TRANSFORMERS = "5.2"


def publish_exit(
    model: str | Path, exit: int, out: str | Path, results: dict[str, Any] | None = None, license: str = ""
) -> Path:
    """Writes exit `exit` of the model at `model` to folder `out`, with a model card that shows the numbers in `results`
    (an evaluation's results.json). Raises PublishError if `out` is not empty, ModelError for a bad model or exit."""
    folder = Path(out)
    if folder.exists() and any(folder.iterdir()):
        raise PublishError(f"{out}: is not empty; choose a new folder")
    encoder = load(model, exit, device="cpu")
    stock = sentence_transformer(encoder, exit, folder / "parts")
    with quiet_transformers():
        stock.save_pretrained(str(folder), create_model_card=False)
    shutil.rmtree(folder / "parts")
    _guard_against_old_transformers(folder)
    (folder / "README.md").write_text(model_card(encoder, exit, Path(model).name, results, license), encoding="utf-8")
    return folder


def sentence_transformer(encoder: CodeEncoder, exit: int, workplace: str | Path) -> SentenceTransformer:
    """The stock pipeline that computes what `encoder` does at `exit`: layers, mean after the prompt, map, unit length.

    workplace: an empty folder for the parts; it can be removed after the pipeline is saved.
    """
    with quiet_transformers():
        encoder.model.backbone.save_pretrained(workplace)
        encoder.tokenizer.save_pretrained(workplace)
        transformer = Transformer(str(workplace), max_seq_length=encoder.max_tokens)
    linear = encoder.model.projections.linear[str(exit)]
    assert isinstance(linear, torch.nn.Linear)
    dense = Dense(linear.in_features, linear.out_features, activation_function=torch.nn.Identity())
    dense.linear.load_state_dict(linear.state_dict())
    pooling = Pooling(encoder.model.backbone.config.hidden_size, pooling_mode="mean", include_prompt=False)
    return SentenceTransformer(
        modules=[transformer, pooling, dense, Normalize()],
        prompts=prompts(encoder),
        similarity_fn_name="cosine",
        device="cpu",
    )


def prompts(encoder: CodeEncoder) -> dict[str, str]:
    """The instructions by name: "query" for descriptions, a language's name for code in it."""
    separator = encoder.tokenizer.sep_token
    named = {"query": text_prompt(separator)}
    return named | {name: code_prompt(name, separator) for name in LANGUAGES}


def _guard_against_old_transformers(folder: Path) -> None:
    """Makes sentence-transformers refuse versions of transformers that ignore `is_causal` and return wrong vectors."""
    file = folder / "config_sentence_transformers.json"
    config = json.loads(file.read_text())
    reason = "older versions run this bidirectional model with causal attention and report no error"
    config["requirements"] = {"transformers": {"specifier": f">={OLDEST_TRANSFORMERS}", "reason": reason}}
    file.write_text(json.dumps(config, indent=2) + "\n")


def model_card(encoder: CodeEncoder, exit: int, name: str, results: dict[str, Any] | None, license: str) -> str:
    """The README of a published exit: what it is, how to use it, and what was measured."""
    front = ["---", "library_name: sentence-transformers", "pipeline_tag: sentence-similarity"]
    front += [f"license: {license}"] if license else []
    front += ["tags: [sentence-transformers, code-search, feature-extraction]", "---"]
    separator = encoder.tokenizer.sep_token
    parameters = parameters_up_to(encoder.model, exit)
    lines = [
        *front,
        f"# {name}, exit {exit}",
        "",
        f"A code encoder of {exit} layers and {parameters / 1e6:,.1f} million parameters, cut from a model of several "
        f"exits. It maps code and descriptions of code to vectors of {encoder.dimension} numbers whose inner product "
        f"says how well they match. Inputs are cut at {encoder.max_tokens} tokens.",
        "",
        "## Use",
        "",
        "```python",
        "from sentence_transformers import SentenceTransformer",
        "",
        'model = SentenceTransformer("path or name of this model")',
        'queries = model.encode(["read a file line by line"], prompt_name="query")',
        'documents = model.encode(["def lines(path): ..."], prompt_name="python")  # the name of the language',
        "print(model.similarity(queries, documents))",
        "```",
        "",
        "With transformers alone, put the prompt before the text, leave its tokens out of the mean, and apply the map:",
        "",
        "```python",
        "import torch",
        "from safetensors.torch import load_file",
        "from transformers import AutoModel, AutoTokenizer",
        "",
        "tokenizer, layers = AutoTokenizer.from_pretrained(path), AutoModel.from_pretrained(path)",
        'weights = load_file(f"{path}/2_Dense/model.safetensors")',
        f'prompt = "{text_prompt(separator)}"',
        'tokens = tokenizer([prompt + "read a file line by line"], return_tensors="pt")',
        'front = len(tokenizer(prompt)["input_ids"]) - 1',
        "states = layers(**tokens).last_hidden_state[:, front:].mean(1)  # one text at a time: no padding",
        'vector = torch.nn.functional.normalize(states @ weights["linear.weight"].T + weights["linear.bias"], dim=-1)',
        "```",
        "",
        f"It needs transformers {OLDEST_TRANSFORMERS} or newer: older versions ignore `is_causal: false`.",
        "",
        *_quality_section(exit, results),
    ]
    return "\n".join(lines) + "\n"


def _quality_section(exit: int, results: dict[str, Any] | None) -> list[str]:
    if results is None:
        return ["## Quality", "", "Not measured."]
    rows = [f"exit {exit}", STATIC, "random", "TF-IDF", "BM25"]
    quality = results["quality"]
    kinds = [kind for kind in ("text-to-code", "code-to-code") if kind in quality[rows[0]]]
    head = ["system", *[f"{kind} MRR" for kind in kinds]]
    lines = [
        "## Quality",
        "",
        f"{results['split']} split of the training data's release, repositories held out. "
        f"{results['protocol']}. 95 % intervals by bootstrap.",
        "",
    ]
    lines += ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    for row in rows:
        cells = [quality[row][kind]["mrr"] for kind in kinds]
        shown = [f"{cell['mean']:.3f} ({cell['low']:.3f}–{cell['high']:.3f})" for cell in cells]
        lines.append("| " + " | ".join([row, *shown]) + " |")
    return lines


def check_published(folder: str | Path, encoder: CodeEncoder, exit: int) -> float:
    """The largest difference between the published model's vectors and `encoder`'s, over a few texts. Raises
    PublishError if it is above 1e-5."""
    texts = ["sort a list of numbers", "x", "read every line of a file and return the longest of them " * 8]
    code = ["def f(x):\n    return x + 1", "print('é')"]
    with quiet_transformers():
        stock = SentenceTransformer(str(folder), device="cpu")
    found = [stock.encode(texts, prompt_name="query"), stock.encode(code, prompt_name="python")]
    ours = [encoder.encode(texts, exit), encoder.encode(code, exit, "python")]
    worst = max(float(abs(one - other).max()) for one, other in zip(found, ours, strict=True))
    if worst > 1e-5:
        raise PublishError(f"{folder}: the published model's vectors are off by {worst:.1e}")
    return worst
