"""The tab for one text, with the real service behind it."""

import os

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from twitter_sentiment.dashboard.predict_tab import EXAMPLES
from twitter_sentiment.settings import settings

from ..running import free_port, running_api
from .conftest import html_of, open_tab, press, told


def ask(page: AppTest, text: str) -> AppTest:
    page.text_area(key="text").set_value(text)
    return press(page, "Analyse")


def test_an_empty_page_invites_and_shows_no_error(page: AppTest) -> None:
    page.run()
    assert not page.exception
    assert "The answer appears here" in page.info[0].value
    assert not page.error
    assert not page.warning


def test_a_text_gets_a_label_with_a_sign_its_words_and_a_sentence(page: AppTest) -> None:
    ask(page.run(), "My parcel arrived broken on Monday")
    page_html = html_of(page)
    assert "▼ Negative" in page_html
    assert 'class="for"' in page_html
    assert "Counts most: “<bdi>broken</bdi>”" in page_html


@pytest.mark.parametrize("name", EXAMPLES)
def test_each_example_is_answered_by_one_click(page: AppTest, name: str) -> None:
    press(page.run(), name)
    assert page.text_area(key="text").value == EXAMPLES[name]
    assert page.session_state["exchange"].answer.text == EXAMPLES[name]
    assert not page.exception


@pytest.mark.parametrize("text", ["", "  \n"])
def test_no_text_is_told_in_a_sentence(page: AppTest, text: str) -> None:
    ask(page.run(), text)
    assert "There is no text yet" in told(page.error[0].value)


def test_too_long_a_text_is_told_with_its_length_and_kept(page: AppTest) -> None:
    ask(page.run(), "a" * 10_412)
    assert "has 10,412 characters and the most is 10,000: shorten it by 412" in told(page.error[0].value)
    assert len(page.text_area(key="text").value or "") == 10_412


def test_an_invisible_text_is_refused_in_words(page: AppTest) -> None:
    ask(page.run(), "\u200b\u200b")
    assert "can't be analysed: The text is empty" in told(page.error[0].value)


def test_a_long_text_says_which_part_was_read(page: AppTest) -> None:
    ask(page.run(), "Nothing in this story surprised me. " * 100)
    assert "first 64 and last 190 tokens" in page.info[0].value


def test_the_neutral_switch_answers_the_same_text_anew_and_remembers_it_once(page: AppTest) -> None:
    ask(page.run(), "The shop opens at nine on Monday.")
    assert set(page.session_state["exchange"].answer.scores) == {"negative", "positive"}
    page.toggle(key="with_neutral").set_value(True).run()
    assert page.session_state["exchange"].answer.sentiment == "neutral"
    assert "● Neutral" in html_of(page)
    assert open_tab(page, "History & Charts").metric[0].value == "1"


def test_the_setting_neutral_turns_the_switch_on(page: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEUTRAL", "true")
    assert page.run().toggle(key="with_neutral").value is True


def test_the_text_and_its_answer_outlast_a_visit_to_another_tab(page: AppTest) -> None:
    ask(page.run(), "I love it")
    open_tab(page, "Model Performance")
    open_tab(page, "Predict")
    assert page.text_area(key="text").value == "I love it"
    assert "▲ Positive" in html_of(page)


@pytest.mark.parametrize(
    "text",
    ["<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "![x](http://example.org/x.png)", "**bold** $x$"],
)
def test_a_hostile_text_is_shown_as_it_is(page: AppTest, text: str) -> None:
    ask(page.run(), text)
    assert "<script" not in html_of(page)
    assert "<img" not in html_of(page)
    assert not any(text in element.value for element in page.markdown)


def test_while_the_service_is_away_the_question_waits_and_is_answered_when_it_is_back(
    page: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    own_port = free_port()
    monkeypatch.setenv("API_URL", f"http://127.0.0.1:{own_port}")
    ask(page.run(), "I love it")
    assert any("does not answer" in told(warning.value) for warning in page.warning)
    assert any("nothing you typed is lost" in told(warning.value) for warning in page.warning)
    assert not page.exception
    assert page.text_area(key="text").value == "I love it"
    with running_api(own_port):
        page.run()
        assert page.session_state["exchange"].answer.text == "I love it"


def test_a_question_that_waits_is_not_lost_when_the_neutral_switch_is_turned(
    page: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(page.run(), "I love it")
    api_url, gone = os.environ["API_URL"], f"http://127.0.0.1:{free_port()}"
    for url in (gone, api_url):
        settings.cache_clear()
        st.cache_resource.clear()
        monkeypatch.setenv("API_URL", url)
        if url == gone:
            ask(page, "The shop opens at nine on Monday.")
            page.toggle(key="with_neutral").set_value(True).run()
        else:
            page.run()
    assert page.session_state["exchange"].answer.text == "The shop opens at nine on Monday."
    assert page.session_state["exchange"].answer.sentiment == "neutral"


def test_another_server_at_the_api_s_address_is_told(page: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("API_URL", f"{os.environ['API_URL']}/nowhere")
    page.run()
    assert "is not the sentiment service" in told(page.warning[0].value)
    assert page.text_area
    assert not page.exception


def test_a_bad_setting_is_told_on_the_page(page: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("API_URL", "nonsense")
    page.run()
    assert "API_URL='nonsense'" in told(page.error[0].value)
    assert not page.exception


def test_a_history_that_can_t_be_kept_does_not_stop_the_answer(page: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HISTORY_URL", "sqlite:////proc/nowhere/file")
    ask(page.run(), "I love it")
    assert "could not be kept" in told(page.warning[0].value)
    assert "▲ Positive" in html_of(page)
