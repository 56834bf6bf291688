"""Slices: parts of a data set whose texts have something in common, where a model may be weaker than on the whole."""

import re
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..model.manifest import SliceFigures
from ..text import clean, emoji_spans

SHORT, LONG = 10, 30
"""Words: up to so many a text is short, above so many it is long."""
CAPITALS = 4
"""Letters of a word in capitals that is more than a usual abbreviation."""

_NEGATION = re.compile(
    r"\b(?:not|no|never|none|nothing|nobody|nowhere|neither|nor|cannot|without|hardly|barely|ain['’]?t)\b|n['’]t\b"
    r"|\b(?:are|ca|could|did|do|does|had|has|have|is|should|was|were|wo|would)nt\b",
    re.IGNORECASE,
)
_HASHTAG = re.compile(r"(?<![\w&/#])#+\w*[^\W\d_]")
_MENTION = re.compile(r"(?<![\w.])@\w")
_URL = re.compile(r"(?:https?://|\bwww\.)\S+", re.IGNORECASE)
_WORD = re.compile(rf"(?<![\w@#])[^\W\d_]{{{CAPITALS},}}(?!\w)")


def _words(text: str) -> int:
    return len(text.split())


def _has_question(text: str) -> bool:
    return "?" in _URL.sub(" ", text)


def _has_capitals(text: str) -> bool:
    return any(word.isupper() for word in _WORD.findall(_URL.sub(" ", text)))


SLICES: dict[str, Callable[[str], bool]] = {
    f"short (up to {SHORT} words)": lambda text: _words(text) <= SHORT,
    f"medium ({SHORT + 1} to {LONG} words)": lambda text: SHORT < _words(text) <= LONG,
    f"long (more than {LONG} words)": lambda text: _words(text) > LONG,
    "negation": lambda text: bool(_NEGATION.search(text)),
    "emoji": lambda text: not text.isascii() and any(emoji_spans(text)),
    "hashtag": lambda text: bool(_HASHTAG.search(text)),
    "mention": lambda text: bool(_MENTION.search(text)),
    "question": _has_question,
    f"ALL CAPS (a word of {CAPITALS} letters or more)": _has_capitals,
    "URL": lambda text: bool(_URL.search(text)),
}
"""For each slice, whether a cleaned text belongs to it; a text may belong to several."""


def slices_of(texts: Sequence[str]) -> dict[str, NDArray[np.bool_]]:
    """For each slice, which of the texts belong to it."""
    cleaned = [clean(text) for text in texts]
    return {name: np.array([holds(text) for text in cleaned], dtype=bool) for name, holds in SLICES.items()}


def slice_figures(truths: NDArray[np.integer[Any]], answers: NDArray[np.integer[Any]]) -> SliceFigures:
    """How good the answers of a slice are.

    The mean of the recalls is that of the classes the slice has: in a small one a class may be missing.

    Args:
        truths, answers: (rows,), class indices; they may be empty.
    """
    if not len(truths):
        return SliceFigures(rows=0)
    right = truths == answers
    recalls = [right[truths == label].mean() for label in np.unique(truths)]
    return SliceFigures(
        rows=len(truths), accuracy=round(float(right.mean()), 4), macro_recall=round(float(np.mean(recalls)), 4)
    )
