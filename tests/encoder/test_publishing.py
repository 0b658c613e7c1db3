"""A published exit, loaded by others in an environment without pairloom, gives the vectors of the model."""

import json
import subprocess
import sysconfig
import venv
from pathlib import Path

import numpy as np
import pytest

from pairloom.encoder.errors import ModelError, PublishError
from pairloom.encoder.inference import CodeEncoder
from pairloom.encoder.packing import pad
from pairloom.encoder.publishing import check_published, publish_exit

TEXTS = ["sort the list", "x", "read a file and count its words " * 30]

ELSEWHERE = """
import json, sys

from importlib.util import find_spec
assert not any(map(find_spec, ("encoder", "schemas", "pipelines", "translators", "dedup"))), "pairloom is here"
folder, texts = sys.argv[1], json.loads(sys.argv[2])

from sentence_transformers import SentenceTransformer
stock = SentenceTransformer(folder, device="cpu")
vectors = stock.encode(texts, prompt_name="query")

import torch
from safetensors.torch import load_file
from transformers import AutoModel, AutoTokenizer
tokenizer, layers = AutoTokenizer.from_pretrained(folder), AutoModel.from_pretrained(folder)
weights = load_file(f"{folder}/2_Dense/model.safetensors")
prompt = stock.prompts["query"]
front = len(tokenizer(prompt)["input_ids"]) - 1
plain = []
for text in texts:
    tokens = tokenizer([prompt + text], return_tensors="pt", truncation=True)
    with torch.no_grad():
        mean = layers(**tokens).last_hidden_state[:, front:].mean(1)
    plain.append(torch.nn.functional.normalize(mean @ weights["linear.weight"].T + weights["linear.bias"], dim=-1)[0])
print(json.dumps([vectors.tolist(), torch.stack(plain).tolist()]))
"""


@pytest.fixture(scope="session")
def published(saved: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[int, Path]:
    folder = tmp_path_factory.mktemp("published")
    return {exit: publish_exit(saved, exit, folder / f"exit-{exit}") for exit in (1, 2, 4)}


@pytest.mark.parametrize("exit", [1, 2, 4])
def test_equals_the_model(encoder: CodeEncoder, published: dict[int, Path], exit: int) -> None:
    assert check_published(published[exit], encoder, exit) < 1e-5


def test_the_check_can_fail(encoder: CodeEncoder, published: dict[int, Path]) -> None:
    with pytest.raises(PublishError, match="vectors are off by"):
        check_published(published[1], encoder, 2)


@pytest.fixture(scope="session")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The interpreter of an environment of its own that has the packages of this one but not pairloom: a folder named
    in a .pth file is searched, but the .pth files in it, by which pairloom is installed in place, are not read."""
    folder = tmp_path_factory.mktemp("elsewhere")
    venv.create(folder, with_pip=False, symlinks=True)
    (site,) = folder.glob("lib/python*/site-packages")
    (site / "packages.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return folder / "bin" / "python"


@pytest.mark.slow
@pytest.mark.parametrize("exit", [1, 2, 4])
def test_loads_elsewhere(
    encoder: CodeEncoder, published: dict[int, Path], elsewhere: Path, tmp_path: Path, exit: int
) -> None:
    """By sentence-transformers, and by transformers alone as the model card says, without remote code."""
    command = [str(elsewhere), "-I", "-c", ELSEWHERE, str(published[exit]), json.dumps(TEXTS)]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    stock, plain = json.loads(done.stdout.splitlines()[-1])
    ours = encoder.encode(TEXTS, exit)
    np.testing.assert_allclose(stock, ours, atol=1e-5)
    np.testing.assert_allclose(plain, ours, atol=1e-5)


def test_what_is_published(published: dict[int, Path]) -> None:
    folder = published[2]
    assert json.loads((folder / "config.json").read_text())["num_hidden_layers"] == 2
    assert json.loads((folder / "config.json").read_text())["is_causal"] is False
    guard = json.loads((folder / "config_sentence_transformers.json").read_text())["requirements"]
    assert guard["transformers"]["specifier"] == ">=5.2"
    assert not list(folder.rglob("*.py"))
    card = (folder / "README.md").read_text()
    assert "Not measured." in card and "license" not in card
    assert (published[1] / "model.safetensors").stat().st_size < (published[4] / "model.safetensors").stat().st_size


def test_the_guard_refuses_an_old_transformers(
    published: dict[int, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import shutil

    from sentence_transformers import SentenceTransformer

    folder = tmp_path / "strict"
    shutil.copytree(published[1], folder)
    file = folder / "config_sentence_transformers.json"
    config = json.loads(file.read_text())
    config["requirements"]["transformers"]["specifier"] = ">=99"  # as an old transformers would look to >=5.2
    file.write_text(json.dumps(config))
    with pytest.raises(ImportError, match="causal attention"):
        SentenceTransformer(str(folder), device="cpu")


def test_clear_errors(saved: Path, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="no exit 3"):
        publish_exit(saved, 3, tmp_path / "new")
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "file").touch()
    with pytest.raises(PublishError, match="is not empty"):
        publish_exit(saved, 1, tmp_path / "full")


@pytest.mark.slow
def test_onnx_gives_the_same_vectors(encoder: CodeEncoder, published: dict[int, Path]) -> None:
    runtime = pytest.importorskip("onnxruntime", reason="the extra encoder-onnx is not installed")
    from pairloom.encoder.onnx_export import export_onnx

    session = runtime.InferenceSession(str(export_onnx(published[2])))
    for texts in (TEXTS, TEXTS[:1]):
        documents, prompts = encoder.token_ids(texts)
        ids, mask = pad(documents, encoder.tokenizer.pad_token_id)
        inputs = {"input_ids": ids.numpy(), "attention_mask": mask.numpy(), "prompt_tokens": np.array(prompts)}
        found = session.run(["sentence_embedding"], inputs)[0]
        np.testing.assert_allclose(found, encoder.encode(texts, 2), atol=1e-5)
