"""The Model Performance tab: reports of a training or of the model that serves."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from twitter_sentiment.dashboard.tabs.performance import model_report, read_training_report
from twitter_sentiment.metrics import TrainingMetrics
from twitter_sentiment.model.manifest import Manifest
from twitter_sentiment.scoring import classification_metrics
from twitter_sentiment.service_types import ModelInfo

from ...models import FAST
from ...running import free_port, running_api
from ..conftest import open_tab, unescaped, words_on

IN_TWO_CLASSES = classification_metrics(
    np.array([[0.9, 0.1], [0.2, 0.8], [0.6, 0.4]]), np.array([0, 1, 1]), ("negative", "positive")
)
METRICS = TrainingMetrics(**IN_TWO_CLASSES.model_dump(), binary=IN_TWO_CLASSES)
HEADLINE = {"accuracy": 0.6667, "precision": 1.0, "recall": 0.5, "f1_score": 0.6667}
SUMMARY = {
    "hyperparameters": {"model_name": "distilbert-base-uncased", "learning_rate": 2e-5, "extra_data": []},
    "history": [
        {"epoch": 1, "train_loss": 0.4, "validation_loss": 0.3},
        {"epoch": 2, "train_loss": 0.2, "validation_loss": 0.28},
    ],
}
RESULTS = Path("results")


def write_results(metrics: object, summary: object = None) -> None:
    RESULTS.mkdir()
    (RESULTS / "metrics.json").write_text(json.dumps(metrics))
    if summary is not None:
        (RESULTS / "run_summary.json").write_text(json.dumps(summary))


def model_info(metrics: TrainingMetrics | None) -> ModelInfo:
    return ModelInfo(
        name="some-model",
        labels=["negative", "positive"],
        base_model="some-encoder",
        max_len=64,
        normalizer="none",
        temperature=1.0,
        binary_temperature=None,
        metrics=metrics,
        data={},
        evaluations=[],
        behavior={},
        quantization=None,
        made_with={},
    )


def test_training_report_without_files_is_none() -> None:
    assert read_training_report(RESULTS) is None


def test_training_report_is_complete() -> None:
    write_results(METRICS.model_dump(), SUMMARY)
    report = read_training_report(RESULTS)
    assert report is not None
    assert report.metrics == METRICS
    assert report.headline == HEADLINE
    assert "your last training, of distilbert-base-uncased" in report.origin
    assert report.history == SUMMARY["history"]
    assert report.hyperparameters == SUMMARY["hyperparameters"]


def test_training_report_of_documented_values() -> None:
    write_results(HEADLINE)
    report = read_training_report(RESULTS)
    assert report is not None
    assert report.metrics is None
    assert report.headline == HEADLINE


def test_model_report_has_the_metrics() -> None:
    report = model_report(model_info(METRICS))
    assert report.metrics == METRICS
    assert report.headline == HEADLINE


def test_model_report_without_metrics_says_why() -> None:
    report = model_report(model_info(None))
    assert report.metrics is None
    assert report.headline == {}
    assert "based on some-encoder and was exported without a training" in report.origin


@pytest.mark.e2e
def test_page_without_training_shows_the_model(page: AppTest) -> None:
    open_tab(page, "Model Performance")
    assert [heading.value for heading in page.subheader] == ["The model that serves", "Measure on my file"]
    assert "Measured on 2,000 texts in three classes" in words_on(page)
    for figure in ("Metrics", "Class by class", "Confusion matrix", "Calibration"):
        assert f"**{figure}, three classes**" in words_on(page)
    assert len(page.get("vega_lite_chart")) == 3  # metrics, confusion matrix, calibration
    assert list(page.dataframe[0].value["texts"]) == [312, 869, 819]


@pytest.mark.e2e
def test_page_keeps_training_and_model_apart(page: AppTest) -> None:
    write_results(METRICS.model_dump(), SUMMARY)
    open_tab(page, "Model Performance")
    assert not page.exception
    assert [heading.value for heading in page.subheader][:2] == ["Your training", "The model that serves"]
    assert "your last training, of distilbert-base-uncased" in unescaped(words_on(page))
    assert "3 texts in two classes: accuracy 66.7%, calibration error" in words_on(page)
    assert "**Loss in training, two classes**" in words_on(page)
    assert "Measured on 2,000 texts in three classes" in words_on(page)
    assert len(page.get("vega_lite_chart")) == 7
    table = dict(page.dataframe[1].value.itertuples(index=False, name=None))
    assert table == {"model_name": "distilbert-base-uncased", "learning_rate": "2e-05", "extra_data": ""}


@pytest.mark.e2e
def test_page_says_that_the_training_serves(page: AppTest) -> None:
    metrics = Manifest.read(FAST).metrics
    assert metrics
    write_results(metrics.model_dump())
    open_tab(page, "Model Performance")
    assert "It is the model of your training" in words_on(page)
    assert len(page.get("vega_lite_chart")) == 3


@pytest.mark.slow
def test_page_shows_the_documented_values(offline_page: AppTest) -> None:
    write_results(HEADLINE)
    open_tab(offline_page, "Model Performance")
    assert not offline_page.exception
    assert len(offline_page.get("vega_lite_chart")) == 1


@pytest.mark.slow
def test_page_warns_about_damaged_metrics(offline_page: AppTest) -> None:
    RESULTS.mkdir()
    (RESULTS / "metrics.json").write_text("{")
    open_tab(offline_page, "Model Performance")
    assert any("metrics.json can't be read" in unescaped(warning.value) for warning in offline_page.warning)
    assert not offline_page.exception


@pytest.mark.e2e
def test_page_without_metrics_of_the_model(tmp_path: Path, page: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "exported"
    shutil.copytree(FAST, folder)
    manifest = Manifest.read(folder)
    manifest.model_copy(update={"metrics": None, "evaluations": [], "behavior": {}, "challenge": {}}).write(folder)
    with running_api(free_port(), MODEL_PATH=str(folder)) as api:
        monkeypatch.setenv("API_URL", api.url)
        open_tab(page, "Model Performance")
        assert not page.exception
        assert "was exported without a training" in words_on(page)
        assert len(page.get("vega_lite_chart")) == 0
