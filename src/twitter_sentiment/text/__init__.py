"""What happens to a text before a tokenizer sees it: pure functions, used by everything.

`NORMALISERS` is the register of recipes. A model folder names the one it was trained with, and whatever reads texts for
that model looks it up here, so that training, API and bulk files see the same text. A recipe never changes under its
name: a better one gets a new name.
"""

from collections.abc import Callable

from .cleaning import clean
from .normalisation import normalise
from .pictographs import emoji_spans
from .truncation import head_tail, kept_at_ends

NORMALISERS: dict[str, Callable[[str], str]] = {"tweets-v1": normalise, "clean-v1": clean}
"""`tweets-v1` cleans and normalises (what we train with); `clean-v1` only cleans (for models trained elsewhere)."""

DEFAULT_NORMALISER = "tweets-v1"

__all__ = ["DEFAULT_NORMALISER", "NORMALISERS", "clean", "emoji_spans", "head_tail", "kept_at_ends", "normalise"]
