"""Changes of a text's surface that leave its sentiment as it is: what people add to a tweet, and how they mistype."""

import re
from collections.abc import Callable

import numpy as np

_LINKS = ["https://t.co/aB3dE5fG7h", "http://example.com/post/81", "https://youtu.be/x1Y2z3", "pic.twitter.com/kLm9"]
_MENTIONS = ["@sam", "@marta_k", "@BBCNews", "@user", "@the_real_jo", "@citybus"]
_HASHTAGS = ["#monday", "#photo", "#today", "#london", "#news", "#travel", "#nowplaying", "#work", "#tbt", "#2026"]
_EXPANSIONS = {
    "can't": "cannot",
    "won't": "will not",
    "n't": " not",
    "'re": " are",
    "'ve": " have",
    "'ll": " will",
    "i'm": "i am",
    "it's": "it is",
    "that's": "that is",
}
_CONTRACTION = re.compile("|".join(sorted(map(re.escape, _EXPANSIONS), key=len, reverse=True)), re.IGNORECASE)
_LONGER_WORD = re.compile(r"\b[a-z]{5,}\b")

Change = Callable[[str, np.random.Generator], str]


def change_surface(text: str, rng: np.random.Generator) -> str:
    """Return the text with one change drawn at random; as it is where that change finds nothing to change."""
    return _CHANGES[rng.integers(len(_CHANGES))](text, rng)


def _append_link(text: str, rng: np.random.Generator) -> str:
    return f"{text} {rng.choice(_LINKS)}"


def _prepend_mention(text: str, rng: np.random.Generator) -> str:
    return f"{rng.choice(_MENTIONS)} {text}"


def _append_hashtag(text: str, rng: np.random.Generator) -> str:
    return f"{text} {rng.choice(_HASHTAGS)}"


def _mistype(text: str, rng: np.random.Generator) -> str:
    """Drop a letter inside a longer word, or swap it with the next."""
    words = list(_LONGER_WORD.finditer(text))
    if not words:
        return text
    word = words[rng.integers(len(words))]
    at = word.start() + int(rng.integers(1, len(word[0]) - 1))
    first, second = text[at], text[at + 1]
    return text[:at] + (second + first if rng.random() < 0.5 else first) + text[at + 2 :]


def _expand_contractions(text: str, _rng: np.random.Generator) -> str:
    straight = text.replace("’", "'")
    expanded = _CONTRACTION.sub(lambda match: _EXPANSIONS[match[0].lower()], straight)
    return text if expanded == straight else expanded


def _strip_end_mark(text: str, _rng: np.random.Generator) -> str:
    return text[:-1] if text.endswith(".") and not text.endswith("..") else text


_CHANGES: tuple[Change, ...] = (
    _append_link,
    _prepend_mention,
    _append_hashtag,
    _mistype,
    _mistype,
    _expand_contractions,
    _strip_end_mark,
)
