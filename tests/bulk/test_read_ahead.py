"""Running an iterator in a thread of its own."""

import threading
from collections.abc import Iterator
from contextlib import closing

import pytest

from twitter_sentiment.bulk.read_ahead import read_ahead


def threads() -> set[str]:
    return {thread.name for thread in threading.enumerate()}


def test_read_ahead_keeps_order() -> None:
    assert list(read_ahead(range(100), ahead=3)) == list(range(100))
    assert "read-ahead" not in threads()


def test_read_ahead_raises_error_of_iterator_behind_its_items() -> None:
    def items() -> Iterator[int]:
        yield 1
        raise ValueError("broken")

    received = read_ahead(items())
    assert next(received) == 1
    with pytest.raises(ValueError, match="broken"):
        next(received)


def test_read_ahead_runs_at_most_so_many_ahead() -> None:
    computed: list[int] = []

    def items() -> Iterator[int]:
        for number in range(100):
            computed.append(number)
            yield number

    with closing(read_ahead(items(), ahead=1)) as numbers:
        assert next(numbers) == 0
        assert len(computed) <= 4  # one is taken, one waits in the queue, one waits for room
    assert "read-ahead" not in threads()
