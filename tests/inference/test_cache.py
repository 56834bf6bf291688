"""The cache of answers."""

import numpy as np

from twitter_sentiment.inference.cache import AnswerCache, Row
from twitter_sentiment.model.encoding import Reading


def row(number: float) -> Row:
    return np.array([number], dtype=np.float32), Reading(1, 1, 0)


def test_the_text_asked_longest_ago_makes_room() -> None:
    cache = AnswerCache(2)
    cache.put("a", row(1))
    cache.put("b", row(2))
    assert cache.get("a") is not None
    cache.put("c", row(3))
    assert [cache.get(text) is not None for text in "abc"] == [True, False, True]


def test_hits_and_misses_are_told() -> None:
    told: list[bool] = []
    cache = AnswerCache(2, told.append)
    cache.get("a")
    cache.put("a", row(1))
    cache.get("a")
    assert told == [False, True]


def test_a_cache_of_no_size_keeps_nothing_and_tells_nothing() -> None:
    told: list[bool] = []
    cache = AnswerCache(0, told.append)
    cache.put("a", row(1))
    assert cache.get("a") is None
    assert told == []


def test_no_text_of_a_user_is_kept() -> None:
    cache = AnswerCache(10)
    cache.put("my private words", row(1))
    assert "private" not in repr(vars(cache))
