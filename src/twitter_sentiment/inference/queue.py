"""Which texts share the next batch: the policy of the queue, without threads and without an event loop.

After the example of text-embeddings-inference (core/src/queue.rs):

* Requests take turns, so that a large one does not starve the small ones behind it.
* A batch holds texts of about the same length: a text joins only if its padding costs less than a batch of its own.
"""

from collections import OrderedDict
from collections.abc import Sequence
from itertools import islice
from typing import Generic, NamedTuple, TypeVar

Ids = Sequence[int]
RequestT = TypeVar("RequestT")

MAX_BATCH_TOKENS = 512
"""Most tokens of a batch, padding included. Larger batches gain nothing on a CPU, they only delay their neighbors."""

MAX_PADDING_TOKENS = 8
"""Padding of a text that costs about as much as a batch of its own would."""

LOOKAHEAD_REQUESTS = 64
"""Most queued requests that are searched for texts of the same length."""


class QueuedText(NamedTuple, Generic[RequestT]):
    """One text of a request.

    Attributes:
        request: the request that the text belongs to.
        position: index of the text in its request.
        ids: its token ids.
    """

    request: RequestT
    position: int
    ids: Ids


class RequestQueue(Generic[RequestT]):
    """The queued texts of many requests; `len` is their number. Not thread-safe.

    A request is any hashable object that stands for one caller.
    """

    def __init__(
        self,
        max_batch_texts: int,
        *,
        max_batch_tokens: int = MAX_BATCH_TOKENS,
        max_padding_tokens: int = MAX_PADDING_TOKENS,
        lookahead_requests: int = LOOKAHEAD_REQUESTS,
    ) -> None:
        """Create an empty queue.

        Args:
            max_batch_texts: most texts of a batch.
            max_batch_tokens: most tokens of a batch of several texts, padding included; a single text may have more.
            max_padding_tokens: most tokens by which the length of a text may differ from that of the batch's first.
            lookahead_requests: how many requests behind the first may add texts to its batch.
        """
        self._max_batch_texts = max_batch_texts
        self._max_batch_tokens = max_batch_tokens
        self._max_padding_tokens = max_padding_tokens
        self._lookahead_requests = lookahead_requests
        # By turn, the next one first; the texts of each request by length, the longest last. None of them is empty.
        self._requests: OrderedDict[RequestT, list[QueuedText[RequestT]]] = OrderedDict()
        self._size = 0

    def __len__(self) -> int:
        """Number of queued texts."""
        return self._size

    def push(self, request: RequestT, texts: Sequence[Ids]) -> None:
        """Queue the texts of a new request behind the other requests."""
        if texts:
            queued = [QueuedText(request, position, ids) for position, ids in enumerate(texts)]
            self._requests[request] = sorted(queued, key=_length)
            self._size += len(queued)

    def remove(self, request: RequestT) -> None:
        """Drop the texts of a request that are still queued, if any."""
        self._size -= len(self._requests.pop(request, ()))

    def next_batch(self) -> list[QueuedText[RequestT]]:
        """Take the next batch out of the queue; empty if nothing is queued.

        It holds the longest text of the first request and the queued texts that are nearest to it in length: texts of
        the same request, and the longest one of each request behind it.
        """
        if not self._requests:
            return []
        first, own = next(iter(self._requests.items()))
        length = _length(own[-1])
        behind = islice(self._requests.values(), 1, 1 + self._lookahead_requests)
        candidates = own[-2 : -self._max_batch_texts - 1 : -1] + [texts[-1] for texts in behind]
        near = [text for text in candidates if abs(_length(text) - length) <= self._max_padding_tokens]
        near.sort(key=lambda text: abs(_length(text) - length))
        batch = [self._pop(first)]
        longest = length
        for text in near:
            longest = max(longest, _length(text))
            if len(batch) == self._max_batch_texts or longest * (len(batch) + 1) > self._max_batch_tokens:
                break
            batch.append(self._pop(text.request))
        if first in self._requests:
            self._requests.move_to_end(first)
        return batch

    def _pop(self, request: RequestT) -> QueuedText[RequestT]:
        """Take the longest queued text of a request."""
        texts = self._requests[request]
        text = texts.pop()
        self._size -= 1
        if not texts:
            del self._requests[request]
        return text


def _length(text: QueuedText[RequestT]) -> int:
    return len(text.ids)
