"""Reading texts in Python without blocking an event loop."""

import asyncio
import re
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

MAX_INLINE_CHARS = 300
"""Up to here, reading texts in the event loop (at most about 2 ms) delays others less than a thread does."""

MAX_INLINE_PLAIN_CHARS = 2_000
"""The same for texts without anything to decode or to replace (about 1 ms)."""

_PLAIN = re.compile(r"[A-Za-z0-9 .,!?'\"\n-]*+")

SLICE_CHARS = 5_000
"""About 5 ms of reading, after which other requests have their turn."""

T = TypeVar("T")


class TextReader:
    """Reads texts in the event loop as long as that is quick, and others in a thread of its own."""

    def __init__(self, require_running: Callable[[], None] = lambda: None) -> None:
        """Start without a thread.

        Args:
            require_running: called before each slice; raises once nothing is to be read any more.
        """
        self._require_running = require_running
        # One thread: most of reading is Python, and more of them would only delay the event loop.
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="reader")

    async def read(
        self, read: Callable[[Sequence[str]], Sequence[T]], texts: Sequence[str], *, inline: bool | None = None
    ) -> list[T]:
        """Read texts without blocking the event loop: many or long ones in a thread, slice by slice, in turns.

        Args:
            read: reads some of the texts.
            texts: all texts.
            inline: whether to read in the event loop; None for as long as that is quick.
        """
        if _is_quick(texts) if inline is None else inline:
            return list(read(texts))
        results: list[T] = []
        for part in _slices(texts):
            self._require_running()
            results += await asyncio.get_running_loop().run_in_executor(self._thread, read, part)
        return results

    def close(self) -> None:
        """End the thread; what waits for it is canceled."""
        self._thread.shutdown(wait=False, cancel_futures=True)


def _is_quick(texts: Sequence[str]) -> bool:
    length = sum(map(len, texts))
    return length <= MAX_INLINE_CHARS or (length <= MAX_INLINE_PLAIN_CHARS and all(map(_PLAIN.fullmatch, texts)))


def _slices(texts: Sequence[str]) -> Iterator[Sequence[str]]:
    """Cut texts into neighbors of together about `SLICE_CHARS`."""
    start = 0
    chars = 0
    for end, text in enumerate(texts):
        if chars > SLICE_CHARS:
            yield texts[start:end]
            start = end
            chars = 0
        chars += len(text)
    yield texts[start:]
