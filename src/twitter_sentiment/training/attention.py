"""Attention as a CPU trains it fastest: plain bf16 products, a few texts at a time.

torch's own kernel gains nothing from bf16 on a CPU, and written out for a whole batch the scores leave the caches.
A whole training step is faster by 1.2 to 1.3 so (benchmarks/training.py).
"""

from typing import Any

import torch
from torch.nn import functional
from transformers import AttentionInterface, AttentionMaskInterface, PreTrainedModel
from transformers.masking_utils import eager_mask

NAME = "texts_in_turn"

_SCORES_TOGETHER = 2**22
"""Scores computed at once: 8 MB in bf16."""


def use_fast_attention(model: PreTrainedModel) -> None:
    """Switches a model that trains in bf16 on a CPU to this attention, if it leaves the choice to its configuration."""
    if model._can_set_attn_implementation():
        AttentionInterface.register(NAME, _attention)
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
    **_: Any,
) -> tuple[torch.Tensor, None]:
    """softmax(QKᵀ · scaling + mask) V; query, key and value are (texts, heads, tokens, features)."""
    texts, heads, tokens, features = query.shape
    together = max(1, _SCORES_TOGETHER // (heads * tokens * tokens))
    query = query * (features**-0.5 if scaling is None else scaling)
    if attention_mask is None:
        attention_mask = query.new_zeros(1, 1, 1, 1)
    mask = attention_mask.to(query.dtype).expand(texts, *attention_mask.shape[1:])
    attended = []
    with torch.autocast("cpu", enabled=False):  # the softmax, too, is to be in bf16
        for q, k, v, m in zip(*(torch.split(part, together) for part in (query, key, value, mask)), strict=True):
            weights = functional.softmax(q @ k.transpose(-1, -2) + m, dim=-1)
            attended.append(functional.dropout(weights, dropout, module.training) @ v)
    return torch.cat(attended).transpose(1, 2), None
