"""Cutting a stream into groups (`itertools.batched`, which Python 3.11 lacks)."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

T = TypeVar("T")


def chunks(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """Lists of `size` items, the last one shorter; nothing is read ahead."""
    left = iter(items)
    while chunk := list(islice(left, size)):
        yield chunk
