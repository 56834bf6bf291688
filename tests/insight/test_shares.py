import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from twitter_sentiment.insight.shares import MIN_TEXTS, ShareEstimator
from twitter_sentiment.labels import LABELS

from .simulation import THREE_CLASSES, TWO_CLASSES, SimulatedClassifier

PREVALENCES = (0.05, 0.2, 0.5, 0.8, 0.95)


def shares_at(classifier: SimulatedClassifier, prevalence: float) -> tuple[float, ...]:
    others = len(classifier.shares) - 1
    return (*[(1 - prevalence) / others] * others, prevalence)


@pytest.mark.slow
@pytest.mark.parametrize(
    "classifier",
    [TWO_CLASSES, THREE_CLASSES, SimulatedClassifier((0.5, 0.5), bias=0.5)],
    ids=["two classes", "three classes", "biased"],
)
def test_interval_holds_the_truth_and_error_is_below_counting(classifier: SimulatedClassifier) -> None:
    rng = np.random.default_rng(1)
    rounds = 40
    errors = []
    counting_errors = []
    for prevalence in PREVALENCES:
        truth = np.array(shares_at(classifier, prevalence))
        held = []
        for _ in range(rounds):
            calibration = classifier.calibration(rng)
            probabilities, _ = classifier.draw(rng, tuple(truth), 400)
            shares = ShareEstimator(classifier.labels, probabilities, calibration, resamples=200).estimate(
                probabilities
            )
            assert shares.estimate is not None
            found = shares.share("positive")
            assert found is not None
            held.append(found.interval[0] <= prevalence <= found.interval[1])
            errors.append(abs(shares.estimate - truth).mean())
            counting_errors.append(abs(shares.counts / 400 - truth).mean())
        assert sum(held) >= 0.85 * rounds  # 40 rounds of a true 95 % are below that once in 500
    assert np.mean(errors) < 0.7 * np.mean(counting_errors)


def test_estimate_is_better_than_counting_where_a_class_is_rare() -> None:
    rng = np.random.default_rng(2)
    calibration = TWO_CLASSES.calibration(rng)
    probabilities, _ = TWO_CLASSES.draw(rng, (0.95, 0.05), 500)
    shares = ShareEstimator(TWO_CLASSES.labels, probabilities, calibration).estimate(probabilities)
    assert shares.estimate is not None
    assert shares.corrected
    assert abs(shares.estimate[1] - 0.05) < 0.04 < abs(shares.counts[1] / 500 - 0.05)
    assert probabilities[:, 1].mean() > 0.1  # the plain mean is worse still


def test_class_without_texts_gets_an_interval() -> None:
    probabilities = np.tile([1.0, 0.0], (40, 1))
    share = ShareEstimator(("negative", "positive"), probabilities, None).estimate(probabilities).share("positive")
    assert share is not None
    assert share.value == share.interval[0] == 0
    assert 0.02 < share.interval[1] < 0.12  # that of Jeffreys ends at 0.061


def test_near_copies_widen_the_interval() -> None:
    probabilities, _ = TWO_CLASSES.draw(np.random.default_rng(3), (0.5, 0.5), 60)
    repeated = np.repeat(probabilities, 20, axis=0)
    estimator = ShareEstimator(TWO_CLASSES.labels, repeated, None, domain_spread=0)
    widths = []
    for copies in (None, np.repeat(np.arange(60), 20)):
        net = estimator.estimate(repeated, copies).net
        assert net is not None
        widths.append(net.interval[1] - net.interval[0])
    assert widths[1] > 3 * widths[0]


def test_few_texts_get_counts_only() -> None:
    probabilities, _ = TWO_CLASSES.draw(np.random.default_rng(4), (0.5, 0.5), MIN_TEXTS - 1)
    shares = ShareEstimator(TWO_CLASSES.labels, probabilities, None).estimate(probabilities)
    assert shares.net is None
    assert shares.share("positive") is None
    assert shares.counts.sum() == shares.texts == MIN_TEXTS - 1


def test_folder_without_calibration_gets_the_plain_mean() -> None:
    probabilities, _ = THREE_CLASSES.draw(np.random.default_rng(5), (0.2, 0.2, 0.6), 100)
    shares = ShareEstimator(THREE_CLASSES.labels, probabilities, None).estimate(probabilities)
    assert not shares.corrected
    assert shares.estimate == pytest.approx(probabilities.mean(axis=0))


def test_many_texts_are_folded_without_another_estimate() -> None:
    """Folded and unfolded: the texts as they are, and in parts that are too small to fold."""
    rng = np.random.default_rng(6)
    calibration = THREE_CLASSES.calibration(rng)
    probabilities, _ = THREE_CLASSES.draw(rng, (0.05, 0.35, 0.6), 3_000)
    estimator = ShareEstimator(THREE_CLASSES.labels, probabilities, calibration)
    folded = estimator.estimate(probabilities).estimate
    parts = [estimator.estimate(part).estimate for part in np.split(probabilities, 12)]
    assert folded is not None
    assert folded == pytest.approx(np.mean([part for part in parts if part is not None], axis=0), abs=0.015)


@given(
    arrays.arrays(np.float64, st.tuples(st.integers(30, 60), st.just(3)), elements=st.floats(0, 1)),
    st.integers(1, 60),
)
def test_shares_of_any_probabilities_are_shares(raw: np.ndarray, clusters: int) -> None:
    probabilities = (raw + 1e-12) / (raw + 1e-12).sum(axis=1, keepdims=True)
    calibration = THREE_CLASSES.calibration(np.random.default_rng(8))
    estimator = ShareEstimator(THREE_CLASSES.labels, probabilities, calibration, resamples=20)
    shares = estimator.estimate(probabilities, np.arange(len(raw)) % clusters)
    assert shares.estimate is not None
    assert shares.draws is not None
    for values in (shares.estimate, shares.draws):
        assert np.all(values >= 0)
        assert values.sum(axis=-1) == pytest.approx(1)
    assert shares.net is not None
    assert -1 <= shares.net.interval[0] <= shares.net.value <= shares.net.interval[1] <= 1


def test_intervals_within_a_file_are_narrower_around_the_same_shares() -> None:
    probabilities = np.random.default_rng(0).dirichlet([1, 1, 1], size=400)
    shares = ShareEstimator(LABELS, probabilities, None).estimate(probabilities)
    for label in LABELS:
        whole, within = shares.share(label), shares.within_file.share(label)
        assert whole is not None
        assert within is not None
        assert within.value == whole.value
        assert whole.interval[0] < within.interval[0] < within.interval[1] < whole.interval[1]
