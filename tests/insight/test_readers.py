"""Files that two models have read: the two-class view and the shares of each model's texts."""

from dataclasses import dataclass, field

import numpy as np
import pytest

from twitter_sentiment.insight.answers import Answers
from twitter_sentiment.insight.readers import Readers
from twitter_sentiment.insight.shares import ShareEstimator
from twitter_sentiment.labels import LABELS
from twitter_sentiment.metrics import LanguageTemperatures, ViewCalibration

from .simulation import SimulatedClassifier


@dataclass(frozen=True)
class Model:
    """What an analysis knows of a model."""

    temperature: float = 1.0
    binary_temperature: float | None = None
    language_temperatures: dict[str, LanguageTemperatures] = field(default_factory=dict)
    calibration: dict[str, ViewCalibration] = field(default_factory=dict)


def test_two_class_view_has_the_temperatures_of_each_text() -> None:
    german = LanguageTemperatures(rows=300, temperature=3.0, binary_temperature=2.0)
    french = LanguageTemperatures(rows=300, binary_temperature=0.8)
    first = Model(1.7, 1.5, {"de": LanguageTemperatures(rows=300, temperature=9.0)})
    readers = Readers(first, Model(1.2, None, {"de": german, "fr": french}))
    languages = ["en", "de", "fr", "es", "und"]
    full = np.array([1.7, 3.0, 1.2, 1.2, 1.7])
    binary = np.array([1.5, 2.0, 0.8, 1.2, 1.5])
    logits = np.random.default_rng(0).normal(size=(5, 3))
    scores = np.exp(logits / full[:, np.newaxis])
    answers = Answers.of_columns(list("abcde"), dict(zip(LABELS, scores.T, strict=True)))
    expected = np.exp(logits[:, [0, 2]] / binary[:, np.newaxis])
    expected /= expected.sum(axis=1, keepdims=True)
    assert readers.two_classes(answers, languages).probabilities == pytest.approx(expected)
    alone = Readers(Model(1.7, 1.5))
    assert not alone.need_languages
    assert alone.two_classes(answers, []).probabilities == pytest.approx(answers.two_classes(1.7 / 1.5).probabilities)


def test_shares_use_the_calibration_of_the_model_that_read_a_text() -> None:
    rng = np.random.default_rng(1)
    first = SimulatedClassifier((0.5, 0.5))
    second = SimulatedClassifier((0.9, 0.1))
    readers = Readers(
        Model(calibration={"full": first.calibration(rng)}), Model(calibration={"full": second.calibration(rng)})
    )
    truth = 0.5
    texts = 4_000
    probabilities = np.vstack([model.draw(rng, (1 - truth, truth), texts // 2)[0] for model in (first, second)])
    numbers = np.arange(texts)
    answers = Answers(first.labels, tuple(map(str, numbers)), probabilities, numbers, numbers)
    languages = ["en"] * (texts // 2) + ["de"] * (texts // 2)
    estimator = ShareEstimator(answers.labels, probabilities, readers.calibration(answers.labels))
    everything = np.ones(texts, dtype=bool)
    own = readers.with_factors(answers, languages)
    shares = [estimator.estimate(*each.share_inputs(everything)) for each in (answers, own)]
    plain, corrected = (each.share("positive") for each in shares)
    assert plain
    assert corrected
    assert abs(corrected.value - truth) < 0.03 < abs(plain.value - truth)
    assert shares[0].counts.tolist() == shares[1].counts.tolist()
    # English texts alone are those of the first model, whether there is a second one or not.
    english = estimator.estimate(*own.share_inputs(np.arange(texts) < texts // 2)).share("positive")
    assert english == estimator.estimate(*answers.share_inputs(np.arange(texts) < texts // 2)).share("positive")
    assert own.part(~everything).factors is not None
    assert readers.with_factors(answers, ["und"] * texts) is answers
