"""Attributions of a prediction to the words of its text."""

import math

import pytest

pytest.importorskip("hypothesis")

from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from twitter_sentiment.errors import InputError
from twitter_sentiment.inference import SentimentClassifier, explain
from twitter_sentiment.inference.explanation import MAX_ATTRIBUTIONS, Occlusion


def scores(classifier: SentimentClassifier, text: str) -> dict[str, float]:
    attributions = explain(classifier, text).attributions
    return {text[attribution.start : attribution.end]: attribution.score for attribution in attributions}


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("The staff were wonderful today", "wonderful"),
        ("My parcel arrived broken on Monday", "broken"),
        ("Monday again 😡", "😡"),
        ("see you there 😍 tomorrow", "😍"),
    ],
)
def test_explain_scores_opinion_word_highest(classifier: SentimentClassifier, text: str, word: str) -> None:
    by_word = scores(classifier, text)
    assert max(by_word, key=lambda part: by_word[part]) == word
    assert by_word[word] > 0


@pytest.mark.parametrize(
    ("text", "unit", "parts"),
    [
        ("太好看了，我喜欢 😍", "word", ["太好", "看了，", "我", "喜欢", "😍"]),
        ("我喜欢，" * 40, "clause", ["我喜欢，"] * 40),
        ("هَذا سيّئ", "word", ["هَذا", "سيّئ"]),
    ],
)
def test_explain_parts_are_words_of_every_script(
    classifier: SentimentClassifier, text: str, unit: str, parts: list[str]
) -> None:
    explanation = explain(classifier, text)
    assert explanation.unit == unit
    assert [text[part.start : part.end] for part in explanation.attributions] == parts


def test_occlusion_leaves_no_gap_between_unspaced_words() -> None:
    assert Occlusion("电影太好 it").texts == ["电影太好 it", " 太好 it", "电影  it", "电影太好  "]
    assert Occlusion("这部电影").texts == ["这部电影", " 部电影", "这电影", "这部 "]


def test_explain_word_against_is_negative(classifier: SentimentClassifier) -> None:
    by_word = scores(classifier, "I love the screen, but it broke")
    assert by_word["love"] < 0 < by_word["broke"]


def log_odds(probability: float) -> float:
    return math.log(probability / (1 - probability))


def test_explain_score_is_log_odds_lost(classifier: SentimentClassifier) -> None:
    whole, without = classifier.predict(["I love it", "I   it"])
    expected = log_odds(whole.confidence) - log_odds(without.scores[whole.sentiment])
    assert scores(classifier, "I love it")["love"] == pytest.approx(expected, abs=1e-9)


def test_explain_single_word_compares_with_uniform(classifier: SentimentClassifier) -> None:
    (only,) = explain(classifier, "wonderful").attributions
    assert only.score == pytest.approx(log_odds(classifier.predict("wonderful").confidence) - log_odds(1 / 2))
    (only,) = explain(classifier, "wonderful", neutral=True).attributions
    confidence = classifier.predict("wonderful", neutral=True).confidence
    assert only.score == pytest.approx(log_odds(confidence) - log_odds(1 / 3))


@pytest.mark.parametrize(
    "text",
    [
        "The room was clean. The staff, who had waited for us, were kind! Breakfast? Not so much. " * 5,
        "word " * 100,
        pytest.param("a, " * 3000, marks=pytest.mark.slow),
        "😀" * 200,
        "first line\nsecond line\n" * 40,
    ],
)
def test_explain_long_text_by_clause(classifier: SentimentClassifier, text: str) -> None:
    explanation = explain(classifier, text)
    assert explanation.unit == "clause"
    assert 2 <= len(explanation.attributions) <= MAX_ATTRIBUTIONS


def test_explain_clauses_end_at_punctuation(classifier: SentimentClassifier) -> None:
    sentence = "The room was clean, the staff were kind. "
    text = sentence * 10
    clauses = [text[part.start : part.end] for part in explain(classifier, text).attributions]
    assert clauses == ["The room was clean,", "the staff were kind."] * 10


def test_explain_unread_middle_weighs_nothing(classifier: SentimentClassifier) -> None:
    opinion = "What a wonderful evening, we loved it!"
    filler = "The hall has two doors, and a man sat on a chair. "
    text = f"{filler * 30}{opinion} {filler * 60}{opinion}"
    start, end = classifier.tokenizer.unread_middle(text) or (0, 0)
    middle = text.index(opinion)
    assert start < middle < end
    whole = classifier.predict(text)
    assert whole.scores == pytest.approx(classifier.predict(f"{text[:start]} {text[end:]}").scores, abs=0.02)
    parts = explain(classifier, text).attributions
    unread = [part.score for part in parts if start <= part.start and part.end <= end]
    assert set(unread) == {0.0}
    assert max(parts, key=lambda part: part.score).end == len(text)


def test_explain_left_out_part_is_not_replaced(classifier: SentimentClassifier) -> None:
    neutral = "The hall has two doors, and a man sat on a chair. "
    hidden = "It was terrible, awful and a disgusting waste of money. "
    text = neutral * 5 + hidden * 20 + neutral * 20
    parts = explain(classifier, text).attributions
    start, end = classifier.tokenizer.unread_middle(text) or (0, 0)
    without = [f"{text[: part.start]} {text[part.end : start]} {text[end:]}" for part in parts if part.end < start]
    expected = [log_odds(classifier.predict(f"{text[:start]} {text[end:]}").confidence)] * len(without)
    sentiment = classifier.predict(text).sentiment
    lost = [log_odds(classifier.predict(variant).scores[sentiment]) for variant in without]
    scores = [part.score for part in parts if part.end < start]
    assert scores == pytest.approx([whole - rest for whole, rest in zip(expected, lost, strict=True)], abs=1e-6)


@pytest.mark.slow
@given(st.text(max_size=60))
@example("👩‍👩‍👧‍👦🏽 ❤️❤️ 🇩🇪🇫🇷")
@settings(max_examples=60)
def test_explain_attributions_cover_text(classifier: SentimentClassifier, text: str) -> None:
    assume(classifier.predict_rows([text])[0] is not None)
    parts = explain(classifier, text).attributions
    edges = [0, *(edge for part in parts for edge in (part.start, part.end)), len(text)]
    assert edges == sorted(edges)
    assert "".join(text[part.start : part.end] for part in parts) == "".join(text.split())
    assert all(math.isfinite(part.score) for part in parts)


def test_explain_refuses_empty_text(classifier: SentimentClassifier) -> None:
    with pytest.raises(InputError, match="empty"):
        explain(classifier, " ")
