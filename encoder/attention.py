"""Attention inside each packed document: transformers' `attn_implementation="packed"`.

With `is_causal=False` transformers does not look for packed rows: the tokens of one document would see those of others.
"""

import inspect
import itertools
import warnings
from functools import cache
from typing import Any

import torch
from torch.nn.attention import SDPBackend, sdpa_kernel
from torch.nn.functional import scaled_dot_product_attention
from transformers import AttentionInterface

from pairloom.encoder.packing import PackedTokens


def packed_attention(
    module: torch.nn.Module,
    query: torch.Tensor,
    key: torch.Tensor,
    value: torch.Tensor,
    attention_mask: None,
    packed: PackedTokens,
    dropout: float = 0.0,
    **kwargs: Any,
) -> tuple[torch.Tensor, None]:
    """Bidirectional attention inside each document of `packed`.

    query: (1, heads, tokens, head_dim); key, value: (1, key_value_heads, tokens, head_dim). Returns
    (1, tokens, heads, head_dim). In half precision on CUDA one kernel computes all documents. It has no dropout; with
    dropout, and on other devices, one call computes neighbouring documents of one length.
    """
    precision = _precision(query)
    if query.is_cuda and precision in (torch.float16, torch.bfloat16):
        if not dropout:
            query, key, value = (x[0].to(precision) for x in (query, key, value))
            if packed.common_length:
                return _one_length(query, key, value, packed.common_length)[None], None
            return _variable_length(query, key, value, packed)[None], None
        _warn_about_dropout()
    return _by_length(query[0], key[0], value[0], packed.lengths, dropout)[None], None


def _precision(query: torch.Tensor) -> torch.dtype:
    """The precision of the attention. Under autocast, queries and keys are float32 after the rotary embedding."""
    return torch.get_autocast_dtype("cuda") if torch.is_autocast_enabled("cuda") else query.dtype


def _by_length(
    query: torch.Tensor, key: torch.Tensor, value: torch.Tensor, lengths: tuple[int, ...], dropout: float
) -> torch.Tensor:
    """(heads, tokens, head_dim) to (tokens, heads, head_dim); neighbours of one length share a call."""
    outputs, start = [], 0
    for length, run in itertools.groupby(lengths):
        documents = len(list(run))
        stop = start + documents * length
        # (heads, documents * length, head_dim) -> (documents, heads, length, head_dim)
        q, k, v = (x[:, start:stop].unflatten(1, (documents, length)).transpose(0, 1) for x in (query, key, value))
        mixed = scaled_dot_product_attention(q, k, v, dropout_p=dropout, enable_gqa=True)
        outputs.append(mixed.transpose(1, 2).flatten(0, 1))
        start = stop
    return torch.cat(outputs)


def _one_length(query: torch.Tensor, key: torch.Tensor, value: torch.Tensor, length: int) -> torch.Tensor:
    """(heads, tokens, head_dim) to (tokens, heads, head_dim) for documents of `length` tokens each. The windows of
    stage one are such a batch. cuDNN's kernel for a batch is 1.7 times as fast as the one for varying lengths (on an
    H100, forward and backward)."""
    q, k, v = (x.unflatten(1, (-1, length)).transpose(0, 1) for x in (query, key, value))
    with sdpa_kernel(_BATCH_KERNELS, set_priority=True):
        mixed = scaled_dot_product_attention(q, k, v, enable_gqa=True)
    return mixed.transpose(1, 2).flatten(0, 1)


_BATCH_KERNELS = [
    SDPBackend.CUDNN_ATTENTION,
    SDPBackend.FLASH_ATTENTION,
    SDPBackend.EFFICIENT_ATTENTION,
    SDPBackend.MATH,
]


@torch.compiler.disable  # it would be compiled again for each new tuple of lengths
def _variable_length(query: torch.Tensor, key: torch.Tensor, value: torch.Tensor, packed: PackedTokens) -> torch.Tensor:
    """(heads, tokens, head_dim) to (tokens, heads, head_dim) by PyTorch's variable-length kernel (CUDA only)."""
    from torch.nn.attention.varlen import varlen_attn

    query, key, value = (x.transpose(0, 1) for x in (query, key, value))
    options: dict[str, Any] = {}
    if _kernel_groups_heads():
        options["enable_gqa"] = True
    else:  # PyTorch before 2.12
        groups = query.shape[1] // key.shape[1]
        key, value = (x.repeat_interleave(groups, dim=1) for x in (key, value))
    bounds, longest = packed.boundaries, packed.longest
    mixed = varlen_attn(query, key, value, bounds, bounds, longest, longest, **options)
    assert isinstance(mixed, torch.Tensor)
    return mixed


@cache
def _kernel_groups_heads() -> bool:
    from torch.nn.attention.varlen import varlen_attn

    return "enable_gqa" in inspect.signature(varlen_attn).parameters


@cache
def _warn_about_dropout() -> None:
    warnings.warn("attention dropout is slow: the packed kernels have none, so each length is one call", stacklevel=2)


AttentionInterface.register("packed", packed_attention)
