"""Attacks on the history: other people's, its database, and what stays of deleted texts."""

import sqlite3
import stat
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import httpx2
import pytest

pytest.importorskip("streamlit")
pytest.importorskip("playwright.sync_api")

from playwright.sync_api import Browser, Page, expect

from twitter_sentiment.dashboard.history_store import HistoryStore, new_history_id
from twitter_sentiment.errors import HistoryError

from ..running import Running
from ..small_disk import SmallDisk, mounted_disk

PRIVATE_TEXT = "victim secret words "
URL = "sqlite:///history.sqlite3"


@pytest.fixture
def store() -> Iterator[HistoryStore]:
    with closing(HistoryStore(URL)) as store:
        yield store


def analyze(page: Page, text: str) -> None:
    page.get_by_label("A tweet or a review, in English").fill(text)
    page.get_by_role("button", name="Analyze").click()
    expect(page.get_by_test_id("prediction")).to_be_visible()


def open_history(page: Page) -> None:
    page.get_by_role("tab", name="History & Charts").click()


@pytest.mark.e2e
@pytest.mark.parametrize("name", ["A" * 22, "A" * 32])
def test_address_of_an_attacker_opens_no_history(visit: Callable[..., Page], name: str) -> None:
    victim, attacker = visit(f"?history={name}"), visit(f"?history={name}")
    analyze(victim, PRIVATE_TEXT)
    open_history(attacker)
    expect(attacker.get_by_text("Nothing yet")).to_be_visible()


@pytest.mark.e2e
def test_forged_cookies_open_no_history(visit: Callable[..., Page], browser: Browser, interface: Running) -> None:
    victim = visit()
    analyze(victim, PRIVATE_TEXT)
    (cookie,) = (cookie for cookie in victim.context.cookies() if cookie["name"].startswith("history_"))
    assert (cookie["httpOnly"], cookie["sameSite"]) == (True, "Lax")
    history, _, signature = cookie["value"].partition(".")
    own = next(cookie for cookie in visit().context.cookies() if cookie["name"].startswith("history_"))
    other = f"{history[:-1]}{'y' if history.endswith('x') else 'x'}"
    borrowed = f"{history}.{own['value'].partition('.')[2]}"
    for value in (history, f"{history}.", f"{other}.{signature}", borrowed):
        response = httpx2.get(interface.url, headers={"Accept": "text/html", "Cookie": f"{cookie['name']}={value}"})
        assert response.cookies[cookie["name"]].partition(".")[0] not in (history, other)
    with closing(browser.new_context()) as context:
        context.add_cookies([{"name": cookie["name"], "value": borrowed, "url": interface.url}])
        page = context.new_page()
        page.goto(interface.url)
        open_history(page)
        expect(page.get_by_text("Nothing yet")).to_be_visible()


@pytest.mark.e2e
def test_locked_database_does_not_delay_the_answer(page: Page, history_file: Path) -> None:
    analyze(page, "The first one opens the database")
    open_history(page)
    expect(page.locator(".clamped")).to_be_visible()
    page.get_by_role("tab", name="Predict").click()
    with closing(sqlite3.connect(history_file)) as other:
        other.execute("BEGIN EXCLUSIVE")
        page.get_by_role("button", name="Angry tweet").click()
        expect(page.get_by_test_id("prediction")).to_have_text("▼ Negative")
        assert page.get_by_text("could not be added to the history").count() == 0
        expect(page.get_by_text("could not be added to the history")).to_be_visible()


def test_database_is_private(store: HistoryStore) -> None:
    assert stat.S_IMODE(Path("history.sqlite3").stat().st_mode) == 0o600


def test_readable_database_becomes_private() -> None:
    HistoryStore(URL).close()
    Path("history.sqlite3").chmod(0o664)
    HistoryStore(URL).close()
    assert stat.S_IMODE(Path("history.sqlite3").stat().st_mode) == 0o660  # the group is the operator's choice


def test_half_a_surrogate_pair_is_stored(store: HistoryStore) -> None:
    store.add("mine", "half \ud83d of a smile", "positive", 0.9)
    assert [entry.text for entry in store.entries("mine", "\ud83d")] == ["half ? of a smile"]


@pytest.mark.slow
def test_locked_database_fails_after_seconds(store: HistoryStore) -> None:
    with closing(sqlite3.connect("history.sqlite3")) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(HistoryError, match="locked"):
            store.add("mine", "text", "positive", 0.9)


def files_holding(text: str) -> list[str]:
    return [path.name for path in Path().iterdir() if path.is_file() and text.encode() in path.read_bytes()]


def fill(store: HistoryStore, history: str) -> None:
    for _ in range(20):
        store.add(history, PRIVATE_TEXT * 20, "negative", 0.9)


@pytest.mark.slow
@pytest.mark.parametrize("old_journal", [False, True])
def test_deleted_texts_are_overwritten(old_journal: bool) -> None:
    HistoryStore(URL).close()
    if old_journal:  # of an earlier version
        with closing(sqlite3.connect("history.sqlite3")) as connection:
            connection.execute("PRAGMA journal_mode=WAL")
    with closing(HistoryStore(URL)) as store:
        fill(store, "mine")
        assert files_holding(PRIVATE_TEXT)
        store.clear("mine")
        assert files_holding(PRIVATE_TEXT) == []


@pytest.fixture
def disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SmallDisk]:
    with mounted_disk(tmp_path / "disk") as mounted:
        monkeypatch.chdir(tmp_path / "disk")
        yield mounted
        monkeypatch.chdir(tmp_path)


@pytest.mark.slow
def test_full_disk_clears_the_history(disk: SmallDisk) -> None:
    with closing(HistoryStore(URL)) as store:
        fill(store, "mine")
        store.add("yours", "kept", "positive", 0.9)
        with pytest.raises(OSError, match="No space"):
            Path("filler").write_bytes(bytes(1_000_000))
        with pytest.raises(HistoryError, match="full"):
            fill(store, "mine")
        store.clear("mine")
        assert store.count("mine") == 0
        assert files_holding(PRIVATE_TEXT) == []
        assert store.count("yours") == 1
        Path("filler").unlink()
        store.add("yours", "as before", "positive", 0.9)
        assert store.count("yours") == 2


@pytest.mark.parametrize("token", ["", "x" * 32, "%", "' OR 1=1 --", "\ud800", "\x00"])
def test_guessed_link_opens_no_history(store: HistoryStore, token: str) -> None:
    history = new_history_id()
    store.share(history)
    assert store.shared_history(token) is None
    assert history not in str(store.share_token(history))


def test_cleared_history_is_shared_no_more(store: HistoryStore) -> None:
    store.share("mine")
    token = store.share_token("mine")
    assert token
    store.clear("mine")
    assert store.shared_history(token) is None
