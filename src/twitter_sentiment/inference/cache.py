"""Answers that were given before: tweets repeat."""

from collections.abc import Callable
from hashlib import blake2b

import numpy as np
from cachetools import LRUCache
from numpy.typing import NDArray

from ..model.encoding import Reading

Row = tuple[NDArray[np.float32], Reading]
"""The logits of one text and how much of it was read."""


class AnswerCache:
    """The answers for the texts that were asked last. Not for several threads at once.

    A text is kept as a digest of 16 bytes, so that an entry has the same small size for every text, and what users
    sent can't be read from memory.
    """

    def __init__(self, size: int, on_lookup: Callable[[bool], None] = lambda _: None) -> None:
        """Makes room for the answers of `size` texts; 0 keeps none. `on_lookup` is told of each hit and miss."""
        self._rows: LRUCache[bytes, Row] = LRUCache(size)
        self._on_lookup = on_lookup

    def get(self, normalised: str) -> Row | None:
        """The answer for a normalised text, if it is there."""
        if not self._rows.maxsize:
            return None
        row = self._rows.get(_key(normalised))
        self._on_lookup(row is not None)
        return row

    def put(self, normalised: str, row: Row) -> None:
        """Keeps an answer, and forgets the one that was not asked for longest if there is no room."""
        if self._rows.maxsize:
            self._rows[_key(normalised)] = row


def _key(text: str) -> bytes:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()
