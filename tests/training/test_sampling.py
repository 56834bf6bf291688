"""The order of the rows in a training."""

import numpy as np
import pytest

from twitter_sentiment.training.sampling import ShuffledLengthGroups

LENGTHS = np.random.default_rng(3).integers(5, 256, size=5003).tolist()


@pytest.fixture
def sampler() -> ShuffledLengthGroups:
    return ShuffledLengthGroups(LENGTHS, batch_size=16, seed=42)


def padded(order: list[int]) -> int:
    return sum(
        16 * max(LENGTHS[row] for row in order[start : start + 16]) for start in range(0, len(order) // 16 * 16, 16)
    )


def test_every_row_comes_once_an_epoch(sampler: ShuffledLengthGroups) -> None:
    assert sorted(sampler) == list(range(len(LENGTHS)))
    assert len(sampler) == len(LENGTHS)


def test_the_order_is_another_in_each_epoch_and_the_same_when_resumed(sampler: ShuffledLengthGroups) -> None:
    first = list(sampler)
    sampler.set_epoch(1)
    second = list(sampler)
    assert first != second
    resumed = ShuffledLengthGroups(LENGTHS, batch_size=16, seed=42)
    resumed.set_epoch(1)
    assert list(resumed) == second


def test_batches_hold_texts_of_similar_length(sampler: ShuffledLengthGroups) -> None:
    shuffled = np.random.default_rng(0).permutation(len(LENGTHS)).tolist()
    assert padded(list(sampler)) < 1.1 * sum(LENGTHS) < 0.6 * padded(shuffled)


def test_short_and_long_batches_alternate(sampler: ShuffledLengthGroups) -> None:
    means = np.asarray(LENGTHS)[list(sampler)[:4992]].reshape(-1, 16).mean(axis=1)
    assert abs(np.corrcoef(means[:-1], means[1:])[0, 1]) < 0.2


def test_the_incomplete_batch_is_the_last(sampler: ShuffledLengthGroups) -> None:
    lengths = np.asarray(LENGTHS)[list(sampler)]
    spread = np.ptp(lengths[:4992].reshape(-1, 16), axis=1)
    assert np.median(spread) < 10
