"""Charts: what is drawn is what the figures say."""

from typing import Any

import pandas as pd
import pytest

pytest.importorskip("altair")

from twitter_sentiment.dashboard import charts


def rows_of(chart: Any) -> list[dict[str, Any]]:
    """All data of a chart; making its description also checks it against the schema of Vega-Lite."""
    return [row for rows in chart.to_dict()["datasets"].values() for row in rows]


def table(*rows: tuple[str, float]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["sentiment", "confidence"])


def test_the_gauge_shows_its_number_and_fills_the_dial() -> None:
    rows = rows_of(charts.gauge("positive", 0.875, "#000"))
    assert {"text": "87.5 %"} in rows
    assert sum(row["share"] for row in rows if "share" in row) == 1


def test_scores_come_in_the_order_of_the_classes() -> None:
    rows = rows_of(charts.score_bars({"positive": 0.7, "negative": 0.1, "neutral": 0.2}, "#000"))
    assert [row["sentiment"] for row in rows] == ["Negative", "Neutral", "Positive"]


def test_the_pie_counts_each_class_that_occurs() -> None:
    chart = charts.class_shares(pd.Series(["positive", "negative", "positive", "positive"]), "#000")
    assert {(row["sentiment"], row["count"], row["share"]) for row in rows_of(chart)} == {
        ("Negative", 1, 0.25),
        ("Positive", 3, 0.75),
    }
    assert "Neutral" not in str(chart.to_dict())


def test_the_histogram_holds_every_answer_once() -> None:
    rows = rows_of(charts.confidence_histogram(table(("positive", 0.51), ("positive", 0.54), ("negative", 1.0))))
    assert {(row["start"], row["sentiment"], row["count"]) for row in rows} == {
        (0.5, "Positive", 2),
        (0.95, "Negative", 1),
    }


@pytest.mark.parametrize(
    ("minutes", "word"), [([0], "minute"), ([0, 100], "minute"), ([0, 600], "hour"), ([0, 60 * 24 * 30], "day")]
)
def test_the_trend_chooses_its_unit_and_stacks_the_classes(minutes: list[int], word: str) -> None:
    start = pd.Timestamp("2026-03-01 10:00", tz="Europe/Berlin")
    at = [start + pd.Timedelta(minutes=minute) for minute in minutes for _ in range(2)]
    chart = charts.trend(pd.DataFrame({"at": at, "sentiment": ["negative", "positive"] * len(minutes)}))
    assert f"Texts a {word}" in str(chart.to_dict())
    rows = rows_of(chart)
    assert sum(row["count"] for row in rows) == len(at)
    assert {(row["below"], row["above"]) for row in rows} == {(0, 1), (1, 2)}
    assert rows[0]["at"].startswith("2026-03-01T")


def test_the_confusion_matrix_names_counts_and_shares() -> None:
    rows = rows_of(charts.confusion([[3, 1], [0, 0]], ["negative", "positive"]))
    assert [(row["true"], row["predicted"], row["text"]) for row in rows] == [
        ("Negative", "Negative", "3 (75%)"),
        ("Negative", "Positive", "1 (25%)"),
        ("Positive", "Negative", "0 (0%)"),
        ("Positive", "Positive", "0 (0%)"),
    ]


def test_loss_curves_draw_what_there_is() -> None:
    rows = rows_of(charts.loss_curves([{"epoch": 1, "train_loss": 0.5}, {"epoch": 2, "validation_loss": 0.4}]))
    assert rows == [{"epoch": 1, "loss": 0.5, "part": "Training"}, {"epoch": 2, "loss": 0.4, "part": "Validation"}]


def test_reliability_draws_each_bin_and_the_line() -> None:
    rows = rows_of(charts.reliability([{"share": 1.0, "confidence": 0.72, "accuracy": 0.8}]))
    assert {"share": 1.0, "confidence": 0.72, "accuracy": 0.8} in rows
    assert {"confidence": 0.7, "accuracy": 0.7} in rows


def test_figures_are_drawn_under_their_names() -> None:
    assert rows_of(charts.metric_bars({"Accuracy": 0.9}, "#000")) == [{"figure": "Accuracy", "value": 0.9}]
