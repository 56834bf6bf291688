"""The tab for how good the model is, and the box that measures it on a file."""

import csv
import io
import json
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from twitter_sentiment.dashboard.measure_box import labelled_rows
from twitter_sentiment.errors import InputError

from ..examples import Labelled, labelled
from .conftest import html_of, open_tab, press, run_until_done, told

METRICS = {
    "accuracy": 0.93, "precision": 0.92, "recall": 0.94, "f1_score": 0.93, "expected_calibration_error": 0.01,
    "rows": 200, "labels": ["negative", "positive"], "confusion_matrix": [[90, 10], [4, 96]],
    "calibration_bins": [{"share": 0.4, "confidence": 0.7, "accuracy": 0.8}],
    "per_class": {"positive": {"precision": 0.9, "recall": 0.96, "f1_score": 0.93, "support": 100}},
}  # fmt: skip
SUMMARY = {
    "hyperparameters": {"model_name": "distilbert-base-uncased", "learning_rate": 2e-5, "extra_data": []},
    "history": [
        {"epoch": 1, "train_loss": 0.4, "validation_loss": 0.3},
        {"epoch": 2, "train_loss": 0.2, "validation_loss": 0.28},
    ],
}


def trained(metrics: object = METRICS, summary: object = SUMMARY) -> None:
    Path("results").mkdir()
    Path("results/metrics.json").write_text(json.dumps(metrics))
    Path("results/run_summary.json").write_text(json.dumps(summary))


def words_on(page: AppTest) -> str:
    return "\n".join(element.value for element in [*page.markdown, *page.caption])


def test_without_a_training_the_served_model_s_own_figures_are_shown_and_called_so(page: AppTest) -> None:
    open_tab(page, "Model Performance")
    assert "Nothing was trained here yet" in words_on(page)
    assert "Measured on 2,000 texts" in words_on(page)
    assert len(page.get("vega_lite_chart")) == 3  # figures, confusion matrix, reliability
    assert list(page.dataframe[0].value["texts"]) == [312, 869, 819]


def test_after_a_training_its_figures_curves_and_hyperparameters_are_shown(page: AppTest) -> None:
    trained()
    open_tab(page, "Model Performance")
    assert not page.exception
    assert "the last training here, of distilbert-base-uncased" in words_on(page)
    assert len(page.get("vega_lite_chart")) == 4
    shown = dict(page.dataframe[1].value.itertuples(index=False, name=None))
    assert shown == {"model_name": "distilbert-base-uncased", "learning_rate": "2e-05", "extra_data": ""}


def test_the_documented_four_figures_are_enough(page: AppTest) -> None:
    trained({key: METRICS[key] for key in ("accuracy", "precision", "recall", "f1_score")}, {})
    open_tab(page, "Model Performance")
    assert not page.exception
    assert len(page.get("vega_lite_chart")) == 1


def test_a_damaged_file_is_told_and_the_served_model_is_shown(page: AppTest) -> None:
    trained()
    Path("results/metrics.json").write_text("{")
    open_tab(page, "Model Performance")
    assert "metrics.json can't be read" in told(page.warning[0].value)
    assert "Nothing was trained here yet" in words_on(page)


def measure(page: AppTest, rows: list[Labelled]) -> AppTest:
    file = io.StringIO()
    csv.writer(file).writerows([("text", "label"), *rows])
    open_tab(page, "Model Performance")
    page.file_uploader[0].upload("mine.csv", file.getvalue().encode(), "text/csv")
    return page.run()


def test_a_labelled_file_is_measured_with_its_worst_mistakes(page: AppTest) -> None:
    wrong = [Labelled("I love this so much, wonderful", "negative"), Labelled("Utterly awful and broken", "positive")]
    measure(page, [*labelled(150), *wrong])
    run_until_done(press(page, "Measure on 152 rows"))
    assert not page.exception
    accuracy = float(page.metric[0].value.rstrip("%"))
    assert 90 < accuracy < 100
    assert "152 texts" in words_on(page)
    assert "I love this so much" in html_of(page)
    assert "The worst mistakes" in words_on(page)


def test_two_class_labels_are_measured_in_the_binary_view(page: AppTest) -> None:
    measure(page, labelled(60, ("negative", "positive")))
    run_until_done(press(page, "Measure on 60 rows"))
    assert list(page.dataframe[-1].value.index) == ["negative", "positive"]


@pytest.mark.parametrize(
    ("labels", "words"),
    [
        (["good", "bad"], "The labels in this column are bad, good"),
        (["positive"] * 2, "The labels are all positive"),
        (["", ""], "No row has both"),
    ],
)
def test_labels_that_can_t_be_used_are_told(page: AppTest, labels: list[str], words: str) -> None:
    measure(page, [Labelled(f"text {label} {number}", label) for number, label in enumerate(labels)])
    assert words in told(page.error[0].value)


def test_labels_are_not_markdown(page: AppTest) -> None:
    measure(page, [Labelled("a text", "![x](http://127.0.0.1:1/x.png)"), Labelled("another", "$x^2$")])
    assert r"\!\[x\]\(http" in page.error[0].value
    assert r"\$x\^2\$" in page.error[0].value


def test_rows_without_text_or_label_are_left_out() -> None:
    table = pd.DataFrame({"text": ["a", "", "c", "d"], "stars": [1, 0, None, 0]})
    rows, truths = labelled_rows(table, "text", "stars")
    assert list(rows["text"]) == ["a", "d"]
    assert truths == ["positive", "negative"]
    with pytest.raises(InputError, match="two different columns"):
        labelled_rows(table, "text", "text")
