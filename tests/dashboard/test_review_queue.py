"""Which texts are to review: least sure first, near-copies folded, reviewed ones left out."""

from collections.abc import Iterator
from contextlib import closing

import pyarrow as pa
import pytest

from twitter_sentiment.api_types import MAX_CHARACTERS
from twitter_sentiment.dashboard.bulk_job import BulkJob
from twitter_sentiment.dashboard.history_store import HistoryStore
from twitter_sentiment.dashboard.job_registry import BulkJobFile
from twitter_sentiment.dashboard.review_queue import (
    Candidate,
    candidates_of_file,
    candidates_of_history,
    texts_to_review,
)

from .conftest import Connect
from .fake_service import FakeService


@pytest.fixture
def store() -> Iterator[HistoryStore]:
    with closing(HistoryStore("")) as store:
        yield store


def candidates(*texts: str) -> list[Candidate]:
    return [Candidate(text, "positive", 0.5 + number / 100, 3) for number, text in enumerate(texts)]


def test_candidates_of_a_history_are_least_sure_first(store: HistoryStore) -> None:
    for text, confidence in (("sure", 0.9), ("unsure", 0.4), ("so so", 0.6)):
        store.add("mine", text, "neutral", confidence, classes=3)
    store.add("yours", "not mine", "neutral", 0.34, classes=3)
    found = candidates_of_history(store, "mine")
    assert [candidate.text for candidate in found] == ["unsure", "so so", "sure"]
    assert found[0] == Candidate("unsure", "neutral", 0.4, 3)


@pytest.mark.parametrize("neutral", [False, True])
def test_candidates_of_a_file_have_content(neutral: bool, connect: Connect) -> None:
    texts = ["good", "\u200b", "bad", "bad " * MAX_CHARACTERS]
    job = BulkJob(connect(FakeService()), texts, neutral=neutral).start()
    job.join()
    found = candidates_of_file(BulkJobFile("mine.csv", pa.table({"text": texts}), "text", job))
    assert [(candidate.text[:4], candidate.sentiment) for candidate in found] == [
        ("good", "positive"),
        ("bad", "negative"),
        ("bad ", "negative"),
    ]
    assert len(found[2].text) == MAX_CHARACTERS
    assert {candidate.classes for candidate in found} == {3 if neutral else 2}


def test_near_copies_are_folded_into_the_first() -> None:
    found = texts_to_review(candidates("RT @a: what a day", "another text", "What a DAY!"), [])
    assert [(candidate.text, candidate.copies) for candidate in found] == [
        ("RT @a: what a day", 2),
        ("another text", 1),
    ]


def test_reviewed_texts_and_their_copies_are_left_out() -> None:
    found = texts_to_review(candidates("What a day", "what a day!", "left", "WHAT A DAY"), ["@me what a day", "other"])
    assert [(candidate.text, candidate.copies) for candidate in found] == [("left", 1)]


def test_nothing_to_review() -> None:
    assert texts_to_review([], []) == []
    assert texts_to_review([], ["reviewed"]) == []
    assert texts_to_review(candidates("\U0001f600"), ["\U0001f600"]) == []
