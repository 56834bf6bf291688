"""The tab for files."""

import csv
import io

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from twitter_sentiment.dashboard.file_job import FileJob
from twitter_sentiment.dashboard.file_work import Work
from twitter_sentiment.dashboard.resources import api_client
from twitter_sentiment.inference import SentimentClassifier

from ..examples import labelled
from .conftest import html_of, open_tab, press, run_until_done, told


def table_of(rows: list[dict[str, str]]) -> bytes:
    file = io.StringIO()
    writer = csv.DictWriter(file, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue().encode()


def upload(page: AppTest, content: bytes, name: str = "mine.csv") -> AppTest:
    open_tab(page, "Bulk")
    page.file_uploader[0].upload(name, content, "text/csv")
    return page.run()


def texts_on(page: AppTest) -> str:
    return "\n".join(element.value for element in [*page.markdown, *page.caption, *page.subheader])


def test_every_row_is_predicted_and_shown(page: AppTest, classifier: SentimentClassifier) -> None:
    rows = labelled(400)
    upload(page, table_of([{"id": str(number), "text": row.text} for number, row in enumerate(rows)]))
    assert page.selectbox[0].value == "text"
    run_until_done(press(page, "Predict all rows"))
    assert not page.exception
    assert "400 rows in" in texts_on(page)
    expected = [prediction.sentiment for prediction in classifier.predict([row.text for row in rows])]
    shown = page.dataframe[0].value
    assert list(shown["sentiment"]) == [{"positive": "▲ Positive", "negative": "▼ Negative"}[word] for word in expected]
    assert list(shown.columns) == ["text", "sentiment", "confidence", "id"]
    positive = expected.count("positive")
    assert page.metric[1].label == f"▲ Positive: {positive}"
    assert "Most confident" in texts_on(page)


def test_rows_can_be_filtered_by_class_confidence_and_words(page: AppTest) -> None:
    upload(page, b"text\nI love it\nI hate it\nlovely :)\nawful, awful, awful\n")
    run_until_done(press(page, "Predict all rows"))
    page.text_input(key="bulk_search").set_value("LOVE").run()
    assert list(page.dataframe[0].value["text"]) == ["I love it", "lovely :)"]
    page.text_input(key="bulk_search").set_value("").run()
    page.button_group(key="bulk_classes").set_value(["Negative"]).run()
    assert list(page.dataframe[0].value["text"]) == ["I hate it", "awful, awful, awful"]
    page.slider(key="bulk_level").set_value((0, 10)).run()
    assert page.dataframe[0].value.empty


def test_rows_without_text_keep_their_place_and_are_counted(page: AppTest) -> None:
    upload(page, b"id,text\n1,good\n2,\n3,bad\n")
    run_until_done(press(page, "Predict all rows"))
    assert "1 rows have no text" in texts_on(page)
    shown = page.dataframe[0].value
    assert list(shown["text"]) == ["good", "", "bad"]
    assert pd.isna(shown["confidence"][1])


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("mine.csv", b"", "mine.csv is empty."),
        ("mine.csv", b"text\n", "no rows"),
        ("mine.parquet", b"no", "can't be read"),
    ],
)
def test_an_unusable_file_is_told_in_a_sentence(page: AppTest, name: str, content: bytes, words: str) -> None:
    upload(page, content, name)
    assert words in told(page.error[0].value)
    assert not any(button.label == "Predict all rows" for button in page.button)
    assert not page.exception


def test_a_column_without_any_text_can_t_be_predicted(page: AppTest) -> None:
    upload(page, b"text,other\n,a\n,b\n")
    assert "no text in this column" in told(page.error[0].value)
    page.selectbox[0].set_value("other").run()
    assert not page.error


def test_a_running_file_is_found_again_by_the_page_s_address_and_can_be_cancelled(page: AppTest, api_url: str) -> None:
    upload(page, b"text\n" + b"a text of some length, to keep it busy\n" * 30_000)
    press(page, "Predict all rows")
    again = AppTest.from_file(page._script_path, default_timeout=30)
    again.query_params.update(page.query_params)
    again.run()
    assert "Predicting mine" in again.subheader[0].value
    press(again, "Cancel")
    run_until_done(again)
    assert "Cancelled" in again.info[0].value
    press(again, "Another file")
    assert again.file_uploader


def test_another_address_does_not_see_the_file(page: AppTest) -> None:
    upload(page, b"text\ngood\n")
    run_until_done(press(page, "Predict all rows"))
    other = AppTest.from_file(page._script_path, default_timeout=30)
    open_tab(other, "Bulk")
    assert other.file_uploader


def test_a_file_s_name_and_texts_are_not_markdown(page: AppTest) -> None:
    upload(page, b"text\n<script>alert(1)</script>\n**bold**\n", "![x](http.csv")
    run_until_done(press(page, "Predict all rows"))
    assert r"\!\[x\]\(http\.csv" in page.subheader[0].value
    assert "<script>" not in html_of(page)
    assert "&lt;script&gt;" in html_of(page)


def test_results_hold_the_answers_first_and_keep_the_other_columns(page: AppTest) -> None:
    page.run()  # sets up the service's address
    table = pd.DataFrame({"sentiment": ["mine", "yours"], "body": ["I love it", ""], "id": [7, 8]})
    job = FileJob(api_client(), list(table["body"]), neutral=False).start()
    job._thread.join()
    results = Work("mine.csv", table, "body", job).results()
    assert list(results.columns) == ["text", "sentiment", "confidence", "input_sentiment", "id"]
    assert results["sentiment"][0] == "positive"
    assert pd.isna(results["sentiment"][1])
    assert list(results["id"]) == [7, 8]
    assert results["confidence"].dtype == float
