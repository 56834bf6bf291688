"""The tab "Analyze a file" on a real API."""

import csv
import io

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from twitter_sentiment.inference import SentimentClassifier

from ...examples import labeled
from ..conftest import history_of, html_of, new_page, open_tab, press, run_until_done, unescaped, words_on

pytestmark = pytest.mark.e2e


def to_csv(rows: list[dict[str, str]]) -> bytes:
    file = io.StringIO()
    writer = csv.DictWriter(file, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue().encode()


def upload(page: AppTest, content: bytes, name: str = "mine.csv") -> AppTest:
    open_tab(page, "Analyze a file")
    page.file_uploader[0].upload(name, content, "text/csv")
    return page.run()


def test_analyze_shows_every_prediction(page: AppTest, classifier: SentimentClassifier) -> None:
    rows = labeled(400)
    upload(page, to_csv([{"id": str(number), "text": row.text} for number, row in enumerate(rows)]))
    assert page.selectbox[0].value == "text"
    run_until_done(press(page, "Predict all rows"))
    assert not page.exception
    assert "400 rows in" in words_on(page)
    expected = [prediction.sentiment for prediction in classifier.predict([row.text for row in rows], neutral=True)]
    table = page.dataframe[0].value
    words = {"positive": "▲ Positive", "neutral": "● Neutral", "negative": "▼ Negative"}
    assert list(table["sentiment"]) == [words[sentiment] for sentiment in expected]
    assert list(table.columns) == ["text", "sentiment", "confidence", "id"]
    assert "Net sentiment (positive less negative): **" in words_on(page)
    assert "Most confident" in words_on(page)


def test_analyze_filters_by_class_level_and_words(page: AppTest) -> None:
    upload(page, b"text\nI love it\nI hate it\nlovely :)\nawful, awful, awful\n")
    run_until_done(press(page, "Predict all rows"))
    page.text_input(key="analyze_search").set_value("LOVE").run()
    assert list(page.dataframe[0].value["text"]) == ["I love it", "lovely :)"]
    page.text_input(key="analyze_search").set_value("").run()
    page.button_group(key="analyze_classes").set_value(["negative"]).run()
    assert list(page.dataframe[0].value["text"]) == ["I hate it", "awful, awful, awful"]
    page.slider(key="analyze_confidence").set_value((0, 10)).run()
    assert page.dataframe[0].value.empty


def test_analyze_counts_rows_without_text(page: AppTest) -> None:
    upload(page, b"id,text\n1,good\n2,\n3,bad\n")
    run_until_done(press(page, "Predict all rows"))
    assert "1 row has no text and no prediction." in words_on(page)
    table = page.dataframe[0].value
    assert list(table["text"]) == ["good", "", "bad"]
    assert pd.isna(table["confidence"][1])


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("mine.csv", b"", "mine.csv is empty"),
        ("mine.csv", b"text\n", "no rows"),
        ("mine.parquet", b"no", "can't be read"),
    ],
)
def test_analyze_unusable_file_shows_a_sentence(page: AppTest, name: str, content: bytes, message: str) -> None:
    upload(page, content, name)
    assert message in unescaped(page.error[0].value)
    assert not any(button.label == "Predict all rows" for button in page.button)
    assert not page.exception


def test_analyze_column_without_text_is_refused(page: AppTest) -> None:
    upload(page, b"text,other\n,a\n,b\n")
    assert "no text in this column" in unescaped(page.error[0].value)
    page.selectbox[0].set_value("other").run()
    assert not page.error


def test_analyze_job_belongs_to_the_browser(page: AppTest) -> None:
    upload(page, b"text\n" + b"a text of some length, to keep it busy\n" * 30_000)
    press(page, "Predict all rows")
    reloaded = open_tab(new_page(history_of(page)), "Analyze a file")
    assert "Predicting mine" in reloaded.subheader[0].value
    press(reloaded, "Cancel")
    run_until_done(reloaded)
    assert "Canceled" in reloaded.info[0].value
    press(reloaded, "Another file")
    assert reloaded.file_uploader


def test_analyze_job_is_private_to_its_browser(page: AppTest) -> None:
    upload(page, b"text\ngood\n")
    run_until_done(press(page, "Predict all rows"))
    other = new_page()
    open_tab(other, "Analyze a file")
    assert other.file_uploader


def test_analyze_names_and_texts_are_literal(page: AppTest) -> None:
    upload(page, b"text\n<script>alert(1)</script>\n**bold**\n", "![x](http.csv")
    run_until_done(press(page, "Predict all rows"))
    assert r"\!\[x\]\(http\.csv" in page.subheader[0].value
    assert "<script>" not in html_of(page)
    assert "&lt;script&gt;" in html_of(page)
