"""Recipe ``tweets-v2``: what ``tweets-v1`` does, and besides

* traces of tools are undone first (`scars`), and ratings drawn with stars become words (`ratings`);
* a repeated emoji counts twice, a row of emoji is cut, and hashtags are split in one pass: a text can't grow without
  bound, and reading it takes no more than a few passes.
"""

import re

from .cleaning import clean
from .normalization import mask_addresses, plain_characters, plain_marks, split_hashtag
from .pictographs import few_emoji_to_words
from .ratings import ratings_to_words
from .scars import undo_scars
from .stability import until_stable

# The only characters whose compatibility form has more than four: units of Japanese and Arabic print, which no
# vocabulary of ours knows anyway.
_GROWING = re.compile("[\u3300-\u3357\u33ae\u33af\ufdfa\ufdfb]")

# Hashtags with nothing between them are one match: found one by one, each of them would take a pass of its own.
_HASHTAGS = re.compile(r"(?<![\w&/#])(?:#+\w*[^\W\d_]\w*)+")
_HASHTAG = re.compile(r"#+(\w+)")


def normalize_v2(text: str) -> str:
    """Turn a tweet or review into the text that a model reads; idempotent, and never raises on any `str`."""
    return until_stable(_normalize_once, text)


def _normalize_once(text: str) -> str:
    text = clean(undo_scars(text))
    if not text.isascii():
        text = ratings_to_words(text)
        text = few_emoji_to_words(text)
        text = plain_characters(_GROWING.sub(" ", text))
    text = mask_addresses(text)
    if "#" in text:
        text = _HASHTAGS.sub(_split_hashtags, text)
    return plain_marks(text)


def _split_hashtags(match: re.Match[str]) -> str:
    return _HASHTAG.sub(split_hashtag, match[0])
