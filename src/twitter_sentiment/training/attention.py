"""Attention as a CPU trains it fastest: plain bf16 products, a few texts at a time.

torch's own kernel gains nothing from bf16 on a CPU, and written out for a whole batch the scores do not fit into the
caches. This makes a whole training step faster by a factor of 1.2 to 1.3 (benchmarks/training.py).
"""

from functools import partial
from typing import Any

import torch
from torch.nn import functional
from transformers import AttentionInterface, AttentionMaskInterface, PreTrainedModel
from transformers.masking_utils import eager_mask

NAME = "chunked_bf16"

MAX_SCORES = 2**22
"""Most attention scores computed at once: 8 MB in bf16."""


def use_fast_attention(model: PreTrainedModel, max_scores: int = MAX_SCORES) -> None:
    """Switch a model that trains in bf16 on a CPU to this attention, if its attention can be chosen.

    Args:
        model: any transformers model.
        max_scores: most attention scores computed at once, a number of elements. transformers registers attention
            functions by name, so the last value holds for all models that use this attention.
    """
    if model._can_set_attn_implementation():
        AttentionInterface.register(NAME, partial(_attention, max_scores=max_scores))
        AttentionMaskInterface.register(NAME, eager_mask)
        model.set_attn_implementation(NAME)


def _attention(
    module: torch.nn.Module,
    query: torch.Tensor,
    key: torch.Tensor,
    value: torch.Tensor,
    attention_mask: torch.Tensor | None,
    dropout: float = 0.0,
    scaling: float | None = None,
    *,
    max_scores: int,
    **_: Any,
) -> tuple[torch.Tensor, None]:
    """Compute softmax(QKᵀ · scaling + mask) V; query, key and value are (texts, heads, tokens, features)."""
    texts, heads, tokens, features = query.shape
    texts_at_once = max(1, max_scores // (heads * tokens * tokens))
    query = query * (features**-0.5 if scaling is None else scaling)
    if attention_mask is None:
        attention_mask = query.new_zeros(1, 1, 1, 1)
    mask = attention_mask.to(query.dtype).expand(texts, *attention_mask.shape[1:])
    chunks = [torch.split(tensor, texts_at_once) for tensor in (query, key, value, mask)]
    outputs = []
    with torch.autocast("cpu", enabled=False):  # keep the softmax in bf16, too
        for q, k, v, m in zip(*chunks, strict=True):
            weights = functional.softmax(q @ k.transpose(-1, -2) + m, dim=-1)
            outputs.append(functional.dropout(weights, dropout, module.training) @ v)
    return torch.cat(outputs).transpose(1, 2), None
