"""Rewriting a text until it no longer changes."""

from collections.abc import Callable

# Real text needs one or two passes. The bounds keep the time linear for a text built to need more, such as one whose
# every decoded escape completes another.
MAX_PASSES = 32
MAX_PASSES_OF_LONG_TEXT = 6
SHORT_CHARACTERS = 2_000


def until_stable(rewrite: Callable[[str], str], text: str) -> str:
    """Apply `rewrite` until the text no longer changes, which makes the result idempotent.

    The exception is a text built to need more than `MAX_PASSES`, or more characters in all passes together than
    `MAX_PASSES_OF_LONG_TEXT` times its length, where that is over `SHORT_CHARACTERS`.
    """
    characters_left = MAX_PASSES_OF_LONG_TEXT * max(len(text), SHORT_CHARACTERS)
    for _ in range(MAX_PASSES):
        characters_left -= len(text)
        rewritten = rewrite(text)
        if rewritten == text:
            break
        text = rewritten
        if characters_left < 0:
            break
    return text
