"""From logits to predictions."""

import numpy as np
import pytest

from twitter_sentiment.errors import InputError
from twitter_sentiment.inference import LabelDecoder
from twitter_sentiment.model.tokenization import TokenCounts

WHOLE = TokenCounts(8, 8, 0)
TRUNCATED = TokenCounts(900, 64, 190)
LABELS = ("negative", "neutral", "positive")
LOGITS = np.log(np.array([[0.2, 0.5, 0.3], [0.1, 0.1, 0.8]], dtype=np.float32))


def test_decode_binary_mode_renormalizes() -> None:
    first, second = LabelDecoder(LABELS, 1.0, neutral=False).decode(LOGITS, [WHOLE, TRUNCATED])
    assert first.sentiment == "positive"
    assert first.scores == pytest.approx({"negative": 0.4, "positive": 0.6})
    assert first.confidence == first.scores["positive"]
    assert (first.token_counts, second.token_counts) == (WHOLE, TRUNCATED)


def test_decode_three_classes() -> None:
    first, second = LabelDecoder(LABELS, 1.0, neutral=True).decode(LOGITS, [WHOLE, WHOLE])
    assert (first.sentiment, second.sentiment) == ("neutral", "positive")
    assert first.scores == pytest.approx({"negative": 0.2, "neutral": 0.5, "positive": 0.3})


def test_decode_follows_label_order_of_model() -> None:
    (prediction,) = LabelDecoder(("positive", "negative"), 1.0, neutral=False).decode(
        np.array([[2.0, 0.0]], np.float32), [WHOLE]
    )
    assert prediction.sentiment == "positive"


def test_decode_temperature_keeps_label() -> None:
    (sharp,) = LabelDecoder(LABELS, 0.5, neutral=False).decode(LOGITS[:1], [WHOLE])
    (soft,) = LabelDecoder(LABELS, 5.0, neutral=False).decode(LOGITS[:1], [WHOLE])
    assert sharp.sentiment == soft.sentiment
    assert sharp.confidence > soft.confidence > 0.5


def test_decode_extreme_logits_stay_finite() -> None:
    (prediction,) = LabelDecoder(LABELS, 0.05, neutral=False).decode(np.array([[1e4, 2e4, -1e4]], np.float32), [WHOLE])
    assert prediction.scores == {"negative": 1.0, "positive": 0.0}


def test_decoder_refuses_neutral_of_two_class_model() -> None:
    with pytest.raises(InputError, match="negative and positive only"):
        LabelDecoder(("negative", "positive"), 1.0, neutral=True)
