"""Head+tail truncation of long texts."""

from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")

HEAD_SHARE = 128 / 510
"""Share of the kept tokens that is taken from the start.

Sun et al. (2019), "How to Fine-Tune BERT for Text Classification?", section 5.3.1: of 510 tokens, the first 128 and the
last 382 classify reviews better than the first 510, since the verdict of a review stands at its ends.
"""


def head_tail(tokens: Sequence[T], limit: int) -> list[T]:
    """The first and last tokens of a text, `limit` in all; the whole text if it fits."""
    if len(tokens) <= limit:
        return list(tokens)
    head = round(limit * HEAD_SHARE)
    return [*tokens[:head], *tokens[len(tokens) - limit + head :]]
