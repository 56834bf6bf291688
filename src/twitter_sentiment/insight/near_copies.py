"""Near-copies: texts that say the same in the same words, such as retweets and what many accounts post.

Retweet marks, addresses, mentions, case and punctuation don't count, nor does the end that a retweet has cut off. Of
longer texts, those that share most pairs of neighboring words are near-copies: MinHash (Broder 1997) with banding, so
that no text is compared with all others.
"""

import re
from bisect import bisect_left
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ..text import mask_urls

SIMILARITY = 0.75
"""Of the pairs of neighboring words that two near-copies have, they share at least this part (Jaccard)."""

_MIN_WORDS = 6
"""Shorter texts are near-copies only if their words are the same: one other word may be another opinion."""
_MAX_CHARS = 20_000
_BANDS = 12
_HASHES_OF_BAND = 4
_CUT_OFF = ("…", "...")

_NOT_OURS = re.compile(r"^\s*rt\s+@\w+:?|(?<!\w)@\w+|\bhttps?\b", re.IGNORECASE)
_WORD = re.compile(r"\w+")

Ids = NDArray[np.int64]


def cluster_near_copies(texts: Sequence[str]) -> Ids:
    """Return a number for each text, (texts,): that of the first text it is a near-copy of, or its own."""
    keys = [_key(text) for text in texts]
    first_with: dict[str, int] = {}
    exact = np.fromiter((first_with.setdefault(key, row) for row, key in enumerate(keys)), np.int64, len(keys))
    firsts = np.array(sorted(first_with.values()), dtype=np.int64)
    links = [_cut_off(texts, first_with), _similar([keys[row] for row in firsts.tolist()], firsts)]
    return _connected(exact, np.vstack(links))


def _key(text: str) -> str:
    plain = _NOT_OURS.sub(" ", mask_urls(text[:_MAX_CHARS])).casefold()
    return " ".join(_WORD.findall(plain)) or "\0" + plain.strip()


def _cut_off(texts: Sequence[str], first_with: dict[str, int]) -> Ids:
    """Return links (links, 2) of texts that end with dots to one that goes on as they do."""
    ordered = sorted(first_with)
    links = []
    for key, row in first_with.items():
        words = key.split(" ")
        if len(words) <= _MIN_WORDS or not mask_urls(texts[row]).removesuffix("http").rstrip().endswith(_CUT_OFF):
            continue
        beginning = " ".join(words[:-1])  # the last word may be cut too
        at = bisect_left(ordered, beginning)
        whole = next((other for other in ordered[at : at + 2] if other != key and other.startswith(beginning)), None)
        if whole is not None:
            links.append((row, first_with[whole]))
    return np.array(links, dtype=np.int64).reshape(-1, 2)


def _similar(keys: Sequence[str], rows: Ids) -> Ids:
    """Return links (links, 2) of rows whose keys are similar."""
    long = [
        (row, words) for row, key in zip(rows.tolist(), keys, strict=True) if len(words := key.split()) >= _MIN_WORDS
    ]
    if len(long) < 2:
        return np.empty((0, 2), dtype=np.int64)
    long_rows = np.array([row for row, _ in long])
    signatures = _signatures([words for _, words in long])
    links = []
    for band in range(_BANDS):
        part = np.ascontiguousarray(signatures[:, band * _HASHES_OF_BAND : (band + 1) * _HASHES_OF_BAND])
        _, first, bucket = np.unique(part.view("V16")[:, 0], return_index=True, return_inverse=True)
        leader = first[bucket]
        others = np.flatnonzero(leader != np.arange(len(leader)))
        alike = (signatures[others] == signatures[leader[others]]).mean(axis=1) >= SIMILARITY
        links.append(np.column_stack([long_rows[others[alike]], long_rows[leader[others[alike]]]]))
    return np.vstack(links)


def _signatures(texts: Sequence[Sequence[str]]) -> NDArray[np.uint32]:
    """Return MinHashes (texts, hashes) of the pairs of neighboring words; each text has at least two words."""
    numbers: dict[str, int] = {}
    flat = np.array([numbers.setdefault(word, len(numbers)) for words in texts for word in words])
    ends = np.cumsum([len(words) for words in texts])
    rng = np.random.default_rng(0)
    of_word = rng.integers(1 << 63, size=len(numbers), dtype=np.uint64)[flat]
    pairs = of_word[:-1] * np.uint64(0x9E3779B97F4A7C15) + of_word[1:]
    pairs = np.delete(pairs, ends[:-1] - 1)  # pairs across texts
    starts = np.append(0, ends[:-1]) - np.arange(len(texts))
    hashes = _BANDS * _HASHES_OF_BAND
    signatures = np.empty((len(texts), hashes), dtype=np.uint32)
    for column, factor in enumerate(rng.integers(1 << 63, size=hashes, dtype=np.uint64) | np.uint64(1)):
        mixed = ((pairs ^ (pairs >> np.uint64(29))) * factor) >> np.uint64(32)
        signatures[:, column] = np.minimum.reduceat(mixed, starts).astype(np.uint32)
    return signatures


def _connected(numbers: Ids, links: Ids) -> Ids:
    """Return the least number of each connected part."""
    numbers = numbers.copy()
    while True:
        before = numbers.copy()
        least = np.minimum(numbers[links[:, 0]], numbers[links[:, 1]])
        for side in (0, 1):
            np.minimum.at(numbers, numbers[links[:, side]], least)
            np.minimum.at(numbers, links[:, side], least)
        numbers = numbers[numbers]
        if np.array_equal(numbers, before):
            return numbers
