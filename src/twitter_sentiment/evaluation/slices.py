"""Slices: subsets of a data set whose texts share a feature, on which a model may be weaker than on the whole."""

import re
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..metrics import SliceMetrics
from ..text import clean, emoji_spans

MAX_SHORT_WORDS = 10
"""Words of the longest text that counts as short."""
MAX_MEDIUM_WORDS = 30
"""Words of the longest text that counts as medium."""
MIN_CAPITALS = 4
"""Letters of the shortest word in capitals that is not taken for an abbreviation."""

_NEGATION = re.compile(
    r"\b(?:not|no|never|none|nothing|nobody|nowhere|neither|nor|cannot|without|hardly|barely|ain['’]?t)\b|n['’]t\b"
    r"|\b(?:are|ca|could|did|do|does|had|has|have|is|should|was|were|wo|would)nt\b",
    re.IGNORECASE,
)
_HASHTAG = re.compile(r"(?<![\w&/#])#+\w*[^\W\d_]")
_MENTION = re.compile(r"(?<![\w.])@\w")
_URL = re.compile(r"(?:https?://|\bwww\.)\S+", re.IGNORECASE)
_WORD = re.compile(rf"(?<![\w@#])[^\W\d_]{{{MIN_CAPITALS},}}(?!\w)")


def _word_count(text: str) -> int:
    return len(text.split())


def _has_question(text: str) -> bool:
    return "?" in _URL.sub(" ", text)


def _has_capitals(text: str) -> bool:
    return any(word.isupper() for word in _WORD.findall(_URL.sub(" ", text)))


SLICES: dict[str, Callable[[str], bool]] = {
    f"short (up to {MAX_SHORT_WORDS} words)": lambda text: _word_count(text) <= MAX_SHORT_WORDS,
    f"medium ({MAX_SHORT_WORDS + 1} to {MAX_MEDIUM_WORDS} words)": (
        lambda text: MAX_SHORT_WORDS < _word_count(text) <= MAX_MEDIUM_WORDS
    ),
    f"long (more than {MAX_MEDIUM_WORDS} words)": lambda text: _word_count(text) > MAX_MEDIUM_WORDS,
    "negation": lambda text: bool(_NEGATION.search(text)),
    "emoji": lambda text: not text.isascii() and any(emoji_spans(text)),
    "hashtag": lambda text: bool(_HASHTAG.search(text)),
    "mention": lambda text: bool(_MENTION.search(text)),
    "question": _has_question,
    f"ALL CAPS (a word of {MIN_CAPITALS} letters or more)": _has_capitals,
    "URL": lambda text: bool(_URL.search(text)),
}
"""For each slice, whether a cleaned text belongs to it; a text may belong to several."""


def slice_masks(texts: Sequence[str]) -> dict[str, NDArray[np.bool_]]:
    """Compute for each slice which texts belong to it.

    Returns:
        For each slice a mask, (texts,).
    """
    cleaned = [clean(text) for text in texts]
    return {name: np.array([belongs(text) for text in cleaned], dtype=bool) for name, belongs in SLICES.items()}


def slice_metrics(predicted: NDArray[np.integer[Any]], targets: NDArray[np.integer[Any]]) -> SliceMetrics:
    """Compute the metrics of a slice.

    The macro recall covers the classes that occur in the slice: in a small one a class may be missing.

    Args:
        predicted, targets: (rows,), class indices; they may be empty.
    """
    if not len(targets):
        return SliceMetrics(rows=0)
    correct = predicted == targets
    recalls = [correct[targets == label].mean() for label in np.unique(targets)]
    return SliceMetrics(
        rows=len(targets),
        accuracy=round(float(correct.mean()), 4),
        macro_recall=round(float(np.mean(recalls)), 4),
    )
