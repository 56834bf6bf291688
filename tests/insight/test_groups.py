import numpy as np

from twitter_sentiment.insight.groups import MAX_GROUPS, GroupColumn, compare, group_shares
from twitter_sentiment.insight.shares import ShareEstimator, Shares

from .simulation import SimulatedClassifier, simulated_answers


def estimate(rng: np.random.Generator, shares: tuple[float, ...], texts: int = 200) -> Shares:
    classifier = SimulatedClassifier((0.3, 0.4, 0.3))
    probabilities, _ = classifier.draw(rng, shares, texts)
    calibration = classifier.calibration(np.random.default_rng(0))
    return ShareEstimator(classifier.labels, probabilities, calibration, resamples=200).estimate(probabilities)


def test_groups_are_sorted_by_size() -> None:
    column = GroupColumn.of_values("brand", ["b", " a ", "a", None, "", "c", "b", "a"])
    assert column.values == ("a", "b", "c")
    assert column.codes.tolist() == [1, 0, 0, -1, -1, 2, 1, 0]
    assert column.is_value("b").tolist() == [True, *[False] * 5, True, False]
    assert not column.is_value("none").any()
    assert not column.useful


def test_column_of_many_values_keeps_the_largest() -> None:
    column = GroupColumn.of_values("account", ["a"] * 20 + [str(number) for number in range(100)])
    assert len(column.values) == MAX_GROUPS
    assert column.left_out == 100 - (MAX_GROUPS - 1)
    assert not column.useful
    assert GroupColumn.of_values("lang", ["en", "de"] * 20).useful


def test_shares_of_groups() -> None:
    answers = simulated_answers(np.random.default_rng(1))
    column = GroupColumn.of_values("brand", ["a"] * 100 + ["b"] * 180 + ["c"] * 20)
    chosen = np.arange(300) >= 90
    estimator = ShareEstimator(answers.labels, answers.probabilities, None)
    found = group_shares(answers, estimator, column, chosen)
    assert [(group.value, group.shares.texts) for group in found] == [("b", 180), ("c", 20), ("a", 10)]
    assert [group.shares.net is None for group in found] == [False, True, True]


def test_difference_of_groups() -> None:
    rng = np.random.default_rng(2)
    differences = compare(estimate(rng, (0.7, 0.2, 0.1)), estimate(rng, (0.3, 0.4, 0.3)))
    assert list(differences) == ["negative", "neutral", "positive", "net"]
    assert not differences["negative"].could_be_chance
    low, high = differences["net"].share.interval
    assert low <= -0.6 <= high < 0


def test_groups_without_a_difference_seldom_differ() -> None:
    rng = np.random.default_rng(3)
    found = [compare(estimate(rng, (0.3, 0.4, 0.3)), estimate(rng, (0.3, 0.4, 0.3)))["net"] for _ in range(20)]
    assert sum(not difference.could_be_chance for difference in found) <= 3


def test_difference_from_few_texts_is_none() -> None:
    rng = np.random.default_rng(4)
    assert compare(estimate(rng, (0.3, 0.4, 0.3)), estimate(rng, (0.3, 0.4, 0.3), 20)) == {}
