"""The charts of an analysis."""

import json

import numpy as np

from twitter_sentiment.dashboard.analysis.charts import GROUP, LABEL, START, group_bars, share_bars, trend_lines
from twitter_sentiment.dashboard.chart_view import PICK
from twitter_sentiment.insight.groups import GroupShares
from twitter_sentiment.insight.shares import ShareEstimator, Shares
from twitter_sentiment.insight.trend import Cell, Mark, Period, Trend

from ...insight.simulation import THREE_CLASSES

HOSTILE = "![x](http://127.0.0.1/x) <img src=x onerror=alert(1)> datum.share"
COLOR = "#000000"


def shares(seed: int, texts: int = 40) -> Shares:
    probabilities, _ = THREE_CLASSES.draw(np.random.default_rng(seed), (0.2, 0.3, 0.5), texts)
    return ShareEstimator(THREE_CLASSES.labels, probabilities, None).estimate(probabilities)


def selected_fields(chart: dict[str, object]) -> list[list[str]]:
    params = chart["params"]
    assert isinstance(params, list)
    return [param["select"]["fields"] for param in params if param["name"] == PICK]


def test_share_bars_can_be_picked() -> None:
    chart = share_bars(shares(1), frozenset({"negative"}), COLOR).to_dict()
    assert selected_fields(chart) == [[LABEL]]
    (rows,) = chart["datasets"].values()
    assert [(row[LABEL], row["strong"]) for row in rows] == [
        ("negative", True),
        ("neutral", False),
        ("positive", False),
    ]


def test_group_names_are_data_and_stay_apart() -> None:
    groups = [GroupShares(f"{HOSTILE}{number}", shares(number)) for number in range(3)]
    chart = group_bars(groups, None, COLOR).to_dict()
    assert selected_fields(chart) == [[GROUP]]
    (rows,) = chart.pop("datasets").values()
    assert len({row["name"] for row in rows}) == 3
    assert "![x]" not in json.dumps(chart)


def test_trend_lines_end_at_gaps() -> None:
    marks = (Mark("negative", higher=True),)
    weeks = [np.datetime64("2024-01-01", "s") + np.timedelta64(7 * 24 * 3600 * week, "s") for week in range(4)]
    cells = [
        Cell(week, None, shares(at, 5 if at == 2 else 40), marks if at == 1 else ()) for at, week in enumerate(weeks)
    ]
    chart = trend_lines(Trend(Period.WEEK, tuple(cells), 0), cells, COLOR).to_dict()
    assert selected_fields(chart) == [[START]]
    (rows,) = chart["datasets"].values()
    negative = [(row[START], row["run"], row["marked"]) for row in rows if row[LABEL] == "negative"]
    assert negative == [
        ("2024-01-01", "negative 0", False),
        ("2024-01-08", "negative 0", True),
        ("2024-01-22", "negative 1", False),
    ]
