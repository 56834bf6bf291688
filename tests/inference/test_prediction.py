"""From logits to answers."""

import numpy as np
import pytest

from twitter_sentiment.errors import InputError
from twitter_sentiment.inference import View
from twitter_sentiment.model.encoding import Reading

WHOLE, CUT = Reading(8, 8, 0), Reading(900, 64, 190)
THREE = ("negative", "neutral", "positive")
LOGITS = np.log(np.array([[0.2, 0.5, 0.3], [0.1, 0.1, 0.8]], dtype=np.float32))


def test_the_binary_view_leaves_neutral_out_and_renormalises() -> None:
    first, second = View(THREE, 1.0, neutral=False).predictions(LOGITS, [WHOLE, CUT])
    assert first.sentiment == "positive"
    assert first.scores == pytest.approx({"negative": 0.4, "positive": 0.6})
    assert first.confidence == first.scores["positive"]
    assert (first.reading, second.reading) == (WHOLE, CUT)


def test_the_neutral_view_shows_all_classes() -> None:
    first, second = View(THREE, 1.0, neutral=True).predictions(LOGITS, [WHOLE, WHOLE])
    assert (first.sentiment, second.sentiment) == ("neutral", "positive")
    assert first.scores == pytest.approx({"negative": 0.2, "neutral": 0.5, "positive": 0.3})


def test_the_order_of_the_model_s_labels_is_respected() -> None:
    (answer,) = View(("positive", "negative"), 1.0, neutral=False).predictions(
        np.array([[2.0, 0.0]], np.float32), [WHOLE]
    )
    assert answer.sentiment == "positive"


def test_temperature_softens_confidence_and_keeps_the_label() -> None:
    (sharp,) = View(THREE, 0.5, neutral=False).predictions(LOGITS[:1], [WHOLE])
    (soft,) = View(THREE, 5.0, neutral=False).predictions(LOGITS[:1], [WHOLE])
    assert sharp.sentiment == soft.sentiment
    assert sharp.confidence > soft.confidence > 0.5


def test_extreme_logits_give_finite_probabilities() -> None:
    (answer,) = View(THREE, 0.05, neutral=False).predictions(np.array([[1e4, 2e4, -1e4]], np.float32), [WHOLE])
    assert answer.scores == {"negative": 1.0, "positive": 0.0}


def test_neutral_of_a_model_without_it_is_refused_in_words() -> None:
    with pytest.raises(InputError, match="negative and positive only"):
        View(("negative", "positive"), 1.0, neutral=True)
