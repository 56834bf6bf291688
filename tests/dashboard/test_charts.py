"""Charts: the data that they draw."""

from typing import Any

import numpy as np
import pandas as pd
import pytest

pytest.importorskip("altair")

from twitter_sentiment.dashboard import charts
from twitter_sentiment.metrics import CalibrationBin
from twitter_sentiment.scoring import label_metrics


def rows_of(chart: Any) -> list[dict[str, Any]]:
    """Return all data of a chart; `to_dict` also checks it against the schema of Vega-Lite."""
    return [row for rows in chart.to_dict()["datasets"].values() for row in rows]


def table(*rows: tuple[str, float]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["sentiment", "confidence"])


def test_gauge_fills_the_dial() -> None:
    rows = rows_of(charts.gauge("positive", 0.875, "#000"))
    assert {"text": "87.5 %"} in rows
    assert [row["share"] for row in rows if "share" in row] == [0.875, 0.125]


def test_class_shares_count_each_class() -> None:
    chart = charts.class_shares(pd.Series(["positive", "negative", "positive", "positive"]), "#000")
    assert {(row["sentiment"], row["count"], row["share"]) for row in rows_of(chart)} == {
        ("Negative", 1, 0.25),
        ("Positive", 3, 0.75),
    }
    assert chart.to_dict()["layer"][0]["encoding"]["color"]["scale"]["domain"] == ["Negative", "Positive"]


def test_class_shares_name_each_slice() -> None:
    chart = charts.class_shares(pd.Series(["positive", "negative"]), "#000").to_dict()
    names = chart["layer"][1]
    assert names["encoding"]["text"] == {"field": "name", "type": "nominal"}
    assert '"Positive": "▲ Positive"' in names["transform"][0]["calculate"]


def test_histogram_counts_each_row_once() -> None:
    rows = rows_of(charts.confidence_histogram(table(("positive", 0.51), ("positive", 0.54), ("negative", 1.0))))
    assert {(row["start"], row["sentiment"], row["count"]) for row in rows} == {
        (0.5, "Positive", 2),
        (0.95, "Negative", 1),
    }


@pytest.mark.parametrize(
    ("minutes", "unit"), [([0], "minute"), ([0, 100], "minute"), ([0, 600], "hour"), ([0, 60 * 24 * 30], "day")]
)
def test_trend_fits_its_unit_and_stacks_classes(minutes: list[int], unit: str) -> None:
    start = pd.Timestamp("2026-03-01 10:00", tz="Europe/Berlin")
    at = [start + pd.Timedelta(minutes=minute) for minute in minutes for _ in range(2)]
    chart = charts.trend(pd.DataFrame({"at": at, "sentiment": ["negative", "positive"] * len(minutes)}))
    assert f"Texts per {unit}" in str(chart.to_dict())
    rows = rows_of(chart)
    assert sum(row["count"] for row in rows) == len(at)
    assert {(row["below"], row["above"]) for row in rows} == {(0, 1), (1, 2)}
    assert rows[0]["at"].startswith("2026-03-01T")


def test_confusion_matrix_has_counts_and_shares() -> None:
    metrics = label_metrics(np.array([0, 0, 0, 1]), np.array([0, 0, 0, 0]), ("negative", "positive"))
    rows = rows_of(charts.confusion_matrix(metrics))
    assert [(row["true"], row["predicted"], row["text"]) for row in rows] == [
        ("Negative", "Negative", "3 (75%)"),
        ("Negative", "Positive", "1 (25%)"),
        ("Positive", "Negative", "0 (0%)"),
        ("Positive", "Positive", "0 (0%)"),
    ]


def test_loss_curves_skip_missing_values() -> None:
    rows = rows_of(charts.loss_curves([{"epoch": 1, "train_loss": 0.5}, {"epoch": 2, "validation_loss": 0.4}]))
    assert rows == [{"epoch": 1, "loss": 0.5, "part": "Training"}, {"epoch": 2, "loss": 0.4, "part": "Validation"}]


def test_reliability_draws_bins_and_diagonal() -> None:
    rows = rows_of(charts.reliability([CalibrationBin(share=1.0, confidence=0.72, accuracy=0.8)]))
    assert {"share": 1.0, "confidence": 0.72, "accuracy": 0.8} in rows
    assert {"confidence": 0.7, "accuracy": 0.7} in rows


def test_metric_bars_have_names() -> None:
    assert rows_of(charts.metric_bars({"Accuracy": 0.9}, "#000")) == [{"metric": "Accuracy", "value": 0.9}]
