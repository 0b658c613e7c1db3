"""The model against slower or stock computations of the same thing."""

import platform
import resource
import subprocess
import sys

import numpy as np
import pytest
import torch
from transformers import Starcoder2Model

from pairloom import encoder as package
from pairloom.encoder.errors import ModelError
from pairloom.encoder.inference import CodeEncoder, load
from pairloom.encoder.model import MultiExitEncoder, build_model, parameters_up_to
from pairloom.encoder.packing import pack_documents, pad, token_budget
from pairloom.encoder.presets import PRESETS

DOCUMENTS = [[5, 6, 7, 8, 9], [10, 11], [12, 13, 14, 15, 16, 17, 18], [19, 20]]


def stock(encoder: CodeEncoder, saved, layers: int) -> Starcoder2Model:
    """transformers' own model of the first `layers` layers, with its own attention."""
    return Starcoder2Model.from_pretrained(saved, num_hidden_layers=layers, attn_implementation="sdpa").eval()


def stock_states(model: Starcoder2Model, document: list[int]) -> torch.Tensor:
    with torch.no_grad():
        return model(input_ids=torch.tensor([document])).last_hidden_state[0]


@pytest.mark.parametrize("exit", [1, 2, 4])
def test_exit_equals_the_stock_model_of_that_many_layers(encoder: CodeEncoder, saved, exit: int) -> None:
    model = stock(encoder, saved, exit)
    with torch.no_grad():
        states = encoder.model.exit_states(pack_documents(DOCUMENTS), (1, 2, 4))[exit]
    for document, part in zip(DOCUMENTS, states.split([len(d) for d in DOCUMENTS]), strict=True):
        torch.testing.assert_close(part, stock_states(model, document), atol=1e-5, rtol=1e-5)


def test_exits_differ(encoder: CodeEncoder) -> None:
    """Else the test above would say nothing."""
    with torch.no_grad():
        states = encoder.model.exit_states(pack_documents(DOCUMENTS), (1, 2, 4))
    assert (states[1] - states[2]).abs().max() > 0.1
    assert (states[2] - states[4]).abs().max() > 0.1


def test_nothing_past_the_exit_is_computed(encoder: CodeEncoder) -> None:
    calls: list[int] = []
    hooks = [
        layer.register_forward_hook(lambda *_, number=number: calls.append(number))
        for number, layer in enumerate(encoder.model.backbone.layers, 1)
    ]
    encoder.encode(["sort the list"], exit=2)
    for hook in hooks:
        hook.remove()
    assert calls == [1, 2]


def test_packed_equals_separate_gradients_too(encoder: CodeEncoder) -> None:
    model = encoder.model
    weights = [parameter for parameter in model.parameters() if parameter.requires_grad]
    goal = torch.randn(len(DOCUMENTS), 3, 24, generator=torch.Generator().manual_seed(1))

    together = model(pack_documents(DOCUMENTS))
    gradients = torch.autograd.grad((together * goal).sum(), weights)
    alone = torch.cat([model(pack_documents([document])) for document in DOCUMENTS])
    separate = torch.autograd.grad((alone * goal).sum(), weights)

    torch.testing.assert_close(together, alone, atol=1e-5, rtol=1e-5)
    for one, other in zip(gradients, separate, strict=True):
        torch.testing.assert_close(one, other, atol=1e-4, rtol=1e-3)


def test_a_document_does_not_read_its_neighbour(encoder: CodeEncoder) -> None:
    with torch.no_grad():
        before = encoder.model(pack_documents(DOCUMENTS))
        after = encoder.model(pack_documents([DOCUMENTS[0], [25, 26], *DOCUMENTS[2:]]))
    changed = (before - after).abs().amax((1, 2))
    assert changed[1] > 0.01
    assert changed[[0, 2, 3]].max() < 1e-6


@pytest.mark.parametrize("mask", ["none", "full", "padded"])
def test_the_last_token_reaches_the_first(encoder: CodeEncoder, saved, mask: str) -> None:
    """The stock model that others load must be bidirectional too, however it is masked."""
    model = stock(encoder, saved, 4)
    first, second = [5, 6, 7, 8, 9], [5, 6, 7, 8, 10]
    arguments = {"none": {}, "full": {"attention_mask": torch.ones(1, 5, dtype=torch.long)}}.get(mask)
    states = []
    for document in (first, second):
        with torch.no_grad():
            if arguments is None:
                ids, padding = pad([document, list(range(5, 14))], 0)
                states.append(model(input_ids=ids, attention_mask=padding).last_hidden_state[0, 0])
            else:
                states.append(model(input_ids=torch.tensor([document]), **arguments).last_hidden_state[0, 0])
    assert (states[0] - states[1]).abs().max() > 1e-3


def test_the_packed_model_is_bidirectional(encoder: CodeEncoder) -> None:
    with torch.no_grad():
        one = encoder.model.exit_states(pack_documents([[5, 6, 7, 8, 9]]), (4,))[4][0]
        other = encoder.model.exit_states(pack_documents([[5, 6, 7, 8, 10]]), (4,))[4][0]
    assert (one - other).abs().max() > 1e-3


def test_padded_equals_alone(encoder: CodeEncoder, saved) -> None:
    model = stock(encoder, saved, 4)
    ids, mask = pad(DOCUMENTS, 0)
    with torch.no_grad():
        padded = model(input_ids=ids, attention_mask=mask).last_hidden_state
    for row, document in enumerate(DOCUMENTS):
        torch.testing.assert_close(padded[row, : len(document)], stock_states(model, document), atol=1e-5, rtol=1e-5)


def test_pack_by_hand() -> None:
    packed = pack_documents([[7, 8], [9]], [1, 0])
    assert packed.input_ids.tolist() == [7, 8, 9]
    assert packed.position_ids.tolist() == [0, 1, 0]
    assert packed.boundaries.tolist() == [0, 2, 3]
    assert (packed.lengths, packed.longest) == ((2, 1), 2)
    with pytest.raises(ValueError, match="empty"):
        pack_documents([[1], []])


def test_token_budget_by_hand() -> None:
    assert list(token_budget([3, 9, 2, 5], 8)) == [[1], [3, 0], [2]]
    assert list(token_budget([], 8)) == []


def test_the_prompt_is_not_in_the_mean(encoder: CodeEncoder) -> None:
    packed = pack_documents([[5, 6, 7, 8]], [2])
    with torch.no_grad():
        states = encoder.model.exit_states(packed, (4,))[4]
        by_hand = encoder.model.projections(states[2:].mean(0, keepdim=True), 4)
        torch.testing.assert_close(encoder.model.project(states, packed, 4), by_hand)


@pytest.mark.slow
def test_the_published_parameter_counts() -> None:
    """162 / 301 / 551 / 801 / 1,051 M, on a model without memory behind it."""
    with torch.device("meta"):
        model = build_model(PRESETS["mose-1b"], 49_156, 0)
    counts = [round(parameters_up_to(model, exit) / 1e6) for exit in model.exits]
    assert model.exits == (4, 9, 18, 27, 36)
    assert counts == [162, 301, 551, 801, 1051]


def test_load_stops_at_an_exit(encoder: CodeEncoder, saved) -> None:
    texts = ["sort the list", "x", "read " * 200]
    whole, cut = load(saved), load(saved, exit=2)
    assert len(cut.model.backbone.layers) == 2
    assert cut.exits == (1, 2)
    np.testing.assert_allclose(cut.encode(texts, exit=2), whole.encode(texts, exit=2), atol=1e-6)
    np.testing.assert_allclose(whole.encode(texts, exit=4), encoder.encode(texts), atol=1e-6)
    assert package.load is load


def test_encode(encoder: CodeEncoder) -> None:
    texts = ["sort the list", "", "\ud800 broken", "sort the list"]
    vectors = encoder.encode(texts, exit=2)
    assert vectors.dtype == np.float32
    assert vectors.shape == (4, 24)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    np.testing.assert_allclose(vectors[0], vectors[3], atol=1e-6)
    assert np.abs(encoder.encode(texts[:1], 2, "python") - vectors[0]).max() > 1e-3  # another prompt
    np.testing.assert_allclose(encoder.encode(texts, 2, batch_tokens=1), vectors, atol=1e-5)
    np.testing.assert_allclose(encoder.encode_exits(texts, [1, 2])[2], vectors, atol=1e-6)
    assert encoder.encode([], exit=1).shape == (0, 24)


def test_encode_says_what_is_wrong(encoder: CodeEncoder, tmp_path) -> None:
    with pytest.raises(ModelError, match="no exit 3; it has 1, 2, 4"):
        encoder.encode(["x"], exit=3)
    with pytest.raises(TypeError, match="text 1 is float"):
        encoder.encode(["x", float("nan")])  # type: ignore[list-item]
    with pytest.raises(ModelError, match="holds no pairloom model"):
        load(tmp_path)
    with pytest.raises(ValueError, match="layers from 1 to 4"):
        MultiExitEncoder(encoder.model.backbone, (5,), 24)


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="says something about glibc's malloc")
def test_freed_memory_is_kept() -> None:
    """Memory that is taken and freed again and again, as layers do, is the same memory."""
    program = (
        "import resource, sys, torch; from pairloom.encoder.inference import keep_freed_memory\n"
        "if sys.argv[1] == 'kept': keep_freed_memory()\n"
        "def faults(): return resource.getrusage(resource.RUSAGE_SELF).ru_minflt\n"
        "before = faults()\n"
        "for _ in range(20): parts = [torch.ones(6 * 2**18) for _ in range(8)]; del parts\n"
        "print(faults() - before)"
    )
    found = {}
    for how in ("kept", "given back"):
        done = subprocess.run([sys.executable, "-c", program, how], capture_output=True, text=True, check=True)
        found[how] = int(done.stdout)
    pages = 8 * 6 * 2**20 // resource.getpagesize()
    assert found["kept"] < 2 * pages < found["given back"]


def test_bfloat16_is_close(saved) -> None:
    texts = ["sort the list of users by date", "read a file"]
    full, half = load(saved).encode(texts), load(saved, dtype="bfloat16").encode(texts)
    assert half.dtype == np.float32
    assert (full * half).sum(1).min() > 0.999
