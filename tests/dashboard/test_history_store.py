"""The history: a SQLite file, memory, and PostgreSQL if it is installed."""

import os
import secrets
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from twitter_sentiment.dashboard.history_store import HistoryStore, is_old_history_id, new_history_id
from twitter_sentiment.errors import HistoryError

from ..conftest import REPOSITORY
from ..waiting import wait_until

OpenStore = Callable[[str], HistoryStore]
URL = "sqlite:///data/history.sqlite3"


@pytest.fixture
def open_store() -> Iterator[Callable[[str], HistoryStore]]:
    """Opens stores, and closes them after the test."""
    with ExitStack() as stores:
        yield lambda url: stores.enter_context(closing(HistoryStore(url)))


@pytest.fixture(params=["file", "memory", pytest.param("postgresql", marks=pytest.mark.e2e)])
def store(request: pytest.FixtureRequest, open_store: OpenStore) -> HistoryStore:
    if request.param == "postgresql":
        return open_store(request.getfixturevalue("postgresql_url"))
    return open_store(URL if request.param == "file" else "")


def texts(store: HistoryStore, history: str, search: str = "") -> list[str]:
    return [entry.text for entry in store.entries(history, search)]


def test_entries_come_newest_first(store: HistoryStore) -> None:
    history = new_history_id()
    store.add(history, "first 😀", "positive", 0.9)
    store.add(history, "second", "negative", 0.6)
    newest, oldest = store.entries(history)
    assert (newest.text, oldest.text) == ("second", "first 😀")
    assert (oldest.sentiment, oldest.confidence) == ("positive", 0.9)
    assert timedelta(0) <= datetime.now(UTC) - oldest.at < timedelta(minutes=1)


def test_history_is_private_to_its_id(store: HistoryStore) -> None:
    mine, yours = new_history_id(), new_history_id()
    store.add(mine, "mine", "positive", 0.9)
    (entry,) = store.entries(mine)
    assert store.entries(yours) == []
    store.delete(yours, entry.id)
    store.clear(yours)
    assert texts(store, mine) == ["mine"]


def test_search_is_literal_and_ignores_case(store: HistoryStore) -> None:
    history = new_history_id()
    for text in ("100% good", "100 percent", "under_score", "Over the MOON", "CAFÉ ÖL"):
        store.add(history, text, "positive", 0.9)
    assert texts(store, history, "0%") == ["100% good"]
    assert texts(store, history, "r_s") == ["under_score"]
    assert texts(store, history, "moon") == ["Over the MOON"]
    assert texts(store, history, "café ö") == ["CAFÉ ÖL"]
    assert store.count(history, "100") == 2


def test_predictions_are_limited_to_the_newest(store: HistoryStore) -> None:
    history = new_history_id()
    store.add(history, "a", "positive", 0.9)
    store.add(history, "b", "negative", 0.8)
    newest, oldest = store.predictions(history, limit=5)
    assert (newest[1:], oldest[1:]) == (("negative", 0.8), ("positive", 0.9))
    assert oldest[0] <= newest[0]
    assert len(store.predictions(history, limit=1)) == 1


def test_entries_with_limit_and_offset(store: HistoryStore) -> None:
    history = new_history_id()
    for number in range(5):
        store.add(history, str(number), "positive", 0.9)
    assert [entry.text for entry in store.entries(history, limit=2, offset=2)] == ["2", "1"]
    assert store.count(history) == 5


def test_delete_one_then_clear(store: HistoryStore) -> None:
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
def test_add_stores_any_text(store: HistoryStore, text: str) -> None:
    history = new_history_id()
    store.add(history, text, "negative", 0.5)
    assert texts(store, history) == [text.replace("\x00", "")]


def test_add_from_many_threads(store: HistoryStore) -> None:
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


WRITER = f"""
import sys
from contextlib import closing
from twitter_sentiment.dashboard.history_store import HistoryStore

with closing(HistoryStore({URL!r})) as store:
    for number in range(10):
        store.add("shared", f"{{sys.argv[1]}}.{{number}}", "positive", 0.9)
"""


@pytest.mark.slow
def test_add_from_many_processes(open_store: OpenStore) -> None:
    environment = os.environ | {"PYTHONPATH": str(REPOSITORY / "src")}
    processes = [subprocess.Popen([sys.executable, "-c", WRITER, str(writer)], env=environment) for writer in range(4)]
    assert [process.wait() for process in processes] == [0] * 4
    assert open_store(URL).count("shared") == 40


def test_file_is_persistent(open_store: OpenStore) -> None:
    open_store(URL).add("mine", "kept", "positive", 0.9)
    assert texts(open_store(URL), "mine") == ["kept"]
    assert open_store(URL).persistent


def test_memory_is_not_persistent(open_store: OpenStore) -> None:
    open_store("").add("mine", "gone", "positive", 0.9)
    assert open_store("").count("mine") == 0
    assert not open_store("").persistent
    assert list(Path().iterdir()) == []


@pytest.mark.parametrize(
    "url", ["nonsense", "oracle9://x", "sqlite:////proc/nowhere/file", "postgresql+psycopg://u:secret@127.0.0.1:1/x"]
)
def test_unusable_database_hides_its_password(url: str, open_store: OpenStore) -> None:
    with pytest.raises(HistoryError, match="HISTORY_URL") as caught:
        open_store(url).count("mine")
    assert "secret" not in str(caught.value)


def test_file_without_database_is_an_error(open_store: OpenStore) -> None:
    Path("data").mkdir()
    Path("data/history.sqlite3").write_text("something else, long enough to be no empty database\n" * 100)
    with pytest.raises(HistoryError, match="not a database"):
        open_store(URL)


def test_add_waits_for_a_locked_database(open_store: OpenStore) -> None:
    store = open_store(URL)
    other = sqlite3.connect("data/history.sqlite3", check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    writer = threading.Thread(target=store.add, args=("mine", "after the lock", "positive", 0.9))
    writer.start()
    writer.join(0.2)
    assert writer.is_alive()
    other.commit()
    writer.join()
    other.close()
    assert texts(store, "mine") == ["after the lock"]


def test_new_ids_are_unique_and_no_old_ones() -> None:
    ids = {new_history_id() for _ in range(1000)}
    assert len(ids) == 1000
    assert not any(is_old_history_id(name) for name in ids)


def test_old_ids_are_recognized_by_their_format() -> None:
    assert is_old_history_id(secrets.token_urlsafe(16))
    assert not any(is_old_history_id(name) for name in ("", "short", "x" * 23, "../../etc/passwd'--aaa"))


def age_all(days: int) -> None:
    """Make all entries of the file older."""
    with closing(sqlite3.connect("data/history.sqlite3")) as connection, connection:
        connection.execute("UPDATE predictions SET at = datetime(at, ?) || '.000000'", (f"-{days} days",))


@pytest.mark.parametrize(("retention_days", "kept"), [(0, ["old", "new"]), (30, ["new"])])
def test_expired_entries_are_deleted_at_the_start(open_store: OpenStore, retention_days: int, kept: list[str]) -> None:
    open_store(URL).add("mine", "new", "positive", 0.9)
    age_all(29)
    open_store(URL).add("mine", "old", "positive", 0.9)
    with closing(sqlite3.connect("data/history.sqlite3")) as connection, connection:
        connection.execute("UPDATE predictions SET at = '2020-01-01 00:00:00.000000' WHERE text = 'old'")
    with closing(HistoryStore(URL, retention_days=retention_days)) as store:
        assert texts(store, "mine") == kept


def test_expired_entries_are_deleted_while_it_is_open() -> None:
    with closing(HistoryStore(URL, retention_days=30, expiry_interval_secs=0.01)) as store:
        store.add("mine", "text", "positive", 0.9)
        age_all(31)
        wait_until(lambda: store.count("mine") == 0)
