"""The history: a real SQLite file, and PostgreSQL where it is installed."""

import multiprocessing
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from twitter_sentiment.dashboard.history import HistoryError, HistoryStore, is_history_id, new_history_id

OpenStore = Callable[[str], HistoryStore]
URL = "sqlite:///data/history.sqlite3"


@pytest.fixture
def open_store() -> Iterator[Callable[[str], HistoryStore]]:
    """Opens stores, and closes them after the test."""
    with ExitStack() as stores:
        yield lambda url: stores.enter_context(closing(HistoryStore(url)))


@pytest.fixture(params=["file", "memory", "postgresql"])
def store(request: pytest.FixtureRequest, open_store: OpenStore) -> HistoryStore:
    if request.param == "postgresql":
        return open_store(request.getfixturevalue("postgresql_url"))
    return open_store(URL if request.param == "file" else "")


def texts(store: HistoryStore, history: str, search: str = "") -> list[str]:
    return [entry.text for entry in store.entries(history, search)]


def test_what_is_added_comes_back_newest_first(store: HistoryStore) -> None:
    history = new_history_id()
    store.add(history, "first 😀", "positive", 0.9)
    store.add(history, "second", "negative", 0.6)
    newest, oldest = store.entries(history)
    assert (newest.text, oldest.text) == ("second", "first 😀")
    assert (oldest.sentiment, oldest.confidence) == ("positive", 0.9)
    assert timedelta(0) <= datetime.now(UTC) - oldest.at < timedelta(minutes=1)


def test_a_history_is_seen_by_its_own_id_alone(store: HistoryStore) -> None:
    mine, yours = new_history_id(), new_history_id()
    store.add(mine, "mine", "positive", 0.9)
    (entry,) = store.entries(mine)
    assert store.entries(yours) == []
    store.delete(yours, entry.id)
    store.clear(yours)
    assert texts(store, mine) == ["mine"]


def test_search_finds_letters_as_they_are(store: HistoryStore) -> None:
    history = new_history_id()
    for text in ("100% good", "100 percent", "under_score", "Over the MOON", "CAFÉ ÖL"):
        store.add(history, text, "positive", 0.9)
    assert texts(store, history, "0%") == ["100% good"]
    assert texts(store, history, "r_s") == ["under_score"]
    assert texts(store, history, "moon") == ["Over the MOON"]
    assert texts(store, history, "café ö") == ["CAFÉ ÖL"]
    assert store.count(history, "100") == 2


def test_charts_get_the_answers_without_the_texts(store: HistoryStore) -> None:
    history = new_history_id()
    store.add(history, "a", "positive", 0.9)
    store.add(history, "b", "negative", 0.8)
    newest, oldest = store.answers(history, limit=5)
    assert (newest[1:], oldest[1:]) == (("negative", 0.8), ("positive", 0.9))
    assert oldest[0] <= newest[0]
    assert len(store.answers(history, limit=1)) == 1


def test_pages_are_parts_of_the_whole(store: HistoryStore) -> None:
    history = new_history_id()
    for number in range(5):
        store.add(history, str(number), "positive", 0.9)
    assert [entry.text for entry in store.entries(history, limit=2, offset=2)] == ["2", "1"]
    assert store.count(history) == 5


def test_one_is_deleted_then_all(store: HistoryStore) -> None:
    history = new_history_id()
    for text in ("a", "b", "c"):
        store.add(history, text, "positive", 0.9)
    store.delete(history, store.entries(history)[1].id)
    assert texts(store, history) == ["c", "a"]
    store.clear(history)
    assert store.count(history) == 0


@pytest.mark.parametrize(
    "text", ["\x00nul", "<script>alert(1)</script>", "'; DROP TABLE predictions; --", "א\u202eב", "😀" * 500]
)
def test_any_text_can_be_kept(store: HistoryStore, text: str) -> None:
    history = new_history_id()
    store.add(history, text, "negative", 0.5)
    assert texts(store, history) == [text.replace("\x00", "")]


def test_concurrent_threads_lose_nothing(store: HistoryStore) -> None:
    history = new_history_id()

    def write(writer: int) -> None:
        for number in range(25):
            store.add(history, f"{writer}.{number}", "positive", 0.9)

    threads = [threading.Thread(target=write, args=(writer,)) for writer in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(texts(store, history))) == 200


def _write_many(writer: int) -> None:
    with closing(HistoryStore(URL)) as store:
        for number in range(25):
            store.add("shared", f"{writer}.{number}", "positive", 0.9)


def test_concurrent_processes_lose_nothing_even_while_the_file_is_made(open_store: OpenStore) -> None:
    context = multiprocessing.get_context("spawn")
    processes = [context.Process(target=_write_many, args=(writer,)) for writer in range(4)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0] * 4
    assert open_store(URL).count("shared") == 100


def test_a_file_survives_the_process_that_wrote_it(open_store: OpenStore) -> None:
    open_store(URL).add("mine", "kept", "positive", 0.9)
    assert texts(open_store(URL), "mine") == ["kept"]
    assert open_store(URL).lasting


def test_memory_is_gone_with_its_store(open_store: OpenStore) -> None:
    open_store("").add("mine", "gone", "positive", 0.9)
    assert open_store("").count("mine") == 0
    assert not open_store("").lasting
    assert list(Path().iterdir()) == []


@pytest.mark.parametrize(
    "url", ["nonsense", "oracle9://x", "sqlite:////proc/nowhere/file", "postgresql+psycopg://u:secret@127.0.0.1:1/x"]
)
def test_a_database_that_can_t_be_used_is_told_without_its_password(url: str, open_store: OpenStore) -> None:
    with pytest.raises(HistoryError, match="HISTORY_URL") as caught:
        open_store(url).count("mine")
    assert "secret" not in str(caught.value)


def test_a_file_that_is_no_database_is_told(open_store: OpenStore) -> None:
    Path("data").mkdir()
    Path("data/history.sqlite3").write_text("something else, long enough to be no empty database\n" * 100)
    with pytest.raises(HistoryError, match="not a database"):
        open_store(URL)


def test_a_locked_database_is_waited_for(open_store: OpenStore) -> None:
    store = open_store(URL)
    other = sqlite3.connect("data/history.sqlite3", check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    threading.Timer(0.5, other.commit).start()
    store.add("mine", "after the lock", "positive", 0.9)
    assert texts(store, "mine") == ["after the lock"]


def test_an_id_can_t_be_guessed_and_is_known_by_its_shape() -> None:
    ids = {new_history_id() for _ in range(1000)}
    assert len(ids) == 1000
    assert all(is_history_id(name) for name in ids)
    assert not any(is_history_id(name) for name in ("", "short", "x" * 23, "../../etc/passwd'--aaaa"))
