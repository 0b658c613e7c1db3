"""Training runs: they learn, they resume exactly, and they say what is wrong."""

import json
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file

from pairloom.encoder.errors import DataError, RunError
from pairloom.encoder.inference import load, load_pretraining_heads
from pairloom.encoder.pretraining import PretrainingSteps, Snippet, read_snippets
from pairloom.encoder.recipe import TrainingRecipe
from pairloom.encoder.trainer import StepTrainer
from pairloom.encoder.training import new_encoder, run_training
from pairloom.schemas.load import validate_recipe
from tests.encoder.conftest import NOUNS, VERBS, make_pair, write_split


def recipe(**changes: dict) -> TrainingRecipe:
    values: dict = {
        "name": "test",
        "model": {"preset": "mose-tiny", "layers": 2, "exits": [1, 2], "vocabulary": 600, "max_tokens": 48},
        "contrastive": {"batch_pairs": 8},
        "optimizer": {"steps": 6, "learning_rate": 1e-3, "warmup": 2, "precision": "fp32", "chunk_tokens": 256},
        "run": {"log_every": 1, "save_every": 3, "tensorboard": False},
    }
    if changes.get("stage") == "pretraining":
        del values["contrastive"]
    for section, keys in changes.items():
        values[section] = {**values.get(section, {}), **keys} if isinstance(keys, dict) else keys
    return validate_recipe(values, TrainingRecipe)


def losses(out: Path) -> dict[int, float]:
    return {row["step"]: row["loss"] for row in map(json.loads, (out / "run" / "log.jsonl").open())}


class Killed(Exception):
    """Stands for the machine going down."""


@pytest.mark.parametrize("stage", ["contrastive", "pretraining"])
def test_a_killed_run_resumes_exactly(
    release: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stage: str
) -> None:
    """With dropout, so that the random state counts; the loss curve and the weights are those of a run left alone."""
    small = {"pretraining": {"batch_rows": 4}} if stage == "pretraining" else {}
    chosen = recipe(model={"dropout": 0.1}, stage=stage, **small)
    run_training(chosen, release, tmp_path / "whole")

    step = StepTrainer.training_step

    def dies(self, *args, **kwargs):  # type: ignore[no-untyped-def]
        if self.state.global_step == 4:
            raise Killed
        return step(self, *args, **kwargs)

    with monkeypatch.context() as patch, pytest.raises(Killed):
        patch.setattr(StepTrainer, "training_step", dies)
        run_training(chosen, release, tmp_path / "killed")
    assert not (tmp_path / "killed" / "model.safetensors").exists()
    run_training(chosen, release, tmp_path / "killed", resume=True)

    assert losses(tmp_path / "killed") == losses(tmp_path / "whole")
    assert len(set(losses(tmp_path / "whole").values())) == 6
    whole, resumed = (load_file(tmp_path / name / "model.safetensors") for name in ("whole", "killed"))
    for name, weight in whole.items():
        assert torch.equal(weight, resumed[name]), name


def test_what_a_run_leaves(release: Path, tmp_path: Path) -> None:
    out = tmp_path / "model"
    run_training(recipe(run={"tensorboard": True}), release, out)
    run = json.loads((out / "run" / "run.json").read_text())
    assert run["recipe"]["contrastive"]["batch_pairs"] == 8
    assert {"torch", "transformers", "python"} <= set(run["versions"])
    assert len(run["data_fingerprint"]) == 64
    line = json.loads((out / "run" / "log.jsonl").read_text().splitlines()[-1])
    assert {"loss_exit_1", "loss_exit_2", "tokens_per_second", "mfu", "learning_rate"} <= set(line)
    assert line["tokens_per_second"] > 0 and line["mfu"] > 0
    assert list((out / "run" / "tensorboard").glob("events*"))
    assert load(out).encode(["add the list"], exit=1).shape == (1, 192)

    with pytest.raises(RunError, match="holds a run; --resume continues it"):
        run_training(recipe(), release, out)
    with pytest.raises(RunError, match="recipe is not what the run began with"):
        run_training(recipe(run={"seed": 5}), release, out, resume=True)


def test_overwrite_removes_a_model_and_nothing_else(release: Path, tmp_path: Path) -> None:
    short = recipe(run={"save_every": 0}, optimizer={"steps": 1})
    run_training(short, release, tmp_path / "m")
    (tmp_path / "m" / "results.json").write_text("{}")
    with pytest.raises(DataError, match="has no train split"):
        run_training(short, tmp_path / "nowhere", tmp_path / "m", overwrite=True)
    assert (tmp_path / "m" / "results.json").exists()  # what cannot be trained removes nothing
    run_training(short, release, tmp_path / "m", overwrite=True)
    assert not (tmp_path / "m" / "results.json").exists() and load(tmp_path / "m").exits == (1, 2)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("years of work")
    with pytest.raises(RunError, match="holds no pairloom model"):
        run_training(short, release, tmp_path / "mine", overwrite=True)
    assert (tmp_path / "mine" / "thesis.txt").exists()


@pytest.mark.slow
def test_a_run_killed_by_the_system_resumes_exactly(release: Path, tmp_path: Path) -> None:
    """SIGKILL to a real process between two checkpoints: the resumed run logs the same losses, each step once."""
    chosen = recipe(optimizer={"steps": 12}, run={"save_every": 4})
    (tmp_path / "recipe.json").write_text(chosen.model_dump_json(exclude_unset=True))
    program = (
        "import sys, torch; torch.set_num_threads(1)\n"
        "from pairloom.encoder.recipe import TrainingRecipe; from pairloom.encoder.training import run_training\n"
        "recipe, data, out = sys.argv[1:]\n"
        "run_training(TrainingRecipe.model_validate_json(open(recipe).read()), data, out)\n"
    )
    command = [sys.executable, "-c", program, tmp_path / "recipe.json", release, tmp_path / "killed"]
    log = tmp_path / "killed" / "run" / "log.jsonl"
    with subprocess.Popen(command) as process:
        while process.poll() is None and (not log.exists() or len(log.read_text().splitlines()) < 6):
            time.sleep(0.005)
        process.send_signal(signal.SIGKILL)
    assert process.returncode == -signal.SIGKILL
    died_at = max(losses(tmp_path / "killed"))
    assert 6 <= died_at < 12 and not (tmp_path / "killed" / "model.safetensors").exists()
    half_written = tmp_path / "killed" / "run" / "checkpoints" / "checkpoint-11"
    half_written.mkdir()  # as if it had died while writing one
    (half_written / "model.safetensors").write_bytes(b"half")

    run_training(chosen, release, tmp_path / "killed", resume=True)
    run_training(chosen, release, tmp_path / "whole")
    steps = [json.loads(line)["step"] for line in log.open()]
    assert steps == list(range(1, 13))
    assert losses(tmp_path / "killed") == losses(tmp_path / "whole")
    one, other = (load_file(tmp_path / name / "model.safetensors") for name in ("whole", "killed"))
    assert all(torch.equal(weight, other[name]) for name, weight in one.items())


@pytest.mark.parametrize(
    "contrastive", [{}, {"distillation": 1.0, "dimensions": [32]}, {"exit_weights": "equal", "learn_scale": True}]
)
@pytest.mark.slow
def test_training_learns(release: Path, tmp_path: Path, contrastive: dict) -> None:
    optimizer = {"steps": 30, "embedding_rate": 20.0}
    run_training(recipe(contrastive={"batch_pairs": 16, **contrastive}, optimizer=optimizer), release, tmp_path / "m")
    curve = losses(tmp_path / "m")
    assert np.mean([curve[step] for step in range(26, 31)]) < 0.7 * curve[1]


def test_a_run_that_diverges_ends_with_a_message(release: Path, tmp_path: Path) -> None:
    chosen = recipe(optimizer={"learning_rate": 1e30, "warmup": 0})
    with pytest.raises(RunError, match=r"step \d: loss_exit_1.* is not a number any more: training has diverged"):
        run_training(chosen, release, tmp_path / "m")
    assert not (tmp_path / "m" / "model.safetensors").exists()


@pytest.mark.parametrize("stage", ["contrastive", "pretraining"])
def test_one_giant_row_costs_no_more_than_is_read(tmp_path: Path, stage: str) -> None:
    """Twenty megabytes in one row: its document has no more tokens than any other, and the run ends."""
    pairs = [make_pair(verb, noun) for verb in VERBS for noun in NOUNS[:3]]
    giant = make_pair("join", "list", source_code="giant = 1\n" * 2_000_000, text="word " * 1_000_000)
    write_split(tmp_path, "train", [*pairs, giant])
    small = {"pretraining": {"batch_rows": 4}} if stage == "pretraining" else {"contrastive": {"batch_pairs": 31}}
    chosen = recipe(stage=stage, optimizer={"steps": 2}, run={"save_every": 0}, **small)
    run_training(chosen, tmp_path, tmp_path / "m")
    assert all(0 < loss < 50 for loss in losses(tmp_path / "m").values())


def test_all_exits_get_gradients(release: Path, tmp_path: Path) -> None:
    run_training(recipe(run={"save_every": 0}, optimizer={"steps": 2}), release, tmp_path / "m")
    weights = load_file(tmp_path / "m" / "projections.safetensors")
    assert all((weights[f"linear.{exit}.weight"] - torch.eye(192)).abs().max() > 0 for exit in (1, 2))


def test_windows_are_what_they_say() -> None:
    """Every token of a half is of its repository, windows are full, labels are right, and masks hide the answers."""
    words = {"a/one": "alpha beta gamma delta", "b/two": "omega sigma theta kappa"}
    snippets = [Snippet(name, f"{text} " * 3) for name, text in words.items() for _ in range(6)]
    chosen = recipe(stage="pretraining", pretraining={"batch_rows": 32, "mask_rate": 0.15})
    encoder = new_encoder(chosen, [snippet.code for snippet in snippets])
    steps = PretrainingSteps(snippets, encoder, chosen)
    tokenizer = encoder.tokenizer
    same, masked, total = [], 0, 0
    for chunk in steps[3].chunks:
        tokens = chunk.packed.input_ids.clone()
        assert (tokens[chunk.masked] == tokenizer.mask_token_id).float().mean() > 0.5
        tokens[chunk.masked] = chunk.answers
        assert not (tokens == tokenizer.mask_token_id).any()
        masked, total = masked + len(chunk.masked), total + len(tokens)
        for window, label in zip(tokens.split(list(chunk.packed.lengths)), chunk.same_repository, strict=True):
            assert len(window) == 48
            ids = window.tolist()
            cut = ids.index(tokenizer.sep_token_id, 1)
            halves = tokenizer.decode(ids[1:cut]), tokenizer.decode(ids[cut + 1 : -1])
            greek = ["alpha" in half for half in halves]
            assert ["omega" in half for half in halves] == [not first for first in greek]
            assert (greek[0] == greek[1]) == bool(label)
            same.append(int(label))
    assert 8 <= sum(same) <= 24
    assert masked / total == pytest.approx(0.15, abs=0.02)
    again = PretrainingSteps(snippets, encoder, chosen)[3]
    assert all(
        torch.equal(one.packed.input_ids, two.packed.input_ids)
        for one, two in zip(again.chunks, steps[3].chunks, strict=True)
    )


def test_pretraining_goes_on_to_contrastive(release: Path, tmp_path: Path) -> None:
    first = recipe(stage="pretraining", run={"save_every": 0}, pretraining={"batch_rows": 4})
    run_training(first, release, tmp_path / "one")
    line = json.loads((tmp_path / "one" / "run" / "log.jsonl").read_text().splitlines()[-1])
    assert {"loss_exit_1", "repository_exit_2"} <= set(line)
    heads = load_pretraining_heads(tmp_path / "one", load(tmp_path / "one").model)
    assert heads is not None and heads.dense.in_features == 192 + 4
    second = recipe(model={"start": str(tmp_path / "one")}, run={"save_every": 0})
    encoder = run_training(second, release, tmp_path / "two")
    assert encoder.exits == (1, 2)


def test_pretraining_chunks_do_not_change_the_gradient(release: Path) -> None:
    from pairloom.encoder.pretraining import PretrainingModel

    snippets = read_snippets(release)
    gradients = []
    for separate in (True, False):
        chosen = recipe(stage="pretraining", pretraining={"batch_rows": 6}, optimizer={"chunk_tokens": 4096})
        torch.manual_seed(0)
        encoder = new_encoder(chosen, [snippet.code for snippet in snippets])
        model = PretrainingModel(encoder, chosen)
        batch = PretrainingSteps(snippets, encoder, chosen)[0]
        if separate:
            batch = _one_window_each(batch)
        loss, _ = model.backward(batch)
        gradients.append((float(loss), encoder.model.backbone.layers[0].mlp.c_fc.weight.grad.clone()))
    assert gradients[0][0] == pytest.approx(gradients[1][0], rel=1e-5)
    torch.testing.assert_close(gradients[0][1], gradients[1][1], atol=1e-6, rtol=1e-4)


def _one_window_each(batch):  # type: ignore[no-untyped-def]
    """The same windows and masks, each window in a chunk of its own."""
    from pairloom.encoder.packing import pack_documents
    from pairloom.encoder.pretraining import PretrainingBatch, Windows

    chunk = batch.chunks[0]
    parts, start = [], 0
    for row, window in enumerate(chunk.packed.input_ids.split(list(chunk.packed.lengths))):
        inside = (chunk.masked >= start) & (chunk.masked < start + len(window))
        parts.append(Windows(pack_documents([window.tolist()]), chunk.masked[inside] - start, chunk.answers[inside],
                             chunk.same_repository[row : row + 1]))  # fmt: skip
        start += len(window)
    return PretrainingBatch(parts)


def test_pretraining_reads_source_trees_too(tmp_path: Path) -> None:
    for repository in ("first", "second"):
        folder = tmp_path / repository / "src"
        folder.mkdir(parents=True)
        (folder / "a.py").write_text("def f():\n    return 1\n")
        (folder / "notes.txt").write_text("not code")
    assert {snippet.repository for snippet in read_snippets(tmp_path)} == {"first", "second"}
    shutil.rmtree(tmp_path / "second")
    with pytest.raises(DataError, match="at least two repositories"):
        read_snippets(tmp_path)
    with pytest.raises(DataError, match="holds no Parquet file and no source file"):
        read_snippets(tmp_path / "first" / "src" / "nothing")


def test_the_fixture_is_not_trivial() -> None:
    assert make_pair(VERBS[0], NOUNS[0]).source_code != make_pair(VERBS[1], NOUNS[0]).source_code
