"""The Review tab on a real API."""

import csv
import io

import pytest
from streamlit.testing.v1 import AppTest

from twitter_sentiment.dashboard.resources import history_store

from ..conftest import history_of, html_of, new_page, open_tab, press, run_until_done, words_on

pytestmark = pytest.mark.e2e


def with_history(page: AppTest, *confidences: float) -> AppTest:
    """Draw the tab for a history of positive texts."""
    page.run()
    for number, confidence in enumerate(confidences):
        history_store().add(history_of(page), f"text <b>{number}</b> *x*", "positive", confidence, classes=3)
    return open_tab(page, "Review")


def test_empty_page_says_what_to_do(page: AppTest) -> None:
    assert "Analyze a text in the Predict tab" in open_tab(page, "Review").info[0].value


def test_page_corrects_confirms_and_undoes(page: AppTest) -> None:
    with_history(page, 0.9, 0.4)
    html = html_of(page)
    assert html.index("text &lt;b&gt;1") < html.index("text &lt;b&gt;0")
    assert "40.0% sure · three classes" in html
    next(button for button in page.button if button.label == "▼ Negative").click().run()
    press(page, "Right")
    assert "You corrected 1 of 2 texts" in words_on(page)
    assert "All texts are reviewed" in page.success[0].value
    press(page, "Undo")
    assert "You corrected 1 of 1 text" in words_on(page)
    page.radio(key="review_shown").set_value("Reviewed").run()
    assert "predicted as positive, 40.0% sure" in html_of(page)
    press(page, "● Neutral")
    open_tab(page, "Model Performance")
    assert "In three classes: the model was right on 0 of 1." in words_on(page)


def test_page_deletes_all_corrections(page: AppTest) -> None:
    press(with_history(page, 0.9), "Right")
    press(page, "Delete the corrections")
    assert "You corrected" not in words_on(page)
    assert "text &lt;b&gt;0" in html_of(page)


def test_page_has_pages_of_ten(page: AppTest) -> None:
    page.run()
    for number in range(12):
        history_store().add(history_of(page), f"text {number}", "positive", 0.5 + number / 100)
    open_tab(page, "Review")
    assert len([button for button in page.button if button.label == "Right"]) == 10


def test_page_reviews_a_predicted_file(page: AppTest) -> None:
    file = io.StringIO()
    csv.writer(file).writerows([["text"], ["What a joy, lovely!"], ["I hate waiting, awful"], ["Good. Or not?"]])
    open_tab(page, "Analyze a file")
    page.file_uploader[0].upload("*mine*.csv", file.getvalue().encode(), "text/csv")
    run_until_done(press(page.run(), "Predict all rows"))
    page = open_tab(new_page(history_of(page)), "Review")
    assert page.selectbox[0].options == ["my history", "*mine*.csv"]
    assert page.selectbox[0].value == 1  # the history is empty
    assert all(text in html_of(page) for text in ("What a joy", "I hate waiting", "Good. Or not?"))
    next(button for button in page.button if button.label == "Right").click().run()
    (correction,) = history_store().corrections.all(history_of(page))
    assert correction.right
