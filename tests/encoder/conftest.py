"""A tiny release and tiny models, made once."""

import os
from pathlib import Path

os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")

import pyarrow.parquet as pq
import pytest

torch = pytest.importorskip("torch", reason="the encoder's extra is not installed")

from pairloom.encoder.inference import CodeEncoder  # noqa: E402
from pairloom.encoder.model import build_model  # noqa: E402
from pairloom.encoder.presets import Preset  # noqa: E402
from pairloom.encoder.tokenizer import train_tokenizer  # noqa: E402
from pairloom.schemas import CodePair, to_table  # noqa: E402
from pairloom.schemas.hashing import content_hash  # noqa: E402

TINY = Preset(4, 32, 64, 4, 2, (1, 2, 4), 24, 64, 600)
VERBS = ("add", "remove", "sort", "find", "read", "write", "merge", "split", "count", "parse")
NOUNS = ("list", "file", "tree", "graph", "date", "word", "number", "matrix", "queue", "user")


@pytest.fixture(scope="session", autouse=True)
def few_threads() -> None:
    torch.set_num_threads(1)  # beside other work, threads that wait for each other are slower


def make_pair(verb: str, noun: str, **changes: object) -> CodePair:
    """A small Python function about `verb` and `noun`, and its JavaScript."""
    python = f"def {verb}_{noun}({noun}, extra):\n    {noun} = {verb}({noun})\n    return {noun}, extra\n"
    script = (
        f"function {verb}{noun.title()}({noun}, extra) {{\n  {noun} = {verb}({noun});\n  return [{noun}, extra];\n}}\n"
    )
    values: dict = {
        "pair_id": content_hash(verb, noun),
        "text": f"{verb.title()} the {noun}.",
        "source_language": "python",
        "source_code": python,
        "target_language": "javascript",
        "target_code": script,
        "function_name": f"{verb}_{noun}",
        "repository": f"owner/{noun}",
        "path": "a.py",
        "url": "",
        "license": "MIT",
        "benchmark": "tiny",
        "split": "",
        "translator": "replay",
        "model": "",
        "prompt_version": "",
        "verified": "parsed",
        "record_id": content_hash("record", verb, noun),
        "request_id": content_hash("request", verb, noun),
        "duplicates": 0,
    }
    return CodePair(**{**values, **changes})


def write_split(folder: Path, split: str, pairs: list[CodePair]) -> None:
    """One Parquet file of a release."""
    (folder / "data").mkdir(parents=True, exist_ok=True)
    pq.write_table(to_table(pairs, CodePair), folder / "data" / f"{split}-00000-of-00001.parquet")


@pytest.fixture(scope="session")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """80 training pairs, 10 of validation, 10 of test: nouns are repositories, and no repository is in two splits."""
    folder = tmp_path_factory.mktemp("release")
    for split, nouns in (("train", NOUNS[:8]), ("validation", NOUNS[8:9]), ("test", NOUNS[9:])):
        write_split(folder, split, [make_pair(verb, noun) for noun in nouns for verb in VERBS])
    return folder


@pytest.fixture(scope="session")
def corpus() -> list[str]:
    """Texts to learn a tokenizer from."""
    pairs = [make_pair(verb, noun) for verb in VERBS for noun in NOUNS]
    return [text for pair in pairs for text in (pair.text, pair.source_code, pair.target_code)]


@pytest.fixture(scope="session")
def encoder(corpus: list[str]) -> CodeEncoder:
    """An untrained model with large weights, so that every layer changes its states visibly."""
    torch.manual_seed(0)
    tokenizer = train_tokenizer(corpus, TINY.vocabulary, TINY.max_tokens)
    model = build_model(TINY, len(tokenizer), tokenizer.pad_token_id)
    with torch.no_grad():
        for parameter in model.parameters():
            if parameter.ndim > 1:
                parameter.normal_(std=0.15)
    return CodeEncoder(model.eval(), tokenizer, TINY.max_tokens)


@pytest.fixture(scope="session")
def saved(encoder: CodeEncoder, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same model in a folder."""
    folder = tmp_path_factory.mktemp("models") / "tiny"
    encoder.save(folder)
    return folder
