"""Altair charts of predictions and metrics.

`text_color` is the color of numbers inside a chart; axes and legends get theirs from the theme.
"""

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import altair as alt
import pandas as pd

from ..labels import NEGATIVE, in_order
from ..metrics import CalibrationBin, ClassificationMetrics
from .theme import ACCENT, STYLES

_GRAY = "#8a929b"
_SIGNED_WORDS = json.dumps({style.word: style.name for style in STYLES.values()}, ensure_ascii=False)
"""As an object of Vega's expressions: the class with its sign for its word."""
_MIN_NAMED_SHARE = 0.04
"""The name of a thinner slice of a ring would lie on its neighbor's; the legend has it."""
_TIME_BINS = (
    (pd.Timedelta("2h"), "1min", "minute"),
    (pd.Timedelta("4D"), "1h", "hour"),
    (pd.Timedelta.max, "1D", "day"),
)
"""Bins of a chart over time: the longest span that they are used for, their width, their name."""
_MIN_TIME_BINS = 12
"""A chart over time is at least so many bins wide, so that a single text does not fill it."""


def gauge(sentiment: str, confidence: float, text_color: str) -> alt.LayerChart:
    """Draw the confidence on a half dial from 0 to 100 %."""
    parts = pd.DataFrame({"part": ["confidence", "rest"], "share": [confidence, 1 - confidence]})
    dial = (
        alt.Chart(parts)
        .mark_arc(innerRadius=76, outerRadius=104, cornerRadius=3, y=112)
        .encode(
            theta=alt.Theta(
                "share:Q", stack=True, scale=alt.Scale(domain=[0, 1], range=[-math.pi / 2, math.pi / 2]), sort=None
            ),
            order=alt.Order("part:N", sort="ascending"),
            color=alt.Color(
                "part:N",
                legend=None,
                scale=alt.Scale(domain=["confidence", "rest"], range=[STYLES[sentiment].color, f"{_GRAY}44"]),
            ),
        )
    )
    number = _text(f"{confidence * 100:.1f} %").mark_text(fontSize=30, fontWeight=600, y=88, color=text_color)
    caption = _text("confidence").mark_text(fontSize=13, y=114, color=text_color)
    return (dial + number + caption).properties(height=126)


def class_shares(sentiments: pd.Series, text_color: str) -> alt.LayerChart:
    """Draw the share of each class as a ring; each slice has its name beside it, unless it is too thin for that."""
    counts = sentiments.value_counts()
    rows = [
        {"sentiment": STYLES[label].word, "count": int(counts[label]), "share": counts[label] / counts.sum()}
        for label in in_order(counts.index)
    ]
    base = alt.Chart(pd.DataFrame(rows)).encode(
        theta=alt.Theta("count:Q", stack=True),
        order=alt.Order("sentiment:N"),
        tooltip=["sentiment:N", "count:Q", alt.Tooltip("share:Q", format=".1%")],
    )
    ring = base.mark_arc(innerRadius=48, outerRadius=80, padAngle=0.02).encode(color=_by_sentiment(counts.index))
    name = f"[{_SIGNED_WORDS}[datum.sentiment], format(100 * datum.share, '.1f') + ' %']"
    names = (
        base.transform_calculate(name=f"datum.share < {_MIN_NAMED_SHARE} ? '' : {name}")
        .mark_text(radius=112, fontSize=13, lineHeight=16, baseline="middle", color=text_color)
        .encode(text="name:N")
    )
    return (ring + names).properties(height=270)


def confidence_histogram(table: pd.DataFrame) -> alt.Chart:
    """Draw how many predictions lie in each interval of confidence.

    Args:
        table: columns sentiment and confidence.
    """
    starts = (table["confidence"].clip(0, 0.999) * 20).astype(int) / 20
    counts = _counted(table.assign(start=starts), "start")
    lowest = min(0.5, starts.min())
    return (
        alt.Chart(counts.assign(end=counts["start"] + 0.05))
        .mark_bar()
        .encode(
            x=alt.X(
                "start:Q",
                title="Confidence",
                bin="binned",
                scale=alt.Scale(domain=[lowest, 1]),
                axis=alt.Axis(format="%", tickMinStep=0.1),
            ),
            x2="end:Q",
            y=alt.Y("count:Q", title="Texts", axis=alt.Axis(tickMinStep=1, format=",d")),
            color=_by_sentiment(table["sentiment"]),
            tooltip=["sentiment:N", alt.Tooltip("start:Q", format=".0%", title="from"), "count:Q"],
        )
        .properties(height=270)
    )


def trend(table: pd.DataFrame) -> alt.Chart:
    """Draw the number of predictions over time, stacked by class.

    Args:
        table: columns sentiment and `at`, in the time zone of the viewer.
    """
    at = table["at"].dt.tz_localize(None)
    width, unit = next((width, unit) for span, width, unit in _TIME_BINS if at.max() - at.min() <= span)
    counts = _counted(table.assign(at=at.dt.floor(width)), "at")
    counts["end"] = counts["at"] + pd.Timedelta(width)
    start = min(counts["at"].min(), counts["end"].max() - _MIN_TIME_BINS * pd.Timedelta(width))
    domain = [start.to_pydatetime(), counts["end"].max().to_pydatetime()]
    return (
        alt.Chart(counts)
        .mark_rect(stroke=None)
        .encode(
            x=alt.X("at:T", title=None, scale=alt.Scale(domain=domain), axis=alt.Axis(labelOverlap=True, grid=False)),
            x2="end:T",
            y=alt.Y("below:Q", title=f"Texts per {unit}", axis=alt.Axis(tickMinStep=1, format=",d")),
            y2="above:Q",
            color=_by_sentiment(table["sentiment"]),
            tooltip=["sentiment:N", alt.Tooltip("at:T", format="%d %b %H:%M"), "count:Q"],
        )
        .properties(height=250)
    )


def _counted(table: pd.DataFrame, column: str) -> pd.DataFrame:
    """Count the rows for each value of a column and each class, with the bounds of the stacked bars."""
    counts = table.groupby([column, "sentiment"]).size().reset_index(name="count")
    counts["above"] = counts.groupby(column)["count"].cumsum()
    counts["below"] = counts["above"] - counts["count"]
    return counts.assign(sentiment=counts["sentiment"].map(lambda label: STYLES[label].word))


def metric_bars(values: Mapping[str, float], text_color: str) -> alt.LayerChart:
    """Draw named metrics from 0 to 1."""
    rows = pd.DataFrame({"metric": list(values), "value": list(values.values())})
    base = alt.Chart(rows).encode(
        y=alt.Y("metric:N", title=None, sort=None, axis=alt.Axis(labelLimit=200)),
        x=alt.X("value:Q", title=None, axis=None, scale=alt.Scale(domain=[0, 1.2])),
    )
    bars = base.mark_bar(height=18, cornerRadius=3, color=ACCENT)
    numbers = _bar_numbers(base, text_color).encode(text=alt.Text("value:Q", format=".3f"))
    return (bars + numbers).properties(height=34 * len(rows))


def loss_curves(history: Sequence[Mapping[str, float]]) -> alt.Chart:
    """Draw training and validation loss over the epochs, as far as an epoch has them.

    Args:
        history: for each epoch its number (`epoch`), `train_loss` and `validation_loss`.
    """
    rows = [
        {"epoch": entry["epoch"], "loss": entry[key], "part": part}
        for entry in history
        for key, part in (("train_loss", "Training"), ("validation_loss", "Validation"))
        if key in entry
    ]
    epochs = sorted({entry["epoch"] for entry in history})
    return (
        alt.Chart(pd.DataFrame(rows))
        .mark_line(point=alt.OverlayMarkDef(size=60))
        .encode(
            x=alt.X("epoch:Q", title="Epoch", axis=alt.Axis(values=epochs, format="d")),
            y=alt.Y("loss:Q", title="Loss (cross-entropy)", scale=alt.Scale(zero=False, padding=12)),
            color=alt.Color(
                "part:N",
                title=None,
                legend=alt.Legend(orient="bottom", symbolType="stroke"),
                scale=alt.Scale(domain=["Training", "Validation"], range=[ACCENT, STYLES[NEGATIVE].color]),
            ),
            strokeDash=alt.StrokeDash("part:N", legend=None),
            tooltip=["part:N", "epoch:Q", alt.Tooltip("loss:Q", format=".4f")],
        )
        .properties(height=280)
    )


def confusion_matrix(metrics: ClassificationMetrics) -> alt.LayerChart:
    """Draw the counts of true against predicted class, shaded by the share of the true class."""
    rows = [
        {
            "true": STYLES[true].word,
            "predicted": STYLES[predicted].word,
            "count": count,
            "share": count / max(1, sum(counts)),
        }
        for true, counts in zip(metrics.labels, metrics.confusion_matrix, strict=True)
        for predicted, count in zip(metrics.labels, counts, strict=True)
    ]
    for row in rows:
        row["text"] = f"{row['count']:,} ({row['share']:.0%})"
    axis = alt.Axis(labelAngle=0, labelFlush=False, labelAlign="center")
    base = alt.Chart(pd.DataFrame(rows)).encode(
        x=alt.X("predicted:N", title="Predicted class", sort=None, axis=axis),
        y=alt.Y("true:N", title="True class", sort=None),
        tooltip=["true:N", "predicted:N", "count:Q", alt.Tooltip("share:Q", format=".1%")],
    )
    cells = base.mark_rect(cornerRadius=2).encode(
        color=alt.Color("share:Q", legend=None, scale=alt.Scale(domain=[0, 1], range=["#e9eff6", ACCENT]))
    )
    numbers = base.mark_text(fontSize=13).encode(
        text="text:N", color=alt.condition("datum.share > 0.77", alt.value("#ffffff"), alt.value("#1b2733"))
    )
    return (cells + numbers).properties(height=280)


def reliability(bins: Sequence[CalibrationBin]) -> alt.LayerChart:
    """Draw accuracy against confidence; a calibrated model lies on the diagonal.

    Args:
        bins: at least one.
    """
    rows = pd.DataFrame([part.model_dump() for part in bins])
    low = max(0.0, math.floor(10 * min(rows["confidence"].min(), rows["accuracy"].min())) / 10)
    scale: Any = alt.Scale(domain=[low, 1], padding=12, nice=False)
    line = alt.Chart(pd.DataFrame({"confidence": [low, 1], "accuracy": [low, 1]})).mark_line(
        strokeDash=[5, 4], color=_GRAY
    )
    points = alt.Chart(rows).mark_circle(color=ACCENT, opacity=0.85)
    x = alt.X("confidence:Q", title="Confidence", scale=scale, axis=alt.Axis(format="%"))
    y = alt.Y("accuracy:Q", title="Accuracy", scale=scale, axis=alt.Axis(format="%"))
    size = alt.Size("share:Q", legend=None, scale=alt.Scale(range=[30, 600]))
    tooltip = [alt.Tooltip(f"{name}:Q", format=".1%") for name in ("confidence", "accuracy", "share")]
    return (line.encode(x=x, y=y) + points.encode(x=x, y=y, size=size, tooltip=tooltip)).properties(height=280)


def _by_sentiment(labels: Iterable[str]) -> Any:
    """Return colors and a legend for the classes that occur."""
    styles = [STYLES[label] for label in in_order(labels)]
    scale = alt.Scale(domain=[style.word for style in styles], range=[style.color for style in styles])
    legend = alt.Legend(orient="bottom", title=None, labelExpr=f"{_SIGNED_WORDS}[datum.label]")
    return alt.Color("sentiment:N", title=None, legend=legend, scale=scale)


def _bar_numbers(base: alt.Chart, text_color: str) -> alt.Chart:
    """Return text marks at the ends of horizontal bars."""
    return base.mark_text(align="left", dx=6, fontSize=13, color=text_color)


def _text(text: str) -> alt.Chart:
    return alt.Chart(pd.DataFrame({"text": [text]})).encode(text="text:N")
