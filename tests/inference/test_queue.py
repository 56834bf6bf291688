"""Which texts share a batch."""

from collections.abc import Iterator

import pytest

from twitter_sentiment.inference.queue import MAX_BATCH_TOKENS, MAX_PADDING_TOKENS, RequestQueue

Batch = list[tuple[str, int]]


def make_queue(requests: dict[str, list[int]], max_batch_texts: int = 4) -> RequestQueue[str]:
    """A small queue of requests, each given by the lengths of its texts."""
    queue = RequestQueue[str](max_batch_texts, max_batch_tokens=100, max_padding_tokens=5, lookahead_requests=3)
    for name, lengths in requests.items():
        queue.push(name, [[0] * length for length in lengths])
    return queue


def batches(queue: RequestQueue[str]) -> Iterator[Batch]:
    """All batches of a queue: the request and the length of each text."""
    for batch in iter(queue.next_batch, []):
        yield [(text.request, len(text.ids)) for text in batch]


@pytest.mark.parametrize(
    ("requests", "expected"),
    [
        pytest.param({}, [], id="empty"),
        pytest.param({"a": []}, [], id="request without texts"),
        pytest.param({"a": [3]}, [[("a", 3)]], id="one text does not wait for others"),
        pytest.param({"a": [3, 9, 4]}, [[("a", 9), ("a", 4)], [("a", 3)]], id="longest first, padding of 5 at most"),
        pytest.param({"a": [9] * 5}, [[("a", 9)] * 4, [("a", 9)]], id="4 texts at most"),
        pytest.param({"a": [40] * 3}, [[("a", 40)] * 2, [("a", 40)]], id="100 tokens at most, padding included"),
        pytest.param({"a": [48], "b": [51]}, [[("a", 48)], [("b", 51)]], id="padding counts for all texts"),
        pytest.param({"a": [300, 2]}, [[("a", 300)], [("a", 2)]], id="longer text is a batch of its own"),
        pytest.param(
            {"a": [9, 9], "b": [9, 9], "c": [9]},
            [[("a", 9), ("a", 9), ("b", 9), ("c", 9)], [("b", 9)]],
            id="requests share a batch, one text of each behind the first",
        ),
        pytest.param(
            {"a": [20], "b": [17], "c": [19], "d": [21], "e": [20]},
            [[("a", 20), ("c", 19), ("d", 21), ("b", 17)], [("e", 20)]],
            id="nearest length first, in 3 requests behind the first",
        ),
        pytest.param(
            {"large": [9] * 12, "small": [30]},
            [[("large", 9)] * 4, [("small", 30)], [("large", 9)] * 4, [("large", 9)] * 4],
            id="requests take turns",
        ),
    ],
)
def test_next_batch(requests: dict[str, list[int]], expected: list[Batch]) -> None:
    queue = make_queue(requests)
    assert len(queue) == sum(map(len, requests.values()))
    assert list(batches(queue)) == expected
    assert len(queue) == 0


def test_next_batch_of_one_text_each() -> None:
    assert list(batches(make_queue({"a": [3, 4]}, max_batch_texts=1))) == [[("a", 4)], [("a", 3)]]


def test_next_batch_keeps_positions_and_ids() -> None:
    queue = RequestQueue[None](10)
    texts = [[1, 2], [3], [4, 5, 6]]
    queue.push(None, texts)
    assert sorted((text.position, text.ids) for text in queue.next_batch()) == list(enumerate(texts))


def test_next_batch_of_defaults_keeps_to_limits() -> None:
    queue = RequestQueue[None](10)
    lengths = [1 + number * 37 % 256 for number in range(1000)]
    queue.push(None, [[7] * length for length in lengths])
    taken = [[len(text.ids) for text in batch] for batch in iter(queue.next_batch, [])]
    assert sorted(length for batch in taken for length in batch) == sorted(lengths)
    for batch in taken:
        assert len(batch) <= 10
        assert max(batch) - min(batch) <= MAX_PADDING_TOKENS
        assert max(batch) * len(batch) <= MAX_BATCH_TOKENS


def test_remove_drops_queued_texts_only() -> None:
    queue = make_queue({"a": [9] * 6, "b": [9]})
    assert len(queue.next_batch()) == 4
    queue.remove("a")
    assert len(queue) == 1
    queue.remove("a")
    queue.remove("unknown")
    assert list(batches(queue)) == [[("b", 9)]]
