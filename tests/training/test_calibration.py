"""Temperature scaling."""

import numpy as np
import pytest

from twitter_sentiment.labels import BINARY_LABELS, LABELS
from twitter_sentiment.model.softmax import softmax
from twitter_sentiment.training.calibration import (
    LabeledLogits,
    Temperatures,
    describe_views,
    domain_weights,
    fit_language_temperatures,
    fit_temperature,
    fit_temperatures,
)


def draw_classes(probabilities: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """One class index a row, by its probabilities."""
    return np.asarray(rng.multinomial(1, probabilities).argmax(axis=1))


def one_domain(rows: int) -> np.ndarray:
    return np.full(rows, "tweets")


def test_temperature_undoes_overconfidence() -> None:
    rng = np.random.default_rng(0)
    logits = rng.normal(size=(20_000, 3))
    targets = draw_classes(softmax(logits), rng)
    class_mask = np.ones((20_000, 3), dtype=bool)
    weights = np.full(20_000, 1 / 20_000)
    assert fit_temperature(LabeledLogits(logits * 3, targets, class_mask), weights) == pytest.approx(3, rel=0.05)


def test_binary_and_full_temperatures_differ() -> None:
    rng = np.random.default_rng(1)
    three_class, two_class = rng.normal(size=(2, 20_000, 3))
    class_mask = np.repeat([[True, True, True], [True, False, True]], 20_000, axis=0)
    probabilities = softmax(np.concatenate([three_class, two_class]), class_mask=class_mask)
    targets = draw_classes(probabilities, rng)
    logits = np.concatenate([three_class * 3, two_class * 2])
    temperatures = fit_temperatures(LabeledLogits(logits, targets, class_mask), one_domain(40_000), LABELS)
    assert temperatures.full == pytest.approx(3, rel=0.05)
    assert temperatures.binary is not None
    assert 2 < temperatures.binary < 3  # fitted to the reviews, and to the tweets that are not neutral
    assert np.unique(temperatures.of_rows(class_mask)[:20_000]) == temperatures.full
    assert np.unique(temperatures.of_rows(class_mask)[20_000:]) == temperatures.binary


def test_language_with_enough_rows_has_its_temperatures() -> None:
    rng = np.random.default_rng(4)
    counts = {"de": 4_000, "zh": 2_000, "ts": 200, None: 500}
    languages = np.repeat(np.array(list(counts), dtype=object), list(counts.values()))
    logits = rng.normal(size=(len(languages), 3))
    class_mask = np.ones(logits.shape, dtype=bool)
    class_mask[languages == "zh", 1] = False
    targets = draw_classes(softmax(logits, class_mask=class_mask), rng)
    logits[languages == "de"] *= 3
    rows = LabeledLogits(logits, targets, class_mask)
    fitted = fit_language_temperatures(rows, one_domain(len(languages)), languages, LABELS)
    assert set(fitted) == {"de", "zh"}
    assert (fitted["de"].rows, fitted["zh"].rows) == (4_000, 2_000)
    assert fitted["de"].temperature == pytest.approx(3, rel=0.15)
    assert fitted["zh"].temperature is None
    assert fitted["zh"].binary_temperature == pytest.approx(1, rel=0.15)


def test_two_class_data_has_one_temperature() -> None:
    rng = np.random.default_rng(2)
    logits = rng.normal(size=(20_000, 2))
    targets = draw_classes(softmax(logits), rng)
    rows = LabeledLogits(logits * 2, targets, np.ones((20_000, 2), dtype=bool))
    temperatures = fit_temperatures(rows, one_domain(20_000), BINARY_LABELS)
    assert temperatures.full == pytest.approx(2, rel=0.05)
    assert temperatures.binary is None


def test_domains_weigh_the_same() -> None:
    weights = domain_weights(np.array(["tweets", "hotels", "tweets", "tweets", "hotels"]))
    assert weights == pytest.approx([1 / 6, 1 / 4, 1 / 6, 1 / 6, 1 / 4])


def test_temperature_does_not_follow_the_largest_domain() -> None:
    rng = np.random.default_rng(3)
    logits = rng.normal(size=(22_000, 3))
    targets = draw_classes(softmax(logits), rng)
    domains = np.repeat(["tweets", "hotels"], [20_000, 2_000])
    logits[domains == "tweets"] *= 4
    class_mask = np.ones((22_000, 3), dtype=bool)
    rows = LabeledLogits(logits, targets, class_mask)
    weighted = fit_temperatures(rows, domains, LABELS)
    unweighted = fit_temperatures(rows, one_domain(22_000), LABELS)
    repeated = np.r_[np.arange(20_000), np.tile(np.arange(20_000, 22_000), 10)]  # both domains as large
    both_large = LabeledLogits(logits[repeated], targets[repeated], class_mask[repeated])
    balanced = fit_temperatures(both_large, one_domain(40_000), LABELS)
    assert weighted.full == pytest.approx(balanced.full, rel=1e-3)
    assert weighted.full < unweighted.full - 0.3


def test_views_hold_shares_and_soft_confusion() -> None:
    # two domains: four tweets of three classes, one review of two
    probabilities = np.array([[0.8, 0.1, 0.1], [0.6, 0.2, 0.2], [0.2, 0.6, 0.2], [0.1, 0.1, 0.8], [0.25, 0.25, 0.5]])
    class_mask = np.array([[True, True, True]] * 4 + [[True, False, True]])
    rows = LabeledLogits(np.log(probabilities), np.array([0, 0, 1, 2, 2]), class_mask)
    domains = np.array(["tweets"] * 4 + ["reviews"])
    views = describe_views(rows, domains, LABELS, Temperatures(1.0, 1.0))
    full, binary = views["full"], views["binary"]
    assert full.rows == {"negative": 2, "neutral": 1, "positive": 1}
    assert full.class_shares == {"negative": 0.5, "neutral": 0.25, "positive": 0.25}
    assert np.array(full.confusion) == pytest.approx(np.array([[0.7, 0.15, 0.15], [0.2, 0.6, 0.2], [0.1, 0.1, 0.8]]))
    assert binary.labels == BINARY_LABELS
    assert binary.class_shares == pytest.approx({"negative": 1 / 3, "positive": 2 / 3}, abs=1e-6)
    # the review weighs as much as the three polar tweets together
    positive = (1 / 6 * 8 / 9 + 1 / 2 * 2 / 3) / (2 / 3)
    assert binary.confusion[1] == pytest.approx([1 - positive, positive], abs=1e-5)
    assert binary.effective_rows == {"negative": 2.0, "positive": 1.6}


def test_view_without_a_class_is_described() -> None:
    rows = LabeledLogits(np.array([[1.0, 0.0, 0.0], [0.0, 0.0, 1.0]]), np.array([0, 2]), np.ones((2, 3), dtype=bool))
    full = describe_views(rows, one_domain(2), LABELS, Temperatures(1.0, None))["full"]
    assert (full.rows["neutral"], full.class_shares["neutral"], full.confusion[1]) == (0, 0.0, [0.0, 0.0, 0.0])
