"""The cache of logits."""

import numpy as np

from twitter_sentiment.inference.cache import CacheEntry, PredictionCache
from twitter_sentiment.model.tokenization import TokenCounts


def entry(number: float) -> CacheEntry:
    return CacheEntry(np.array([number], dtype=np.float32), TokenCounts(1, 1, 0))


def test_cache_drops_least_recently_used_text() -> None:
    cache = PredictionCache(2)
    cache.put("a", entry(1))
    cache.put("b", entry(2))
    assert cache.get("a") is not None
    cache.put("c", entry(3))
    assert [cache.get(text) is not None for text in "abc"] == [True, False, True]


def test_cache_reports_hits_and_misses() -> None:
    lookups: list[bool] = []
    cache = PredictionCache(2, lookups.append)
    cache.get("a")
    cache.put("a", entry(1))
    cache.get("a")
    assert lookups == [False, True]


def test_cache_of_size_zero_is_off() -> None:
    lookups: list[bool] = []
    cache = PredictionCache(0, lookups.append)
    cache.put("a", entry(1))
    assert cache.get("a") is None
    assert lookups == []


def test_cache_keeps_no_text() -> None:
    cache = PredictionCache(10)
    cache.put("my private words", entry(1))
    assert "private" not in repr(vars(cache))
