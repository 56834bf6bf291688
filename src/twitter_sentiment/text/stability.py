"""Repeating a rewriting until it has nothing left to change."""

from collections.abc import Callable

# Real text needs one or two passes. The bound keeps the time linear for a text built to need more,
# such as one whose every decoded escape completes another.
MAX_PASSES = 32


def until_stable(rewrite: Callable[[str], str], text: str) -> str:
    """Applies `rewrite` until the text no longer changes, which makes the whole idempotent.

    The exception is a text built to need more than `MAX_PASSES`.
    """
    for _ in range(MAX_PASSES):
        rewritten = rewrite(text)
        if rewritten == text:
            break
        text = rewritten
    return text
