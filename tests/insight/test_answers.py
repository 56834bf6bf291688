import numpy as np
import pytest

from twitter_sentiment.insight.answers import Answers, Filter, distinct, select
from twitter_sentiment.insight.groups import GroupColumn
from twitter_sentiment.labels import LABELS

from .simulation import answers_of


@pytest.fixture
def answers() -> Answers:
    texts = ["Good phone", "Bad phone", "good PHONE", "The shop"]
    return answers_of(texts, ["positive", "negative", "positive", "neutral"])


def test_rows_without_text_or_scores_are_left_out() -> None:
    nan = float("nan")
    scores = {"negative": [0.2, 0.5, nan, 0.0, 0.9], "positive": [0.8, 0.5, nan, 0.0, 0.1]}
    answers = Answers.of_columns(["a", "", "b", "c", None], scores)
    assert answers.texts == ("a",)
    assert answers.rows.tolist() == [0]
    assert answers.predicted.tolist() == [1]
    assert answers.confidence.tolist() == [0.8]
    assert Answers.of_columns([], {"negative": [], "positive": []}).texts == ()


@pytest.mark.parametrize(
    ("wanted", "chosen"),
    [
        (Filter(), [0, 1, 2, 3]),
        (Filter(labels=frozenset({"positive", "neutral"})), [0, 2, 3]),
        (Filter(confidence=(0.0, 0.5)), []),
        (Filter(search="PHONE"), [0, 1, 2]),
        (Filter(search="[a"), []),
        (Filter(groups={"brand": "a"}), [0, 3]),
        (Filter(groups={"brand": "unknown"}), []),
        (Filter(since=np.datetime64("2024-01-02"), until=np.datetime64("2024-01-03")), [1]),
        (Filter(since=np.datetime64("2024-01-01"), search="phone", labels=frozenset({"positive"})), [0]),
    ],
)
def test_filter_chooses(answers: Answers, wanted: Filter, chosen: list[int]) -> None:
    times = np.array(["2024-01-01", "2024-01-02", "NaT", "2024-01-03"], dtype="datetime64[s]")
    groups = {"brand": GroupColumn.of_values("brand", ["a", "b", None, "a"])}
    assert np.flatnonzero(select(answers, wanted, times, groups)).tolist() == chosen


def test_distinct_texts_of_the_chosen(answers: Answers) -> None:
    assert distinct(answers, np.ones(4, dtype=bool)).tolist() == [0, 1, 3]
    assert distinct(answers, np.array([False, True, True, True])).tolist() == [1, 2, 3]


def test_two_class_view_is_that_of_binary_mode() -> None:
    logits = np.array([[2.0, 1.0, -1.0], [0.1, 3.0, 0.4]])
    full = np.exp(logits / 1.7)
    full /= full.sum(axis=1, keepdims=True)
    binary = np.exp(logits[:, [0, 2]] / 1.5)
    binary /= binary.sum(axis=1, keepdims=True)
    answers = Answers.of_columns(["a", "b"], dict(zip(LABELS, full.T, strict=True)))
    view = answers.two_classes(1.7 / 1.5)
    assert view.labels == ("negative", "positive")
    assert view.probabilities == pytest.approx(binary)
