"""The History & Charts tab on a real API."""

import re
import sqlite3

import pytest
from streamlit.testing.v1 import AppTest

from twitter_sentiment.dashboard.history_store import new_history_id
from twitter_sentiment.dashboard.resources import history_store
from twitter_sentiment.dashboard.tabs.predict import EXAMPLES

from ..conftest import history_of, html_of, new_page, open_tab, press, unescaped, words_on

pytestmark = pytest.mark.e2e

USED = {"Happy tweet": "positive", "Angry tweet": "negative", "Negation": "positive"}
"""Examples with the class that the model gives them."""


@pytest.fixture
def used_page(page: AppTest) -> AppTest:
    """A page that has three predictions in its history, from an earlier visit."""
    name = new_history_id()
    for example, sentiment in USED.items():
        history_store().add(name, EXAMPLES[example], sentiment, 0.9)
    page.session_state["history"] = name
    return open_tab(page, "History & Charts")


def test_history_empty_says_what_it_is_for(page: AppTest) -> None:
    open_tab(page, "History & Charts")
    assert "Nothing yet" in page.info[0].value
    assert not page.exception


def test_history_shows_metrics_charts_and_texts(page: AppTest) -> None:
    page.run()
    for example in USED:
        press(page, example)
    open_tab(page, "History & Charts")
    assert page.metric[0].value == "3"
    assert len(page.get("vega_lite_chart")) == 3
    assert html_of(page).count('class="badge"') == 3
    assert "then they hang up" in html_of(page)
    entries = history_store().entries(history_of(page))
    assert [entry.sentiment for entry in reversed(entries)] == list(USED.values())


def test_history_belongs_to_the_browser(used_page: AppTest) -> None:
    reloaded = new_page(history_of(used_page))
    assert open_tab(reloaded, "History & Charts").metric[0].value == "3"
    assert "Nothing yet" in open_tab(new_page(), "History & Charts").info[0].value


def test_history_is_shared_until_it_is_not(used_page: AppTest) -> None:
    press(used_page, "Make a link")
    (link,) = (element.value for element in used_page.code)
    reader = new_page()
    reader.query_params["shared"] = link.partition("?shared=")[2]
    reader.run()
    assert reader.metric[0].value == "3"
    assert "then they hang up" in html_of(reader)
    assert not reader.button
    press(used_page, "Stop sharing")
    reader.run()
    assert not reader.metric
    assert "opens no history" in reader.error[0].value


def test_history_tells_when_texts_are_deleted(page: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HISTORY_RETENTION_DAYS", "30")
    open_tab(page, "History & Charts")
    assert any("deleted after 30 days" in element.value for element in page.caption)


OLD_HISTORY = "Pj0QF9pLIa3Vy7wBOmMk1g"


@pytest.fixture
def page_at_old_address(page: AppTest) -> AppTest:
    """The page at the address of a history that an earlier version kept."""
    page.run()
    history_store().add(OLD_HISTORY, "kept by version 1", "positive", 0.9)
    page.query_params["history"] = OLD_HISTORY
    return open_tab(page, "History & Charts")


def test_old_address_opens_nothing_by_itself(page_at_old_address: AppTest) -> None:
    assert "with 1 text." in words_on(page_at_old_address)
    assert "Nothing yet" in page_at_old_address.info[0].value
    press(page_at_old_address, "It is not mine")
    assert "earlier version" not in words_on(page_at_old_address)
    assert history_store().count(OLD_HISTORY) == 1


def test_old_address_moves_its_texts(page_at_old_address: AppTest) -> None:
    press(page_at_old_address, "Move to this browser")
    assert "kept by version 1" in html_of(page_at_old_address)
    assert "history" not in page_at_old_address.query_params
    assert history_store().count(OLD_HISTORY) == 0


@pytest.mark.parametrize("name", ["1", "<script>", "x" * 22, "x" * 500])
def test_old_address_without_history_is_ignored(page: AppTest, name: str) -> None:
    page.query_params["history"] = name
    page.run()
    assert "history" not in page.query_params
    assert not page.exception


def test_history_search_narrows_the_list(used_page: AppTest) -> None:
    used_page.text_input(key="history_search").set_value("HOURS ON").run()
    assert "then they hang up" in html_of(used_page)
    assert "birthday" not in html_of(used_page)
    assert any("1 text" in element.value for element in used_page.markdown)


def test_history_search_without_result_says_what_to_do(used_page: AppTest) -> None:
    used_page.text_input(key="history_search").set_value("no such words").run()
    assert "**0 texts**" in words_on(used_page)
    assert "empty the search box" in words_on(used_page)


def test_history_deletes_one_text(used_page: AppTest) -> None:
    newest = history_store().entries(history_of(used_page))[0]
    used_page.button(key=f"delete_{newest.id}").click().run()
    assert used_page.metric[0].value == "2"
    assert newest.text not in html_of(used_page)


def test_history_delete_buttons_name_their_entry(used_page: AppTest) -> None:
    labels = [button.label for button in used_page.button if button.key and button.key.startswith("delete_")]
    assert len(labels) == 3
    assert all(re.fullmatch(r"Delete the entry of \d\d \w{3} \d{4}, \d\d:\d\d:\d\d", label) for label in labels)


def test_history_clears_all(used_page: AppTest) -> None:
    press(used_page, "Delete everything")
    assert "Nothing yet" in used_page.info[0].value


def test_history_has_pages(page: AppTest) -> None:
    page.run()
    name = history_of(page)
    for number in range(25):
        history_store().add(name, f"text number {number}", "positive", 0.9)
    open_tab(page, "History & Charts")
    assert html_of(page).count('class="badge"') == 10
    assert "text number 24" in html_of(page)


def test_history_in_memory_says_so(page: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HISTORY_URL", "")
    press(page.run(), "Happy tweet")
    open_tab(page, "History & Charts")
    assert page.metric[0].value == "1"
    assert any("in memory only" in element.value for element in page.caption)


def test_history_unusable_names_the_setting(page: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HISTORY_URL", "sqlite:////proc/nowhere/file")
    open_tab(page, "History & Charts")
    assert "HISTORY_URL" in unescaped(page.error[0].value)
    assert not page.exception


def test_history_failed_delete_shows_a_sentence(used_page: AppTest) -> None:
    connection = sqlite3.connect("data/history.sqlite3")
    connection.execute("DROP TABLE predictions")
    connection.close()
    press(used_page, "Delete everything")
    assert "no such table" in unescaped(used_page.error[0].value)
    assert not used_page.exception
