"""Altair charts of an analysis. A click on a bar or a point picks it: `chart_view.PICK` is the name of that selection.

Names of a file are data here, never names of fields or parts of expressions.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import altair as alt
import numpy as np
import pandas as pd

from ...files.columns import unique_names
from ...insight.groups import GroupShares
from ...insight.shares import Share, Shares
from ...insight.trend import Cell, Period, Trend
from ...insight.wording import one_line, percent
from ...labels import NEGATIVE, POSITIVE
from ..chart_view import PICK
from ..theme import STYLES

LABEL = "label"
START = "start"
GROUP = "group"
"""The fields that it returns: a class, the start of a period, the number of a group."""

_FADED = 0.35
_MAX_TICKS = 10
_ROOM = 1.7
"""Of the width to the longest interval: on a phone, a number is nearly as wide as its bar."""
_NAME_CHARACTERS = 40


def share_bars(shares: Shares, picked: frozenset[str], text_color: str) -> alt.LayerChart:
    """Draw the share of each class with its interval, and the number behind it.

    Args:
        shares: of at least 30 texts.
        picked: the chosen classes; empty for all.
        text_color: color of numbers.
    """
    rows = [
        {
            LABEL: label,
            "name": f"{STYLES[label].sign} {STYLES[label].word}",
            "shown": percent(share),
            "strong": not picked or label in picked,
            **_ends(share),
        }
        for label in shares.labels
        if (share := shares.share(label))
    ]
    base = alt.Chart(pd.DataFrame(rows)).encode(y=alt.Y("name:N", title=None, sort=None, axis=_names_axis()))
    x = _share_axis(rows)
    bars: alt.Chart = base.mark_bar(height=20, cornerRadius=3).encode(
        x=x, color=_color(LABEL, shares.labels), opacity=_opacity()
    )
    numbers: alt.Chart = base.mark_text(align="left", dx=8, fontSize=13, color=text_color).encode(
        x="high:Q", text="shown:N"
    )
    layers = (bars, _whiskers(base, text_color), numbers, _targets(base, LABEL))
    return alt.LayerChart(layer=list(layers)).properties(height=38 * len(rows))


def trend_lines(trend: Trend, cells: Sequence[Cell], text_color: str) -> alt.LayerChart:
    """Draw the negative and the positive share over time with their intervals; marked periods have a large dot.

    Args:
        trend: the trend.
        cells: the periods to draw, of which at least one has a share.
        text_color: color of the rings around marked dots.
    """
    rows: list[dict[str, Any]] = []
    for label in (NEGATIVE, POSITIVE):
        run = 0
        for cell in cells:
            share = cell.shares.within_file.share(label)
            if share is None:
                run += 1  # a gap ends the line
                continue
            rows.append(
                {
                    LABEL: label,
                    START: trend.name(cell.start),
                    "at": pd.Timestamp(str(cell.start)),
                    "run": f"{label} {run}",
                    "shown": percent(share),
                    "texts": cell.shares.texts,
                    "marked": any(mark.label == label for mark in cell.marks),
                    **_ends(share),
                }
            )
    base = alt.Chart(pd.DataFrame(rows)).encode(
        x=alt.X("at:T", title=None, axis=_time_axis(trend, cells)),
        color=_color(LABEL, (NEGATIVE, POSITIVE)),
        detail="run:N",
    )
    axis = alt.Axis(format="%", tickCount=5)
    bands: alt.Chart = base.mark_area(opacity=0.18).encode(y=alt.Y("low:Q", title=None, axis=axis), y2="high:Q")
    lines: alt.Chart = base.mark_line(strokeWidth=2).encode(
        y="share:Q",
        strokeDash=alt.StrokeDash(
            f"{LABEL}:N", legend=None, scale=alt.Scale(domain=[NEGATIVE, POSITIVE], range=[[1, 0], [6, 3]])
        ),
    )
    dots: alt.Chart = (
        base.mark_circle(opacity=1, cursor="pointer")
        .encode(
            y="share:Q",
            size=alt.condition("datum.marked", alt.value(220), alt.value(60)),
            stroke=alt.condition("datum.marked", alt.value(text_color), alt.value("transparent")),
            tooltip=[
                alt.Tooltip(f"{START}:N", title="from"),
                alt.Tooltip("shown:N", title="share"),
                alt.Tooltip("texts:Q", format=",d"),
            ],
        )
        .add_params(_pick(START))
    )
    return alt.LayerChart(layer=[bands, lines, dots]).properties(height=270)


def group_bars(groups: Sequence[GroupShares], picked: str | None, text_color: str) -> alt.LayerChart:
    """Draw the negative and the positive share of each group with their intervals.

    Args:
        groups: the groups; those of fewer than 30 texts have no bars.
        picked: the chosen one; None for all.
        text_color: color of numbers.
    """
    names = unique_names(
        [f"{one_line(group.value, _NAME_CHARACTERS)} ({group.shares.texts:,})" for group in groups]
    )  # cut names may be equal
    rows = [
        {
            GROUP: number,
            LABEL: label,
            "name": names[number],
            "shown": percent(share),
            "strong": picked in (None, group.value),
            **_ends(share),
        }
        for number, group in enumerate(groups)
        for label in (NEGATIVE, POSITIVE)
        if (share := group.shares.within_file.share(label))
    ]
    base = alt.Chart(pd.DataFrame(rows)).encode(
        y=alt.Y("name:N", title=None, sort=None, axis=_names_axis()),
        yOffset=alt.YOffset(f"{LABEL}:N", sort=[NEGATIVE, POSITIVE]),
    )
    x = _share_axis(rows)
    bars: alt.Chart = base.mark_bar(height=13, cornerRadius=2).encode(
        x=x, color=_color(LABEL, (NEGATIVE, POSITIVE)), opacity=_opacity()
    )
    numbers: alt.Chart = base.mark_text(align="left", dx=8, fontSize=12, color=text_color).encode(
        x="high:Q", text="shown:N"
    )
    groups_drawn = len({row[GROUP] for row in rows})
    layers = (bars, _whiskers(base, text_color), numbers, _targets(base, GROUP))
    return alt.LayerChart(layer=list(layers)).properties(height=44 * groups_drawn + 10)


def _share_axis(rows: Sequence[Mapping[str, Any]]) -> alt.X:
    """Return the place of a share, with room for its number behind the longest interval."""
    highest = max(row["high"] for row in rows)
    return alt.X("share:Q", title=None, scale=alt.Scale(domain=[0, _ROOM * highest]), axis=None)


def _time_axis(trend: Trend, cells: Sequence[Cell]) -> alt.Axis:
    """Return an axis with ticks where periods begin."""
    step = -(-len(cells) // _MAX_TICKS)
    values = [_date_time(cell.start) for cell in cells[::step]]
    pattern = "%b %d, %H:%M" if trend.period is Period.HOUR else "%b %d, %Y"
    return alt.Axis(values=values, format=pattern, grid=False, labelOverlap=True, labelSeparation=12)


def _date_time(start: np.datetime64) -> alt.DateTime:
    moment: datetime = start.astype("datetime64[s]").item()
    return alt.DateTime(year=moment.year, month=moment.month, date=moment.day, hours=moment.hour)


def _ends(share: Share) -> dict[str, float]:
    low, high = share.interval
    return {"share": share.value, "low": low, "high": high}


def _whiskers(base: alt.Chart, color: str) -> alt.Chart:
    rules: alt.Chart = base.mark_rule(color=color, strokeWidth=1.5).encode(x="low:Q", x2="high:Q")
    return rules


def _targets(base: alt.Chart, field: str) -> alt.Chart:
    """Return what is clicked: the whole line of each bar, since a short bar is hard to hit."""
    targets: alt.Chart = (
        base.mark_bar(opacity=0, cursor="pointer")
        .encode(
            x=alt.value(0),
            x2=alt.value("width"),
            tooltip=[alt.Tooltip(f"{LABEL}:N", title="class"), alt.Tooltip("shown:N", title="share")],
        )
        .add_params(_pick(field))
    )
    return targets


def _pick(field: str) -> alt.Parameter:
    return alt.selection_point(name=PICK, fields=[field], on="click", empty=False)


def _color(field: str, labels: Sequence[str]) -> alt.Color:
    return alt.Color(
        f"{field}:N", legend=None, scale=alt.Scale(domain=list(labels), range=[STYLES[label].color for label in labels])
    )


def _opacity() -> Any:
    return alt.condition("datum.strong", alt.value(1), alt.value(_FADED))


def _names_axis() -> alt.Axis:
    return alt.Axis(labelLimit=240, domain=False, ticks=False)
