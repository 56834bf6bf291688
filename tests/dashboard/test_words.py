"""A text with its words shaded: nothing in it becomes HTML, and the weights can be seen."""

import html
import re
from math import log

import pytest

pytest.importorskip("hypothesis")

from hypothesis import given
from hypothesis import strategies as st

from twitter_sentiment.dashboard.api_client import Answer, Explanation, TokensRead, WeighedPart
from twitter_sentiment.dashboard.words import in_words, reading_of, shaded_words


def answer(text: str) -> Answer:
    return Answer(sentiment="positive", confidence=0.9, text=text, scores={"negative": 0.1, "positive": 0.9})


def explanation(text: str, *weights: float) -> Explanation:
    spans = [word.span() for word in re.finditer(r"\S+", text)]
    weighed = zip(spans, weights, strict=True) if weights else ((span, 0.1) for span in spans)
    parts = [WeighedPart(start=start, end=end, weight=weight) for (start, end), weight in weighed]
    return Explanation(unit="word", parts=parts)


def shown(page: str) -> str:
    return html.unescape(re.sub(r"<[^<>]*>", "", page))


@given(st.text())
def test_every_text_is_shown_letter_by_letter_and_none_becomes_html(text: str) -> None:
    page = shaded_words(answer(text), explanation(text))
    assert shown(page) == text
    assert set(re.findall(r"</?(\w+)", page)) <= {"div", "span"}


def test_words_for_and_against_look_different_without_colour() -> None:
    page = shaded_words(answer("love but meh"), explanation("love but meh", log(9), 0.0, -0.5))
    assert '<span class="for" style="background:#1d63b08c" title="Without it, the answer would be 40 points' in page
    assert "<span>but</span>" in page
    assert '<span class="against"' in page
    assert "4 points more sure" in page


def test_the_stronger_the_weight_the_stronger_the_shade() -> None:
    page = shaded_words(answer("a b c"), explanation("a b c", 0.5, 1.0, 2.0))
    shades = [int(alpha, 16) for alpha in re.findall(r"#1d63b0(\w\w)", page)]
    assert shades == sorted(shades)
    assert len(set(shades)) == 3


def test_the_word_that_counts_most_is_named() -> None:
    said = in_words(answer("<b>love</b> it"), explanation("<b>love</b> it", log(9), 0.1))
    assert said.startswith(
        "Counts most: “<bdi>&lt;b&gt;love&lt;/b&gt;</bdi>”. Without it, the answer would be 40 points less"
    )


def test_where_no_word_decides_that_is_said() -> None:
    assert in_words(answer("a b"), explanation("a b", 0.01, -0.3)).startswith("No single word decides")


def test_truncation_is_told_with_its_numbers() -> None:
    assert reading_of(TokensRead(total=10, first=10, last=0)) is None
    said = reading_of(TokensRead(total=1900, first=64, last=190))
    assert said is not None
    assert "first 64 and last 190 tokens" in said
    assert "1,646 between" in said
