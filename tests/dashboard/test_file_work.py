"""The files in work of all pages."""

from collections.abc import Iterator

import pandas as pd
import pytest

from twitter_sentiment.dashboard.api_client import ApiClient
from twitter_sentiment.dashboard.file_job import FileJob
from twitter_sentiment.dashboard.file_work import Work, Works
from twitter_sentiment.errors import InputError

LONG = ["a text of some length, to keep the model busy for a while"] * 50_000


@pytest.fixture
def works() -> Iterator[Works]:
    works = Works()
    yield works
    for place, kept in list(works._works.items()):
        works.clear(place)
        kept.job._thread.join()


def work(client: ApiClient, texts: list[str]) -> Work:
    return Work("mine.csv", pd.DataFrame({"text": texts}), "text", FileJob(client, texts, neutral=False))


def test_a_second_window_of_an_address_finds_the_work_of_the_first(client: ApiClient, works: Works) -> None:
    first, second = work(client, LONG), work(client, LONG)
    works.begin(("mine", "bulk"), first)
    works.begin(("mine", "bulk"), second)
    assert works.find(("mine", "bulk")) is first
    assert first.job.running
    assert not second.job.running
    assert works.find(("yours", "bulk")) is works.find(("mine", "measure")) is None


def test_cleared_work_is_ended_and_forgotten(client: ApiClient, works: Works) -> None:
    mine = work(client, LONG)
    works.begin(("mine", "bulk"), mine)
    works.clear(("mine", "bulk"))
    works.clear(("mine", "bulk"))
    assert works.find(("mine", "bulk")) is None
    assert not mine.job.running
    mine.job._thread.join()


def test_only_work_that_is_done_makes_room_for_others(
    client: ApiClient, works: Works, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Works, "MOST_KEPT", 2)
    done, running = work(client, ["a"]), work(client, LONG)
    works.begin(("first", "bulk"), running)
    works.begin(("second", "bulk"), done)
    done.job._thread.join()
    works.begin(("third", "bulk"), work(client, LONG))
    assert works.find(("second", "bulk")) is None
    assert works.find(("first", "bulk")) is running
    with pytest.raises(InputError, match="try again in a few minutes"):
        works.begin(("fourth", "bulk"), work(client, LONG))
    assert works.find(("fourth", "bulk")) is None


def test_results_have_names_that_differ(client: ApiClient) -> None:
    table = pd.DataFrame({"body": ["good"], "text": ["x"], "input_text": ["y"]})
    mine = Work("mine.csv", table, "body", FileJob(client, ["good"], neutral=False))
    mine.job.start()._thread.join()
    assert list(mine.results().columns) == ["text", "sentiment", "confidence", "input_text", "input_text.1"]
