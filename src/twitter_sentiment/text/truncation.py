"""Head+tail truncation of long texts."""

from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")

HEAD_SHARE = 128 / 510
"""Share of the kept tokens that is taken from the start.

Sun et al. (2019), "How to Fine-Tune BERT for Text Classification?", section 5.3.1: of 510 tokens, the first 128 and the
last 382 classify reviews better than the first 510: the opinion of a review is at its ends.
"""


def kept_at_ends(length: int, limit: int) -> tuple[int, int]:
    """Count the tokens that are kept at the start and at the end of a text; all count as the start if they fit."""
    if length <= limit:
        return length, 0
    head = round(limit * HEAD_SHARE)
    return head, limit - head


def keep_ends(text: str, limit: int) -> str:
    """Return a text without its middle, in about as many characters as `limit` says; the whole text if it fits."""
    return text if len(text) <= limit else f"{text[: limit // 2]} {text[-limit // 2 :]}"


def head_tail(tokens: Sequence[T], limit: int) -> list[T]:
    """Return the first and last tokens of a text, `limit` in all; the whole text if it fits."""
    head, tail = kept_at_ends(len(tokens), limit)
    return [*tokens[:head], *tokens[len(tokens) - tail :]]
