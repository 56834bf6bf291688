"""The challenge set: its texts, and the accuracy by phenomenon."""

from collections import Counter

import numpy as np
from numpy.typing import NDArray

from twitter_sentiment.evaluation.checklist import challenge_set
from twitter_sentiment.evaluation.checklist.challenge import measure_challenge
from twitter_sentiment.labels import BINARY_LABELS, LABELS


def test_challenge_set_is_complete() -> None:
    rows = challenge_set()
    assert Counter(Counter(row.phenomenon for row in rows).values()) == {50: 14}
    assert {row.label for row in rows} == set(LABELS)
    assert len({row.text for row in rows}) == len(rows)
    assert all(row.text.strip() for row in rows)


def test_challenge_is_measured_in_both_views() -> None:
    truth = {row.text: row.label for row in challenge_set()}

    def predict(texts: list[str], labels: tuple[str, ...]) -> NDArray[np.float64]:
        """Predict the true class, but negative instead of neutral."""
        names = [truth[text] if truth[text] != "neutral" else "negative" for text in texts]
        return np.eye(len(labels))[[labels.index(name) for name in names]]

    results = measure_challenge(predict, [BINARY_LABELS, LABELS])
    assert len(results) == 15
    polar = sum(label != "neutral" for label in truth.values())
    whole = results["all"]
    assert whole.three_classes is not None
    assert (whole.two_classes.share, whole.two_classes.rows) == (1, polar)
    assert (whole.three_classes.share, whole.three_classes.rows) == (round(polar / 700, 6), 700)
    assert whole.three_classes.low < whole.three_classes.share < whole.three_classes.high
    assert sum(result.two_classes.rows for name, result in results.items() if name != "all") == polar
