"""Temperatures of languages: what they change of a prediction, and what they never change."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from twitter_sentiment.bulk.engine import LocalEngine, Rows
from twitter_sentiment.inference import LabelDecoder, Prediction, SentimentClassifier, explain
from twitter_sentiment.inference.explanation import Occlusion
from twitter_sentiment.labels import LABELS
from twitter_sentiment.model.manifest import Manifest
from twitter_sentiment.model.tokenization import TokenCounts

from .test_async_classifier import assert_same, running_classifier

GERMAN = "das ist leider nicht so gut wie das alte"
FRENCH = "je suis très déçu de ce téléphone"
ENGLISH = "I love this phone so much"
TEXTS = [GERMAN, ENGLISH, "", FRENCH, "ok", "这部电影太好看了"]

LANGUAGES = st.sampled_from(["en", "de", "fr", "und", "mis"])
TEMPERATURES = st.floats(0.05, 20)


@pytest.fixture(scope="module")
def by_language(language_folder: Path) -> SentimentClassifier:
    return SentimentClassifier.load(language_folder)


@given(
    arrays(np.float32, (6, 3), elements=st.floats(-50, 50, width=32)),
    st.lists(LANGUAGES, min_size=6, max_size=6),
    st.dictionaries(LANGUAGES, TEMPERATURES),
    st.booleans(),
)
def test_language_changes_no_label_and_no_other_row(
    logits: np.ndarray, languages: list[str], temperatures: dict[str, float], neutral: bool
) -> None:
    counts = [TokenCounts(5, 5, 0)] * len(languages)
    decoder = LabelDecoder(LABELS, 1.3, neutral, temperatures)
    predictions = decoder.decode(logits, counts, languages)
    of_all = LabelDecoder(LABELS, 1.3, neutral).decode(logits, counts)
    assert [row.sentiment for row in predictions] == [row.sentiment for row in of_all]
    for row, language in enumerate(languages):
        alone = LabelDecoder(LABELS, temperatures.get(language, 1.3), neutral).decode(logits[[row]], counts[:1])
        assert predictions[row : row + 1] == alone == decoder.decode(logits[[row]], counts[:1], [language])
        assert predictions[row].confidence == max(predictions[row].scores.values())


def test_temperature_of_a_text_is_that_of_its_language(
    by_language: SentimentClassifier, classifier: SentimentClassifier
) -> None:
    for neutral, changed in ((True, {GERMAN, FRENCH}), (False, {GERMAN})):
        found = zip(
            TEXTS,
            by_language.predict_rows(TEXTS, neutral=neutral),
            classifier.predict_rows(TEXTS, neutral=neutral),
            strict=True,
        )
        assert {text for text, own, common in found if own != common} == changed
    german = by_language.predict(GERMAN)
    common = classifier.predict(GERMAN)
    scale = (classifier.manifest.binary_temperature or 1) / 9
    assert log_odds(german) == pytest.approx(log_odds(common) * scale)


def log_odds(prediction: Prediction) -> float:
    return float(np.log(prediction.scores["positive"] / prediction.scores["negative"]))


def test_answer_does_not_depend_on_the_batch(by_language: SentimentClassifier) -> None:
    alone = [by_language.predict_rows([text], neutral=True)[0] for text in TEXTS]
    for order in ([0, 1, 2, 3, 4, 5], [5, 3, 3, 0, 1, 4, 2], [2, 0]):
        assert by_language.predict_rows([TEXTS[row] for row in order], neutral=True) == [alone[row] for row in order]


def test_bulk_gives_both_views_of_the_classifier(by_language: SentimentClassifier) -> None:
    texts = [*TEXTS, *TEXTS]
    engine = LocalEngine(by_language, neutral=True, second_neutral=False)
    for groups in ([texts], [texts[:5], texts[5:]]):
        windows = [Rows(pa.record_batch({"text": group}), group) for group in groups]
        predicted = list(engine.predict(windows, lambda _: None))
        found = [row for window in predicted for row in window.predictions]
        second = [row for window in predicted for row in window.second_view]
        assert [found, second] == by_language.predict_views(texts, [True, False])


def test_texts_that_are_read_alike_keep_their_own_language(by_language: SentimentClassifier) -> None:
    texts = [GERMAN, "das ist leider nicht so gut wie das alte\u200b", ENGLISH]
    languages = ["de", "und", "fr"]
    own, other, _ = by_language.predict_rows(texts, languages=languages)
    assert own
    assert other
    assert own.sentiment == other.sentiment
    assert own.confidence < other.confidence


@pytest.mark.anyio
async def test_service_gives_the_same(by_language: SentimentClassifier) -> None:
    async with running_classifier(by_language, cache_size=10) as concurrent:
        for _ in range(2):  # computed, and from the cache
            assert_same(await concurrent.predict_rows(TEXTS), by_language.predict_rows(TEXTS))
        prediction, explanation = await concurrent.explain(Occlusion(GERMAN))
    assert_same([prediction], [by_language.predict(GERMAN)])
    assert explanation
    expected = [part.score for part in explain(by_language, GERMAN).attributions]
    assert [part.score for part in explanation.attributions] == pytest.approx(expected, abs=1e-3)


def test_explanation_weighs_all_variants_by_one_temperature(
    by_language: SentimentClassifier, classifier: SentimentClassifier
) -> None:
    scale = (classifier.manifest.binary_temperature or 1) / 9
    expected = [part.score * scale for part in explain(classifier, GERMAN).attributions]
    assert [part.score for part in explain(by_language, GERMAN).attributions] == pytest.approx(expected, abs=1e-6)


def test_two_class_model_has_one_temperature_a_language(language_folder: Path) -> None:
    manifest = Manifest.read(language_folder).model_copy(update={"labels": ("negative", "positive")})
    assert manifest.temperatures(neutral=False) == (manifest.temperature, {"de": 4.0, "fr": 0.25})
