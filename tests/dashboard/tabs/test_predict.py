"""The Predict tab on a real API."""

import os
import re

import pytest
from streamlit.testing.v1 import AppTest

from twitter_sentiment.dashboard.service_client import ScoredPrediction
from twitter_sentiment.dashboard.tabs.predict import EXAMPLES, FIRST_EXAMPLE, PredictState

from ...running import free_port, running_api
from ..conftest import clear_caches, html_of, open_tab, press, unescaped

pytestmark = pytest.mark.e2e


def analyze(page: AppTest, text: str) -> AppTest:
    page.text_area(key="text").set_value(text)
    return press(page, "Analyze")


def prediction_on(page: AppTest) -> ScoredPrediction:
    state: PredictState = page.session_state["predict_state"]
    assert state.prediction is not None
    return state.prediction


def test_predict_first_visit_answers_an_example(page: AppTest) -> None:
    page.run()
    assert not page.exception
    assert page.text_area(key="text").value == ""
    assert page.text_area(key="text").placeholder == FIRST_EXAMPLE
    assert 'data-testid="example"' in html_of(page)
    assert 'data-testid="example-words"' in html_of(page)
    assert not page.error
    assert not page.warning
    assert "Nothing yet" in open_tab(page, "History & Charts").info[0].value


def test_predict_example_goes_with_the_first_text(page: AppTest) -> None:
    analyze(page.run(), "I love it")
    assert 'data-testid="example' not in html_of(page)
    assert 'data-testid="prediction"' in html_of(page)


def test_neutral_toggle_predicts_the_example_again(page: AppTest) -> None:
    page.run().toggle(key="with_neutral").set_value(True).run()
    assert "● Neutral" in html_of(page)
    assert 'data-testid="example"' in html_of(page)
    assert not page.exception


def test_predict_error_drops_the_old_answer(page: AppTest) -> None:
    analyze(page.run(), "I love it")
    analyze(page, " ")
    assert "There is no text yet" in unescaped(page.error[0].value)
    assert "▲ Positive" not in html_of(page)
    assert "The answer appears here" in page.info[0].value


def test_predict_language_is_told(page: AppTest) -> None:
    analyze(page.run(), "das ist leider nicht so gut wie das alte")
    assert "Language: German (de). The model was not trained for it: take this answer for a guess." in html_of(page)
    analyze(page, "I love it so much")
    assert "Language: English (en).</p>" in html_of(page)
    analyze(page, "ok")
    assert "Language:" not in html_of(page)


def test_predict_details_hold_all_numbers(page: AppTest) -> None:
    analyze(page.run(), "My parcel arrived broken on Monday")
    tables = [part for part in html_of(page).split("\n") if part.startswith("<table")]
    assert [re.findall("<caption>(.*?)</caption>", table) for table in tables] == [
        ["Probability of each class"],
        ["Weight of each word"],
    ]
    assert tables[1].count("<tr>") == 1 + 6


def test_predict_shows_label_words_and_summary(page: AppTest) -> None:
    analyze(page.run(), "My parcel arrived broken on Monday")
    page_html = html_of(page)
    assert "▼ Negative" in page_html
    assert 'class="for"' in page_html
    assert "Counts most: “<bdi>broken</bdi>”" in page_html


@pytest.mark.parametrize("name", EXAMPLES)
def test_predict_example_takes_one_click(page: AppTest, name: str) -> None:
    press(page.run(), name)
    assert page.text_area(key="text").value == EXAMPLES[name]
    assert prediction_on(page).text == EXAMPLES[name]
    assert not page.exception


@pytest.mark.parametrize("text", ["", "  \n"])
def test_predict_empty_text_is_an_error(page: AppTest, text: str) -> None:
    analyze(page.run(), text)
    assert "There is no text yet" in unescaped(page.error[0].value)


def test_predict_too_long_text_is_kept(page: AppTest) -> None:
    analyze(page.run(), "a" * 10_412)
    assert "has 10,412 characters; the maximum is 10,000: shorten it by 412" in unescaped(page.error[0].value)
    assert len(page.text_area(key="text").value or "") == 10_412


def test_predict_invisible_text_is_refused(page: AppTest) -> None:
    analyze(page.run(), "\u200b\u200b")
    assert "can't be analyzed: The text is empty" in unescaped(page.error[0].value)


def test_predict_long_text_shows_truncation(page: AppTest) -> None:
    analyze(page.run(), "Nothing in this story surprised me. " * 100)
    assert "first 64 and last 190 tokens" in page.info[0].value


def test_neutral_toggle_predicts_again(page: AppTest) -> None:
    analyze(page.run(), "The shop opens at nine on Monday.")
    assert set(prediction_on(page).scores) == {"negative", "positive"}
    page.toggle(key="with_neutral").set_value(True).run()
    assert prediction_on(page).sentiment == "neutral"
    assert "● Neutral" in html_of(page)
    assert open_tab(page, "History & Charts").metric[0].value == "1"


def test_neutral_toggle_follows_the_setting(page: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEUTRAL", "true")
    assert page.run().toggle(key="with_neutral").value is True


def test_predict_survives_a_change_of_tabs(page: AppTest) -> None:
    analyze(page.run(), "I love it")
    open_tab(page, "Model Performance")
    open_tab(page, "Predict")
    assert page.text_area(key="text").value == "I love it"
    assert "▲ Positive" in html_of(page)


@pytest.mark.parametrize(
    "text",
    ["<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "![x](http://example.org/x.png)", "**bold** $x$"],
)
def test_predict_shows_hostile_text_literally(page: AppTest, text: str) -> None:
    analyze(page.run(), text)
    assert "<script" not in html_of(page)
    assert "<img" not in html_of(page)
    assert not any(text in element.value for element in page.markdown)


def test_outage_keeps_the_text_pending(page: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    port = free_port()
    monkeypatch.setenv("API_URL", f"http://127.0.0.1:{port}")
    analyze(page.run(), "I love it")
    warnings = [unescaped(warning.value) for warning in page.warning]
    assert any("does not answer" in warning for warning in warnings)
    assert any("nothing you typed is lost" in warning for warning in warnings)
    assert not page.exception
    assert page.text_area(key="text").value == "I love it"
    with running_api(port):
        page.run()
        assert prediction_on(page).text == "I love it"


def test_outage_neutral_toggle_keeps_the_text(page: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    api_url = os.environ["API_URL"]
    analyze(page.run(), "I love it")
    clear_caches()
    monkeypatch.setenv("API_URL", f"http://127.0.0.1:{free_port()}")
    analyze(page, "The shop opens at nine on Monday.")
    page.toggle(key="with_neutral").set_value(True).run()
    clear_caches()
    monkeypatch.setenv("API_URL", api_url)
    page.run()
    assert prediction_on(page).text == "The shop opens at nine on Monday."
    assert prediction_on(page).sentiment == "neutral"


def test_page_recognizes_another_server(page: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("API_URL", f"{os.environ['API_URL']}/nowhere")
    page.run()
    assert "is not the sentiment service" in unescaped(page.warning[0].value)
    assert page.text_area
    assert not page.exception


def test_predict_works_without_history(page: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HISTORY_URL", "sqlite:////proc/nowhere/file")
    analyze(page.run(), "I love it")
    assert "could not be added" in unescaped(page.warning[0].value)
    assert "▲ Positive" in html_of(page)
