"""Splitting a stream into lists (`itertools.batched`, which Python 3.11 lacks)."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

T = TypeVar("T")


def chunks(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """Split items into lists of `size`, the last one shorter; nothing is read ahead."""
    remaining = iter(items)
    while chunk := list(islice(remaining, size)):
        yield chunk
