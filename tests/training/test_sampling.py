"""The order of the rows in a training."""

import numpy as np
import pytest

from twitter_sentiment.training.sampling import ShuffledLengthGroups

LENGTHS = np.random.default_rng(3).integers(5, 256, size=5003).tolist()


@pytest.fixture
def sampler() -> ShuffledLengthGroups:
    return ShuffledLengthGroups(LENGTHS, batch_size=16, seed=42)


def padded_tokens(order: list[int]) -> int:
    return sum(
        16 * max(LENGTHS[row] for row in order[start : start + 16]) for start in range(0, len(order) // 16 * 16, 16)
    )


def test_sampler_yields_every_row_once(sampler: ShuffledLengthGroups) -> None:
    assert sorted(sampler) == list(range(len(LENGTHS)))
    assert len(sampler) == len(LENGTHS)


def test_sampler_order_depends_on_epoch(sampler: ShuffledLengthGroups) -> None:
    first = list(sampler)
    sampler.set_epoch(1)
    second = list(sampler)
    assert first != second
    resumed = ShuffledLengthGroups(LENGTHS, batch_size=16, seed=42)
    resumed.set_epoch(1)
    assert list(resumed) == second


def test_sampler_batches_similar_lengths(sampler: ShuffledLengthGroups) -> None:
    shuffled = np.random.default_rng(0).permutation(len(LENGTHS)).tolist()
    assert padded_tokens(list(sampler)) < 1.1 * sum(LENGTHS) < 0.6 * padded_tokens(shuffled)


def test_sampler_mixes_short_and_long_batches(sampler: ShuffledLengthGroups) -> None:
    means = np.asarray(LENGTHS)[list(sampler)[:4992]].reshape(-1, 16).mean(axis=1)
    assert abs(np.corrcoef(means[:-1], means[1:])[0, 1]) < 0.2


def test_sampler_ends_with_incomplete_batch(sampler: ShuffledLengthGroups) -> None:
    lengths = np.asarray(LENGTHS)[list(sampler)]
    spread = np.ptp(lengths[:4992].reshape(-1, 16), axis=1)
    assert np.median(spread) < 10


def test_sampler_with_stages_ends_with_long_texts() -> None:
    sampler = ShuffledLengthGroups(LENGTHS, batch_size=16, seed=42, stage_tokens=(64,))
    order = list(sampler)
    lengths = np.asarray(LENGTHS)[order]
    first_long = int(np.argmax(lengths > 64))
    assert sorted(order) == list(range(len(LENGTHS)))
    assert (lengths[:first_long] <= 64).all()
    assert 0.05 < (lengths[first_long:] <= 64).mean() < 0.15
    assert first_long / len(order) == pytest.approx(0.8 * np.mean(np.asarray(LENGTHS) <= 64), abs=0.02)


def test_sampler_skips_an_empty_stage() -> None:
    assert sorted(ShuffledLengthGroups([3, 4, 5], 2, 42, stage_tokens=(64, 128))) == [0, 1, 2]
