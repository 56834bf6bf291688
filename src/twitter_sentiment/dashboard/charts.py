"""Charts: from figures to Altair, nothing else."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
import pandas as pd

from ..labels import LABELS
from .look import ACCENT, COLOURS, LOOKS, WORDS

_GREY = "#8a929b"
_TIME_UNITS = (
    (pd.Timedelta("3h"), "min", "minute"),
    (pd.Timedelta("4D"), "h", "hour"),
    (pd.Timedelta.max, "D", "day"),
)
"""How finely time is cut in a chart: up to which span, the unit, its name."""
_BY_SENTIMENT = alt.Color("sentiment:N", title=None, scale=alt.Scale(domain=WORDS, range=COLOURS))


def gauge(sentiment: str, confidence: float, ink: str) -> alt.LayerChart:
    """Half a dial that shows confidence from 0 to 100 %; `ink` is the colour of the number in it."""
    parts = pd.DataFrame({"part": ["sure", "rest"], "share": [confidence, 1 - confidence]})
    dial = (
        alt.Chart(parts)
        .mark_arc(innerRadius=72, outerRadius=100, cornerRadius=3)
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
    words = alt.Chart(pd.DataFrame({"text": [f"{confidence * 100:.1f} %"]}))
    number = words.mark_text(fontSize=30, fontWeight=600, dy=-14, color=ink).encode(text="text:N")
    caption = alt.Chart(pd.DataFrame({"text": ["confidence"]})).mark_text(fontSize=13, dy=12, color=ink)
    return (dial + number + caption.encode(text="text:N")).properties(height=220)


def score_bars(scores: Mapping[str, float]) -> alt.LayerChart:
    """The probability of each class."""
    rows = [{"sentiment": LOOKS[label].word, "score": scores[label]} for label in LABELS if label in scores]
    base = alt.Chart(pd.DataFrame(rows)).encode(
        y=alt.Y("sentiment:N", title=None, sort=None),
        x=alt.X("score:Q", title=None, scale=alt.Scale(domain=[0, 1.12]), axis=None),
    )
    bars = base.mark_bar(height=20, cornerRadius=3).encode(
        color=alt.Color("sentiment:N", legend=None, scale=alt.Scale(domain=WORDS, range=COLOURS))
    )
    figures = base.mark_text(align="left", dx=6, fontSize=13, color=_GREY).encode(
        text=alt.Text("score:Q", format=".1%")
    )
    return (bars + figures).properties(height=36 * len(rows))


def class_shares(sentiments: pd.Series) -> alt.LayerChart:
    """A pie of the classes, with the figures beside it in the legend."""
    counts = sentiments.value_counts()
    rows = [
        {"sentiment": LOOKS[label].word, "count": int(counts[label]), "share": counts[label] / counts.sum()}
        for label in LABELS
        if label in counts
    ]
    base = alt.Chart(pd.DataFrame(rows)).encode(
        theta=alt.Theta("count:Q", stack=True),
        order=alt.Order("sentiment:N"),
        tooltip=["sentiment:N", "count:Q", alt.Tooltip("share:Q", format=".1%")],
    )
    pie = base.mark_arc(innerRadius=50, outerRadius=88).encode(color=_BY_SENTIMENT.legend(orient="bottom", title=None))
    figures = base.mark_text(radius=108, fontSize=13, color=_GREY).encode(text=alt.Text("share:Q", format=".0%"))
    return (pie + figures).properties(height=270)


def confidence_histogram(table: pd.DataFrame) -> alt.Chart:
    """How many answers there are at each level of confidence; `table` has sentiment and confidence."""
    tenths = (table["confidence"].clip(0, 0.999) * 20).astype(int) / 20
    counts = table.assign(start=tenths).groupby(["start", "sentiment"], observed=True).size().reset_index(name="count")
    counts["sentiment"] = counts["sentiment"].map(lambda label: LOOKS[label].word)
    counts["end"] = counts["start"] + 0.05
    return (
        alt.Chart(counts)
        .mark_bar()
        .encode(
            x=alt.X("start:Q", title="Confidence", bin="binned", axis=alt.Axis(format="%", tickMinStep=0.1)),
            x2="end:Q",
            y=alt.Y("count:Q", title="Texts", axis=alt.Axis(tickMinStep=1)),
            color=_BY_SENTIMENT.legend(orient="bottom", title=None),
            tooltip=["sentiment:N", alt.Tooltip("start:Q", format=".0%", title="from"), "count:Q"],
        )
        .properties(height=270)
    )


def trend(table: pd.DataFrame) -> alt.Chart:
    """Answers over time by class; `table` has sentiment and `at` in the zone of the person."""
    span = table["at"].max() - table["at"].min()
    unit, word = next((unit, word) for limit, unit, word in _TIME_UNITS if span <= limit)
    counts = table.assign(at=table["at"].dt.tz_localize(None).dt.floor(unit)).groupby(["at", "sentiment"]).size()
    rows = counts.reset_index(name="count")
    rows["sentiment"] = rows["sentiment"].map(lambda label: LOOKS[label].word)
    rows["end"] = rows["at"] + pd.Timedelta(f"1{unit}")
    return (
        alt.Chart(rows)
        .mark_bar()
        .encode(
            x=alt.X("at:T", title=None, axis=alt.Axis(labelOverlap=True)),
            x2="end:T",
            y=alt.Y("count:Q", title=f"Texts a {word}", axis=alt.Axis(tickMinStep=1)),
            color=_BY_SENTIMENT.legend(orient="bottom", title=None),
            tooltip=["sentiment:N", alt.Tooltip("at:T", format="%d %b %H:%M"), "count:Q"],
        )
        .properties(height=270)
    )


def metric_bars(figures: Mapping[str, float]) -> alt.LayerChart:
    """Named figures from 0 to 1."""
    rows = pd.DataFrame({"figure": list(figures), "value": list(figures.values())})
    base = alt.Chart(rows).encode(
        y=alt.Y("figure:N", title=None, sort=None, axis=alt.Axis(labelLimit=200)),
        x=alt.X("value:Q", title=None, axis=None, scale=alt.Scale(domain=[0, 1.15])),
    )
    bars = base.mark_bar(height=18, cornerRadius=3, color=ACCENT)
    numbers = base.mark_text(align="left", dx=6, fontSize=13, color=_GREY).encode(
        text=alt.Text("value:Q", format=".3f")
    )
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
                legend=alt.Legend(orient="bottom"),
                scale=alt.Scale(domain=["Training", "Validation"], range=[COLOURS[2], COLOURS[0]]),
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
    axis = alt.Axis(labelAngle=0)
    base = alt.Chart(pd.DataFrame(rows)).encode(
        x=alt.X("predicted:N", title="The model says", sort=None, axis=axis),
        y=alt.Y("true:N", title="It is", sort=None),
        tooltip=["true:N", "predicted:N", "count:Q", alt.Tooltip("share:Q", format=".1%")],
    )
    cells = base.mark_rect(cornerRadius=2).encode(
        color=alt.Color("share:Q", legend=None, scale=alt.Scale(domain=[0, 1], range=["#e9eff6", ACCENT]))
    )
    figures = base.mark_text(fontSize=13).encode(
        text="text:N", color=alt.condition("datum.share > 0.5", alt.value("#ffffff"), alt.value("#1b2733"))
    )
    return (cells + figures).properties(height=280)


def reliability(bins: Sequence[Mapping[str, float]]) -> alt.LayerChart:
    """Accuracy against confidence; on the line, confidence means what it says."""
    rows = pd.DataFrame(list(bins))
    low = max(0.0, math.floor(10 * min(rows["confidence"].min(), rows["accuracy"].min())) / 10)
    scale: Any = alt.Scale(domain=[low, 1])
    line = alt.Chart(pd.DataFrame({"confidence": [low, 1], "accuracy": [low, 1]})).mark_line(
        strokeDash=[5, 4], color=_GREY
    )
    points = alt.Chart(rows).mark_circle(color=ACCENT, opacity=0.85)
    x = alt.X("confidence:Q", title="Confidence", scale=scale, axis=alt.Axis(format="%"))
    y = alt.Y("accuracy:Q", title="Share that is right", scale=scale, axis=alt.Axis(format="%"))
    size = alt.Size("share:Q", legend=None, scale=alt.Scale(range=[30, 600]))
    tooltip = [alt.Tooltip(f"{name}:Q", format=".1%") for name in ("confidence", "accuracy", "share")]
    return (line.encode(x=x, y=y) + points.encode(x=x, y=y, size=size, tooltip=tooltip)).properties(height=280)
