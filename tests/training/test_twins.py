"""Twins: texts about another group of people, or with another surface."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twitter_sentiment.evaluation.checklist.lexicon import WORDS
from twitter_sentiment.training.twins import twins


@pytest.mark.parametrize(
    "text",
    ["My Muslim neighbor moved in.", "Two GAY MEN and a gay man", "Sarah flew from Berlin to Chicago", "the old woman"],
)
def test_twin_names_other_people(text: str) -> None:
    (twin,) = twins([text], seed=1)
    assert twin is not None
    assert twin.lower() != text.lower()
    assert len(twin.split()) == len(text.split())


@pytest.mark.parametrize("slot", ["name", "place", "brand"])
def test_names_of_the_behavioral_tests_have_no_twin(slot: str) -> None:
    for word in WORDS[slot]:
        renamed = [twin for seed in range(20) for twin in twins([word], seed) if twin and word not in twin]
        assert not renamed, "a model that was trained on these pairs would know the answers"


def test_twin_keeps_case() -> None:
    (twin,) = twins(["GERMANS, Germans and germans"], seed=3)
    assert twin is not None
    upper, title, _, lower = twin.replace(",", "").split()
    assert (upper.title(), upper.lower()) == (title, lower)
    assert upper.isupper()


@pytest.mark.parametrize(
    "text", ["", "Great phone!", "black coffee, straight to the bin", "He manned the womb of Bulgaria's"]
)
def test_text_that_names_nobody_keeps_its_words_or_has_no_twin(text: str) -> None:
    found = [twin for seed in range(40) for twin in twins([text], seed) if twin is not None]
    assert len(found) < 20
    assert all(abs(len(twin.split()) - len(text.split())) <= 2 for twin in found)


@given(st.lists(st.text()), st.integers(0, 99))
def test_twins_are_deterministic(texts: list[str], seed: int) -> None:
    assert twins(texts, seed) == twins(texts, seed)
    assert len(twins(texts, seed)) == len(texts)
