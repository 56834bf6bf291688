"""Training texts made from templates."""

import re
from collections import Counter
from itertools import chain

import pytest

from twitter_sentiment.data.generated import generate, templates
from twitter_sentiment.data.generated.style import tidied
from twitter_sentiment.data.generated.words import PLAIN, POLAR
from twitter_sentiment.labels import LABELS
from twitter_sentiment.text import normalise

ROWS = 6000
SLOT = re.compile(r"\{(\w+)\}")


@pytest.fixture(scope="module")
def rows() -> list[tuple[str, str]]:
    return generate(ROWS, seed=42)


def test_the_seed_decides_the_texts() -> None:
    assert generate(300, seed=1) == generate(300, seed=1)
    assert generate(300, seed=1) != generate(300, seed=2)
    assert generate(600, seed=1)[:300] == generate(300, seed=1)


def test_all_texts_differ_and_the_labels_are_even(rows: list[tuple[str, str]]) -> None:
    assert len({text.casefold() for text, _ in rows}) == ROWS
    assert Counter(label for _, label in rows) == dict.fromkeys(LABELS, ROWS // 3)


def test_the_same_words_for_the_model_have_one_label(rows: list[tuple[str, str]]) -> None:
    labels: dict[str, set[str]] = {}
    for text, label in rows:
        labels.setdefault(normalise(text).casefold(), set()).add(label)
    assert [text for text, found in labels.items() if len(found) > 1] == []


def test_no_slot_is_left_open(rows: list[tuple[str, str]]) -> None:
    assert [text for text, _ in rows if "{" in text or "}" in text] == []


def test_every_slot_of_every_template_has_words() -> None:
    words = chain(*PLAIN.values(), *(pole for poles in POLAR.values() for pole in poles.values()))
    everything = chain(*(templates(label) for label in LABELS), words)
    slots = {slot.removeprefix("other_") for text in everything for slot in SLOT.findall(text)}
    assert slots - {"carrier"} <= set(PLAIN) | set(POLAR)
    assert all(list(poles) == ["positive", "negative"] for poles in POLAR.values())


def test_there_are_short_and_long_texts_plain_ones_and_tweets(rows: list[tuple[str, str]]) -> None:
    lengths = [len(text.split()) for text, _ in rows]
    assert min(lengths) <= 2
    assert max(lengths) >= 40
    for mark, least in {"http": 0.1, "@": 0.1, "#": 0.1, "n't": 0.05, " not ": 0.05, "?": 0.02}.items():
        assert sum(mark in text for text, _ in rows) >= least * ROWS
    assert sum(text.islower() for text, _ in rows) >= 0.1 * ROWS
    assert sum(not text.isascii() for text, _ in rows) >= 0.1 * ROWS


@pytest.mark.parametrize("mark", ["http", "@", "not"])
def test_marks_that_say_nothing_are_in_every_class(rows: list[tuple[str, str]], mark: str) -> None:
    counts = Counter(label for text, label in rows if mark in text.lower())
    assert min(counts[label] for label in LABELS) > 0.1 * sum(counts.values())


@pytest.mark.parametrize("kind", ["name", "town", "nation", "brand"])
def test_no_name_goes_with_one_class(rows: list[tuple[str, str]], kind: str) -> None:
    texts = [(set(re.findall(r"[a-z-]+", text.lower())), label) for text, label in rows]
    for name in PLAIN[kind]:
        counts = Counter(label for words, label in texts if name.lower() in words)
        assert max(counts.values()) <= 0.7 * sum(counts.values()), (name, counts)
        assert abs(counts["positive"] - counts["negative"]) <= 0.5 * sum(counts.values()), (name, counts)


@pytest.mark.parametrize(
    ("text", "tidy"),
    [
        ("a awful day. what a hour", "An awful day. What an hour"),
        ("a useful app? a one-way trip! a European tour", "A useful app? A one-way trip! A European tour"),
        ("http://t.co/aB is a address", "http://t.co/aB is an address"),
    ],
)
def test_sentences_begin_with_capitals_and_articles_fit(text: str, tidy: str) -> None:
    assert tidied(text) == tidy
