"""Prediction of windows of rows with the default model."""

import pyarrow as pa
import pytest

from twitter_sentiment.bulk.engine import LocalEngine, Rows
from twitter_sentiment.errors import InputError
from twitter_sentiment.inference import SentimentClassifier
from twitter_sentiment.inference.routed import RoutedClassifier
from twitter_sentiment.model.folder import shipped_model

from ..examples import mixed_lengths


def windows(*groups: list[str]) -> list[Rows]:
    return [Rows(pa.record_batch({"text": texts}), texts) for texts in groups]


def test_engine_keeps_order_across_windows(classifier: SentimentClassifier) -> None:
    groups = [mixed_lengths(12, seed=seed) for seed in range(4)]
    done: list[int] = []
    predicted = list(LocalEngine(classifier, neutral=True).predict(windows(*groups), done.append))
    assert [list(window.rows.texts) for window in predicted] == groups
    assert sum(done) == 48
    for window in predicted:
        assert list(window.predictions) == classifier.predict_rows(window.rows.texts, neutral=True)


def test_engine_predicts_equal_texts_once(classifier: SentimentClassifier) -> None:
    done: list[int] = []
    texts = ["I love it", "I love  it", "", "It broke", "I love it", " "]  # the second normalizes to the first
    (window,) = LocalEngine(classifier, neutral=False).predict(windows(texts), done.append)
    sentiments = [prediction and prediction.sentiment for prediction in window.predictions]
    assert sentiments == ["positive", "positive", None, "negative", "positive", None]
    assert window.predictions[0] is window.predictions[1] is window.predictions[4]
    assert sorted(done) == [2, 4]  # those without text; the others in one batch


@pytest.mark.slow  # it loads a second model
def test_engine_of_two_models_answers_the_same_in_every_window(classifier: SentimentClassifier) -> None:
    routed = RoutedClassifier(classifier, shipped_model("accurate"), lambda path: SentimentClassifier.load(path))
    texts = ["I love it", "das ist leider nicht so gut wie das alte", "", "je suis très déçu de ce téléphone"] * 3
    done: list[int] = []
    engine = LocalEngine(routed, neutral=True, second_neutral=False)
    for groups in ([texts], [texts[:5], texts[5:6], texts[6:]]):
        predicted = list(engine.predict(windows(*groups), done.append))
        found = [prediction for window in predicted for prediction in window.predictions]
        assert found == routed.predict_rows(texts, neutral=True)
        codes = [language and language.code for window in predicted for language in window.languages]
        assert codes == ["en", "de", None, "fr"] * 3
    assert sum(done) == 2 * len(texts)


def test_engine_without_windows(classifier: SentimentClassifier) -> None:
    assert list(LocalEngine(classifier, neutral=False).predict([], lambda _: None)) == []


def test_engine_refuses_neutral_without_the_class(two_class_folder: str) -> None:
    with pytest.raises(InputError, match="not neutral"):
        LocalEngine(SentimentClassifier.load(two_class_folder), neutral=True)
