"""Ratings that are drawn with stars."""

import pytest

from twitter_sentiment.text.ratings import ratings_to_words


@pytest.mark.parametrize(
    ("drawn", "words"),
    [
        ("★☆☆☆☆", "1 of 5 stars"),
        ("★★★★★ wow", "5 stars wow"),
        ("⭐⭐", "2 stars"),
        ("⭐️⭐️⭐️", "3 stars"),
        ("★★★½☆", "3.5 of 5 stars"),
        ("🌟🌟🌟🌟", "4 stars"),
    ],
)
def test_ratings_become_words(drawn: str, words: str) -> None:
    assert " ".join(ratings_to_words(drawn).split()) == words


@pytest.mark.parametrize("text", ["a ⭐ night", "4/5", "2/10", "½ price", "☆☆☆", "★☆", "★☆★☆", "★" * 11])
def test_ornaments_and_digits_stay(text: str) -> None:
    assert ratings_to_words(text) == text
