"""Charts: from figures to Altair, nothing else.

`ink` is the colour of figures in a chart; axes and legends get theirs from the theme.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import altair as alt
import pandas as pd

from ..labels import NEGATIVE, in_order
from .look import ACCENT, LOOKS

_GREY = "#8a929b"
_TIME_UNITS = (
    (pd.Timedelta("2h"), "1min", "minute"),
    (pd.Timedelta("4D"), "1h", "hour"),
    (pd.Timedelta.max, "1D", "day"),
)
"""How finely time is cut in a chart: up to which span, the length of a piece, its name."""
_LEAST_UNITS = 12
"""A chart over time is at least so many pieces wide, so that a first text is not one big block."""


def gauge(sentiment: str, confidence: float, ink: str) -> alt.LayerChart:
    """Half a dial that shows confidence from 0 to 100 %."""
    parts = pd.DataFrame({"part": ["sure", "rest"], "share": [confidence, 1 - confidence]})
    dial = (
        alt.Chart(parts)
        .mark_arc(innerRadius=76, outerRadius=104, cornerRadius=3, y=112)
        .encode(
            theta=alt.Theta(
                "share:Q", stack=True, scale=alt.Scale(domain=[0, 1], range=[-math.pi / 2, math.pi / 2]), sort=None
            ),
            order=alt.Order("part:N", sort="descending"),
            color=alt.Color(
                "part:N",
                legend=None,
                scale=alt.Scale(domain=["sure", "rest"], range=[LOOKS[sentiment].colour, f"{_GREY}44"]),
            ),
        )
    )
    number = _words(f"{confidence * 100:.1f} %").mark_text(fontSize=30, fontWeight=600, y=88, color=ink)
    caption = _words("confidence").mark_text(fontSize=13, y=114, color=ink)
    return (dial + number + caption).properties(height=126)


def score_bars(scores: Mapping[str, float], ink: str) -> alt.LayerChart:
    """The probability of each class."""
    rows = [{"sentiment": LOOKS[label].word, "score": scores[label]} for label in in_order(scores)]
    base = alt.Chart(pd.DataFrame(rows)).encode(
        y=alt.Y("sentiment:N", title=None, sort=None),
        x=alt.X("score:Q", title=None, scale=alt.Scale(domain=[0, 1.2]), axis=None),
    )
    bars = base.mark_bar(height=20, cornerRadius=3).encode(color=_by_sentiment(scores).legend(None))
    figures = base.mark_text(align="left", dx=6, fontSize=13, color=ink).encode(text=alt.Text("score:Q", format=".1%"))
    return (bars + figures).properties(height=36 * len(rows))


def class_shares(sentiments: pd.Series, ink: str) -> alt.LayerChart:
    """A pie of the classes, with the figures beside it in the legend."""
    counts = sentiments.value_counts()
    rows = [
        {"sentiment": LOOKS[label].word, "count": int(counts[label]), "share": counts[label] / counts.sum()}
        for label in in_order(counts.index)
    ]
    base = alt.Chart(pd.DataFrame(rows)).encode(
        theta=alt.Theta("count:Q", stack=True),
        order=alt.Order("sentiment:N"),
        tooltip=["sentiment:N", "count:Q", alt.Tooltip("share:Q", format=".1%")],
    )
    pie = base.mark_arc(innerRadius=50, outerRadius=88).encode(color=_by_sentiment(counts.index))
    figures = base.mark_text(radius=112, fontSize=13, color=ink).encode(text=alt.Text("share:Q", format=".1%"))
    return (pie + figures).properties(height=270)


def confidence_histogram(table: pd.DataFrame) -> alt.Chart:
    """How many answers there are at each level of confidence; `table` has sentiment and confidence."""
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
    """Answers over time by class; `table` has sentiment and `at` in the zone of the person."""
    at = table["at"].dt.tz_localize(None)
    piece, word = next((piece, word) for span, piece, word in _TIME_UNITS if at.max() - at.min() <= span)
    counts = _counted(table.assign(at=at.dt.floor(piece)), "at")
    counts["end"] = counts["at"] + pd.Timedelta(piece)
    start = min(counts["at"].min(), counts["end"].max() - _LEAST_UNITS * pd.Timedelta(piece))
    domain = [start.to_pydatetime(), counts["end"].max().to_pydatetime()]
    return (
        alt.Chart(counts)
        .mark_rect(stroke=None)
        .encode(
            x=alt.X("at:T", title=None, scale=alt.Scale(domain=domain), axis=alt.Axis(labelOverlap=True, grid=False)),
            x2="end:T",
            y=alt.Y("below:Q", title=f"Texts a {word}", axis=alt.Axis(tickMinStep=1, format=",d")),
            y2="above:Q",
            color=_by_sentiment(table["sentiment"]),
            tooltip=["sentiment:N", alt.Tooltip("at:T", format="%d %b %H:%M"), "count:Q"],
        )
        .properties(height=250)
    )


def _counted(table: pd.DataFrame, column: str) -> pd.DataFrame:
    """Rows for each value of a column and each class, in the words of the page."""
    counts = table.groupby([column, "sentiment"]).size().reset_index(name="count")
    counts["above"] = counts.groupby(column)["count"].cumsum()
    counts["below"] = counts["above"] - counts["count"]
    return counts.assign(sentiment=counts["sentiment"].map(lambda label: LOOKS[label].word))


def metric_bars(figures: Mapping[str, float], ink: str) -> alt.LayerChart:
    """Named figures from 0 to 1."""
    rows = pd.DataFrame({"figure": list(figures), "value": list(figures.values())})
    base = alt.Chart(rows).encode(
        y=alt.Y("figure:N", title=None, sort=None, axis=alt.Axis(labelLimit=200)),
        x=alt.X("value:Q", title=None, axis=None, scale=alt.Scale(domain=[0, 1.2])),
    )
    bars = base.mark_bar(height=18, cornerRadius=3, color=ACCENT)
    numbers = base.mark_text(align="left", dx=6, fontSize=13, color=ink).encode(text=alt.Text("value:Q", format=".3f"))
    return (bars + numbers).properties(height=34 * len(rows))


def loss_curves(history: Sequence[Mapping[str, float]]) -> alt.Chart:
    """Training and validation loss over the epochs."""
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
                scale=alt.Scale(domain=["Training", "Validation"], range=[ACCENT, LOOKS[NEGATIVE].colour]),
            ),
            strokeDash=alt.StrokeDash("part:N", legend=None),
            tooltip=["part:N", "epoch:Q", alt.Tooltip("loss:Q", format=".4f")],
        )
        .properties(height=280)
    )


def confusion(matrix: Sequence[Sequence[int]], labels: Sequence[str]) -> alt.LayerChart:
    """Counts of true against predicted class, shaded by the share of the true class."""
    rows = [
        {"true": LOOKS[true].word, "predicted": LOOKS[guess].word, "count": count, "share": count / max(1, sum(counts))}
        for true, counts in zip(labels, matrix, strict=True)
        for guess, count in zip(labels, counts, strict=True)
    ]
    for row in rows:
        row["text"] = f"{row['count']:,} ({row['share']:.0%})"
    axis = alt.Axis(labelAngle=0, labelFlush=False, labelAlign="center")
    base = alt.Chart(pd.DataFrame(rows)).encode(
        x=alt.X("predicted:N", title="The model says", sort=None, axis=axis),
        y=alt.Y("true:N", title="It is", sort=None),
        tooltip=["true:N", "predicted:N", "count:Q", alt.Tooltip("share:Q", format=".1%")],
    )
    cells = base.mark_rect(cornerRadius=2).encode(
        color=alt.Color("share:Q", legend=None, scale=alt.Scale(domain=[0, 1], range=["#e9eff6", ACCENT]))
    )
    figures = base.mark_text(fontSize=13).encode(
        text="text:N", color=alt.condition("datum.share > 0.77", alt.value("#ffffff"), alt.value("#1b2733"))
    )
    return (cells + figures).properties(height=280)


def reliability(bins: Sequence[Mapping[str, float]]) -> alt.LayerChart:
    """Accuracy against confidence; on the line, confidence means what it says."""
    rows = pd.DataFrame(list(bins))
    low = max(0.0, math.floor(10 * min(rows["confidence"].min(), rows["accuracy"].min())) / 10)
    scale: Any = alt.Scale(domain=[low, 1], padding=12, nice=False)
    line = alt.Chart(pd.DataFrame({"confidence": [low, 1], "accuracy": [low, 1]})).mark_line(
        strokeDash=[5, 4], color=_GREY
    )
    points = alt.Chart(rows).mark_circle(color=ACCENT, opacity=0.85)
    x = alt.X("confidence:Q", title="Confidence", scale=scale, axis=alt.Axis(format="%"))
    y = alt.Y("accuracy:Q", title="Share that is right", scale=scale, axis=alt.Axis(format="%"))
    size = alt.Size("share:Q", legend=None, scale=alt.Scale(range=[30, 600]))
    tooltip = [alt.Tooltip(f"{name}:Q", format=".1%") for name in ("confidence", "accuracy", "share")]
    return (line.encode(x=x, y=y) + points.encode(x=x, y=y, size=size, tooltip=tooltip)).properties(height=280)


def _by_sentiment(labels: Iterable[str]) -> Any:
    """Colours and a legend for the classes that occur."""
    looks = [LOOKS[label] for label in in_order(labels)]
    scale = alt.Scale(domain=[look.word for look in looks], range=[look.colour for look in looks])
    return alt.Color("sentiment:N", title=None, legend=alt.Legend(orient="bottom", title=None), scale=scale)


def _words(text: str) -> alt.Chart:
    return alt.Chart(pd.DataFrame({"text": [text]})).encode(text="text:N")
