"""The measurement of the model that serves on a labeled file."""

import csv
import io

import numpy as np
import pyarrow as pa
import pytest
from streamlit.testing.v1 import AppTest

from twitter_sentiment.dashboard.bulk_job import BulkJob
from twitter_sentiment.dashboard.job_registry import BulkJobFile
from twitter_sentiment.dashboard.tabs.measure import class_table, labeled_rows, measure
from twitter_sentiment.errors import InputError, UnknownLabelsError
from twitter_sentiment.scoring import classification_metrics

from ...examples import Labeled, labeled
from ..conftest import Connect, html_of, open_tab, press, run_until_done, unescaped, words_on
from ..fake_service import FakeService


def test_labeled_rows_need_text_and_label() -> None:
    table = pa.table({"text": ["a", "", "c", "d"], "stars": [1, 0, None, 0]})
    rows = labeled_rows(table, "text", "stars")
    assert rows.table["text"].to_pylist() == ["a", "d"]
    assert rows.labels == ["positive", "negative"]
    assert (rows.left_out, rows.classes) == (1, {"0": "negative", "1": "positive"})
    with pytest.raises(InputError, match="two different columns"):
        labeled_rows(table, "text", "text")


@pytest.mark.parametrize(
    ("labels", "message"),
    [
        (["good", "bad"], "Unknown labels 'bad', 'good'"),
        (["positive"] * 2, "The labels are all positive"),
        (["", ""], "No row has both"),
    ],
)
def test_labeled_rows_name_unusable_labels(labels: list[str], message: str) -> None:
    table = pa.table({"text": ["a", "b"], "label": labels})
    with pytest.raises(InputError, match=message):
        labeled_rows(table, "text", "label")


def test_labeled_rows_take_named_classes() -> None:
    table = pa.table({"text": ["a", "b", "c"], "label": [1, 2, 3]})
    with pytest.raises(UnknownLabelsError) as caught:
        labeled_rows(table, "text", "label")
    assert caught.value.suggestion == {"1": "negative", "2": "neutral", "3": "positive"}
    rows = labeled_rows(table, "text", "label", {"1": "negative", "2": "", "3": "positive"})
    assert (rows.labels, rows.left_out) == (["negative", "positive"], 1)


@pytest.mark.parametrize("neutral", [False, True])
def test_measure_compares_with_labels(neutral: bool, connect: Connect) -> None:
    texts = ["good", "bad", "good but wrong", "\u200b"]
    labels = ["positive", "negative", "negative", "negative"]
    job = BulkJob(connect(FakeService()), texts, neutral=neutral).start()
    job.join()
    table = pa.table({"text": texts})
    metrics, mistakes = measure(BulkJobFile("mine.csv", table, "text", job, labels))
    assert metrics.rows == 3
    assert metrics.accuracy == pytest.approx(2 / 3, abs=1e-4)
    assert metrics.labels == (("negative", "neutral", "positive") if neutral else ("negative", "positive"))
    assert metrics.calibration_bins is not None
    assert mistakes.to_dict("records") == [
        {"text": "good but wrong", "label": "negative", "sentiment": "positive", "confidence": 0.9}
    ]


def test_class_table_counts_few_texts() -> None:
    scores = np.array([[0.9, 0.1]] * 40 + [[0.2, 0.8]] * 6)
    labels = np.array([0] * 38 + [1, 1] + [1] * 6)
    table = class_table(classification_metrics(scores, labels, ("negative", "positive")))
    assert table.iloc[0].tolist() == ["95.0%", "100.0%", "97.4%", 38]
    assert table.iloc[1].tolist() == ["6 of 6", "6 of 8", "", 8]


def upload(page: AppTest, rows: list[Labeled]) -> AppTest:
    file = io.StringIO()
    csv.writer(file).writerows([("text", "label"), *rows])
    open_tab(page, "Model Performance")
    page.file_uploader[0].upload("mine.csv", file.getvalue().encode(), "text/csv")
    return page.run()


@pytest.mark.e2e
def test_page_measures_and_shows_mistakes(page: AppTest) -> None:
    wrong = [Labeled("I love this so much, wonderful", "negative"), Labeled("Utterly awful and broken", "positive")]
    upload(page, [*labeled(150), *wrong])
    run_until_done(press(page, "Measure on 152 rows"))
    assert not page.exception
    accuracy = float(page.metric[0].value.rstrip("%"))
    assert 90 < accuracy < 100
    assert "152 texts" in words_on(page)
    assert "I love this so much" in html_of(page)
    assert "Worst mistakes" in words_on(page)


@pytest.mark.e2e
def test_page_measures_two_classes(page: AppTest) -> None:
    upload(page, labeled(60, ("negative", "positive")))
    run_until_done(press(page, "Measure on 60 rows"))
    assert list(page.dataframe[-1].value.index) == ["negative", "positive"]
    assert "60 texts in two classes" in words_on(page)
    assert "**Confusion matrix, two classes**" in words_on(page)


@pytest.mark.e2e
def test_page_counts_few_texts(page: AppTest) -> None:
    upload(page, [Labeled("I love this so much, wonderful", "negative"), Labeled("What a joy", "positive")])
    run_until_done(press(page, "Measure on 2 rows"))
    assert "2 texts in two classes, 1 wrong prediction." in words_on(page)
    assert "Right: 1 of 2" in words_on(page)
    assert len(page.metric) == 0


@pytest.mark.e2e
def test_page_lets_usual_labels_be_changed(page: AppTest) -> None:
    upload(page, [Labeled("awful", "1"), Labeled("wonderful", "0")])
    boxes = {box.key: box for box in page.selectbox if box.key}
    assert [box.value for box in boxes.values()] == ["negative", "positive"]
    page.selectbox("measure_label_label_0").set_value("positive").run()
    assert "The labels are all positive" in unescaped(page.error[0].value)
    page.selectbox("measure_label_label_1").set_value("negative").run()
    run_until_done(press(page, "Measure on 2 rows"))
    assert "2 texts in two classes, 0 wrong predictions." in words_on(page)


@pytest.mark.e2e
def test_page_shows_labels_literally(page: AppTest) -> None:
    upload(page, [Labeled("a text", "![x](http://127.0.0.1:1/x.png)"), Labeled("another", "$x^2$")])
    assert r"\!\[x\]\(http" in page.warning[0].value
    assert r"\$x\^2\$" in page.warning[0].value
    assert "which classes do they mean?" in unescaped(page.warning[0].value)
    assert [r"\!\[x\]\(http" in box.label or r"\$x\^2\$" in box.label for box in page.selectbox[-2:]] == [True, True]


@pytest.mark.e2e
def test_page_asks_for_classes_of_labels(page: AppTest) -> None:
    upload(page, [Labeled("good", "3"), Labeled("so so", "2"), Labeled("bad", "1")])
    boxes = {box.key: box for box in page.selectbox if box.key}
    assert [box.value for box in boxes.values()] == ["negative", "neutral", "positive"]
    page = boxes["measure_label_label_2"].set_value("").run()
    assert "1 row without a class is left out." in unescaped(page.info[-1].value)
    assert any(button.label == "Measure on 2 rows" for button in page.button)
