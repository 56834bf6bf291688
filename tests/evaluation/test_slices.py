"""The slices of a data set, and their metrics."""

import numpy as np
import pytest

from twitter_sentiment.evaluation.slices import SLICES, slice_masks, slice_metrics


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I don't like it", "negation"),
        ("he cant go", "negation"),
        ("I know it now", None),
        ("so good 😊", "emoji"),
        ("so good :)", None),
        ("we #won", "hashtag"),
        ("&#39;s http://x.org/#top", "URL"),
        ("thanks @anna", "mention"),
        ("mail a@b.org", None),
        ("is it?", "question"),
        ("see http://x.org/?a=1", "URL"),
        ("I am SO HAPPY", "ALL CAPS"),
        ("the UK and the USA", None),
    ],
)
def test_slice_masks_follow_features(text: str, expected: str | None) -> None:
    names = [name for name, mask in slice_masks([text]).items() if mask[0]]
    assert [name.split(" (")[0] for name in names] == ["short", *([expected] if expected else [])]


def test_slice_masks_give_one_length() -> None:
    lengths = list(SLICES)[:3]
    masks = slice_masks([" ".join(["word"] * count) for count in range(1, 60)])
    assert np.array_equal(sum(masks[name].astype(int) for name in lengths), np.ones(59))


def test_slice_recall_is_the_mean_of_its_classes() -> None:
    metrics = slice_metrics(predicted=np.array([0, 0, 1, 2]), targets=np.array([0, 0, 0, 2]))
    assert (metrics.rows, metrics.accuracy, metrics.macro_recall) == (4, 0.75, round((2 / 3 + 1) / 2, 4))


def test_slice_without_rows_has_no_metrics() -> None:
    empty = np.array([], dtype=int)
    metrics = slice_metrics(empty, empty)
    assert (metrics.rows, metrics.accuracy, metrics.macro_recall) == (0, None, None)
