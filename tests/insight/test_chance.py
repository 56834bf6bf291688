import numpy as np
import pytest

from twitter_sentiment.insight.chance import holm, part_z, two_sided_p


def test_holm_rejects_as_by_hand() -> None:
    # 0.01 <= 0.05/4, 0.015 <= 0.05/3, 0.04 > 0.05/2: the rest stays, whatever it is.
    assert holm(np.array([0.04, 0.01, 0.045, 0.015])).tolist() == [False, True, False, True]


def test_holm_keeps_the_shape_and_takes_nothing() -> None:
    assert holm(np.array([[0.001], [0.9]])).tolist() == [[True], [False]]
    assert holm(np.array([])).size == 0


def test_p_of_the_normal_distribution() -> None:
    assert two_sided_p(np.array([0.0, 1.959964, -1.959964])) == pytest.approx([1, 0.05, 0.05], abs=1e-6)


def test_part_z_without_anything_to_compare_is_zero() -> None:
    assert part_z(np.array([]), np.array([], dtype=int), 2).tolist() == [0, 0]
    assert part_z(np.ones(10), np.arange(10) % 2, 2).tolist() == [0, 0]
    assert part_z(np.arange(10.0), np.zeros(10, dtype=int), 2).tolist() == [0, 0]


@pytest.mark.slow
@pytest.mark.parametrize("share", [0.05, 0.5, 0.95])
def test_part_z_is_far_off_as_rarely_as_it_says(share: float) -> None:
    """Of 0 and 1, the most skewed values; parts of 30 among 600."""
    rng = np.random.default_rng(0)
    z = np.array([part_z((rng.random(600) < share).astype(float), np.arange(600) // 30, 20) for _ in range(500)])
    p = two_sided_p(z)
    assert (p < 0.05).mean() < 0.055
    assert (p < 0.05 / 20).mean() < 0.004
