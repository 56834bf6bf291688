"""A text with its words shaded: nothing in it becomes HTML, and the weights are visible."""

import html
import re
from math import log

import pytest

pytest.importorskip("hypothesis")

from hypothesis import given
from hypothesis import strategies as st

from twitter_sentiment.api_types import ExplanationPart, ExplanationResponse, PredictionResponse, TokensRead
from twitter_sentiment.dashboard.attributions import highlighted_html, summary_html, truncation_notice


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
    assert '<span class="for" style="background:#1d63b08c" title="Without it, confidence would be 40 points' in page
    assert "<span>but</span>" in page
    assert '<span class="against"' in page
    assert "4 points higher" in page


def test_highlighted_shade_follows_weight() -> None:
    page = highlighted_html(prediction("a b c"), explanation("a b c", 0.5, 1.0, 2.0))
    shades = [int(alpha, 16) for alpha in re.findall(r"#1d63b0(\w\w)", page)]
    assert shades == sorted(shades)
    assert len(set(shades)) == 3


def test_summary_names_the_largest_weight() -> None:
    text = "<b>love</b> it"
    assert summary_html(prediction(text), explanation(text, log(9), 0.1)).startswith(
        "Counts most: “<bdi>&lt;b&gt;love&lt;/b&gt;</bdi>”. Without it, confidence would be 40 points lower"
    )


def test_summary_without_decisive_word() -> None:
    assert summary_html(prediction("a b"), explanation("a b", 0.01, -0.3)).startswith("No single word decides")


def test_truncation_notice_has_numbers() -> None:
    assert truncation_notice(TokensRead(total=10, first=10, last=0)) is None
    notice = truncation_notice(TokensRead(total=1900, first=64, last=190))
    assert notice is not None
    assert "first 64 and last 190 tokens" in notice
    assert "1,646 between" in notice
