"""What happens to a text before it is tokenized: pure functions.

`NORMALIZERS` is the registry of recipes. A model folder names the one it was trained with, and everything that
tokenizes for that model looks it up here, so that training, service and bulk files use the same text. A recipe never
changes under its name: a better one gets a new name.
"""

from collections.abc import Callable

from .cleaning import clean
from .normalization import URL, USER, mask_urls, normalize
from .pictographs import emoji_spans
from .truncation import head_tail, kept_at_ends
from .tweets_v2 import normalize_v2

NORMALIZERS: dict[str, Callable[[str], str]] = {
    "tweets-v1": normalize,
    "tweets-v2": normalize_v2,
    "clean-v1": clean,
}
"""`tweets-v1` cleans and normalizes (default of training), `tweets-v2` also undoes scars of tools and reads ratings;
`clean-v1` only cleans (for models trained elsewhere)."""

DEFAULT_NORMALIZER = "tweets-v2"

__all__ = [
    "DEFAULT_NORMALIZER",
    "NORMALIZERS",
    "URL",
    "USER",
    "clean",
    "emoji_spans",
    "head_tail",
    "kept_at_ends",
    "mask_urls",
    "normalize",
    "normalize_v2",
]
