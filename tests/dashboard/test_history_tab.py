"""The tab for what was asked before."""

import sqlite3

import pytest
from streamlit.testing.v1 import AppTest

from twitter_sentiment.dashboard.history import is_history_id
from twitter_sentiment.dashboard.resources import history_store

from .conftest import address_of, html_of, open_tab, press, told


@pytest.fixture
def asked(page: AppTest) -> AppTest:
    """A page on which three examples were clicked."""
    page.run()
    for name in ("Happy tweet", "Angry tweet", "Negation"):
        press(page, name)
    return open_tab(page, "History & Charts")


def test_an_empty_history_says_what_it_is_for(page: AppTest) -> None:
    open_tab(page, "History & Charts")
    assert "Nothing yet" in page.info[0].value
    assert not page.exception


def test_figures_charts_and_texts_are_shown(asked: AppTest) -> None:
    assert asked.metric[0].value == "3"
    assert len(asked.get("vega_lite_chart")) == 3
    assert html_of(asked).count('class="badge"') == 3
    assert "then they hang up" in html_of(asked)


def test_the_address_names_the_history_and_another_page_with_it_sees_it(asked: AppTest) -> None:
    name = address_of(asked)
    assert is_history_id(name)
    again = AppTest.from_file(asked._script_path, default_timeout=30)
    again.query_params["history"] = name
    assert open_tab(again, "History & Charts").metric[0].value == "3"
    other = AppTest.from_file(asked._script_path, default_timeout=30)
    assert "Nothing yet" in open_tab(other, "History & Charts").info[0].value


@pytest.mark.parametrize("name", ["1", "<script>", "x" * 500])
def test_an_address_that_could_be_guessed_gets_a_new_history(page: AppTest, name: str) -> None:
    page.query_params["history"] = name
    page.run()
    assert is_history_id(address_of(page))


def test_search_narrows_the_list(asked: AppTest) -> None:
    asked.text_input(key="history_search").set_value("HOURS ON").run()
    assert "then they hang up" in html_of(asked)
    assert "birthday" not in html_of(asked)
    assert any("1 text" in element.value for element in asked.markdown)


def test_one_text_is_deleted(asked: AppTest) -> None:
    name = address_of(asked)
    newest = history_store().entries(name)[0]
    asked.button(key=f"delete_{newest.id}").click().run()
    assert asked.metric[0].value == "2"
    assert newest.text not in html_of(asked)


def test_all_is_cleared(asked: AppTest) -> None:
    press(asked, "Delete everything")
    assert "Nothing yet" in asked.info[0].value


def test_long_histories_come_in_pages(page: AppTest) -> None:
    page.run()
    name = address_of(page)
    for number in range(25):
        history_store().add(name, f"text number {number}", "positive", 0.9)
    open_tab(page, "History & Charts")
    assert html_of(page).count('class="badge"') == 10
    assert "text number 24" in html_of(page)


def test_without_a_database_it_says_that_it_is_not_kept(page: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HISTORY_URL", "")
    press(page.run(), "Happy tweet")
    open_tab(page, "History & Charts")
    assert page.metric[0].value == "1"
    assert any("in memory only" in element.value for element in page.caption)


def test_a_broken_database_is_told_in_a_sentence(page: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HISTORY_URL", "sqlite:////proc/nowhere/file")
    open_tab(page, "History & Charts")
    assert "HISTORY_URL" in told(page.error[0].value)
    assert not page.exception


def test_a_database_that_fails_while_something_is_deleted_is_told_in_a_sentence(asked: AppTest) -> None:
    connection = sqlite3.connect("data/history.sqlite3")
    connection.execute("DROP TABLE predictions")
    connection.close()
    press(asked, "Delete everything")
    assert "no such table" in told(asked.error[0].value)
    assert not asked.exception
