from xml.etree import ElementTree

import numpy as np

from twitter_sentiment.insight.charts import highest_share, interval_bar, trend_chart
from twitter_sentiment.insight.shares import Share, ShareEstimator
from twitter_sentiment.insight.trend import Period, Trend, trend

from .simulation import simulated_answers


def trend_of(texts: tuple[int, ...]) -> Trend:
    """A trend with so many texts in each month from January 2024 on."""
    answers = simulated_answers(np.random.default_rng(6), texts=sum(texts))
    months = [f"2024-{month:02}-03" for month in range(1, len(texts) + 1)]
    times = np.repeat(np.array(months, dtype="datetime64[s]"), texts)
    estimator = ShareEstimator(answers.labels, answers.probabilities, None, resamples=20)
    return trend(answers, estimator, times, np.ones(sum(texts), dtype=bool), period=Period.MONTH)


def test_bar_has_share_and_interval() -> None:
    bar = ElementTree.fromstring(interval_bar(Share(0.4, (0.3, 0.55)), "negative"))  # noqa: S314 - our own
    _, share = bar.findall("rect")
    assert (share.get("class"), share.get("width")) == ("negative", "40.00%")
    ends = [(line.get("x1"), line.get("x2")) for line in bar.findall("line")]
    assert ends == [("30.00%", "55.00%"), ("30.00%", "30.00%"), ("55.00%", "55.00%")]


def test_trend_chart_breaks_at_gaps_and_names_dates() -> None:
    months = trend_of((40, 40, 5, 40, 40))
    chart = ElementTree.fromstring(trend_chart(months, months.cells, 'a "title"', 200, 1.0))  # noqa: S314
    assert chart.get("aria-label") == 'a "title"'
    assert len(chart.findall("svg/polyline[@class='line negative']")) == 2
    assert len([dot for dot in chart.findall("circle") if "negative" in str(dot.get("class"))]) == 4
    shown = [text.text for text in chart.findall("text")]
    assert shown == ["0%", "50%", "100%", "2024-01-01", "2024-03-01", "2024-05-01"]


def test_trend_chart_of_one_period() -> None:
    months = trend_of((40,))
    chart = ElementTree.fromstring(trend_chart(months, months.cells, "", 200, highest_share(months.cells)))  # noqa: S314
    assert {dot.get("cx") for dot in chart.findall("circle")} == {"50.00%"}


def test_highest_share_without_shares() -> None:
    assert highest_share(trend_of((5,)).cells) == 1.0
