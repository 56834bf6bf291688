"""The logits of recent texts: tweets repeat."""

from collections.abc import Callable
from hashlib import blake2b
from typing import NamedTuple

import numpy as np
from cachetools import LRUCache
from numpy.typing import NDArray

from ..model.tokenization import TokenCounts


class CacheEntry(NamedTuple):
    """What the cache holds for one text; it serves three classes and binary mode alike.

    Attributes:
        logits: (classes) of the model.
        token_counts: how much of the text was read.
    """

    logits: NDArray[np.float32]
    token_counts: TokenCounts


class PredictionCache:
    """A cache of the texts that were requested last. Not thread-safe.

    A text is kept as a digest of 16 bytes, so that an entry has the same small size for every text, and what users
    sent can't be read from memory.
    """

    def __init__(self, max_texts: int, on_lookup: Callable[[bool], None] = lambda _: None) -> None:
        """Create an empty cache.

        Args:
            max_texts: most texts to keep; 0 turns the cache off.
            on_lookup: called with True for each hit and with False for each miss.
        """
        self._entries: LRUCache[bytes, CacheEntry] = LRUCache(max_texts)
        self._on_lookup = on_lookup

    def get(self, normalized: str) -> CacheEntry | None:
        """Return the entry of a normalized text, None if it is not in the cache."""
        if not self._entries.maxsize:
            return None
        entry = self._entries.get(text_digest(normalized))
        self._on_lookup(entry is not None)
        return entry

    def put(self, normalized: str, entry: CacheEntry) -> None:
        """Keep an entry; if the cache is full, the least recently used one is dropped."""
        if self._entries.maxsize:
            self._entries[text_digest(normalized)] = entry


def text_digest(text: str) -> bytes:
    """Return a digest of a text, so that caches need not hold what users sent."""
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()
