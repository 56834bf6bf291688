"""The terms of texts: words, pairs of neighboring words, hashtags, mentions and emoji, found once for a file."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from ..text import URL, USER, clean, emoji_spans, mask_urls
from ..text.words import split_words
from .stop_words import STOP_WORDS

MIN_TEXTS = 3
"""Terms of fewer distinct texts are left out."""

_MAX_CHARS = 20_000
_MAX_TERM = 40

_MARKS = "".join(character for character in map(chr, range(0x10000)) if unicodedata.category(character) in ("Mn", "Mc"))
"""What a letter of Hindi, Thai, Arabic or Hebrew may carry; not among what `re` takes for letters."""

_LETTER = rf"[\w{_MARKS}]"
_TOKEN = re.compile(rf"(?<!\w)[@#]{_LETTER}+|{_LETTER}+(?:'{_LETTER}+)*|[^\w\s{_MARKS}]")
_LONG_LETTER = re.compile(r"([^\W\d_])\1{2,}")
_EMOJI_MODIFIERS = re.compile("[\U0001f3fb-\U0001f3ff\ufe0e\ufe0f]")
_BREAK = "|"


class TermKind(StrEnum):
    """What a term is."""

    WORD = "word"
    PAIR = "pair"
    HASHTAG = "hashtag"
    MENTION = "mention"
    EMOJI = "emoji"


@dataclass(frozen=True, eq=False)
class Terms:
    """The terms of each text of a file.

    Attributes:
        names: the terms, in lower case; hashtags and mentions with their mark.
        kinds: what each is.
        ends: (texts + 1,), where the terms of each text begin in `ids`; the last is where all end.
        ids: indices of terms, each once for a text.
    """

    names: tuple[str, ...]
    kinds: tuple[TermKind, ...]
    ends: NDArray[np.int64]
    ids: NDArray[np.int64]

    def counts(self, chosen: NDArray[np.bool_]) -> NDArray[np.int64]:
        """Return the number of chosen texts that have each term, (terms,)."""
        return np.bincount(self.ids[np.repeat(chosen, np.diff(self.ends))], minlength=len(self.names))

    def texts_with(self, term: int) -> NDArray[np.int64]:
        """Return the indices of the texts that have a term."""
        return np.searchsorted(self.ends, np.flatnonzero(self.ids == term), side="right") - 1


def find_terms(texts: Sequence[str], copies: NDArray[np.int64]) -> Terms:
    """Find the terms of texts.

    Args:
        texts: the texts.
        copies: (texts,), equal numbers for near-copies, of which one counts.
    """
    of_texts = [dict(terms_of(text)) for text in texts]
    _, firsts = np.unique(copies, return_index=True)
    counts = Counter(name for first in firsts.tolist() for name in of_texts[first])
    kinds = {name: kind for terms in of_texts for name, kind in terms.items() if counts[name] >= MIN_TEXTS}
    id_of = {name: number for number, name in enumerate(kinds)}
    ids = [[id_of[name] for name in terms if name in id_of] for terms in of_texts]
    ends = np.cumsum([0, *map(len, ids)])
    flat = np.fromiter((number for numbers in ids for number in numbers), np.int64, int(ends[-1]))
    return Terms(tuple(kinds), tuple(kinds.values()), ends, flat)


def terms_of(text: str) -> Iterator[tuple[str, TermKind]]:
    """Find the terms of a text, with repeats.

    Stop words and the placeholders of normalization are none; a word of a pair is a term of its own too.
    """
    text = clean(text[:_MAX_CHARS])
    spans = list(emoji_spans(text))
    for start, end in spans:
        yield _EMOJI_MODIFIERS.sub("", text[start:end]), TermKind.EMOJI
    for start, end in reversed(spans):
        text = f"{text[:start]} {_BREAK} {text[end:]}"
    folded = _LONG_LETTER.sub(r"\1\1", mask_urls(text).replace("’", "'").lower())
    before = ""
    for token in _tokens(folded):
        is_word = False
        if token[0] in "@#" and len(token) > 1:
            if token != USER and len(token) <= _MAX_TERM and not token[1:].isdecimal():
                yield token, TermKind.MENTION if token[0] == "@" else TermKind.HASHTAG
        else:
            is_word = token not in STOP_WORDS and token != URL and _is_word(token)
        if is_word:
            yield token, TermKind.WORD
            if before:
                yield f"{before} {token}", TermKind.PAIR
        before = token if is_word else ""


def _tokens(text: str) -> Iterator[str]:
    """Split a text into words, hashtags, mentions and other characters."""
    for token in _TOKEN.findall(text):
        if token[0] in "@#":
            yield token
        else:
            yield from (token[start:end] for start, end in split_words(token, 0, len(token)))


def _is_word(token: str) -> bool:
    return len(token) > token.isascii() and len(token) <= _MAX_TERM and any(map(str.isalpha, token))
