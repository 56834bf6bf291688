"""Corrections in the database of the histories: SQLite, memory, and PostgreSQL if it is installed."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from twitter_sentiment.dashboard.history_store import HistoryStore, new_history_id

from ..waiting import wait_until

FILE = "history.sqlite3"
URL = f"sqlite:///{FILE}"
EARLIER_TABLE = """
    CREATE TABLE predictions (
        id INTEGER PRIMARY KEY, history VARCHAR(64) NOT NULL, at TIMESTAMP NOT NULL, text TEXT NOT NULL,
        sentiment VARCHAR(16) NOT NULL, confidence FLOAT NOT NULL
    )
"""
EARLIER_ROW = "INSERT INTO predictions VALUES (1, 'mine', '2024-05-06 07:08:09.000000', 'kept', 'positive', 0.9)"


@pytest.fixture(params=["file", "memory", pytest.param("postgresql", marks=pytest.mark.e2e)])
def store(request: pytest.FixtureRequest) -> Iterator[HistoryStore]:
    if request.param == "postgresql":
        url = request.getfixturevalue("postgresql_url")
    else:
        url = URL if request.param == "file" else ""
    with closing(HistoryStore(url)) as store:
        yield store


def keep(store: HistoryStore, history: str, text: str, label: str) -> None:
    store.corrections.keep(history, text, "positive", 0.6, label, classes=3)


def labels(store: HistoryStore, history: str) -> dict[str, str]:
    return {correction.text: correction.label for correction in store.corrections.all(history)}


def test_correction_is_complete(store: HistoryStore) -> None:
    history = new_history_id()
    keep(store, history, "first \U0001f600", "negative")
    store.corrections.keep(history, "second", "negative", 0.5, "negative")
    second, first = store.corrections.all(history)
    assert (first.text, first.sentiment, first.confidence, first.classes) == ("first \U0001f600", "positive", 0.6, 3)
    assert (first.label, first.right, second.right, second.classes) == ("negative", False, True, None)
    assert timedelta(0) <= datetime.now(UTC) - first.at < timedelta(minutes=1)


def test_last_correction_of_a_text_counts(store: HistoryStore) -> None:
    history = new_history_id()
    for label in ("negative", "neutral"):
        keep(store, history, "a text" * 2000, label)
    assert labels(store, history) == {"a text" * 2000: "neutral"}
    store.corrections.remove(history, "a text" * 2000)
    assert labels(store, history) == {}


def test_corrections_are_private_to_their_history(store: HistoryStore) -> None:
    mine, yours = new_history_id(), new_history_id()
    keep(store, mine, "mine", "negative")
    assert labels(store, yours) == {}
    store.corrections.remove(yours, "mine")
    store.corrections.clear(yours)
    store.clear(yours)
    assert labels(store, mine) == {"mine": "negative"}


@pytest.mark.parametrize("text", ["\x00nul", "half \ud83d of a smile", "'; DROP TABLE corrections; --"])
def test_keep_stores_any_text(store: HistoryStore, text: str) -> None:
    history = new_history_id()
    for label in ("negative", "neutral"):
        keep(store, history, text, label)
    assert list(labels(store, history).values()) == ["neutral"]


def test_deleted_history_has_no_corrections(store: HistoryStore) -> None:
    history = new_history_id()
    store.add(history, "predicted", "positive", 0.6, classes=3)
    keep(store, history, "predicted", "negative")
    keep(store, history, "of a file", "negative")
    store.clear(history)
    assert labels(store, history) == {}


def test_deleted_text_has_no_correction(store: HistoryStore) -> None:
    history = new_history_id()
    for _ in range(2):
        store.add(history, "twice", "positive", 0.6)
    keep(store, history, "twice", "negative")
    keep(store, history, "of a file", "negative")
    first, second = store.entries(history)
    store.delete(history, first.id)
    assert set(labels(store, history)) == {"twice", "of a file"}
    store.delete(history, second.id)
    assert set(labels(store, history)) == {"of a file"}


def test_expired_corrections_are_deleted() -> None:
    with closing(HistoryStore(URL, retention_days=30, expiry_interval_secs=0.01)) as store:
        keep(store, "mine", "old", "negative")
        keep(store, "mine", "new", "negative")
        with closing(sqlite3.connect(FILE)) as connection, connection:
            connection.execute("UPDATE corrections SET at = '2020-01-01 00:00:00.000000' WHERE text = 'old'")
        wait_until(lambda: set(labels(store, "mine")) == {"new"})


def test_deleted_corrections_are_overwritten() -> None:
    with closing(HistoryStore(URL)) as store:
        keep(store, "mine", "secret words " * 200, "negative")
        store.clear("mine")
    assert b"secret words" not in Path(FILE).read_bytes()


def check_upgraded(url: str) -> None:
    for _ in range(2):
        with closing(HistoryStore(url)) as store:
            (entry, *_) = reversed(store.entries("mine"))
            assert (entry.text, entry.sentiment, entry.classes) == ("kept", "positive", None)
            store.add("mine", "new", "neutral", 0.5, classes=3)
            assert store.entries("mine")[0].classes == 3
            keep(store, "mine", "kept", "negative")
            assert labels(store, "mine") == {"kept": "negative"}


def test_earlier_sqlite_database_is_upgraded() -> None:
    with closing(sqlite3.connect(FILE)) as connection, connection:
        connection.execute(EARLIER_TABLE)
        connection.execute(EARLIER_ROW)
    check_upgraded(URL)


@pytest.mark.e2e
def test_earlier_postgresql_database_is_upgraded(postgresql_url: str) -> None:
    url = f"{postgresql_url.rpartition('/')[0]}/earlier"
    server = create_engine(postgresql_url, isolation_level="AUTOCOMMIT")
    earlier = create_engine(url)
    with server.connect() as connection:
        connection.execute(text("CREATE DATABASE earlier"))
    with earlier.begin() as connection:
        connection.execute(text(EARLIER_TABLE.replace("id INTEGER", "id SERIAL")))
        connection.execute(text(EARLIER_ROW))
        connection.execute(text("SELECT setval('predictions_id_seq', 1)"))
    earlier.dispose()
    server.dispose()
    check_upgraded(url)
