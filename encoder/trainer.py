"""The training loop: transformers' Trainer over batches that are a function of the step."""

import json
import math
import sys
import time
from collections.abc import Sized
from pathlib import Path
from typing import Any, Protocol

import torch
from torch import nn
from torch.optim.lr_scheduler import LambdaLR
from torch.utils.data import Dataset
from torch.utils.tensorboard import SummaryWriter
from transformers import (
    PrinterCallback,
    ProgressCallback,
    Starcoder2Config,
    Trainer,
    TrainerCallback,
    TrainingArguments,
)
from transformers.integrations import TensorBoardCallback

from pairloom.encoder.errors import RunError
from pairloom.encoder.recipe import OptimizerSection, TrainingRecipe
from pairloom.encoder.throughput import measure_peak, training_flops, use_bfloat16


class StepBatch(Protocol):
    """The data of one step."""

    @property
    def lengths(self) -> list[int]:
        """Tokens of each document."""

    def to(self, device: torch.device, non_blocking: bool = False) -> "StepBatch":
        """The same on `device`."""


def rate_factor(step: int, optimizer: OptimizerSection) -> float:
    """The learning rate at `step` as a share of the peak."""
    if step < optimizer.warmup:
        return (step + 1) / optimizer.warmup
    done = (step - optimizer.warmup) / max(1, optimizer.steps - optimizer.warmup)
    match optimizer.schedule:
        case "linear":
            return max(0.0, 1 - done)
        case "cosine":
            return (1 + math.cos(math.pi * min(1.0, done))) / 2
        case "steps":
            return float(optimizer.decay_factor ** sum(step >= decay for decay in optimizer.decay_at))
    return 1.0


def training_arguments(recipe: TrainingRecipe, run_folder: Path, cpu: bool) -> TrainingArguments:
    """transformers' arguments for `recipe`."""
    optimizer, run = recipe.optimizer, recipe.run
    return TrainingArguments(
        output_dir=str(run_folder / "checkpoints"),
        report_to="none",
        max_steps=optimizer.steps,
        per_device_train_batch_size=1,
        train_sampling_strategy="sequential",
        max_grad_norm=optimizer.max_gradient,
        logging_steps=run.log_every,
        logging_first_step=True,
        save_strategy="steps" if run.save_every else "no",
        save_steps=run.save_every or optimizer.steps,
        save_total_limit=run.keep,
        seed=run.seed,
        remove_unused_columns=False,
        dataloader_num_workers=0 if cpu else 4,
        dataloader_pin_memory=False,
        use_cpu=cpu,
        disable_tqdm=True,
    )


class StepTrainer(Trainer):
    """A Trainer whose dataset's item n is the whole batch of step n: a run resumed at n repeats and loses no batch."""

    def __init__(
        self,
        model: nn.Module,
        steps: Dataset[Any],
        recipe: TrainingRecipe,
        config: Starcoder2Config,
        run_folder: Path,
        device: torch.device,
    ) -> None:
        super().__init__(
            model=model,
            args=training_arguments(recipe, run_folder, device.type == "cpu"),
            train_dataset=steps,
            data_collator=lambda batches: batches[0],
        )
        if self.args.world_size > 1 or self.args.n_gpu > 1:
            raise RuntimeError("training runs in one process on one device; show it one (CUDA_VISIBLE_DEVICES=0)")
        assert isinstance(steps, Sized)
        self._recipe, self._config = recipe, config
        self._sums: dict[str, torch.Tensor] = {}
        self._meter = Meter(
            measure_peak(device, torch.bfloat16 if use_bfloat16(recipe.optimizer.precision, device) else torch.float32)
        )
        self.remove_callback(PrinterCallback)
        self.remove_callback(ProgressCallback)
        self.add_callback(LogLines(run_folder / "log.jsonl"))
        if recipe.run.tensorboard:
            self.add_callback(TensorBoardCallback(SummaryWriter(str(run_folder / "tensorboard"))))

    def create_optimizer(self, model: nn.Module | None = None) -> torch.optim.Optimizer:
        """AdamW; matrices decay, vectors (norms, biases) and token embeddings do not."""
        settings = self._recipe.optimizer
        trained = self.model
        assert trained is not None
        embeddings = [part.weight for part in trained.modules() if isinstance(part, nn.Embedding)]
        chosen = {id(weight) for weight in embeddings}
        others = [weight for weight in trained.parameters() if weight.requires_grad and id(weight) not in chosen]
        rate = settings.learning_rate
        self.optimizer = torch.optim.AdamW(
            [
                {"params": [weight for weight in others if weight.ndim > 1], "weight_decay": settings.weight_decay},
                {"params": [weight for weight in others if weight.ndim <= 1], "weight_decay": 0.0},
                {"params": embeddings, "weight_decay": 0.0, "lr": rate * settings.embedding_rate},
            ],
            lr=rate,
            betas=settings.betas,
            eps=settings.epsilon,
            fused=True,
        )
        return self.optimizer

    def create_scheduler(self, num_training_steps: int, optimizer: Any = None) -> LambdaLR:
        """The recipe's schedule."""
        chosen: Any = optimizer or self.optimizer
        self.lr_scheduler = LambdaLR(chosen, lambda step: rate_factor(step, self._recipe.optimizer))
        self._created_lr_scheduler = True
        return self.lr_scheduler

    def _get_num_items_in_batch(self, batch_samples: list[Any], device: torch.device) -> None:
        """Does nothing: batches have no token labels to count."""

    def floating_point_ops(self, inputs: Any) -> int:
        """Always 0, because transformers would not count attention; `Meter` counts operations."""
        return 0

    def training_step(self, model: nn.Module, inputs: Any, num_items_in_batch: Any = None) -> torch.Tensor:
        """One forward and backward pass; the model's `backward` may do it in parts."""
        model.train()
        batch: StepBatch = inputs.to(self.args.device)
        loss, logs = self.accelerator.unwrap_model(model).backward(batch)
        for name, value in logs.items():
            self._sums[name] = self._sums.get(name, 0) + value
        lengths = batch.lengths
        self._meter.add(sum(lengths), training_flops(self._config, lengths))
        return loss

    def log(self, logs: dict[str, float], *args: Any, **kwargs: Any) -> None:
        """Adds the loss of each exit, tokens/s and the share of the measured peak to a training log line. Raises
        RunError if a loss is not a number, with which transformers would go on training."""
        if "loss" in logs:
            steps, rates = self._meter.read()
            means = {name: round(float(total) / steps, 4) for name, total in self._sums.items()}
            self._sums.clear()
            if lost := [name for name, mean in means.items() if not math.isfinite(mean)]:
                raise RunError(
                    f"step {self.state.global_step}: {', '.join(lost)} is not a number any more: training has diverged;"
                    " a lower learning_rate or a longer warmup may help"
                )
            logs |= means | rates
        super().log(logs, *args, **kwargs)


class Meter:
    """Tokens and arithmetic since the last reading."""

    def __init__(self, peak: float) -> None:
        self._peak = peak
        self._reset()

    def _reset(self) -> None:
        self._start, self._steps, self._tokens, self._flops = time.perf_counter(), 0, 0, 0.0

    def add(self, tokens: int, flops: float) -> None:
        """Counts a step."""
        self._steps, self._tokens, self._flops = self._steps + 1, self._tokens + tokens, self._flops + flops

    def read(self) -> tuple[int, dict[str, float]]:
        """Steps since the last reading, and their rates."""
        seconds = max(time.perf_counter() - self._start, 1e-9)
        steps = max(1, self._steps)
        rates = {
            "tokens_per_second": round(self._tokens / seconds),
            "mfu": round(self._flops / seconds / self._peak, 4),
        }
        self._reset()
        return steps, rates


class LogLines(TrainerCallback):
    """Writes each log line to a file, and to a terminal with the time left."""

    def __init__(self, file: Path) -> None:
        self._file, self._start, self._first = file, time.monotonic(), 0

    def on_train_begin(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        """Starts the clock of this run, and removes the lines of steps that a resumed run will do again."""
        self._start, self._first = time.monotonic(), state.global_step
        if self._file.exists():
            lines = self._file.read_text().splitlines(keepends=True)
            whole = [line for line in lines if line.endswith("\n")]
            kept = [line for line in whole if json.loads(line)["step"] <= state.global_step]
            self._file.write_text("".join(kept))

    def on_log(self, args: Any, state: Any, control: Any, logs: dict[str, float] | None = None, **kwargs: Any) -> None:
        """One JSON line per log line."""
        if not logs or "loss" not in logs:
            return
        with self._file.open("a") as stream:
            stream.write(json.dumps({"step": state.global_step, **logs}) + "\n")
        if sys.stderr.isatty():
            done = state.global_step - self._first
            left = (state.max_steps - state.global_step) * (time.monotonic() - self._start) / max(1, done)
            exits = " ".join(f"{value:.3f}" for name, value in logs.items() if name.startswith("loss_exit_"))
            print(
                f"step {state.global_step}/{state.max_steps}  loss {float(logs['loss']):.3f}  exits {exits}  "
                f"{logs['tokens_per_second']:,.0f} tokens/s  MFU {logs['mfu']:.0%}  {left / 60:.1f} min left",
                file=sys.stderr,
            )
