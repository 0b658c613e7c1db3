"""Arithmetic of the model, and the arithmetic that the device can do."""

import time
from collections.abc import Sequence

import torch
from transformers import Starcoder2Config


def use_bfloat16(precision: str, device: torch.device) -> bool:
    """Whether products are computed in bfloat16. "auto" means on GPUs and on processors with instructions for it;
    bfloat16 is far slower on others."""
    if precision != "auto":
        return precision == "bf16"
    return device.type == "cuda" or torch.cpu._is_avx512_bf16_supported() or torch.cpu._is_amx_tile_supported()


def forward_flops(config: Starcoder2Config, exit: int, lengths: Sequence[int]) -> float:
    """Floating-point operations to compute documents of `lengths` tokens up to `exit`. Matrix products and attention
    scores count, each multiply-add as two; heads, norms and activations do not."""
    width, middle = config.hidden_size, config.intermediate_size
    keys = width * config.num_key_value_heads // config.num_attention_heads
    products = 2 * (2 * width * width + 2 * width * keys + 2 * width * middle) * sum(lengths)
    attention = 4 * width * sum(length * length for length in lengths)
    return float(exit * (products + attention))


def training_flops(config: Starcoder2Config, lengths: Sequence[int]) -> float:
    """As `forward_flops` for one training step of the whole model: the backward pass is twice the forward pass.
    Recomputation is not counted, so that it lowers the utilisation."""
    return 3 * forward_flops(config, config.num_hidden_layers, lengths)


def measure_peak(device: torch.device, dtype: torch.dtype) -> float:
    """FLOP/s of a large square matrix product on `device`, measured now; utilisation is a share of it."""
    size, repeats = (8192, 10) if device.type == "cuda" else (512, 4)
    left, right = (torch.randn(size, size, device=device, dtype=dtype) for _ in range(2))
    best = float("inf")
    for _ in range(3):
        _wait(device)
        start = time.perf_counter()
        for _ in range(repeats):
            left @ right
        _wait(device)
        best = min(best, (time.perf_counter() - start) / repeats)
    return 2 * size**3 / best


def _wait(device: torch.device) -> None:
    if device.type == "cuda":
        torch.cuda.synchronize(device)
