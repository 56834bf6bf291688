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
    rows = labeled(120)
    upload(page, to_csv([{"id": str(number), "text": row.text} for number, row in enumerate(rows)]))
    assert page.selectbox[0].value == "text"
    run_until_done(press(page, "Predict all rows"))
    assert not page.exception
    assert "120 rows in" in words_on(page)
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
    assert "Predicting mine" in reloaded.header[0].value
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
    assert r"\!\[x\]\(http\.csv" in page.header[0].value
    assert "<script>" not in html_of(page)
    assert "&lt;script&gt;" in html_of(page)


def rows_of_brands(count: int = 120) -> bytes:
    """Make a file with dates and two brands."""
    return to_csv(
        [
            {"text": f"{row.text} {number}", "date": f"2024-01-{number % 28 + 1:02}", "brand": "ab"[number % 2]}
            for number, row in enumerate(labeled(count))
        ]
    )


def analyzed(page: AppTest, content: bytes) -> AppTest:
    upload(page, content)
    return run_until_done(press(page, "Predict all rows"))


def chosen_texts(page: AppTest) -> str:
    (count,) = [element.value for element in page.markdown if element.value.endswith(" texts**")]
    return str(count.strip("*"))


def test_analyze_finds_dates_and_groups(page: AppTest) -> None:
    upload(page, rows_of_brands())
    assert [box.label for box in page.selectbox] == ["Column with the texts", "Date column", "Group by"]
    assert [box.options[box.index or 0] for box in page.selectbox] == ["text", "date", "brand"]
    page.selectbox[2].set_value(0).run()  # no groups
    run_until_done(press(page, "Predict all rows"))
    assert not page.exception
    assert [heading.value for heading in page.subheader] == ["Shares", "Trend by month", "Drivers", "Texts"]
    page.selectbox(key="analyze_by").set_value(2).run()
    assert page.subheader[2].value == "By brand"
    assert page.query_params["by"] == "brand"


def test_analyze_two_classes_without_predicting_again(page: AppTest, classifier: SentimentClassifier) -> None:
    rows = labeled(60)
    analyzed(page, to_csv([{"text": row.text} for row in rows]))
    page.button_group(key="analyze_two_classes").set_value(True).run()
    assert not page.exception
    expected = classifier.predict([row.text for row in rows], neutral=False)
    table = page.dataframe[0].value
    assert list(table["sentiment"].str[2:].str.lower()) == [prediction.sentiment for prediction in expected]
    confidences = [prediction.confidence for prediction in expected]
    assert list(table["confidence"]) == pytest.approx(confidences, abs=0.01)
    assert page.query_params["classes"] == "2"


def test_analyze_filter_drives_everything_and_the_address(page: AppTest) -> None:
    analyzed(page, rows_of_brands())
    assert chosen_texts(page) == "120 of 120 texts"
    page.selectbox(key="analyze_group").set_value(2).run()
    page.slider(key="analyze_confidence").set_value((40, 100)).run()
    assert not page.exception
    table = page.dataframe[0].value
    assert set(table["brand"]) == {"b"}
    assert table["confidence"].min() >= 0.4
    assert chosen_texts(page) == f"{len(table)} of 120 texts"
    assert (page.query_params["group"], page.query_params["confidence"]) == ("b", "40-100")
    open_tab(page, "Predict")
    open_tab(page, "Analyze a file")
    assert chosen_texts(page) == f"{len(table)} of 120 texts"
    press(page, "Show all texts")
    assert chosen_texts(page) == "120 of 120 texts"
    assert "group" not in page.query_params


def test_analyze_address_is_read_only_and_ends_with_its_file(page: AppTest) -> None:
    analyzed(page, rows_of_brands())
    page.selectbox(key="analyze_group").set_value(1).run()
    other = new_page()
    for name, values in page.query_params.items():
        other.query_params[name] = values
    open_tab(other, "Analyze a file")
    assert not other.exception
    assert chosen_texts(other) == "60 of 120 texts"
    assert not any(button.label == "Another file" for button in other.button)
    assert history_of(other) != history_of(page)
    press(page, "Another file")
    other.run()
    assert "This address opens no analysis" in unescaped(other.error[0].value)
    press(other, "Analyze my own file")
    assert other.file_uploader


def test_analyze_few_texts_have_counts_and_no_shares(page: AppTest) -> None:
    analyzed(page, b"text\nI love it\nI hate it\n")
    assert [(metric.label, metric.value) for metric in page.metric] == [
        ("▼ Negative", "1 text"),
        ("● Neutral", "0 texts"),
        ("▲ Positive", "1 text"),
    ]
    assert "Below 30 texts there are counts and no shares." in words_on(page)


def test_analyze_asks_how_to_read_dates(page: AppTest) -> None:
    analyzed(page, b"text,date\n" + b"".join(b"nice %d,0%d/0%d/2024\n" % (n, n % 9 + 1, n % 7 + 1) for n in range(40)))
    assert "day or the month" in unescaped(page.warning[0].value)
    page.button_group(key="analyze_day_first").set_value(True).run()
    assert not page.warning
    assert page.subheader[1].value.startswith("Trend by ")


def test_analyze_sample_has_a_marked_week(page: AppTest) -> None:
    open_tab(page, "Analyze a file")
    press(page, "Try it with a sample")
    run_until_done(press(page, "Predict all rows"))
    assert not page.exception
    press(page, "2025-06-09, Log Flume")
    assert chosen_texts(page).startswith("40 of ")
    words = [option.content for group in page.button_group for option in group.proto.options]
    assert any(word.startswith(("pump", "broken pump")) for word in words)


def test_analyze_pasted_texts(page: AppTest) -> None:
    open_tab(page, "Analyze a file")
    press(page, "Use these texts")
    assert "paste some, one a line" in unescaped(page.error[0].value)
    page.text_area(key="analyze_paste").set_value("I love it\n\n=1+1, I hate it\n").run()
    press(page, "Use these texts")
    assert not page.error
    run_until_done(press(page, "Predict all rows"))
    assert list(page.dataframe[0].value["text"]) == ["I love it", "", "=1+1, I hate it"]


def test_analyze_column_without_dates_is_said(page: AppTest) -> None:
    upload(page, b"text,other\nI love it,soon\nI hate it,later\n")
    page.selectbox[1].set_value(1).run()
    run_until_done(press(page, "Predict all rows"))
    assert "has no dates that can be read" in unescaped(page.error[0].value)
    assert page.dataframe


def second_file(page: AppTest, content: bytes, name: str = "second.csv") -> AppTest:
    page.file_uploader[0].upload(name, content, "text/csv")
    return page.run()


def test_analyze_compares_with_a_second_file(page: AppTest) -> None:
    rows = labeled(240)
    negative = [row.text for row in rows if row.label == "negative"]
    positive = [row.text for row in rows if row.label == "positive"]
    analyzed(page, to_csv([{"text": text} for text in negative[:40] + positive[:20]]))
    body = [{"id": str(number), "note": text} for number, text in enumerate(positive[20:60])]
    second_file(page, to_csv(body))
    assert page.selectbox(key="analyze_second_text_1").value == "note"
    press(page, "Choose another")
    second_file(page, to_csv(body), "<b>*second*.csv")
    run_until_done(press(page, "Predict and compare"))
    assert not page.exception
    assert "Compared with <b>*second*.csv" in [unescaped(heading.value) for heading in page.subheader]
    assert "&lt;b&gt;*second*.csv" in html_of(page)
    assert "<b>*second" not in html_of(page)
    assert "beyond chance" in html_of(page)
    assert "● Neutral</th>" in html_of(page)
    page.button_group(key="analyze_two_classes").set_value(True).run()
    assert "● Neutral</th>" not in html_of(page)
    other = new_page()
    for name, values in page.query_params.items():
        other.query_params[name] = values
    open_tab(other, "Analyze a file")
    assert "beyond chance" in html_of(other)
    assert not {"Remove", "Predict and compare"} & {button.label for button in other.button}
    press(page, "Remove")
    assert "beyond chance" not in html_of(page)
    assert page.file_uploader


def test_analyze_second_file_can_be_canceled(page: AppTest) -> None:
    analyzed(page, rows_of_brands())
    second_file(page, b"text\n" + b"a text of some length, to keep it busy\n" * 30_000)
    press(page, "Predict and compare")
    assert page.dataframe  # the first one can be looked at meanwhile
    press(page, "Cancel")
    assert not page.exception
    assert "not predicted, and not compared" in page.info[0].value
    press(page, "Another file")
    assert [uploader.label for uploader in page.file_uploader] == ["A table with a column of texts"]


@pytest.mark.parametrize(
    ("content", "message"), [(b"", "second.csv is empty"), (b"text,other\n,a\n,b\n", "no text in this column")]
)
def test_analyze_unusable_second_file_keeps_the_first(page: AppTest, content: bytes, message: str) -> None:
    analyzed(page, rows_of_brands())
    second_file(page, content)
    assert message in unescaped(page.error[0].value)
    assert page.dataframe
    assert not page.exception


def test_analyze_other_languages_can_be_left_out(page: AppTest) -> None:
    texts = [row.text for row in labeled(40)]
    analyzed(page, to_csv([{"text": text} for text in [*texts, "das ist leider nicht so gut wie das alte"]]))
    assert "1 text is probably not English." in words_on(page)
    page.toggle(key="analyze_english_only").set_value(True).run()
    assert chosen_texts(page) == "40 of 41 texts"
    assert page.query_params["english"] == "only"
    assert "1 text is probably not English and left out." in words_on(page)
    press(page, "Show all texts")
    assert chosen_texts(page) == "41 of 41 texts"
    assert "1 answer is a guess: the model was not trained for these languages." in words_on(page)
    language = page.selectbox(key="analyze_language")
    language.set_value(language.options.index("German (de): 1 text")).run()
    assert (chosen_texts(page), page.query_params["language"]) == ("1 of 41 texts", "de")
