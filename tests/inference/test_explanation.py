"""Which words an answer rests on."""

import math

import pytest

pytest.importorskip("hypothesis")

from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from twitter_sentiment.errors import InputError
from twitter_sentiment.inference import SentimentClassifier, explain
from twitter_sentiment.inference.explanation import MAX_PARTS


def weights(classifier: SentimentClassifier, text: str) -> dict[str, float]:
    return {text[part.start : part.end]: part.weight for part in explain(classifier, text).parts}


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("The staff were wonderful today", "wonderful"),
        ("My parcel arrived broken on Monday", "broken"),
        ("Monday again 😡", "😡"),
        ("see you there 😍 tomorrow", "😍"),
    ],
)
def test_the_word_that_carries_the_feeling_weighs_most(classifier: SentimentClassifier, text: str, word: str) -> None:
    found = weights(classifier, text)
    assert max(found, key=lambda part: found[part]) == word
    assert found[word] > 0


def test_a_word_that_speaks_against_the_answer_has_a_weight_below_zero(classifier: SentimentClassifier) -> None:
    found = weights(classifier, "The food was bad, the view beautiful, the people wonderful")
    assert found["wonderful"] < 0 < found["bad,"]


def log_odds(probability: float) -> float:
    return math.log(probability / (1 - probability))


def test_a_weight_is_the_log_odds_lost_without_the_word(classifier: SentimentClassifier) -> None:
    whole, without = classifier.predict(["I love it", "I   it"])
    expected = log_odds(whole.confidence) - log_odds(without.scores[whole.sentiment])
    assert weights(classifier, "I love it")["love"] == pytest.approx(expected, abs=1e-9)


def test_without_its_only_word_a_text_says_nothing(classifier: SentimentClassifier) -> None:
    (part,) = explain(classifier, "wonderful").parts
    assert part.weight == pytest.approx(log_odds(classifier.predict("wonderful").confidence) - log_odds(1 / 2))
    (part,) = explain(classifier, "wonderful", neutral=True).parts
    confidence = classifier.predict("wonderful", neutral=True).confidence
    assert part.weight == pytest.approx(log_odds(confidence) - log_odds(1 / 3))


@pytest.mark.parametrize(
    "text",
    [
        "The room was clean. The staff, who had waited for us, were kind! Breakfast? Not so much. " * 5,
        "word " * 100,
        "a, " * 3000,
        "😀" * 200,
        "first line\nsecond line\n" * 40,
    ],
)
def test_a_long_text_is_weighed_clause_by_clause_at_a_bounded_cost(classifier: SentimentClassifier, text: str) -> None:
    found = explain(classifier, text)
    assert found.unit == "clause"
    assert 2 <= len(found.parts) <= MAX_PARTS


def test_clauses_end_at_punctuation(classifier: SentimentClassifier) -> None:
    sentence = "The room was clean, the staff were kind. "
    text = sentence * 10
    clauses = [text[part.start : part.end] for part in explain(classifier, text).parts]
    assert clauses == ["The room was clean,", "the staff were kind."] * 10


@given(st.text(max_size=60))
@example("👩‍👩‍👧‍👦🏽 ❤️❤️ 🇩🇪🇫🇷")
@settings(max_examples=60)
def test_parts_tile_every_text(classifier: SentimentClassifier, text: str) -> None:
    assume(classifier.predict_rows([text])[0] is not None)
    parts = explain(classifier, text).parts
    edges = [0, *(edge for part in parts for edge in (part.start, part.end)), len(text)]
    assert edges == sorted(edges)
    assert "".join(text[part.start : part.end] for part in parts) == "".join(text.split())
    assert all(math.isfinite(part.weight) for part in parts)


def test_a_text_without_content_has_no_explanation(classifier: SentimentClassifier) -> None:
    with pytest.raises(InputError, match="empty"):
        explain(classifier, " ")
