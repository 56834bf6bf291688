import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from twitter_sentiment.insight.near_copies import cluster_near_copies

LONG = "the new update drains the battery of my phone within two hours and nobody from support ever answers"


def test_copies_have_one_number() -> None:
    texts = [
        LONG,
        f"RT @someone: {LONG}",
        f"{LONG.upper()}!!! https://t.co/abc",
        LONG.replace("nobody", "none"),
        f"RT @someone: {LONG[:60]}…",
        "something else altogether that has nothing to do with any of the others here",
    ]
    assert cluster_near_copies(texts).tolist() == [0, 0, 0, 0, 0, 5]


def test_short_texts_with_one_other_word_differ() -> None:
    assert cluster_near_copies(["not bad", "so bad", "Not bad!", "😡", "😀", "😡 "]).tolist() == [0, 1, 0, 3, 4, 3]


def test_no_texts() -> None:
    assert cluster_near_copies([]).tolist() == []
    assert cluster_near_copies([""]).tolist() == [0]


@given(st.lists(st.text(max_size=60) | st.sampled_from([LONG, f"rt @x {LONG}", "\0", "…", "a " * 50]), max_size=20))
def test_any_texts_get_the_number_of_a_first_one(texts: list[str]) -> None:
    numbers = cluster_near_copies(texts)
    assert np.array_equal(numbers[numbers], numbers)
    assert np.all(numbers <= np.arange(len(texts)))
    assert all(numbers[row] == numbers[texts.index(text)] for row, text in enumerate(texts))
