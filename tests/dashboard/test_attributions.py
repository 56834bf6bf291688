"""A text with its words shaded: nothing in it becomes HTML, and the weights are visible."""

import html
import re
from math import log

import pytest

pytest.importorskip("hypothesis")

from hypothesis import given
from hypothesis import strategies as st

from twitter_sentiment.api_types import ExplanationPart, ExplanationResponse, PredictionResponse, TokensRead
from twitter_sentiment.dashboard.attributions import (
    highlighted_html,
    scores_html,
    summary_html,
    truncation_notice,
    weights_html,
)


def prediction(text: str) -> PredictionResponse:
    return PredictionResponse(sentiment="positive", confidence=0.9, text=text)


def explanation(text: str, *weights: float) -> ExplanationResponse:
    words = list(re.finditer(r"\S+", text))
    parts = [
        ExplanationPart(text=word[0], start=word.start(), end=word.end(), weight=weight)
        for word, weight in zip(words, weights or [0.1] * len(words), strict=True)
    ]
    return ExplanationResponse(unit="word", parts=parts)


def visible_text(page: str) -> str:
    return html.unescape(re.sub(r"<[^<>]*>", "", page))


@pytest.mark.slow
@given(st.text())
def test_highlighted_text_is_literal(text: str) -> None:
    page = highlighted_html(prediction(text), explanation(text))
    assert visible_text(page) == text
    assert set(re.findall(r"</?(\w+)", page)) <= {"div", "span"}


def test_highlighted_words_for_and_against() -> None:
    page = highlighted_html(prediction("love but meh"), explanation("love but meh", log(9), 0.0, -0.5))
    assert '<span class="for" style="background:#2068b88c" title="Without it, confidence would be 40 points' in page
    assert "<span>but</span>" in page
    assert '<span class="against"' in page
    assert "4 points higher" in page


def test_highlighted_shade_follows_weight() -> None:
    page = highlighted_html(prediction("a b c"), explanation("a b c", 0.5, 1.0, 2.0))
    shades = [int(alpha, 16) for alpha in re.findall(r"#2068b8(\w\w)", page)]
    assert shades == sorted(shades)
    assert len(set(shades)) == 3


def test_summary_names_the_largest_weight() -> None:
    text = "<b>love</b> it"
    assert summary_html(prediction(text), explanation(text, log(9), 0.1)).startswith(
        "Counts most: “<bdi>&lt;b&gt;love&lt;/b&gt;</bdi>”. Without it, confidence would be 40 points lower"
    )


def test_summary_without_decisive_word() -> None:
    assert summary_html(prediction("a b"), explanation("a b", 0.01, -0.3)).startswith("No single word decides")


def test_shade_is_pale_where_no_word_decides() -> None:
    sure = PredictionResponse(sentiment="positive", confidence=0.999, text="a b")
    weights = explanation("a b", 2.0, 0.1)  # without it, the confidence is still 99.3 %
    assert summary_html(sure, weights).startswith("No single word decides: without any one of them")
    strongest = max(int(alpha, 16) for alpha in re.findall(r"#2068b8(\w\w)", highlighted_html(sure, weights)))
    decisive = highlighted_html(prediction("a b"), weights)
    assert strongest < 0.5 * max(int(alpha, 16) for alpha in re.findall(r"#2068b8(\w\w)", decisive))


def test_summary_names_a_decisive_word_against() -> None:
    against = "“<bdi>but</bdi>” speaks most against it. Without it, confidence would be 7 points higher."
    text = "love but meh"
    assert summary_html(prediction(text), explanation(text, log(9), -1.2, 0.0)).endswith(f"lower. {against}")
    only_against = summary_html(prediction(text), explanation(text, 0.1, -1.2, 0.0))
    assert only_against == f"No single word decides for this result; {against}"


def test_weights_table_has_all_parts() -> None:
    table = weights_html(prediction("<b> meh c"), explanation("<b> meh c", log(9), -0.5, 0.0))
    rows = [visible_text(row.replace("</th>", "|").replace("</td>", "|")) for row in table.split("<tr>")[2:]]
    assert rows == ["<b>|+2.20|50.0 %|−40.0|", "meh|−0.50|93.7 %|+3.7|", "c|0.00|90.0 %|0.0|"]
    assert "<b>" not in table.replace("<bdi>", "")


def test_scores_table_follows_the_class_order() -> None:
    table = scores_html({"positive": 0.7, "negative": 0.1, "neutral": 0.2})
    assert re.findall(r"(\w+)</th><td>([\d.]+ %)", table) == [
        ("Negative", "10.0 %"),
        ("Neutral", "20.0 %"),
        ("Positive", "70.0 %"),
    ]


def test_truncation_notice_has_numbers() -> None:
    assert truncation_notice(TokensRead(total=10, first=10, last=0)) is None
    notice = truncation_notice(TokensRead(total=1900, first=64, last=190))
    assert notice is not None
    assert "first 64 and last 190 tokens" in notice
    assert "1,646 between" in notice
